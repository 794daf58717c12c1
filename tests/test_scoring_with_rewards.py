"""Reward models rerank rollouts and score every step, here and behind an endpoint: by the numbers they give, once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters.hf_reward.options import HfOptions
from negforge.adapters.wire import encode_pair
from negforge.cli.main import main
from negforge.core.edit import Edit
from negforge.core.message import say
from negforge.core.ports import Reading
from negforge.core.trajectory import Rollout, succeeded
from negforge.evaluate.best_of.rerank import attempts, texts_of
from negforge.evaluate.stepwise.naming import named_step
from negforge.evaluate.stepwise.prefixes import steps_of
from negforge.pipeline.gathering.rollouts_at import reads_for, rollouts_at
from tests.mock_endpoint import mock_endpoint
from tests.small_logs import rollout, write_log
from tests.tiny_reward import needs_transformers, tiny_reward
from tests.validate.examples import CHOSEN, pair_of

REMOTE = "remote-rm:mock-model"
INVENTED = pair_of((Edit(4, CHOSEN[4], say("assistant", "R1 costs 77.25 and R2 costs 48.00.")),))
SWAPPED = pair_of()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Two tasks with three runs each, the first of which succeeds, and a run whose outcome nobody knows."""
    records = []
    for task in range(2):
        for attempt in range(3):
            record = rollout(task, success=attempt == 0)
            record["messages"][-1]["content"] += " Anything else?" * attempt
            records.append(record)
    return write_log(tmp_path / "log.jsonl", [*records, rollout(7, success=None)])


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"".join(encode_pair(one) + b"\n" for one in (INVENTED, SWAPPED)))
    return path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def score_lines(out: Path) -> list[Any]:
    return [json.loads(line) for line in (out / "scores.jsonl").read_bytes().splitlines()]


def rollouts_of(log: Path) -> list[Rollout]:
    return list(rollouts_at([log], reads_for(None, None, None), lambda _: None, lambda *_: None))


def share_of_picked_successes(log: Path, lines: list[Any]) -> float:
    """How often the best-scored rollout of a task succeeds."""
    by_id = {one.id: succeeded(one) for one in rollouts_of(log)}
    tasks = {one["task"] for one in lines}
    best = [max((one for one in lines if one["task"] == task), key=lambda one: one["score"]) for task in tasks]
    return sum(by_id[one["rollout"]] for one in best) / len(best)


