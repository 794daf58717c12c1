"""Publishing: a pair as the published file holds it, read back from there."""

from __future__ import annotations

from dataclasses import replace

from negforge.adapters.layout_messages import policy_in, read_plainly, write_messages
from negforge.adapters.pair_layouts import read_plan_rewardbench, write_plan_rewardbench
from negforge.core.message import Say, published, said_by, text_of, with_text
from negforge.core.pair import Pair
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown


class Publisher:
    """Writes pairs in the published layout and reads them again. What was read of a task stands for its next pair too,
    and what was read of a chosen for the next pair with it: the same text would be read once more."""

    def __init__(self) -> None:
        self._last: list[tuple[Pair, Pair]] = []  # a pair, and how it is read

    def republished(self, pair: Pair) -> Pair:
        """What a stranger has, who has the file and nothing else. No world, no ids of calls, no error flags, no hints
        of tools, no certificate. The policy stands between its marks in front of the first words of the user, and is
        read from there."""
        for known, public in self._last:
            if known.task is pair.task and known.family == pair.family:
                same = known.chosen is pair.chosen
                chosen = public.chosen if same else _side(public.task, pair.task, pair.chosen)
                rejected = _side(public.task, pair.task, pair.rejected)
                if chosen is not None and rejected is not None:
                    return replace(public, chosen=chosen, rejected=rejected)
        public = republished(pair)
        self._last = [(pair, public), *self._last[:3]]
        return public


def republished(pair: Pair) -> Pair:
    """One pair, written and read again."""
    public = _opened(read_plan_rewardbench(write_plan_rewardbench(pair), "", 0)[0])
    opening = public.task.opening
    found = next(((at, message) for at, message in enumerate(opening) if said_by(message, "user")), None)
    if found is None:
        return public
    at, first = found
    policy, words = policy_in(text_of(first))
    told = with_text(first, words)
    task = replace(public.task, policy=policy, opening=(*opening[:at], told, *opening[at + 1 :]))
    return replace(public, task=task)


def _opened(pair: Pair) -> Pair:
    """The pair with the first words of the user in its task, where both sides greet the user before them."""
    one, other = pair.chosen.messages, pair.rejected.messages
    first = next((at for at, message in enumerate(one) if said_by(message, "user")), None)
    if pair.task.opening or first is None:
        return pair
    if [*map(published, one[: first + 1])] != [*map(published, other[: first + 1])]:
        return pair
    task = replace(pair.task, opening=one[: first + 1])
    return replace(pair, task=task, chosen=Trajectory(one[first + 1 :]), rejected=Trajectory(other[first + 1 :]))


def _side(public: Task, task: Task, trajectory: Trajectory) -> Trajectory | None:
    """A side as it is read in a task that was read before; None where it does not begin as that one does."""
    messages = read_plainly(write_messages(shown(task, trajectory), task.policy, "fresh"))
    if not public.opening or not messages or not isinstance(messages[0], Say) or messages[0].role != "user":
        return None
    begins = policy_in(text_of(messages[0]))
    return Trajectory(messages[1:]) if begins == (public.policy, text_of(public.opening[0])) else None
