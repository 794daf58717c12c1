"""Tapes as JSON lines: readable, the same bytes for the same content, refused where a question was changed."""

from __future__ import annotations

import json

import pytest

from negforge.adapters.chat.body import bytes_of, key_of
from negforge.adapters.tapes.exchange import NotAnEntry, entry_of, line_of
from negforge.adapters.tapes.tape import Asked, Entry, Heard
from negforge.core.chat import Usage
from tests.adapters.test_tapes import asked, heard

ANSWER = b'{"choices":[{"message":{"content":"x"}}]}'


def entry(raw: bytes, media: str = "json", flaw: str | None = None, body: bytes | None = None) -> Entry:
    body = body if body is not None else asked(1).body
    question = Asked(key_of(body, 3), "m", 3, body)
    return Entry(0, "", question, Heard(raw, "sse" if media == "sse" else "json", flaw, Usage()))


def test_a_line_is_readable_and_holds_no_times() -> None:
    line = json.loads(line_of(Entry(4, "run", asked(1), heard(1))))
    assert list(line) == ["key", "model", "sample", "body", "media", "reply"]
    assert line["reply"]["choices"][0]["message"]["content"] == "answer 1"
    attempt = json.loads(line_of(Entry(4, "run", asked(1), heard(1, "why", "malformed"))))
    assert (attempt["kind"], attempt["flaw"]) == ("malformed", "why")


@pytest.mark.parametrize(
    "one",
    [
        entry(ANSWER),
        entry(ANSWER[:-1] + b',"a":[1,"\xc3\xa9"]}'),
        entry(b'data: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}\n\n', "sse"),
        entry(b"data: {}\n\n", "sse", flaw="cut"),
        entry(b"\xff\xfe", "sse", flaw="cut"),
        entry(b"\xff{}", flaw="not JSON"),
        entry(b'"a string"', flaw="no object"),
        entry(b"<html>", flaw="not JSON"),
        entry(b"", flaw="not JSON"),
        entry(ANSWER[:-1] + b',"a":' + b"[" * 499 + b"]" * 499 + b"}"),
        entry(ANSWER, body=b'{ "odd" :1.0}'),
        entry(ANSWER, body=bytes_of({"text": "\ud800"})),
        entry(ANSWER[:-1] + b',"text":"\\ud800"}'),
        entry(ANSWER[:-1] + b',"n":123456789012345678901234567890}'),
    ],
    ids=lambda one: repr(one.heard.raw[:20] + one.asked.body[:12]),
)
def test_what_comes_back_is_the_same(one: Entry) -> None:
    line = line_of(one)
    again = entry_of(line)
    assert again.asked == one.asked
    assert (again.heard.media, again.heard.flaw) == (one.heard.media, one.heard.flaw)
    if "reply" in json.loads(line) and one.heard.media == "json":
        assert json.loads(again.heard.raw) == json.loads(one.heard.raw)
    else:
        assert again.heard.raw == one.heard.raw
    assert line_of(again) == line
    assert b"\n" not in line


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"body": {"model": "m"}}, "does not hash"),
        ({"sample": 4}, "does not hash"),
        ({"sample": "3"}, "sample"),
        ({"key": None}, "key"),
        ({"media": "xml"}, "media"),
        ({"reply": 5}, "neither reply"),
        ({"flaw": 5}, "flaw"),
        ({"reply": None, "reply_base64": "?"}, "base64"),
        ({"sample": 10**30, "key": key_of(asked(1).body, 10**30)}, "counts samples"),
        ({"sample": -1, "key": key_of(asked(1).body, -1)}, "counts samples"),
        ({"key": "\ud800\x1b"}, "key"),
        ({"model": "\ud800"}, "model"),
        ({"kind": "\ud800", "flaw": "x"}, "kind"),
        ({"kind": "x", "flaw": "\ud800"}, "flaw"),
        ({"reply": {}}, "its reply is no answer of a model: no choice with a message"),
        ({"reply": {"error": {"message": "\ud800\n"}}}, r"no answer of a model: an error .*\\ud800$"),
        ({"reply": "data: {}", "media": "sse"}, "its reply is no answer of a model: the stream was cut"),
        ({"reply": {}, "kind": "malformed"}, "its reply is no answer of a model"),
    ],
)
def test_a_line_that_was_changed_is_refused_with_the_reason(change: dict[str, object], why: str) -> None:
    line = json.loads(line_of(entry(ANSWER))) | change
    with pytest.raises(NotAnEntry, match=why):
        entry_of(json.dumps(line).encode())


@pytest.mark.parametrize("line", [b"", b"[]", b"{", b"\xff", b"[" * 600 + b"]" * 600])
def test_a_line_that_is_no_object_is_refused(line: bytes) -> None:
    with pytest.raises(NotAnEntry):
        entry_of(line)
