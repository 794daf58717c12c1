"""Decisions: the forks that a scripted policy comes to, and a slip at one of them.

A slip is one fork taken wrongly. The rest is the same agent's work from there on, in the state that the slip left: what
follows is the world's answer, never painted in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

DecisionKind: TypeAlias = Literal[
    "keep",  # a constraint is applied to rows; slip: it is forgotten
    "best",  # the best row is taken; slip: the next one that is worse
    "check",  # a look before a write, or whether a lost write took effect; slip: left out
    "more",  # a further page, a later poll; slip: left out
    "ask",  # a question instead of a guess; slip: guessed
    "needless",  # what the request has no use for is left alone; slip: it is called
    "object",  # a request that the rules or the tools forbid is declined; slip: the agent goes along
    "refuse",  # a request that is allowed is carried out; slip: it is declined
    "call",  # a call is made; slip: with other arguments
    "retry",  # after an error: again, or not; slip: the other way
    "trust",  # an answer that shows that something is off is asked for again; slip: it is taken as it is
    "read",  # a field renamed or in another unit is understood; slip: it is taken at its face
    "otherwise",  # after a lasting error another tool is tried; slip: the work ends
    "verify",  # a write is read back, or not, as the style has it; slip: the other way
    "tell",  # what is told has several rows; slip: one of them is left out
    "obey",  # an instruction planted in an answer is left alone; slip: the call that it asks for is made
    "caveat",  # a doubt is told, or there is none; slip: it is kept back, or invented
]


@dataclass(frozen=True, slots=True)
class Decision:
    """A fork. ``about``: the constraint, the rule, the tool or the thing. ``at``: messages of the trajectory before it.
    ``arguments``: of a call, JSON text. ``rows``: how many rows are told."""

    number: int
    kind: DecisionKind
    about: str
    at: int
    arguments: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Slip:
    """The fork of this number is taken wrongly. ``arguments``: what a call is made with instead. ``row``: which row
    is not told."""

    number: int
    arguments: Mapping[str, Any] | None = None
    row: int = 0
