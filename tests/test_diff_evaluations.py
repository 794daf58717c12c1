"""Two evaluations against one another: judges that moved, judges that did not, and what cannot be compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from negforge.adapters.wire import encode_judgement
from negforge.cli.main import main
from negforge.core.pair import Pair, pair_id
from negforge.core.verdict import Judgement, Verdict
from tests.small_run import small_run
from tests.test_diff import file_of, pair


def own_template(number: int) -> Pair:
    one = pair(number)
    task = replace(one.task, template_id=f"t{number // 2}")
    return replace(one, id=pair_id(task, one.chosen, one.rejected), task=task)


PAIRS = [own_template(number) for number in range(60)]


def evaluation(folder: Path, said: Sequence[Judgement], places: Sequence[Path]) -> Path:
    """As `negforge evaluate --out` leaves it."""
    folder.mkdir()
    (folder / "judgements.jsonl").write_bytes(b"".join(encode_judgement(one) + b"\n" for one in said))
    (folder / "evaluation.json").write_text(
        json.dumps({"evaluation": "by negforge", "paths": [str(one) for one in places]})
    )
    return folder


def judged(judge: str, seed: int, right: float) -> list[Judgement]:
    rng = Random(f"{judge}{seed}")
    said: list[Verdict] = ["chosen" if rng.random() < right else "rejected" for _ in PAIRS]
    return [Judgement(one.id, judge, "chosen_first", verdict) for one, verdict in zip(PAIRS, said, strict=True)]


def scored(seed: int, shift: float) -> list[Judgement]:
    rng = Random(seed)
    return [
        Judgement(one.id, "rm:x", "chosen_first", "chosen", probability=0.9, scores=(rng.gauss(shift, 1), 0.0))
        for one in PAIRS
    ]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return file_of(tmp_path / "pairs.jsonl", PAIRS)


def drift_of(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["diff", *words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    return {one["evaluator"]: one for one in told["drift"]}


def test_a_judge_that_got_worse_and_scores_that_moved_are_told_and_the_rest_stands_still(
    tmp_path: Path, pairs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = judged("same", 0, 0.8)
    old = evaluation(
        tmp_path / "old", [*same, *judged("worse", 0, 1.0), *scored(1, 1.0), *judged("gone", 0, 1)], [pairs]
    )
    new = evaluation(tmp_path / "new", [*same, *judged("worse", 1, 0.5), *scored(2, 3.0)], [pairs])
    found = drift_of(capsys, str(old), str(new))
    assert list(found) == ["same", "worse", "rm:x"]
    assert (found["same"]["accuracy"]["value"], found["same"]["accuracy"]["p"]) == (0.0, 1.0)
    assert found["worse"]["accuracy"]["high"] < 0 and found["worse"]["accuracy"]["p"] < 0.01
    assert found["same"]["probability"] is None and found["same"]["scores"] == []
    scores = {one["scenario"]: one for one in found["rm:x"]["scores"]}
    assert list(scores) == ["planning", "all"]
    assert scores["all"]["moved"]["value"] == pytest.approx(1.0, abs=0.3) and scores["all"]["ks_p"] < 0.01
    assert found["rm:x"]["probability"]["ks"] == 0.0
    assert main(["diff", str(old), str(new)]) == 0
    seen = capsys.readouterr().out
    assert "accuracy moved" in seen and "PSI" in seen and max(map(len, seen.splitlines())) <= 100
    (worse,) = [line for line in seen.splitlines() if line.startswith("worse")]
    assert worse.endswith(" *")


def test_only_the_pairs_that_both_judged_count_and_their_place_may_be_named(
    tmp_path: Path, pairs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = judged("same", 0, 0.8)
    old, new = evaluation(tmp_path / "old", same[:40], []), evaluation(tmp_path / "new", same[20:], [])
    assert main(["diff", str(old), str(new)]) == 2
    assert "name them by --pairs" in capsys.readouterr().err
    assert drift_of(capsys, str(old), str(new), "--pairs", str(pairs))["same"]["accuracy"]["n"] == 20
    few = file_of(tmp_path / "few.jsonl", PAIRS[:30])
    assert main(["diff", str(old), str(new), "--pairs", str(few)]) == 2
    assert "10 of the 20 pairs that both judged are not among" in capsys.readouterr().err


def test_builds_are_compared_by_their_pairs_and_by_their_judges(capsys: pytest.CaptureFixture[str]) -> None:
    run = small_run()
    found = drift_of(capsys, str(run), str(run))
    assert found and all(one["accuracy"]["value"] == 0 for one in found.values())
    assert main(["diff", str(run), str(run)]) == 0
    seen = capsys.readouterr().out
    assert "The accuracy of every split and the macro average compare" in seen and "accuracy moved" in seen


def test_what_cannot_be_compared_is_told(tmp_path: Path, pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = evaluation(tmp_path / "one", judged("a", 0, 1)[:10], [pairs])
    other = evaluation(tmp_path / "other", judged("a", 0, 1)[10:], [pairs])
    for words, said in (
        ((str(one), str(other)), "no judge judged a pair in both"),
        ((str(one), str(pairs)), "holds no judgements.jsonl"),
        ((str(one), str(one), "--common", "x.jsonl"), "these are evaluations"),
    ):
        assert main(["diff", *words]) == 2
        assert said in capsys.readouterr().err
