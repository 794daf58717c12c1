"""What a tape's runs asked of their models, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field

from negforge.adapters.tapes.reading import Query
from negforge.adapters.tapes.values import ASSUMED, UNREACHED, Spent, Total
from negforge.core.chat import Usage

_TOKENS = "total({0}prompt), total({0}completion), total({0}cached), total({0}reasoning)"
_REPLIES = f"""
SELECT model, run, count(*), {_TOKENS.format("")},
  total(length(body) + length(raw)), total(body_size + raw_size) FROM entries WHERE raw IS NOT NULL GROUP BY 1, 2"""
_ATTEMPTS = f"""
SELECT entries.model, attempts.run, attempts.kind, count(*), {_TOKENS.format("attempts.")},
  total(length(attempts.raw)), total(attempts.raw_size)
FROM attempts JOIN entries ON entries.number = attempts.asked GROUP BY 1, 2, 3"""
_UNANSWERED = """
SELECT model, (SELECT run FROM attempts WHERE asked = entries.number ORDER BY number LIMIT 1),
  total(length(body)), total(body_size) FROM entries WHERE raw IS NULL GROUP BY 1, 2"""
_EXPERIENCE = f"""
SELECT count(*), total(body_size), {_TOKENS.format("")} FROM entries
WHERE raw IS NOT NULL AND model = ? AND prompt + completion > 0"""


@dataclass(slots=True)
class _Sum:
    replies: int = 0
    attempts: dict[str, int] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    assumed: Usage = field(default_factory=Usage)
    stored: int = 0
    raw: int = 0


def totals(query: Query) -> list[Total]:
    """By model and run, sorted. Payloads are counted, not opened."""
    sums: dict[tuple[str, str], _Sum] = {}

    def add(model: object, run: object, tokens: list[float], stored: float, raw: float) -> _Sum:
        one = sums.setdefault((str(model), str(run or "")), _Sum())
        one.usage += Usage(*(int(number) for number in tokens))
        one.stored += int(stored)
        one.raw += int(raw)
        return one

    for model, run, number, *tokens, stored, raw in query(_REPLIES):
        add(model, run, tokens, stored, raw).replies += number
    for model, run, kind, number, *tokens, stored, raw in query(_ATTEMPTS):
        one = add(model, run, tokens, stored, raw)
        one.attempts[str(kind)] = one.attempts.get(str(kind), 0) + number
        if kind in ASSUMED:
            one.assumed += Usage(*(int(count) for count in tokens))
    for model, run, stored, raw in query(_UNANSWERED):
        add(model, run, [], stored, raw)
    return [
        Total(*name, one.replies, dict(sorted(one.attempts.items())), one.usage, one.stored, one.raw, one.assumed)
        for name, one in sorted(sums.items())
    ]


def spent(query: Query, run: str | None) -> dict[str, Spent]:
    """By model, of one run or of all."""
    found: dict[str, Spent] = {}
    for one in totals(query):
        if run is not None and one.run != run:
            continue
        held = found.get(one.model, Spent())
        kinds = dict(held.attempts)
        for kind, number in one.attempts.items():
            kinds[kind] = kinds.get(kind, 0) + number
        replies = held.replies + one.replies
        requests = replies + sum(number for kind, number in kinds.items() if kind not in UNREACHED)
        found[one.model] = Spent(requests, replies, kinds, held.usage + one.usage, held.assumed + one.assumed)
    return found


def experience(query: Query, model: str) -> tuple[int, int, Usage]:
    """Of the replies whose tokens are known: how many, the bytes of their questions, and the tokens."""
    ((replies, size, *tokens),) = query(_EXPERIENCE, model)
    return replies, int(size), Usage(*(int(number) for number in tokens))
