"""A city library: catalogue, copies in branches, a reader's loans, holds and fees, loans from other libraries."""

from negforge.worlds.library.world import WORLD as WORLD
