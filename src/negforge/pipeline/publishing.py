"""Publishing: a pair as the published file holds it, read back from there."""

from __future__ import annotations

from dataclasses import replace

from negforge.adapters.layout_messages import policy_in
from negforge.adapters.pair_layouts import read_plan_rewardbench, write_plan_rewardbench
from negforge.core.message import Say, text_of, with_text
from negforge.core.pair import Pair


def republished(pair: Pair) -> Pair:
    """The pair written in the published layout and read again: what a stranger has, who has the file and nothing else.
    No world, no ids of calls, no error flags, no hints of tools, no certificate. The policy stands between its marks in
    front of the first words of the user, and is read from there."""
    public, _ = read_plan_rewardbench(write_plan_rewardbench(pair), "", 0)
    opening = public.task.opening
    if not opening or not isinstance(opening[0], Say):
        return public
    policy, words = policy_in(text_of(opening[0]))
    told = with_text(opening[0], words)
    return replace(public, task=replace(public.task, policy=policy, opening=(told, *opening[1:])))
