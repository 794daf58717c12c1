"""With neutral: a pair whose sides both differ from the base in two to six things that do not matter.

Both sides draw from the same hands: as many reworded messages, as many replies in another order, as many respelled
pieces, and of those the words in which the sides part get some first. So neither the number of differences nor their
kind tells the sides apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeAlias

from negforge.agents.counterfactual import WorldRun
from negforge.core.edit import Edit
from negforge.core.message import Message, Say, with_text
from negforge.core.pair import Neutral, Pair, pair_id
from negforge.core.trajectory import Trajectory
from negforge.perturb.neutral.call_order import exchanged, parallel_reads
from negforge.perturb.neutral.layout import layout
from negforge.perturb.neutral.reads_same import reads_same
from negforge.perturb.neutral.rewording import VARIATIONS, other_words
from negforge.perturb.neutral.row_order import row_order
from negforge.perturb.neutral.sides import Side, sides_of, words_at
from negforge.perturb.neutral.small_words import small_words
from negforge.perturb.neutral.spans import Idea, Span, Variant, overlap, respelled
from negforge.perturb.neutral.value_forms import value_forms

FEWEST, MOST = 2, 6
_ATTEMPTS = 3
_IDEAS: tuple[Idea, ...] = (small_words, value_forms, row_order, layout)
_SHARES = (0.45, 0.3, 0.1, 0.15)
_MOST_REWORDED = 3


def with_neutral(pair: Pair, rng: Random, run: WorldRun | None) -> Pair | None:
    """The pair with neutral differences on both sides, the same number on each; None where one side has no hold for
    two, or where they would change what happens in its world. ``run``: of the rollout that is the chosen."""
    if pair.neutral != Neutral():
        return None
    for attempt in range(_ATTEMPTS):
        made = _drawn(pair, rng, run, sparing=attempt == 0)
        if made is not None:
            return made
    return None


def _drawn(pair: Pair, rng: Random, run: WorldRun | None, *, sparing: bool) -> Pair | None:
    """One draw. ``sparing``: some of the messages are reworded that can be; else as many as can be."""
    chosen, rejected = (_Hand(side) for side in sides_of(pair))
    wanted = rng.randint(FEWEST, MOST)
    wanted -= _reworded(chosen, rejected, run, wanted if sparing else MOST, rng, sparing=sparing)
    wanted -= _with_calls_moved(pair, chosen, rejected, rng)
    in_turn = [(chosen, rejected), (rejected, chosen)][rng.randrange(2)]
    options = {id(hand): _options(hand, rng) for hand in in_turn}
    for idea in rng.choices(_IDEAS, _SHARES, k=max(0, wanted)):
        if not _respelled_alike(*in_turn, options, idea):
            break
    between = len(chosen.seen ^ rejected.seen) + sum(hand.made - len(hand.seen) for hand in (chosen, rejected))
    if min(chosen.made, rejected.made, between) < FEWEST:  # done alike on both sides, it would be no difference
        return None
    return _checked(pair, chosen, rejected, run)


_Option: TypeAlias = tuple[int, Variant]
_Options: TypeAlias = Mapping[Idea, Sequence[_Option]]
_Mark: TypeAlias = tuple[str, str, tuple[tuple[int, int], ...]]


@dataclass(slots=True)
class _Hand:
    """One side under work: new messages by place, the pieces respelled in the words at a place, and how many
    differences there are by now."""

    side: Side
    new: dict[int, Message] = field(default_factory=dict)
    spans: dict[int, list[Span]] = field(default_factory=dict)
    seen: set[_Mark] = field(default_factory=set)
    made: int = 0

    def words(self, at: int) -> str | None:
        message = self.new.get(at, self.side.messages[at])
        return words_at((message,), 0)

    def mark(self, option: _Option) -> _Mark:
        """What is done and where: the same for the same thing done on the other side, and never if words are new."""
        at, variant = option
        words = (self.words(at) or "") if at in self.new else ""
        return self.side.across[at], words, tuple((span.start, len(span.text)) for span in variant)

    def edits(self) -> tuple[Edit, ...]:
        new = dict(self.new)
        for at, spans in self.spans.items():
            message, words = new.get(at, self.side.messages[at]), self.words(at)
            assert isinstance(message, Say) and words is not None
            new[at] = with_text(message, respelled(words, spans))
        return tuple(Edit(at, self.side.messages[at], new[at]) for at in sorted(new))

    def messages(self) -> tuple[Message, ...]:
        changed = {edit.at: edit.after for edit in self.edits()}
        return tuple(changed.get(at) or message for at, message in enumerate(self.side.messages))


def _reworded(chosen: _Hand, rejected: _Hand, run: WorldRun | None, most: int, rng: Random, *, sparing: bool) -> int:
    """Reword as many shared messages on one side as on the other, in different variations; how many."""
    if run is None:
        return 0
    both = rng.sample(range(VARIATIONS), 2)
    base = chosen.side.messages
    words = [{at: text for at, text in other_words(run, base, one).items() if at in chosen.side.shared} for one in both]
    number = min(_MOST_REWORDED, most, *map(len, words))
    number = rng.randint(min(1, number), number) if sparing else number
    for hand, texts in zip((chosen, rejected), words, strict=True):
        for at in rng.sample(sorted(texts), number):
            place = hand.side.shared[at]
            message = hand.side.messages[place]
            assert isinstance(message, Say)
            hand.new[place] = with_text(message, texts[at])
        hand.made += number
    return number


def _with_calls_moved(pair: Pair, chosen: _Hand, rejected: _Hand, rng: Random) -> int:
    """One reply with parallel reads that both sides have, in another order: on both sides where the orders can differ,
    else on one of them. So many differences as each side has at most."""
    shared = chosen.side.shared
    found = parallel_reads(pair.task, chosen.side.messages)
    groups = [group for group in found if all(at in shared for at in group)]
    if not groups:
        return 0
    group = rng.choice(groups)
    moved = [exchanged(chosen.side.messages, group, rng) for _ in range(2)]
    hands = [(chosen, moved[0]), (rejected, moved[1])]
    for hand, messages in hands if moved[0] != moved[1] else [rng.choice(hands)]:
        hand.new.update((hand.side.shared[at], message) for at, message in messages.items())
        hand.made += 1
    return 1


def _options(hand: _Hand, rng: Random) -> _Options:
    """All that each idea finds in the side's words, the words in which the sides part first."""
    places = [at for at in range(len(hand.side.messages)) if hand.words(at) is not None]
    rng.shuffle(places)
    places.sort(key=lambda at: at not in hand.side.parted)
    found: dict[Idea, list[_Option]] = {}
    for idea in _IDEAS:
        if idea is row_order and hand.side.rows_stay:
            continue
        of_places = []
        for at in places:
            variants = list(idea(hand.words(at) or "", rng))
            rng.shuffle(variants)
            of_places.append([(at, variant) for variant in variants])
        found[idea] = [one for options in of_places for one in options]
    return found


