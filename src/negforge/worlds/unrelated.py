"""Unrelated requests: chit-chat and knowledge that no tool of the world has anything to do with."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Goal, GoalMaker, Hands, goal
from negforge.worlds.wants import NotCalled, Tells


@goal("unrelated")
def percentage(draw: Draw) -> Goal | None:
    """A share of a number."""
    share, whole = draw.rng.randrange(3, 97), draw.rng.randrange(2, 60) * 20
    result = share * whole / 100
    turn = draw.ask(
        "[What is|How much is|Work out for me:] {share} [percent|%] of {whole}?",
        because="[I'm splitting a bill.|It is for my son's homework.]",
        share=share,
        whole=whole,
    )

    def solve(hands: Hands) -> None:
        hands.say(
            "[{share} % of {whole} is {result}.|That makes {result}.|It comes to {result}.]",
            share=share,
            whole=whole,
            result=f"{result:g}",
        )

    return Goal((turn,), [share, whole], ("arithmetic",), (), solve, (Tells("the result", result), NotCalled()))


UNRELATED: tuple[GoalMaker, ...] = (percentage,)
