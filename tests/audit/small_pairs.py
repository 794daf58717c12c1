"""Small pair sets whose shortcuts are known: none at all, or one that was planted."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from negforge.core.message import Message, Text, ToolCall, ToolResponse, say
from negforge.core.pair import Pair, pair_id
from negforge.core.task import Tool, new_task
from negforge.core.trajectory import Label, Trajectory

WORDS = (
    "order parcel invoice street window garden ticket letter winter bridge copper silver market engine paper river "
    "station mirror candle basket pepper orange violet harbour meadow tunnel ladder pocket rocket saddle"
).split()
TOOLS = [Tool("get_order", "Gives an order.", '{"type":"object","required":["id"],"properties":{"id":{}}}')]
Plant = Callable[[str], str]


def answer(rng: Random) -> str:
    sentences = [" ".join(rng.choices(WORDS, k=rng.randint(4, 9))).capitalize() for _ in range(rng.randint(1, 4))]
    return ". ".join(sentences) + f". It costs {rng.randint(2, 99)} euros."


def messages(rng: Random, text: str) -> tuple[Message, ...]:
    return (
        ToolCall("c1", "get_order", '{"id": "W-1"}'),
        ToolResponse("c1", "get_order", (Text(f'{{"total": {rng.randint(2, 99)}}}'),)),
        say("assistant", text),
    )


def pair(number: int, chosen: str, rejected: str, *, split: str = "one", template: str | None = None) -> Pair:
    rng = Random(number)
    task = new_task([say("user", " ".join(rng.choices(WORDS, k=12)))], TOOLS, parent=template or f"t{number}")
    better, worse = Trajectory(messages(rng, chosen)), Trajectory(messages(rng, rejected))
    return Pair(
        pair_id(task, better, worse), task, better, worse, "swapped_values", "planning", "rule",
        Label("chosen", by="program"), split=split,
    )  # fmt: skip


def clean(count: int, seed: int = 0, *, splits: int = 2, each: int = 1) -> list[Pair]:
    """Both sides drawn alike: nothing tells them apart. ``each``: pairs of one template."""
    rng = Random(seed)
    return [
        pair(at + 10_000 * seed, answer(rng), answer(rng), split=f"s{at % splits}", template=f"t{seed}/{at // each}")
        for at in range(count)
    ]


def planted(count: int, plant: Plant, seed: int = 0, *, share: float = 1.0, splits: int = 2) -> list[Pair]:
    """The same with a change to the rejected's answer, in this share of the pairs."""
    rng = Random(seed)
    found = []
    for at in range(count):
        chosen, rejected = answer(rng), answer(rng)
        worse = plant(rejected) if rng.random() < share else rejected
        found.append(pair(at + 10_000 * seed, chosen, worse, split=f"s{at % splits}"))
    return found
