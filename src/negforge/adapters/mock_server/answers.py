"""A request's bytes, and the bytes that answer them: made once for each body, then kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from negforge.adapters.json_values import NotJson, decode, encode
from negforge.adapters.mock_server.replies import BadRequest, Replies
from negforge.adapters.mock_server.streaming import events
from negforge.core.json_text import Json

KEPT = 4096  # answers; of longer ones fewer
MOST_KEPT_BYTES = 64 << 20
STREAMED = (b'"stream":true', b'"stream": true')


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: ``body``, or ``events`` where a stream was asked for. ``endings``: the choices' finish reasons,
    empty for a refused request (``status`` 400)."""

    status: int
    body: bytes
    events: tuple[bytes, ...] = ()
    endings: tuple[str, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(slots=True)
class Answers:
    """Answers by the hash of the request's bytes. ``fixed``: what every request is answered, unread, and streamed."""

    replies: Replies
    fixed: tuple[Answer, Answer] | None = None
    kept: dict[bytes, Answer] = field(default_factory=dict)
    kept_bytes: int = 0

    def of(self, digest: bytes, raw: bytes) -> Answer:
        """The answer to these bytes, whose hash is ``digest``."""
        if self.fixed is not None:
            return self.fixed[any(mark in raw for mark in STREAMED)]
        found = self.kept.get(digest)
        if found is None:
            found = self.made(raw)
            self._keep(digest, found)
        return found

    def made(self, raw: bytes, message: Mapping[str, Json] | None = None) -> Answer:
        """The answer to these bytes, made anew; ``message`` is said in place of the server's own words."""
        try:
            body = decode(raw)
        except NotJson as error:
            return _refused(f"We could not parse the JSON body of your request: {error}", None)
        if not isinstance(body, dict):
            return _refused("The body of your request must be a JSON object", None)
        try:
            return _answer(self.replies.completion(body, message), body)
        except BadRequest as error:
            return _refused(str(error), error.parameter)

    def _keep(self, digest: bytes, answer: Answer) -> None:
        self.kept[digest] = answer
        self.kept_bytes += _size(answer)
        while len(self.kept) > KEPT or self.kept_bytes > MOST_KEPT_BYTES:
            oldest = next(iter(self.kept))
            self.kept_bytes -= _size(self.kept.pop(oldest))


def fixed_answers(characters: int, model: str) -> tuple[Answer, Answer]:
    """One constant answer of so many characters, unstreamed and streamed."""
    text = ("the same words for everybody; " * (characters // 30 + 1))[:characters]
    body: dict[str, Json] = {"model": model, "messages": [{"role": "user", "content": "anything"}]}
    completion = Replies().completion(body, {"content": text})
    return _answer(completion, body), _answer(completion, {"stream": True, "stream_options": {"include_usage": True}})


def error_body(message: str, kind: str, code: str | None = None, parameter: str | None = None) -> bytes:
    """An error as the API tells it."""
    return encode({"error": {"message": message, "type": kind, "param": parameter, "code": code}})


def _answer(completion: dict[str, Json], body: Mapping[str, Json]) -> Answer:
    options = body.get("stream_options")
    usage, choices = completion["usage"], completion["choices"]
    assert isinstance(usage, dict) and isinstance(choices, list)
    told: tuple[bytes, ...] = ()
    if body.get("stream") is True:
        told = tuple(events(completion, include_usage=isinstance(options, dict) and bool(options.get("include_usage"))))
    endings = tuple(str(choice["finish_reason"]) for choice in choices if isinstance(choice, dict))
    counted = [value for name in ("prompt_tokens", "completion_tokens") if isinstance(value := usage[name], int)]
    return Answer(200, encode(completion), told, endings, *counted)


def _refused(message: str, parameter: str | None) -> Answer:
    return Answer(400, error_body(message, "invalid_request_error", None, parameter))


def _size(answer: Answer) -> int:
    return len(answer.body) + sum(map(len, answer.events))
