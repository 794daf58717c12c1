"""Mail and calendar of an office worker in an invented company: search, drafts, rules, directory, rooms, invitations."""

from negforge.worlds.mailroom.world import WORLD as WORLD
