"""On-call operations of a freight company's platform: services, releases, flags, incidents, the rota, freezes, silences."""

from negforge.worlds.oncall.world import WORLD as WORLD