def _respelled_alike(first: _Hand, second: _Hand, options: Mapping[int, _Options], idea: Idea) -> bool:
    """One piece more respelled on both sides, by this idea or else by another; not the same piece of the same words
    where there is a choice. Whether there was hold on both."""
    one = _pick(first, options[id(first)], idea, second.seen)
    if one is None:
        return False
    other = _pick(second, options[id(second)], idea, first.seen | {first.mark(one)})
    if other is None:
        return False
    for hand, (at, variant) in ((first, one), (second, other)):
        hand.seen.add(hand.mark((at, variant)))
        hand.spans.setdefault(at, []).extend(variant)
        hand.made += 1
    return True


def _pick(hand: _Hand, options: _Options, idea: Idea, avoided: Collection[_Mark]) -> _Option | None:
    """A piece that fits beside those respelled already: best one that the other side has not, in words that are as they
    were, by this idea."""
    ideas = [idea, *(one for one in _IDEAS if one is not idea)]
    found = [one for name in ideas for one in options.get(name, ())]
    found.sort(key=lambda one: (hand.mark(one) in avoided, one[0] in hand.spans))
    return next((one for one in found if _fits(hand, *one)), None)


def _fits(hand: _Hand, at: int, variant: Variant) -> bool:
    spans, words = hand.spans.get(at, []), hand.words(at) or ""
    return not overlap(variant, spans) and reads_same(words, respelled(words, [*spans, *variant]))


def _checked(pair: Pair, chosen: _Hand, rejected: _Hand, run: WorldRun | None) -> Pair | None:
    """The pair of both sides; None where in its world the calls, the user or the goal would answer otherwise."""
    if run is not None and not all(_happens_alike(run, hand) for hand in (chosen, rejected)):
        return None
    sides = Trajectory(chosen.messages()), Trajectory(rejected.messages())
    return replace(
        pair,
        id=pair_id(pair.task, *sides),
        chosen=sides[0],
        rejected=sides[1],
        neutral=Neutral(chosen.edits(), rejected.edits()),
    )


def _happens_alike(run: WorldRun, hand: _Hand) -> bool:
    """Whether the world plays the new messages as they stand, to the same end as the old."""
    new = hand.messages()
    return run.departs(new) is None and run.executed(new).success == run.executed(hand.side.messages).success
