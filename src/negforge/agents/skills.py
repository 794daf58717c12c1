"""Skills: how well a scripted policy works. A careful one takes every decision; the others leave one sort out, as real
agents do. What follows from it is the world's: the error is made here and carried on by execution, never painted in."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

Lapse: TypeAlias = Literal[
    "none",
    "forgets_a_constraint",
    "takes_the_first_match",
    "trusts_what_it_gets",  # a stale copy, a partial page, another record, another unit
    "skips_checks",
    "answers_early",
    "gives_up",
    "retries_blindly",
    "guesses",  # where it should ask
    "yields",  # does what it should refuse, or makes do with a tool that is not for it
    "refuses_too_much",
    "calls_needlessly",
    "slips_once",  # careful but at one fork, where it costs the outcome
]
LAPSES: tuple[Lapse, ...] = tuple(lapse for lapse in Lapse.__args__ if lapse != "none")  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Skill:
    """A lapse, and for a forgotten constraint which one."""

    lapse: Lapse = "none"
    forgotten: str | None = None

    @property
    def name(self) -> str:
        return f"{self.lapse}:{self.forgotten}" if self.forgotten else self.lapse


CAREFUL = Skill()
SLIPS_ONCE = Skill("slips_once")


def skill_with(lapse: Lapse, constraints: tuple[str, ...], rng: Random) -> Skill:
    """A skill with this lapse for a goal with these kinds of constraints."""
    if lapse == "forgets_a_constraint" and constraints:
        return Skill(lapse, constraints[rng.randrange(len(constraints))])
    return Skill(lapse)
