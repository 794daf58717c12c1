"""Candidates: what the recipe aims at, and what is known of the logs before the first pair is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from negforge.adapters.wire import encode_rollout
from negforge.core.certificate import Certificate
from negforge.core.defect import SWAPPED_VALUES
from negforge.core.message import say
from negforge.core.pair import Drop
from negforge.core.trajectory import Label, Rollout, new_rollout
from negforge.perturb.recollection import EMPTY, LogMemory
from negforge.pipeline.pairs.candidates import aimed, workbench
from negforge.pipeline.running.failures import Failures, memory_and_failures
from negforge.recipe.knobs import Recipe
from tests.validate.examples import CHOSEN, FARES, pair_of

GUEST = replace(SWAPPED_VALUES, slug="swapped_by_a_guest", severity=3)


def test_a_guest_defect_has_its_severity() -> None:
    plain = workbench(_aiming_at(3), EMPTY, Failures(Path(), {}), {})
    defects = {**plain.inspector.defects, GUEST.slug: GUEST}
    bench = replace(plain, inspector=replace(plain.inspector, defects=defects))
    pair = replace(pair_of(), defect=GUEST.slug, certificate=Certificate(GUEST.check, (), "guest", "{}"))
    assert aimed(pair, bench) is pair
    dropped = aimed(pair, replace(bench, recipe=_aiming_at(1)))
    assert isinstance(dropped, Drop) and dropped.reason == "severity 3; the recipe aims at 1"


def test_one_pass_gives_the_memory_and_the_failures(tmp_path: Path) -> None:
    rollouts = [_ended(words, value) for words, value in (("a", "success"), ("b", "failure"), ("c", "failure"))]
    file = tmp_path / "rollouts.jsonl"
    file.write_bytes(b"".join(encode_rollout(one) + b"\n" for one in rollouts))
    memory, failures = memory_and_failures(file)
    assert memory == LogMemory.collect(rollouts)
    assert failures.of(rollouts[0]) == rollouts[1:]


def _aiming_at(severity: int) -> Recipe:
    return Recipe.model_validate({"name": "aim", "input": "seeds", "perturb": {"aim": {"severities": [severity]}}})


def _ended(words: str, value: str) -> Rollout:
    return new_rollout(FARES, (*CHOSEN[:4], say("assistant", words)), outcome=Label(value, "program"))
