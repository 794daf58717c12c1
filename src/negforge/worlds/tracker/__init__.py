"""An issue tracker of a product group: projects, issues, sprints, versions, links, reviews and worklogs."""

from negforge.worlds.tracker.world import WORLD as WORLD
