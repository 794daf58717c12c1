"""A rail and night-stay operator: departures, fares, bookings, refunds, station boards, hotels at the station, points."""

from negforge.worlds.rail.world import WORLD as WORLD