def test_a_remote_model_picks_the_rollout_it_scores_most_and_is_asked_once(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    with mock_endpoint(faults="standard", retry_after=0.05) as server:
        words = ["best-of", str(log), "-j", REMOTE, "-j", "shorter", "-n", "2,3", "--out", str(out)]
        words += ["--base-url", server.base_url, "--set", "silence=0.5"]
        first = told(capsys, *words)
        before, asked = (out / "scores.jsonl").read_bytes(), server.counts()["requests"]
        assert told(capsys, *words) == first and (out / "scores.jsonl").read_bytes() == before
        assert server.counts()["requests"] == asked >= 6
    assert [(row["evaluator"], row["by"], row["n"], row["asked"], row["failed"]) for row in first["best_of"]] == [
        (name, "score", n, 6, 0) for name in ("shorter", REMOTE) for n in (2, 3)
    ]
    lines = score_lines(out)
    assert len({one["rollout"] for one in lines}) == len(lines) == 6
    assert first["best_of"][-1]["success"]["value"] == pytest.approx(share_of_picked_successes(log, lines))


def test_with_compare_reward_models_compare_and_composed_judges_stand_on_them(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with mock_endpoint() as server:
        words = ["best-of", str(log), "-j", REMOTE, "-j", f"gated:{REMOTE}", "-n", "3", "--base-url", server.base_url]
        assert main([*words, "--out", str(tmp_path / "a")]) == 2 and "say --compare" in capsys.readouterr().err
        by_games = told(capsys, *words, "--compare", "--out", str(tmp_path / "a"))["best_of"]
        by_score = told(capsys, *words[:4], *words[6:], "--out", str(tmp_path / "b"))["best_of"]
    assert [(row["evaluator"], row["by"], row["asked"]) for row in by_games] == [
        (REMOTE, "games", 6), (f"gated:{REMOTE}", "games", 6),
    ]  # fmt: skip
    assert by_games[0]["success"] == by_score[0]["success"]
    assert len((tmp_path / "a" / "judgements.jsonl").read_bytes().splitlines()) == 6


@needs_transformers
def test_a_model_here_reranks_by_the_scores_that_it_gives_alone(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from negforge.adapters.hf_reward.reward import open_reward

    place, out = tiny_reward(tmp_path / "model", max_position_embeddings=32768), tmp_path / "out"
    words = ["best-of", str(log), "-j", f"rm:{place}", "-n", "3", "--set", "rm.device=cpu", "--out", str(out)]
    (row,) = told(capsys, *words)["best_of"]
    assert (row["by"], row["asked"], row["failed"]) == ("score", 6, 0)
    lines = {one["rollout"]: one["score"] for one in score_lines(out)}
    model = open_reward("alone", str(place), HfOptions(device="cpu", share=False))
    tasks, _ = attempts(rollouts_of(log))
    for of in tasks:
        for one, text in zip(of.rollouts, texts_of(of), strict=True):
            (alone,) = asyncio.run(model.read([text]))
            assert isinstance(alone, Reading) and lines[one.id] == pytest.approx(alone.value, abs=1e-3)
    assert row["success"]["value"] == pytest.approx(share_of_picked_successes(log, score_lines(out)))


def named_by(lines: list[Any], side: str, naming: Any) -> list[int | None]:
    return [named_step([step["score"] for step in one["steps"]], naming) for one in lines if one["side"] == side]


@pytest.mark.parametrize("naming", ["lasting", "largest"])
def test_a_remote_model_scores_every_prefix_and_names_the_step_by_its_falls(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], naming: str
) -> None:
    out = tmp_path / "out"
    with mock_endpoint(faults="standard", retry_after=0.05) as server:
        words = ["steps", str(pairs), "-j", REMOTE, "-j", "grounding", "--name-by", naming, "--out", str(out)]
        words += ["--base-url", server.base_url, "--set", "silence=0.5"]
        first = told(capsys, *words)
        asked = server.counts()["requests"]
        assert told(capsys, *words) == first and server.counts()["requests"] == asked
    assert list(dict.fromkeys(row["evaluator"] for row in first["steps"])) == [REMOTE, "grounding", "the last step"]
    lines = score_lines(out)
    assert [(one["pair_id"], one["side"]) for one in lines] == [
        (pair.id, side) for pair in (INVENTED, SWAPPED) for side in ("rejected", "chosen")
    ]
    assert all(len(one["steps"]) == 1 + len(steps_of(INVENTED.chosen)) == 4 for one in lines)
    (row,) = [row for row in first["steps"] if row["evaluator"] == REMOTE and row["split"] == "all"]
    assert row["exact"]["value"] == pytest.approx(sum(at == 2 for at in named_by(lines, "rejected", naming)) / 2)
    alarms = [at is not None for at in named_by(lines, "chosen", naming)]
    assert row["false_alarms"]["value"] == pytest.approx(sum(alarms) / 2)


@needs_transformers
def test_a_model_here_scores_prefixes_and_one_that_is_too_long_fails_its_side(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tiny_reward(tmp_path / "model")
    common = ["steps", str(pairs), "-j", f"rm:{place}", "--set", "rm.device=cpu"]
    whole = told(capsys, *common, "--out", str(tmp_path / "a"))
    lines = score_lines(tmp_path / "a")
    assert len(lines) == 4 and all("score" in step for one in lines for step in one["steps"])
    (row,) = [row for row in whole["steps"] if row["evaluator"].startswith("rm:") and row["split"] == "all"]
    assert (row["exact"]["n"], row["exact"]["failed"]) == (2, 0)
    shortest, longest = (pick(step["tokens"] for one in lines for step in one["steps"]) for pick in (min, max))
    bound = f"rm.max_length={(shortest + longest) // 2}"
    assert main([*common, "--set", bound, "--out", str(tmp_path / "b")]) == 1
    told_why = capsys.readouterr().err
    assert "no step was judged by rm:" in told_why and "sides failed (too_long " in told_why
    assert "--set rm.long=cut_middle" in told_why
    kinds = [step.get("failure", {}).get("kind") for one in score_lines(tmp_path / "b") for step in one["steps"]]
    assert {None, "too_long"} == set(kinds)


def test_an_endpoint_that_is_not_there_is_a_failure_of_every_text_and_no_pick(
    log: Path, pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    how = ["--base-url", "http://127.0.0.1:9/v1", "--set", "deadline=0.3"]
    assert main(["best-of", str(log), "-j", REMOTE, "-n", "2", "--out", str(tmp_path / "a"), *how]) == 1
    seen = capsys.readouterr()
    assert f"no answer came from {REMOTE}" in seen.err and "6 of 6" in seen.out
    assert "asks only these again" in seen.err
    assert main(["steps", str(pairs), "-j", REMOTE, "--out", str(tmp_path / "b"), *how]) == 1
    told_why = capsys.readouterr().err
    assert f"no step was judged by {REMOTE}" in told_why and f"{REMOTE}: 4 of 4 sides failed (" in told_why


def test_a_budget_ends_it_and_a_larger_one_goes_on(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with mock_endpoint() as server:
        words = ["best-of", str(log), "-j", REMOTE, "-n", "2", "--base-url", server.base_url]
        words += ["--out", str(tmp_path / "out")]
        assert main([*words, "--max-calls", "2"]) == 1
        assert "texts are not scored" in capsys.readouterr().err
        assert main([*words, "--max-calls", "100"]) == 0
        assert server.counts()["requests"] == 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("best-of", "LOG", "-j", "remote-rm:"), "name the model"),
        (("best-of", "LOG", "-j", "remote-rm:m", "--set", "rm.tie_bund=1"), "did you mean tie_band"),
        (("steps", "PAIRS", "-j", "remote-rm:m", "-j", "llm:m"), "no judge named llm:m gives scores"),
        (("steps", "PAIRS", "-j", "remote-rm:m"), "OPENAI_BASE_URL is not set"),
        (("best-of", "LOG", "-j", "remote-rm:m"), "OPENAI_BASE_URL is not set"),
        (("best-of", "LOG", "-j", "rm:/no/such/model"), ("config.json", "not installed")),
    ],
)
def test_wrong_words_are_told(
    log: Path, pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str | tuple[str, ...],
) -> None:  # fmt: skip
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    places = {"LOG": str(log), "PAIRS": str(pairs)}
    assert main([*(places.get(word, word) for word in words), "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert any(word in told for word in ((said,) if isinstance(said, str) else said)), told
