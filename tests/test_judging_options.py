"""How models are asked, from the command line and over real sockets: forms, rubrics, samples, probabilities, parts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from negforge import build_benchmark
from negforge.cli.main import main
from negforge.core.errors import UsageError
from negforge.core.verdict import FailureKind
from negforge.evaluate.formats.registry import FORMATS
from negforge.pipeline.judging.pairs_wanted import Wanted, wanted_pairs
from negforge.recipe.published_config import OURS
from tests.mock_endpoint import MockEndpoint, mock_endpoint


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small benchmark."""
    return build_benchmark("quickstart", tmp_path_factory.mktemp("pairs") / "q", overrides={"limit": 4}).folder


def judge(pairs: Path, out: Path, server: MockEndpoint, *more: str, name: str = "llm:mock-model") -> int:
    named = ["--judge", name] if name else []
    return main(["evaluate", str(pairs), *named, "--base-url", server.base_url, "--out", str(out), *more])


def judgements(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "judgements.jsonl").read_bytes().splitlines()]


def count_of(pairs: Path) -> int:
    return sum(1 for _ in wanted_pairs([pairs], lambda _: None))


@pytest.mark.parametrize("form", ["structured", "marker", "rrm", "rm_r1", "prometheus", "critique"])
def test_every_form_is_asked_for_answered_and_read(pairs: Path, tmp_path: Path, form: str) -> None:
    with mock_endpoint() as server:
        assert judge(pairs, tmp_path / "out", server, "--format", form, "--rubric", "family", "--limit", "5") == 0
    rows = judgements(tmp_path / "out")
    assert len(rows) == 10 and {row["outcome"] for row in rows} <= {"chosen", "rejected", "tie"}
    assert {row["outcome"] for row in rows} >= {"chosen", "rejected"}
    assert all(("scores" in row) == (form == "critique") for row in rows)


