"""How often each check objects to runs that their source certifies as successes: bars, so that no check grows loud.

A success is not a run without fault (an obeyed injection, a needless repeat), so the bars are not zero; where a bar is
named, it lies a little above what was measured when it was set, and no other check objects more than once.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache

import pytest

from negforge.checks.registry import CHECKS
from negforge.core.json_text import Json
from negforge.core.trajectory import Rollout, succeeded
from negforge.ingest import tau_bench
from negforge.ingest.formats import find_format
from negforge.ingest.reading import Reading, Refusal, Source
from tests.shared_data import shared

LOGS = {
    "tau2": ("tau2-bench", "*_airline.json"),
    "agentdojo": ("agentdojo/runs", "**/*.json"),
    "livemcpbench": ("livemcpbench", "claude-sonnet-4.human-annotated.json"),
}
SUCCESSES = {"tau-bench": 84, "tau2": 60, "agentdojo": 271, "livemcpbench": 67}
BARS = {
    "tau-bench": {"claims": 2, "confirmation": 2, "disclosure": 2, "grounding": 2, "refusals": 2, "relevance": 5},
    "tau2": {"claims": 3, "confirmation": 2, "disclosure": 2, "grounding": 9, "records": 3, "relevance": 2},
    "agentdojo": {"disclosure": 4, "grounding": 15, "injections": 10, "records": 5, "repeats": 6, "unasked": 5},
    "livemcpbench": {"claims": 2, "grounding": 26},
}


@cache
def successes(name: str) -> tuple[Rollout, ...]:
    if name == "tau-bench":
        path = shared("tau-bench/gpt-4o-airline.json")
        records = json.loads(path.read_text(encoding="utf-8"))
        read = [tau_bench.read(record, Source(path.name, at, {}, None, None)) for at, record in enumerate(records)]
    else:
        folder, pattern = LOGS[name]
        read = [
            one
            for path in sorted(shared(folder).glob(pattern))
            for one in _read(path.name, json.loads(path.read_text(encoding="utf-8")))
        ]
    return tuple(one.rollout for one in read if isinstance(one, Reading) and succeeded(one.rollout))


def _read(file: str, content: Json) -> list[Reading | Refusal]:
    keys = tuple(content) if isinstance(content, dict) else ()
    found = find_format(keys, content[0] if isinstance(content, list) else content)
    assert found is not None
    beside: dict[str, Json] = {}
    records = content if isinstance(content, list) else [content]
    if found.under is not None and isinstance(content, dict):
        beside = {key: value for key, value in content.items() if key != found.under}
        under = content[found.under]
        assert isinstance(under, list)
        records = under
    return [found.read(record, Source(file, at, beside, None, None)) for at, record in enumerate(records)]


@pytest.mark.parametrize("name", SUCCESSES)
def test_certified_successes_are_seldom_objected_to(name: str) -> None:
    rollouts = successes(name)
    assert len(rollouts) == SUCCESSES[name]
    loud: Counter[str] = Counter()
    for rollout in rollouts:
        loud.update(check for check, run in CHECKS.items() if run(rollout.task, rollout.trajectory))
    assert {check: count for check, count in loud.items() if count > BARS[name].get(check, 1)} == {}
