"""A model behind an endpoint: from the tape if it answered before, else asked until it answers or the deadline passes.

The order of things for one call: hash what is asked; look on the tape; claim it, so that no other process asks the
same; set aside what it may cost; attempt, and write down every attempt before it is read; then read.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from negforge.adapters.chat.attempt import Answer, Line, NoAnswer
from negforge.adapters.chat.body import key_of, sent
from negforge.adapters.chat.desk import Claim, Desk
from negforge.adapters.chat.endpoint import Endpoint
from negforge.adapters.chat.envelope import error_of, is_too_long
from negforge.adapters.chat.form import CHAT, Form
from negforge.adapters.chat.health import TOLD_AFTER, Health, Note
from negforge.adapters.chat.limits import Limits
from negforge.adapters.chat.meter import Amount, Meter, amount_of
from negforge.adapters.tapes.tape import Asked, Heard, Stored
from negforge.core.chat import ChatRequest, NoReply, Reply, Usage
from negforge.core.errors import RunError
from negforge.core.json_text import Json

FIRST_WAIT, LONGEST_WAIT = 0.25, 20.0  # seconds between attempts, doubled each time
PEEK = 0.2  # seconds between two looks: at a reply that another process asks for, at a budget that may get free
_STREAMED = b',"stream":true,"stream_options":{"include_usage":true}}'
_PASSING = frozenset({408, 409, 425, 429})  # and all from 500 on
_SHUT = {401: "the key is refused", 403: "the key is refused", 404: "there is no such model or address"}


@dataclass(slots=True)
class _Call:
    """One call under way. ``deadline``: on the loop's clock, 0 before the first attempt."""

    asked: Asked
    max_tokens: int
    deadline: float = 0.0
    flawed: int = 0
    troubled: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True)
class _Again:
    """Another attempt makes sense, in so many seconds."""

    wait: float
    reason: str


