"""Questions, and the lines with which they are answered, for the tests of batch files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from negforge.adapters.chat.body import body_of, bytes_of, key_of
from negforge.adapters.tapes.tape import Asked, Tape
from negforge.core.chat import ChatRequest
from negforge.core.message import Say, Text

MODEL = "mock-model"


def request(number: int, *, sample: int = 0, words: str = "") -> ChatRequest:
    return ChatRequest((Say("user", (Text(f"question {number} {words}"),)),), sample=sample)


def question(number: int, *, model: str = MODEL, sample: int = 0, words: str = "") -> Asked:
    body = bytes_of(body_of(request(number, words=words), model))
    return Asked(key_of(body, sample), model, sample, body)


def completion(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "c", "object": "chat.completion", "model": MODEL, "choices": [choice], "usage": usage}


def answered(key: str, text: str = "yes") -> dict[str, Any]:
    """As the OpenAI Batch API writes it."""
    response = {"status_code": 200, "request_id": "r", "body": completion(text)}
    return {"id": f"batch_req_{key[:6]}", "custom_id": key, "response": response, "error": None}


def failed(key: str, status: int = 500) -> dict[str, Any]:
    body = {"error": {"message": "the server has a problem", "type": "server_error", "code": None}}
    return {"id": "x", "custom_id": key, "response": {"status_code": status, "request_id": "r", "body": body}}


def put_lines(path: Path, lines: list[Any]) -> Path:
    """Each as JSON; text as it is."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    return path


def keys_in(path: Path) -> list[str]:
    return [json.loads(line)["custom_id"] for line in path.read_text(encoding="utf-8").splitlines()]


def replies_on(tape: Tape) -> dict[str, bytes]:
    return {one.asked.key: one.heard.raw for one in tape.entries(attempts=False)}
