"""Small logs of our own making: a shop's agent looks up two orders, refunds one, and answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Record = dict[str, Any]

TOOLS: list[Record] = [
    {
        "type": "function",
        "function": {
            "name": "get_order",
            "description": "One order: its total in euros, its state and its carrier.",
            "parameters": {
                "type": "object",
                "properties": {"order_id": {"type": "string"}},
                "required": ["order_id"],
                "additionalProperties": False,
            },
        },
    },
    {
        "type": "function",
        "function": {
            "name": "refund_order",
            "description": "Pay an order back. This moves money.",
            "parameters": {
                "type": "object",
                "properties": {"order_id": {"type": "string"}, "amount": {"type": "number"}},
                "required": ["order_id", "amount"],
                "additionalProperties": False,
            },
        },
    },
]


def rollout(number: int = 0, *, success: bool | None = True, tools: list[Record] | None = TOOLS) -> Record:
    """A run that differs from every other one in its orders and sums."""
    first, second = f"W-{2000 + 2 * number}", f"W-{2001 + 2 * number}"
    sums = (f"{31 + number}.40", f"{87 + number}.15")
    messages: list[Record] = [
        {"role": "system", "content": "You help customers of a shop. Be brief."},
        {"role": "user", "content": f"What did {first} and {second} cost? Then please refund {first} in full."},
        *step(1, "get_order", {"order_id": first}, {"order_id": first, "total": sums[0], "state": "delivered"}),
        *step(2, "get_order", {"order_id": second}, {"order_id": second, "total": sums[1], "state": "in transit"}),
        *step(3, "refund_order", {"order_id": first, "amount": float(sums[0])}, {"refunded": sums[0], "to": "card"}),
        {
            "role": "assistant",
            "content": f"Order {first} cost {sums[0]} euros and order {second} cost {sums[1]} euros. "
            f"I have refunded {sums[0]} euros for {first} to your card.",
        },
    ]
    record: Record = {"id": f"shop-{number}", "messages": messages}
    if tools is not None:
        record["tools"] = tools
    if success is not None:
        record["success"] = success
    return record


def step(call: int, name: str, arguments: Record, result: Record) -> list[Record]:
    """A call and its response, as OpenAI's API writes them."""
    tool_call = {"id": f"c{call}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
    return [
        {"role": "assistant", "content": None, "tool_calls": [tool_call]},
        {"role": "tool", "tool_call_id": f"c{call}", "content": json.dumps(result)},
    ]


def write_log(path: Path, records: list[Record]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path below it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
