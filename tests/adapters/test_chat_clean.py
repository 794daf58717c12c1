"""Answers of a server that echoes the key: nothing of it stays, however it is spelled, wherever the answer breaks."""

from __future__ import annotations

import json
import time

import pytest

from negforge.adapters.chat.clean import without_key

KEY = "sk-1234567890"


def stream(*pieces: str, end: str = "stop") -> bytes:
    deltas = [{"id": "x", "choices": [{"delta": {"role": "assistant", "content": piece}}]} for piece in pieces]
    lines = [*deltas, {"choices": [{"delta": {}, "finish_reason": end}]}] if end else deltas
    return "".join(f"data: {json.dumps(line)}\n\n" for line in lines).encode()


def test_a_key_as_it_is_or_escaped_is_taken_out_of_a_body() -> None:
    assert without_key(b'{"a": "sk-1234567890"}', "json", KEY) == (b'{"a": "[key]"}', "json")
    assert without_key(b'{"a": "\\u0073k-1234567890"}', "json", KEY) == (b'{"a":"[key]"}', "json")


def test_an_answer_without_the_key_stays_as_it_is() -> None:
    for raw, media in ((b'{ "a": "\\u0073k" }', "json"), (stream("Hello", "sk-"), "sse"), (b'{"a\\', "json")):
        assert without_key(raw, media, KEY) == (raw, media)  # type: ignore[arg-type]


def test_a_stream_that_brings_the_key_in_pieces_comes_back_as_its_body() -> None:
    clean, media = without_key(stream("Yours is sk-123", "4567890."), "sse", KEY)
    assert media == "json" and json.loads(clean)["choices"][0]["message"]["content"] == "Yours is [key]."


def test_a_cut_stream_that_brought_the_key_in_pieces_comes_back_as_nothing() -> None:
    for rest in (b"", b"data: {broken"):
        assert without_key(stream("Yours is sk-123", "4567890.", end="") + rest, "sse", KEY) == (b"", "sse")


def test_a_broken_body_whose_strings_spell_the_key_comes_back_as_nothing() -> None:
    for raw in (b'\\{"sk-1234", "567890"', b'\\{"sk-1234", "567890', b'\\{"sk-1234", "567890\\'):
        assert without_key(raw, "json", KEY) == (b"", "json")


@pytest.mark.parametrize("end", [b"", b"\\", b"x"])
def test_a_string_without_end_takes_a_time_in_proportion(end: bytes) -> None:
    """Quadratic time would be hours."""
    raw = b'{"a":"' + b'\\"' * 4_000_000 + end
    begun = time.process_time()
    assert without_key(raw, "json", KEY) == (raw, "json")
    assert without_key(raw, "sse", KEY) == (raw, "sse")
    assert time.process_time() - begun < 5
