"""From a request's body to the chat completion: a pure function of the body, the seed and the script."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import msgspec

from negforge.adapters.mock_server.script import ScriptLine, scripted
from negforge.adapters.mock_server.templates import templated
from negforge.core.json_text import Json, canonical

TOKEN = 4  # bytes, by which usage is counted; characters, by which logprobs are given
NOT_ASKED = ("stream", "stream_options")  # how the answer is to come: no part of what is asked
EPOCH, SPAN = 1_700_000_000, 50_000_000  # ``created`` lies in between
MOST_CHOICES = 128
_sorted = msgspec.json.Encoder(order="sorted")


class BadRequest(ValueError):
    """A request that the API refuses with 400: why, and which parameter is at fault."""

    def __init__(self, message: str, parameter: str | None = None) -> None:
        super().__init__(message)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Replies:
    """Whoever asks the same gets the same: ids, times and all."""

    rng_seed: int = 0
    script: Sequence[ScriptLine] = ()

    def completion(self, body: Mapping[str, Json], message: Mapping[str, Json] | None = None) -> dict[str, Json]:
        """The unstreamed reply. ``message``: said in place of the server's own words. Raises BadRequest."""
        check_request(body)
        asked = asked_bytes(body)
        digest = hashlib.sha256(b"reply %d %b" % (self.rng_seed, asked)).digest()
        said = [self._message(body, digest, index, message) for index in range(_choices(body))]
        choices: list[Json] = [_choice(body, one, index, digest) for index, one in enumerate(said)]
        return {
            "id": f"chatcmpl-{digest.hex()[:24]}",
            "object": "chat.completion",
            "created": EPOCH + int.from_bytes(digest[:8], "big") % SPAN,
            "model": body["model"],
            "choices": choices,
            "usage": _usage(asked, choices),
            "system_fingerprint": "fp_mock",
        }

    def _message(
        self, body: Mapping[str, Json], digest: bytes, index: int, message: Mapping[str, Json] | None
    ) -> Mapping[str, Json]:
        if message is not None:
            return message
        rng = Random(digest + index.to_bytes(2, "big"))
        found = scripted(self.script, body, rng) if self.script else None
        return found if found is not None else templated(body, rng)


def asked_bytes(body: Mapping[str, Json]) -> bytes:
    """What is asked, in one form: keys sorted, streamed or not."""
    asked = {key: value for key, value in body.items() if key not in NOT_ASKED}
    try:
        return _sorted.encode(asked)
    except (UnicodeEncodeError, OverflowError):
        return canonical(asked).encode("ascii")


def check_request(body: Mapping[str, Json]) -> None:
    """Raises BadRequest where the API would."""
    messages = body.get("messages")
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise BadRequest("you must provide a model parameter", "model")
    if not isinstance(messages, list) or not messages:
        raise BadRequest("'messages' must be a list of at least one message", "messages")
    for at, message in enumerate(messages):
        if not isinstance(message, dict) or not isinstance(message.get("role"), str):
            raise BadRequest(f"'messages[{at}]' must be an object with a role", f"messages[{at}]")
    top = body.get("top_logprobs")
    if top is not None and not (isinstance(top, int) and 0 <= top <= 20 and body.get("logprobs") is True):
        raise BadRequest("'top_logprobs' must be 0 to 20, and needs 'logprobs': true", "top_logprobs")
    for name in ("max_tokens", "max_completion_tokens"):
        most = body.get(name)
        if most is not None and not (isinstance(most, int) and most >= 1):
            raise BadRequest(f"'{name}' must be an integer above 0", name)
    _choices(body)


def tokens(text: str) -> list[str]:
    """The text in pieces of four characters, which stand for its tokens."""
    return [text[at : at + TOKEN] for at in range(0, len(text), TOKEN)]


def token_count(*texts: Json) -> int:
    """Bytes in UTF-8 ÷ 4, rounded up."""
    return math.ceil(sum(len(text.encode("utf-8", "surrogatepass")) for text in texts if isinstance(text, str)) / TOKEN)


def _choices(body: Mapping[str, Json]) -> int:
    count = body.get("n")
    if count is None:
        return 1
    if not isinstance(count, int) or not 1 <= count <= MOST_CHOICES:
        raise BadRequest(f"'n' must be 1 to {MOST_CHOICES}", "n")
    return count


def _choice(body: Mapping[str, Json], said: Mapping[str, Json], index: int, digest: bytes) -> Json:
    message: dict[str, Json] = {"role": "assistant", "content": None, "refusal": None}
    message.update({name: value for name, value in said.items() if name != "finish_reason"})
    finish = said.get("finish_reason") or ("tool_calls" if message.get("tool_calls") else "stop")
    most = body.get("max_completion_tokens", body.get("max_tokens"))
    content = message["content"]
    if isinstance(content, str) and isinstance(most, int) and token_count(content) > most:
        message["content"] = content = content[: TOKEN * most]
        finish = "length"
    logprobs: Json = None
    if body.get("logprobs") is True and isinstance(content, str):
        top = body.get("top_logprobs")
        rng = Random(digest + b"logprobs" + index.to_bytes(2, "big"))
        logprobs = {"content": _logprobs(content, top if isinstance(top, int) else 0, rng), "refusal": None}
    return {"index": index, "message": message, "logprobs": logprobs, "finish_reason": finish}


def _logprobs(content: str, top: int, rng: Random) -> list[Json]:
    found: list[Json] = []
    for token in tokens(content):
        chosen = round(-0.5 * rng.random(), 4)
        others = [(f"{token[:2]}{chr(97 + at)}", round(chosen - 1 - at - rng.random(), 4)) for at in range(top - 1)]
        alternatives: list[Json] = [_logprob(token, chosen)] if top else []
        alternatives += [_logprob(other, logprob) for other, logprob in others]
        found.append({**_logprob(token, chosen), "top_logprobs": alternatives})
    return found


def _logprob(token: str, logprob: float) -> dict[str, Json]:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode("utf-8", "surrogatepass"))}


def _usage(asked: bytes, choices: Sequence[Json]) -> Json:
    prompt = math.ceil(len(asked) / TOKEN)
    completion = reasoning = 0
    for choice in choices:
        message = choice["message"] if isinstance(choice, dict) else None
        assert isinstance(message, dict)
        thought = token_count(message.get("reasoning_content") or message.get("reasoning"))
        calls = message.get("tool_calls")
        called: list[Json] = [msgspec.json.encode(calls).decode("utf-8")] if calls else []
        completion += thought + token_count(message["content"], message["refusal"], *called)
        reasoning += thought
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": reasoning},
    }
