"""The appointments desk of an invented outpatient clinic: a family's visits, referrals, covers, refills and documents."""

from negforge.worlds.clinic.world import WORLD as WORLD