def test_samples_are_asked_apart_kept_apart_and_vote(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, asked = tmp_path / "out", ("--samples", "3", "--set", "temperature=0.7", "--limit", "4", "--price", "2,8")
    with mock_endpoint() as server:
        assert judge(pairs, out, server, *asked, "--dry-run", "--json") == 0
        (forecast,) = json.loads(capsys.readouterr().out)["forecasts"]
        assert judge(pairs, out, server, *asked) == 0
        counts = server.counts()
        assert forecast["calls"] == counts["requests"] == 24 and set(counts["bodies"].values()) == {3}
        first = (out / "judgements.jsonl").read_bytes()
        assert judge(pairs, out, server, *asked) == 0
        assert server.counts()["requests"] == 24
    assert (out / "judgements.jsonl").read_bytes() == first  # the times too: the tape has them
    rows = judgements(out)
    assert Counter(row.get("sample", 0) for row in rows) == {0: 8, 1: 8, 2: 8}
    assert all(row["seconds"] > 0 and row["raw"] for row in rows)
    for row in rows:
        used = row["usage"]
        assert row["cost"] == pytest.approx((2 * used["prompt"] + 8 * used["completion"]) / 1e6)
    (macro,) = (row for row in json.loads((out / "metrics.json").read_bytes()) if row["split"] == "macro")
    assert macro["n"] == 4
    told = capsys.readouterr().err
    assert "llm:mock-model 24 of 24: 0 failed" in told and "cost" in told


def test_logprobs_give_each_judgement_a_probability_that_agrees_with_its_verdict(pairs: Path, tmp_path: Path) -> None:
    with mock_endpoint() as server:
        assert judge(pairs, tmp_path / "out", server, "--set", "logprobs=2", "--limit", "6") == 0
    rows = judgements(tmp_path / "out")
    known = [row for row in rows if "probability" in row]
    assert known and all(0 <= row["probability"] <= 1 for row in known)
    for row in known:
        if row["outcome"] != "tie":
            assert (row["probability"] > 0.5) == (row["outcome"] == "chosen")


def test_a_published_configuration_judges_with_its_models(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_endpoint() as server:
        monkeypatch.setenv("MY_KEY", "sk-very-secret-0123456789")
        models = [
            {"name": "plain", "model_type": "llm_judge", "api_key": "${MY_KEY}", "base_url": server.base_url},
            {
                "name": "RRM-7B",
                "model_type": "llm_judge",
                "api_key": "EMPTY",
                "base_url": server.base_url,
                "format": "rrm",
            },
            {
                "name": "far",
                "model_type": "bt_remote",
                "base_url": server.base_url.removesuffix("/v1"),
                "tie_eps": 0.5,
            },
        ]
        (tmp_path / "config.yaml").write_text(json.dumps({"models": models}))
        words = ["evaluate", str(pairs), "--config", str(tmp_path / "config.yaml"), "--out", str(tmp_path / "out")]
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else-0123456789")
        assert main([*words, "--limit", "3"]) == 0
    rows = judgements(tmp_path / "out")
    assert Counter(row["evaluator"] for row in rows) == {"llm:plain": 6, "llm:RRM-7B": 6, "remote-rm:far": 3}
    for row in rows:
        if row["evaluator"] == "remote-rm:far":
            margin = row["scores"][0] - row["scores"][1]
            assert row["outcome"] == ("tie" if abs(margin) <= 0.5 else "chosen" if margin > 0 else "rejected")
    assert all("boxed" in row["raw"] for row in rows if row["evaluator"] == "llm:RRM-7B")
    left = [path for path in (tmp_path / "out").rglob("*") if path.is_file() and b"very-secret" in path.read_bytes()]
    assert left == []


def test_splits_and_limits_choose_the_pairs_for_every_kind_of_judge(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    splits = {pair.split for pair in wanted_pairs([pairs], lambda _: None)}
    one = sorted(split for split in splits if split)[0]
    assert main(["evaluate", str(pairs), "-j", "shorter", "--split", one, "--json"]) == 0
    assert {row["split"] for row in json.loads(capsys.readouterr().out)} == {one, "macro"}
    assert main(["evaluate", str(pairs), "-j", "shorter", "--limit", "2", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert sum(row["n"] + row["failed"] for row in rows if row["split"] != "macro") == 2 < count_of(pairs)
    with pytest.raises(UsageError, match="--split plannning: no pair there is of that split"):
        list(wanted_pairs([pairs], lambda _: None, Wanted(splits=("plannning",))))
    with mock_endpoint() as server:
        assert judge(pairs, tmp_path / "out", server, "--split", one, "--limit", "1") == 0
        assert server.counts()["requests"] == 2


def test_a_limit_takes_the_first_pairs_of_each_split_in_turn(pairs: Path) -> None:
    every = list(wanted_pairs([pairs], lambda _: None))
    counts = Counter(pair.split for pair in every)
    assert len(counts) > 1
    before: set[str] = set()
    for limit in range(1, len(every) + 2):
        some = list(wanted_pairs([pairs], lambda _: None, Wanted(limit)))
        assert some == [pair for pair in every if pair in some]
        got = Counter(pair.split for pair in some)
        fullest = max(got.values())
        assert sum(got.values()) == min(limit, len(every))
        assert all(got[split] >= min(fullest - 1, count) for split, count in counts.items())
        assert before <= {pair.id for pair in some}
        before = {pair.id for pair in some}
    for split in counts:
        (first,) = wanted_pairs([pairs], lambda _: None, Wanted(1, (str(split),)))
        assert first == next(pair for pair in every if pair.split == split)


def test_splits_that_the_limit_leaves_out_are_told(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, *_ = dict.fromkeys(pair.split for pair in wanted_pairs([pairs], lambda _: None))
    words = ["evaluate", str(pairs), "-j", "shorter", "--split", str(first), "--split", str(second), "--json"]
    assert main([*words, "--limit", "1"]) == 0
    seen = capsys.readouterr()
    assert f"--limit 1: fewer than the 2 splits there; no pair of {second} is judged" in seen.err
    assert main([*words, "--limit", "2"]) == 0
    assert {row["split"] for row in json.loads(capsys.readouterr().out)} == {first, second, "macro"}


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (("--samples", "3"), "set the temperature"),
        (("--format", "rmr1"), "did you mean rm_r1"),
        (("--format", "rrm", "--set", "structured=true"), "structured answers are a format of their own"),
        (("--set", "logprobs=21"), "logprobs"),
        (("--rubric", "mine"), "general"),
        (("--models", "a"), "--config"),
        (("--config", "none.yaml"), "none.yaml"),
    ],
)
def test_wrong_words_are_told_before_anything_is_asked(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], word: str
) -> None:
    with mock_endpoint() as server:
        assert judge(pairs, tmp_path / "out", server, *more) == 2
        assert server.counts()["requests"] == 0
    assert word in capsys.readouterr().err


def test_forms_of_answer_are_listed_and_the_page_tells_of_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "formats"]) == 0
    listed = capsys.readouterr().out
    page = (Path(__file__).parents[1] / "docs" / "judging.md").read_text(encoding="utf-8")
    for form in FORMATS:
        assert form.name in listed and f"| `{form.name}` |" in page
    assert all(f"`{kind}`" in page for kind in get_args(FailureKind))
    assert all(f"`{knob}`" in page for knob in OURS)


def test_every_kind_of_judge_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "judges", "--json"]) == 0
    names = [row["judge"] for row in json.loads(capsys.readouterr().out)]
    assert names[-5:] == ["llm:MODEL", "rm:PATH", "remote-rm:NAME", "gated:JUDGE", "ensemble:A+B"]