class Client:
    """One endpoint's model as a ``ChatModel``. To be used in one event loop, and closed there."""

    def __init__(
        self,
        endpoint: Endpoint,
        desk: Desk,
        meter: Meter,
        note: Note,
        form: Form = CHAT,
        stored: Callable[[], None] = lambda: None,
    ) -> None:
        """``desk`` and ``meter`` are shared by all clients of a run. ``form``: what its answers look like. ``stored``
        is called for each answer that came from the tape."""
        self._stored = stored
        self._form = form
        self._endpoint = endpoint
        self._desk = desk
        self._note = note
        self._meter = meter
        self._line = Line(endpoint, form.path)
        self._limits = Limits(endpoint)
        self._health = Health(endpoint, note)

    @property
    def name(self) -> str:
        return self._endpoint.name

    async def complete(self, request: ChatRequest) -> Reply | NoReply:
        """See ``ChatModel``. Raises RunError where no call can succeed: a refused key, a model that is not there."""
        asked = question(request, self._endpoint.model, self._endpoint.extra)
        return await self.answer(asked, longest_answer(request, self._endpoint.extra))

    async def answer(self, asked: Asked, max_tokens: int) -> Reply | NoReply:
        """The same for a body of any form. ``max_tokens``: of the answer, for what is set aside."""
        async with self._desk.turn(asked.key):
            claim = await self._claim(asked.key)
            if isinstance(claim, Stored):
                self._stored()
                return self._form.outcome_of(claim.raw, claim.media, claim.seconds)
            if claim == "theirs":
                return NoReply("timeout", f"another process has asked this for {self._endpoint.deadline:g} s")
            try:
                return await self._ask(_Call(asked, max_tokens))
            finally:
                self._desk.release(asked.key)

    async def close(self) -> None:
        """Hang up."""
        await self._line.close()

    async def _claim(self, key: str) -> Claim:
        """What another process asks is waited for, as long as one call may take."""
        clock = asyncio.get_running_loop().time
        began, told = clock(), False
        while (claim := await self._desk.claim(key)) == "theirs" and clock() - began < self._endpoint.deadline:
            if not told and clock() - began > TOLD_AFTER:
                told = True
                self._note(f"{self.name}: waiting for an answer that another process on this tape asks for")
            await asyncio.sleep(PEEK)
        return claim

    async def _ask(self, call: _Call) -> Reply | NoReply:
        """Attempts, until one brings an answer, the deadline passes, or there is no hope."""
        clock = asyncio.get_running_loop().time
        while True:
            most = self._meter.most(len(call.asked.body), call.max_tokens, self._endpoint.price)
            while (bound := self._meter.reserve(most)) is not None:
                if not self._meter.under_way:
                    return NoReply("over_budget", bound)
                await asyncio.sleep(PEEK)
            real = Amount()
            try:
                async with asyncio.timeout_at(call.deadline or None):
                    await self._limits.enter(most.tokens)
                try:
                    call.deadline = call.deadline or clock() + self._endpoint.deadline
                    heard, outcome = await self._attempt(call, call.deadline - clock())
                    real = amount_of(1, heard.usage, self._endpoint.price)
                except asyncio.CancelledError:
                    left = Heard(b"", "json", "left alone while under way", self._worst(call), kind="left")
                    self._desk.note(call.asked, left)
                    real = amount_of(1, left.usage, self._endpoint.price)
                    raise
                finally:
                    self._limits.leave()
            except TimeoutError:
                return self._too_late(call.last)
            finally:
                self._meter.settle(most, real)
            await self._desk.write(call.asked, heard)
            if not isinstance(outcome, _Again):
                return outcome
            call.last = outcome.reason
            if self._health.hopeless(outcome.reason, clock()):
                return NoReply("provider", outcome.reason)
            wait = self._health.wait(outcome.wait, clock())
            if clock() + wait >= call.deadline:
                return self._too_late(outcome.reason)
            await asyncio.sleep(wait)

    def _too_late(self, last: str) -> NoReply:
        return NoReply("timeout", f"no further attempt fits into {self._endpoint.deadline:g} s; the last: {last}")

    async def _attempt(self, call: _Call, seconds: float) -> tuple[Heard, Reply | NoReply | _Again]:
        """One attempt: what goes on the tape, and what follows from it."""
        body = call.asked.body[:-1] + _STREAMED if self._endpoint.stream else call.asked.body
        clock = asyncio.get_running_loop().time
        began = clock()
        answer = await self._line.attempt(body, seconds)
        now = clock()
        if isinstance(answer, NoAnswer):
            unreached = answer.trouble in ("connect", "tls")  # else it may have been served, and paid for
            usage = Usage() if unreached else self._worst(call)
            kind = "unreachable" if unreached else answer.trouble
            heard = Heard(b"", "json", answer.reason, usage, now - began, kind)
            return heard, self._no_answer(call, answer, now)
        if answer.status != 200:
            code, message = error_of(answer.raw)
            reason = self._endpoint.scrubbed(f"status {answer.status} {code} {message}".strip())
            heard = Heard(answer.raw, answer.media, reason, Usage(), now - began, f"status {answer.status}")
            return heard, self._status(call, answer, code, reason, now)
        self._limits.answered(now)
        self._health.served(now)
        flaw = answer.trouble and f"the answer ended early ({answer.trouble})"
        flaw = flaw or self._form.flaw_of(answer.raw, answer.media)
        if flaw is not None:
            call.flawed += 1
            usage = self._form.usage_of(answer.raw, answer.media)
            ended = answer.trouble or ("malformed" if usage.prompt else "unreadable")
            usage = usage if usage.prompt else self._worst(call)
            heard = Heard(answer.raw, answer.media, flaw, usage, now - began, ended)
            if call.flawed >= self._endpoint.attempts:
                return heard, NoReply("malformed", f"{call.flawed} answers that are none; the last: {flaw}")
            return heard, _Again(self._backoff(call) if answer.trouble is None else 0.0, flaw)
        outcome = self._form.outcome_of(answer.raw, answer.media, now - began)
        self._meter.learn(len(call.asked.body), outcome.usage)
        usage = outcome.usage if outcome.usage.prompt else self._worst(call)
        return Heard(answer.raw, answer.media, None, usage, now - began), outcome

    def _worst(self, call: _Call) -> Usage:
        """Of an answer of which the server has not said what it took, or that was lost: it may be paid for."""
        return self._meter.most_usage(len(call.asked.body), call.max_tokens)

    def _no_answer(self, call: _Call, answer: NoAnswer, now: float) -> _Again:
        if answer.trouble == "tls":
            raise RunError(f"endpoint {self.name}: no safe connection: {answer.reason}; name its certificate (ca_file)")
        self._health.failed(answer.reason, now, refused=answer.trouble == "connect")
        return _Again(self._backoff(call), f"{answer.trouble}: {answer.reason}")

    def _status(self, call: _Call, answer: Answer, code: str, reason: str, now: float) -> NoReply | _Again:
        """What a status other than 200 means for this call, and for all."""
        status = answer.status
        if status in _SHUT or code == "insufficient_quota":
            word = _SHUT.get(status, "the account is used up")
            raise RunError(f"endpoint {self.name}: {word} ({reason}); what is answered is kept: mend it and go on")
        passing = status in _PASSING or status >= 500 if answer.retry is None else answer.retry
        if not passing:
            self._limits.answered(now)
            self._health.served(now)
            return NoReply("too_long" if is_too_long(status, reason) else "provider", reason)
        if status == 429:
            self._limits.refused(now, answer.retry_after)
        else:
            self._limits.answered(now)
        self._health.failed(reason, now)
        backoff = self._backoff(call)
        return _Again(backoff if answer.retry_after is None else max(backoff / 2, answer.retry_after), reason)

    def _backoff(self, call: _Call) -> float:
        call.troubled += 1
        longest: float = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(call.troubled - 1, 10))
        return longest * random.uniform(0.5, 1.0)


def longest_answer(request: ChatRequest, extra: Mapping[str, Json]) -> int:
    """The bound on completion tokens that is really sent: an endpoint's extra fields overrule the request's."""
    bounds = [extra[name] for name in ("max_tokens", "max_completion_tokens") if name in extra]
    return max([bound for bound in bounds if isinstance(bound, int)], default=request.max_tokens)


def question(request: ChatRequest, model: str, extra: Mapping[str, Json]) -> Asked:
    """What goes by one key on the tape. How it is brought (streamed or not, from where) is no part of it."""
    body = sent(request, model, extra)
    return Asked(key_of(body, request.sample), model, request.sample, body)
