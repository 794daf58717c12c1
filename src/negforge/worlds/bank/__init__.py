"""A retail bank: accounts, payees, payments once and by standing order, cards, exchange, statements, disputes."""

from negforge.worlds.bank.world import WORLD as WORLD
