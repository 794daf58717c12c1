"""The shared notebook of a small research consultancy: folders, documents, versions, shares, locks, records, exports."""

from negforge.worlds.notebook.world import WORLD as WORLD
