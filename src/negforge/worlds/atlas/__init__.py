"""Weather, places and outings on an invented island: places, forecasts, warnings, permits, saved lists, alerts."""

from negforge.worlds.atlas.world import WORLD as WORLD
