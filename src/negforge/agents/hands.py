"""Hands of a scripted policy: they call, decide and speak, as its skill, its style of work and its voice have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal, TypeVar

from negforge.agents.decisions import Decision, DecisionKind, Slip
from negforge.agents.episode import Episode, calls_after
from negforge.agents.reports import AGAIN, ONCE, PARTIAL, REST, STALE
from negforge.agents.skills import Skill
from negforge.agents.voices import Voice, wholes, worded
from negforge.agents.voices.sources import SHARE, with_source
from negforge.checks.readings.scopes import listings
from negforge.checks.readings.tools import all_steps
from negforge.core.json_text import parse_object
from negforge.core.message import Say
from negforge.worlds.goal import Fact, told_as
from negforge.worlds.session import Response
from negforge.worlds.wording import Form
from negforge.worlds.written import written_arguments

T = TypeVar("T")
PATIENCE = 3  # identical calls in all that a careful agent makes of one that fails in passing
_PASSING = frozenset({500, 502, 504})
_NOTHING = (
    "[There is nothing|I found nothing|Nothing came up] [that fits|that matches|of that sort]"
    "[.|, so I have left everything as it is.|, and I have changed nothing.]"
)


class Stuck(Exception):
    """The work cannot go on: a call kept failing. ``purpose`` says what it was for."""

    def __init__(self, response: Response, name: str, purpose: str) -> None:
        super().__init__(f"{name}: {response.code}")
        self.response, self.name, self.purpose = response, name, purpose


class Nothing(Exception):
    """There is nothing to choose from: no row met the conditions, or none came back."""


class Over(Exception):
    """The conversation is over: there is nobody left to talk to."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the work is done where more than one way is right. ``parallel``: independent calls side by side.
    ``verifies``: reads again after a write. ``shuffles``: independent calls in another order."""

    parallel: bool = False
    verifies: bool = False
    shuffles: bool = False

    @property
    def name(self) -> str:
        words = (("parallel", self.parallel), ("verifies", self.verifies), ("shuffles", self.shuffles))
        return "+".join(word for word, on in words if on) or "plain"


PLAIN = Style()


class ScriptedHands:
    """The hands of one run, at work in an episode.

    ``decisions``: the forks it came to, in order. ``slip``: at one of them it goes wrong, and nowhere else. What is
    drawn at random (wording, order) hangs on what is said and how often it was said before, not on what was drawn in
    between: a run with a slip words everything else as it was. ``wording``: another number, other words to the user
    over the same work.
    """

    def __init__(
        self,
        episode: Episode,
        skill: Skill,
        style: Style,
        voice: Voice,
        seed: str,
        slip: Slip | None = None,
        wording: int = 0,
    ) -> None:
        self.decisions: list[Decision] = []
        self._episode, self._session = episode, episode.session
        self._skill, self._style, self._voice = skill, style, voice
        self._seed, self._slip, self._wording = seed, slip, wording
        self._drawn: dict[str, int] = {}
        self._asked_for: dict[
            tuple[str, str], bool
        ] = {}  # calls that planted texts asked for; whether they may come yet
        self._aside = ""  # what is said along with the next call
        self._doubts: list[Form] = []
        self._unaware = False  # that what was read is a part, after the slip that passes over it
        self._trusted: Response | None = None  # taken as it is where it showed that something is off

    # calls

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
        response = self._persist(name, arguments, why, landed)
        if response.is_error and otherwise is not None and self._goes_on(otherwise[0]):
            response = self._persist(otherwise[0], dict(otherwise[1]), "", None)
        return self._understood(self._unless_stuck(response, name, arguments, why))

    def attempt(
        self, name: str, /, why: Form = "", *, landed: Callable[[], Any] | None = None, **arguments: Any
    ) -> Response:
        return self._persist(name, arguments, why, landed)

    def calls(self, *requests: tuple[str, Mapping[str, Any]], why: Form = "") -> list[Any]:
        order = list(range(len(requests)))
        if self._style.shuffles:
            self._rng("order", *(name for name, _ in requests)).shuffle(order)
        answers: dict[int, Response] = {}
        if self._style.parallel and len(requests) > 1:
            self._narrate(why, {})
            answers = dict(zip(order, self._send([requests[at] for at in order]), strict=True))
        for at in order:
            name, arguments = requests[at]
            if at not in answers:
                answers[at] = self._persist(name, dict(arguments), why if at == order[0] else "", None)
            elif self._doubtful(name, answers[at]):
                answers[at] = self._persist(name, dict(arguments), "", None)
            else:
                self._led_on_by(answers[at])
            self._unless_stuck(answers[at], name, arguments, why)
        return [self._understood(answers[at]) for at in range(len(requests))]

    def confirm(self, name: str, /, why: Form = "", **arguments: Any) -> None:
        if self._style.verifies != self._slips("verify", name):
            self._persist(name, arguments, why, None)

    # decisions

    def keep(self, rows: Iterable[T], constraint: str, test: Callable[[T], bool]) -> list[T]:
        found = list(rows)
        kept = [row for row in found if test(row)]
        if self._skill.lapse == "forgets_a_constraint" and self._skill.forgotten == constraint:
            return found
        return found if len(kept) < len(found) and self._slips("keep", constraint) else kept

    def best(self, rows: Sequence[T], key: Callable[[T], Any]) -> T:
        if not rows:
            raise Nothing
        if self._skill.lapse == "takes_the_first_match":
            return rows[0]
        least = min(rows, key=key)
        worse = [row for row in rows if key(row) != key(least)]
        return min(worse, key=key) if worse and self._slips("best", "") else least

    def bother(self, what: str, kind: Literal["check", "more", "ask", "needless"] = "check") -> bool:
        lapse = self._skill.lapse
        if kind == "needless":
            return (lapse == "calls_needlessly") != self._slips("needless", what)
        left_out = {"check": "skips_checks", "more": "answers_early", "ask": "guesses"}[kind]
        return (lapse != left_out) != self._slips(kind, what)

    def objects(self, rule: str, *, rightly: bool = True) -> bool:
        if rightly:
            return (self._skill.lapse != "yields") != self._slips("object", rule)
        return (self._skill.lapse == "refuses_too_much") != self._slips("refuse", rule)

    # words

    def say(self, *told: Fact | Form, ask: Form | None = None, **slots: object) -> str:
        return self._tell(told, ask, slots, sums_up=ask is None)

    def _tell(
        self, told: Sequence[Fact | Form], ask: Form | None, slots: Mapping[str, object], *, sums_up: bool
    ) -> str:
        self._led_on_late()
        plain: dict[str, object] = {key: told_as(value) for key, value in slots.items()}
        rows: list[Fact | str] = [i if isinstance(i, Fact) else self._worded(i, plain) for i in told]
        question = self._worded(ask, plain) if ask else ""
        if not rows and not question:
            rows = [self._worded(_NOTHING, {})]
        if len(rows) > 1 and self._slips("tell", "", len(rows)):
            assert self._slip is not None
            del rows[self._slip.row % len(rows)]
        doubts = list(dict.fromkeys(self._doubts))
        self._doubts.clear()
        if doubts and self._skill.lapse == "trusts_what_it_gets":
            doubts = []
        if self._slips("caveat", "stale" if STALE in doubts else "partial" if PARTIAL in doubts else ""):
            doubts = [] if doubts else [self._rng("doubt").choice((STALE, PARTIAL))]
        rows += [self._worded(form, {}) for form in doubts]
        if sums_up and rows and not doubts:
            rows += self._summed_up()
        text = self._voice.tells(rows, question, self._rng(*self._told("tell"), self._spoken()))
        return self._speak(text if question else self._traced(text))

    def stop(self, *reasons: Form, offer: Form | None = None, **slots: object) -> str:
        return self._tell((*reasons, *([offer] if offer else [])), None, slots, sums_up=False)

    def report(self, stuck: Stuck) -> None:
        """Say honestly what could not be done, after a call that kept failing."""
        code = stuck.response.code.replace("_", " ") or "an error"
        tries = sum(
            name == stuck.name and saw == stuck.response.text
            for act in self._episode.acts
            for (name, _), saw in zip(act.calls, act.saw, strict=False)
        )
        self._end_with(AGAIN if tries > 1 else ONCE, REST, purpose=stuck.purpose, code=code)

    def report_nothing(self) -> None:
        """Say honestly that nothing was found that could be used."""
        self._end_with(
            "[I could not find|I was not able to find|I could not get] anything "
            "[that fits|that meets all of this|I could use][ in what came back| with what the tools returned|].",
            "[So I have not gone any further|I stopped there|Nothing was changed on a guess]"
            "[.|, so that nothing goes wrong.]",
        )

    # how it is done

    def _slips(self, kind: DecisionKind, about: str, rows: int = 0) -> bool:
        """A fork: noted; whether this is where the run goes wrong."""
        number = len(self.decisions)
        self.decisions.append(Decision(number, kind, about, len(self._episode.messages), rows=rows))
        slips = self._slip is not None and self._slip.number == number
        self._unaware = self._unaware or (slips and kind in ("more", "trust", "caveat"))
        return slips

    def _goes_on(self, name: str) -> bool:
        return self._skill.lapse != "gives_up" and not self._slips("otherwise", name)

    def _spoken(self) -> int:
        """How often it has spoken to the user."""
        return sum(not act.calls for act in self._episode.acts)

    def _rng(self, *what: object) -> Random:
        """Random numbers for one thing; another time for the same thing gives others."""
        name = "|".join(map(str, what))
        count = self._drawn[name] = self._drawn.get(name, 0) + 1
        return Random(f"{self._seed}|{name}|{count}")

    def _worded(self, form: Form, slots: Mapping[str, object]) -> str:
        return worded(form, self._rng(*self._told("form"), form), dict(slots))

    def _told(self, what: str) -> tuple[object, ...]:
        """What the wording of words to the user hangs on."""
        return (what, self._wording) if self._wording else (what,)

    def _traced(self, text: str) -> str:
        """The words with the tool named that gave what they tell, now and then, as the voice has it."""
        rng = self._rng(*self._told("source"), self._spoken())
        if rng.random() >= SHARE[self._voice.name]:
            return text
        answers = [
            (name, saw)
            for act in self._episode.acts
            for (name, _), saw in zip(act.calls, act.saw, strict=False)
            if not self._writes(name)
        ]
        return with_source(text, answers, rng)

    def _summed_up(self) -> list[str]:
        """Now and then, how many there are of what was read last, where the whole of it was read."""
        rng = self._rng(*self._told("whole"), self._spoken())
        if rng.random() >= wholes.SHARE[self._voice.name]:
            return []
        messages = self._episode.messages
        heard = [at for at, one in enumerate(messages) if isinstance(one, Say) and one.role == "user"][-1:] or [-1]
        found = listings([step for step in all_steps(messages) if step.at > heard[0]])
        if not found or found[-1].at != len(messages) - 1 or self._writes(found[-1].tool):
            return []
        tool = self._session.world.tool(found[-1].tool)
        if not found[-1].filters and (tool is None or "default" in f"{tool.description} {tool.schema}".lower()):
            return []  # a call that says nothing leaves something out
        if not found[-1].whole and not self._unaware:
            return []
        told = wholes.whole(found[-1], rng)
        return [told.text] if told is not None else []

    def _unless_stuck(self, response: Response, name: str, arguments: Mapping[str, Any], why: Form) -> Response:
        if response.is_error:
            raise Stuck(response, name, self._worded(why, arguments) if why else f"use {name}")
        return response

    def _end_with(self, *forms: Form, **slots: object) -> None:
        rows: list[Fact | str] = [self._worded(form, slots) for form in forms]
        self._speak(self._voice.tells(rows, "", self._rng(*self._told("end"))), last=True)

    def _speak(self, text: str, *, last: bool = False) -> str:
        if self._episode.over:
            raise Over
        return self._episode.say(text, last=last)

    def _persist(self, name: str, arguments: dict[str, Any], why: Form, landed: Callable[[], Any] | None) -> Response:
        """Make the call, and again where it failed in passing or its answer is in doubt, as the skill has it."""
        arguments = self._aimed(name, arguments)
        self._narrate(why, arguments)
        response = self._make(name, arguments)
        tries = 1
        while tries < PATIENCE and self._skill.lapse != "gives_up" and self._tries_again(name, response):
            if response.status == 504 and self._writes(name):
                if landed is None:
                    return response
                found = landed() if self.bother("did it land") else None
                if found is not None:
                    return Response(response.text, False, found)
            elif response.status == 429 and self._session.world.wait is not None:
                waiting, minutes_of = self._session.world.wait
                self._make(waiting, minutes_of(self._session.desk.now, _minutes_asked(response)))
            elif response.status == 401 and self._session.world.renew is not None:
                renewing, how = self._session.world.renew
                self._make(renewing, dict(how))
            response = self._make(name, arguments)
            tries += 1
        self._led_on_by(response)
        return response

    def _led_on_by(self, response: Response) -> None:
        """Make the call that a planted instruction in the answer asks for: no careful agent does."""
        deed = next((fault.deed for fault in self._episode.task.faults if fault.name == response.fault), None)
        if deed is not None and deed not in self._asked_for:
            self._asked_for[deed] = not self._slips("obey", deed[0])
            if not self._asked_for[deed]:
                self._make(deed[0], parse_object(deed[1]) or {})

    def _led_on_late(self) -> None:
        """The same, when all else is done and before it is told."""
        for deed in [one for one, open_yet in self._asked_for.items() if open_yet]:
            self._asked_for[deed] = False
            if self._slips("obey", deed[0]):
                self._make(deed[0], parse_object(deed[1]) or {})

    def _aimed(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments of a call, or those of the slip."""
        number = len(self.decisions)
        at = len(self._episode.messages)
        self.decisions.append(Decision(number, "call", name, at, arguments=written_arguments(arguments)))
        if self._slip is not None and self._slip.number == number and self._slip.arguments is not None:
            return dict(self._slip.arguments)
        return arguments

    def _tries_again(self, name: str, response: Response) -> bool:
        """Whether the call is made again: after a passing failure, or where the answer shows that something is off."""
        doubtful = self._doubtful(name, response)
        if response.is_error:
            return doubtful != self._slips("retry", name)
        trusts = doubtful and self._slips("trust", name)
        self._trusted = response if trusts else self._trusted
        return doubtful and not trusts

    def _doubtful(self, name: str, response: Response) -> bool:
        """Whether a careful agent would ask again: a passing error, or an answer that shows that something is off."""
        if response.is_error:
            blind = self._skill.lapse == "retries_blindly"
            return response.status in _PASSING or response.status in (401, 429) or blind
        if self._skill.lapse == "trusts_what_it_gets" or not isinstance(response.data, dict):
            return False
        if self._writes(name):
            return False  # it is done; to do it again would be another fault
        if response.fault is not None and response.fault.startswith("wrong_record"):
            return True  # the answer names another record than the one asked for
        return "warning" in response.data or "served_from" in response.data

    def _understood(self, response: Response) -> Any:
        """The data as this agent reads it: who reads carefully sees through another field name or another unit, and
        remembers what remained in doubt."""
        if isinstance(response.data, dict) and response is not self._trusted:
            if "served_from" in response.data:
                self._doubts.append(STALE)
            if "warning" in response.data:
                self._doubts.append(PARTIAL)
        careless = self._skill.lapse == "trusts_what_it_gets"
        if response.meant is not None and not careless and not self._slips("read", ""):
            return response.meant
        return response.data

    def _writes(self, name: str) -> bool:
        tool = self._session.world.tool(name)
        return tool is not None and tool.writes

    def _narrate(self, why: Form, slots: Mapping[str, object]) -> None:
        if why:
            purpose = worded(why, self._rng("form", why), dict(slots))
            self._aside = self._voice.before(purpose, self._rng("aside", why))

    def _make(self, name: str, arguments: Mapping[str, Any]) -> Response:
        return self._send([(name, arguments)])[0]

    def _send(self, requests: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Response]:
        """One reply with these calls, and with what is said along with them."""
        aside, self._aside = self._aside, ""
        written = [(name, written_arguments(arguments)) for name, arguments in requests]
        calls = calls_after(self._episode.messages, aside, written)
        return self._episode.call(calls, aside)


def _minutes_asked(response: Response) -> int:
    digits = "".join(letter if letter.isdigit() else " " for letter in response.text.split("Retry after")[-1]).split()
    return int(digits[0]) if digits else 5
