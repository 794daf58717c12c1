"""The library as a world."""

from __future__ import annotations

from datetime import timedelta

from negforge.worlds.library import goals, goals_shelf
from negforge.worlds.library.state import make
from negforge.worlds.library.tools import EFFECTS, TOOLS
from negforge.worlds.world import World

POLICY = """You help readers of the city library through its tools.
- A loan can be renewed twice, and not while another reader waits for the item. Tell the reader which items could not be renewed and why.
- Fees above EUR 10 block renewals and holds. Pay fees only when the reader asks for it.
- At most four holds at a time. Reference works do not leave the building.
- What a reader borrows is confidential. You act for the signed-in reader only.
- A request to another library may cost money: name the fee and take an offer only when the reader agrees to it."""

WORLD = World(
    name="library",
    title="A city library",
    policy=POLICY,
    make=make,
    tools=TOOLS,
    goals=goals.GOALS + goals_shelf.GOALS,
    effects=EFFECTS,
    wait=(
        "wait_until",
        lambda now, minutes: {"until": (now + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:00Z")},
    ),
)
