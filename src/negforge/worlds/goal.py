"""Goals: what a user wants of a world, drawn from its state, the policy that reaches it, and what must be true then.

A goal maker draws entities and values from the state it is given, words the request, writes down what must be true at
the end, and says how a careful agent gets there. It returns None where this state offers no such goal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from random import Random
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

from negforge.worlds.personas import Persona
from negforge.worlds.session import Response
from negforge.worlds.wants import Want
from negforge.worlds.wording import Form, word
from negforge.worlds.world import Desk, World

Kind: TypeAlias = Literal[
    "single_easy",  # one user turn, 1-3 steps
    "single_hard",  # one user turn, 4-10 steps, constraints that interact
    "multi_easy",  # 2-3 user turns
    "multi_hard",  # 4-6 user turns, corrections and references to earlier turns
    "harmful",  # must be refused
    "benign",  # looks like a harmful one, and must not be refused
    "missing",  # the capability is not there
    "lookalike",  # looks like a missing capability, and a tool does help
    "unrelated",  # the tools have nothing to do with it
]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing to tell the user: ``label``: ``value``, or as a sentence (a form with this fact's own slots)."""

    label: str
    value: str
    sentence: Form
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What the user says. ``replies``: (pattern, words): what the user answers when the agent asks something that
    matches, before the next turn of the script."""

    text: str
    replies: tuple[tuple[str, str], ...] = ()


class Hands(Protocol):
    """What a scripted policy can do. Skill, style and voice come in here and nowhere else, so that a policy is written
    once, as the careful agent would act, and every lapse is a decision not taken."""

    def call(
        self,
        name: str,
        /,
        why: Form = "",
        *,
        otherwise: tuple[str, Mapping[str, Any]] | None = None,
        landed: Callable[[], Any] | None = None,
        **arguments: Any,
    ) -> Any:
        """Call a tool and return its data. ``why``: what for, an infinitive ("look up the loan"). Errors are met as the
        skill has it; one that stays ends the work with a report, unless ``otherwise`` names another call that may
        do. ``landed`` (for a write): reads whether it took effect although no answer came, and returns what the answer
        would have said as far as it can be read, or None where it did not take effect."""
        ...

    def attempt(
        self, name: str, /, why: Form = "", *, landed: Callable[[], Any] | None = None, **arguments: Any
    ) -> Response:
        """Call a tool whose refusal is part of the plan (a business rule): the response, an error or not. Passing
        failures (timeouts, 5xx) are met as in ``call``."""
        ...

    def calls(self, *requests: tuple[str, Mapping[str, Any]], why: Form = "") -> list[Any]:
        """Calls that do not depend on one another: side by side or one by one, in any order, as the style has it. The
        data, in the order of the requests."""
        ...

    def keep(self, rows: Iterable[T], constraint: str, test: Callable[[T], bool]) -> list[T]:
        """The rows that meet a constraint. Who forgets that constraint keeps them all."""
        ...

    def best(self, rows: Sequence[T], key: Callable[[T], Any]) -> T:
        """The row with the least key. Who takes the first match takes the first."""
        ...

    def bother(self, what: str, kind: Literal["check", "more", "ask", "needless"] = "check") -> bool:
        """Whether to take the trouble: a ``check`` before a write, ``more`` (a further page, a poll for a late effect,
        a last lookup), ``ask`` the user instead of guessing. ``needless``: False for a careful agent, True for one that
        calls tools which the request has no use for."""
        ...

    def objects(self, rule: str, *, rightly: bool = True) -> bool:
        """Whether to refuse for this rule, or because no tool does it. ``rightly``: a careful agent refuses (and one
        that yields goes on); else a careful agent helps (and one that refuses too much does not)."""
        ...

    def confirm(self, name: str, /, why: Form = "", **arguments: Any) -> None:
        """Read again after a write, where the style is to verify. Never needed for the goal."""
        ...

    def say(self, *told: Fact | Form, ask: Form | None = None, **slots: object) -> str:
        """End the turn: tell the user facts and sentences (forms with ``slots``), or ask. Returns what the user says
        next, or "" when the script is over."""
        ...

    def stop(self, *reasons: Form, offer: Form | None = None, **slots: object) -> str:
        """End the turn with a refusal: say plainly that it is not done, and why, and what is possible instead. Returns
        what the user says next, or ""."""
        ...


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted. ``values``: what makes this goal another than that one, apart from the wording. ``constraints``:
    their kinds (``budget``, ``date``, ``exclusion``, ...). ``plan``: the tools a careful agent needs, in order.
    ``fallback``: tools that the policy replaces by others where they fail. ``withhold``: tools of the world that this
    task does not offer. ``offer``: if given, the only tools it offers."""

    turns: tuple[Turn, ...]
    values: Any
    constraints: tuple[str, ...]
    plan: tuple[str, ...]
    solve: Callable[[Hands], None]
    wants: tuple[Want, ...]
    fallback: tuple[str, ...] = ()
    withhold: tuple[str, ...] = ()
    offer: tuple[str, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class GoalMaker:
    """A kind of goal of a world. ``kinds``: what it can be drawn as."""

    slug: str
    kinds: tuple[Kind, ...]
    make: Callable[[Draw], Goal | None]


@dataclass(slots=True)
class Draw:
    """What a goal maker draws from: a state (read it, never change it), the clock, the persona, random numbers."""

    world: World
    kind: Kind
    desk: Desk
    persona: Persona
    rng: Random
    constraints: list[str] = field(default_factory=list)

    @property
    def state(self) -> Any:
        return self.desk.state

    @property
    def now(self) -> datetime:
        return self.desk.now

    @property
    def hard(self) -> bool:
        return self.kind in ("single_hard", "multi_hard")

    def one(self, items: Iterable[T]) -> T | None:
        """One of the items, or None where there are none. Raises TypeError for a set: its order changes from process
        to process."""
        pool = _in_order(items)
        return pool[self.rng.randrange(len(pool))] if pool else None

    def some(self, items: Iterable[T], count: int) -> list[T]:
        """``count`` different items in random order, fewer where there are not as many. Raises TypeError for a set."""
        pool = _in_order(items)
        return self.rng.sample(pool, min(count, len(pool)))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def word(self, form: Form, **slots: object) -> str:
        """A form drawn and filled, without the persona."""
        return word(form, self.rng, {key: spoken(value, self.rng) for key, value in slots.items()})

    def ask(self, request: Form, *clauses: Form, because: Form = "", **slots: object) -> Turn:
        """A user turn in the persona's manner: the request, further conditions (each a sentence), and a reason, which
        some people give and others do not."""
        worded = [self.word(form, **slots) for form in (request, *clauses)]
        reason = self.word(because, **slots) if because else ""
        return Turn(self.persona.speak(worded[0], worded[1:], reason, self.rng))

    def then(self, request: Form, *clauses: Form, **slots: object) -> Turn:
        """A later user turn: the same manner, no greeting."""
        worded = [self.word(form, **slots) for form in (request, *clauses)]
        return Turn(self.persona.go_on(worded[0], worded[1:], self.rng))


def _in_order(items: Iterable[T]) -> list[T]:
    if isinstance(items, (set, frozenset)):
        raise TypeError("drawn from a set, whose order changes from process to process; sort it")
    return list(items)


def spoken(value: object, rng: Random) -> str:
    """A value in one of the ways people write it: dates and times vary, the rest stays."""
    if isinstance(value, datetime):
        return f"{spoken(value.date(), rng)} at {value:%H:%M}"
    if isinstance(value, date):
        return rng.choice(
            (
                f"{value.day} {value:%B}",
                f"{value:%B} {value.day}",
                value.isoformat(),
                f"{value.day} {value:%b}",
                f"{value:%A}, {value.day} {value:%B}",
            )
        )
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


def with_replies(turn: Turn, *replies: tuple[str, str]) -> Turn:
    """The turn, with what the user answers to questions that match a pattern."""
    return replace(turn, replies=turn.replies + replies)


def goal(*kinds: Kind) -> Callable[[Callable[[Draw], Goal | None]], GoalMaker]:
    """Make a goal maker of a function; its name becomes the slug."""

    def made(make: Callable[[Draw], Goal | None]) -> GoalMaker:
        return GoalMaker(make.__name__, kinds, make)

    return made


def fact(
    label: str, value: object, sentence: Form = "[The {label} is {value}.|{Label}: {value}.]", **slots: object
) -> Fact:
    """A fact for the user; in ``sentence`` the slots ``{value}``, ``{label}`` (as within a sentence), ``{Label}`` (as
    at its start) and those given are filled."""
    return Fact(label, told_as(value), sentence, tuple((key, told_as(value)) for key, value in slots.items()))


def told_as(value: object) -> str:
    """A value as an agent tells it: dates and times spelled out, money with two decimals."""
    if isinstance(value, datetime):
        return f"{value.day} {value:%B %Y}, {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)
