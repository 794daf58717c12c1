"""A mail-order shop for the home: catalogue, orders, parcels, returns, exchanges, vouchers and delivery slots."""

from negforge.worlds.shop.world import WORLD as WORLD
