"""What figures need of a pair, read once, so that its text need not be kept: split, cluster, facets, surface cues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from negforge.audit.measures.style import marks_in
from negforge.audit.phrases import HEDGE, REFUSAL
from negforge.audit.side import spoken
from negforge.checks.readings.ranks import ranks_in
from negforge.checks.readings.tools import user_text
from negforge.checks.readings.wishes import bounds_in
from negforge.core.defect import Defect, find_defect
from negforge.core.length import length_bin, tokens_of
from negforge.core.message import Message, text_of
from negforge.core.pair import Pair
from negforge.core.task import Task
from negforge.core.trajectory import tool_calls

Facet: TypeAlias = Literal[
    "family",
    "defect",
    "mirror",  # a defect and the defect that mirrors it, as one group
    "level",
    "depth",
    "severity",
    "world",
    "constraints",  # how many bounds and superlatives the user's first words set
    "constraint_kind",  # of which sorts they are; a pair counts in each of its sorts
    "weighed",  # conditions that must be held in mind at once to see the defect (``Reach.constraints``)
    "length",  # the published bins
    "origin",
    "twin",  # the kind of twin, or that the pair is one of its own
]
FACETS: tuple[Facet, ...] = get_args(Facet)
NO_SPLIT, UNKNOWN, NONE, OWN, KIND_OF_CHOSEN = "(no split)", "unknown", "none", "not a twin", "a kind of chosen"
MANY = 4  # constraints from which on their number is not told apart

Cue: TypeAlias = Literal[
    "characters", "final_characters", "markup", "calls", "refusals_in_final", "hedges_in_final", "questions_in_final"
]
CUES: tuple[Cue, ...] = get_args(Cue)


@dataclass(frozen=True, slots=True)
class Facts:
    """``cluster``: the task's template. ``facets``: of each the values that the pair counts under. ``cues``: of each
    surface cue whether the chosen has more of it (1), as much (0) or less (-1) than the rejected."""

    pair_id: str
    split: str
    cluster: str
    family: str = UNKNOWN
    severity: int | None = None
    facets: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    cues: Mapping[Cue, int] = field(default_factory=dict)


def facts_of(pair: Pair, world: str | None) -> Facts:
    """All of it; ``world``: the world of its task, None where it is of none."""
    defect, reach = find_defect(pair.defect or ""), pair.certificate.reach if pair.certificate else None
    number, kinds = _constraints(pair.task)
    facets: dict[Facet, tuple[str, ...]] = {
        "family": (pair.family or UNKNOWN,),
        "defect": (pair.defect or UNKNOWN,),
        "mirror": (_mirror(defect),),
        "level": (str(pair.level or UNKNOWN),),
        "depth": ((pair.certificate.depth if pair.certificate else "") or UNKNOWN,),
        "severity": (str(defect.severity) if defect else UNKNOWN,),
        "world": (world or NONE,),
        "constraints": (_number(number),),
        "constraint_kind": kinds or (NONE,),
        "weighed": (_number(reach.constraints) if reach else UNKNOWN,),
        "length": (length_bin(tokens_of(pair)),),
        "origin": (pair.origin,),
        "twin": (pair.twin or OWN,),
    }
    bare = bare_facts(pair)
    severity = defect.severity if defect else None
    return Facts(bare.pair_id, bare.split, bare.cluster, pair.family or UNKNOWN, severity, facets, _cues(pair))


def bare_facts(pair: Pair) -> Facts:
    """Without facets and cues: what an accuracy a split needs."""
    return Facts(pair.id, pair.split or NO_SPLIT, pair.task.template_id, pair.family or UNKNOWN)


def _mirror(defect: Defect | None) -> str:
    if defect is None:
        return UNKNOWN
    return " / ".join(sorted((defect.slug, defect.mirror))) if find_defect(defect.mirror) else KIND_OF_CHOSEN


def _constraints(task: Task) -> tuple[int, tuple[str, ...]]:
    words = user_text(task.opening)
    bounds, ranks = bounds_in(words), ranks_in(words)
    kinds = {str(one.sort) for one in bounds} | ({"superlative"} if ranks else set())
    return len(bounds) + len(ranks), tuple(sorted(kinds))


def _number(number: int) -> str:
    return str(number) if number < MANY else f"{MANY}+"


def _cues(pair: Pair) -> dict[Cue, int]:
    chosen, rejected = (_amounts(side.messages) for side in (pair.chosen, pair.rejected))
    return {cue: (chosen[cue] > rejected[cue]) - (chosen[cue] < rejected[cue]) for cue in CUES}


def _amounts(messages: Sequence[Message]) -> dict[Cue, int]:
    said, final = spoken(messages)
    return {
        "characters": sum(len(text_of(one)) for one in messages),
        "final_characters": len(final),
        "markup": marks_in("\n".join(said)),
        "calls": tool_calls(messages),
        "refusals_in_final": len(REFUSAL.findall(final)),
        "hedges_in_final": len(HEDGE.findall(final)),
        "questions_in_final": final.count("?"),
    }
