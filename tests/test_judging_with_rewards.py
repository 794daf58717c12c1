"""Reward models as judges, from the command line: here and behind an endpoint, broken off and taken up again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from negforge import build_benchmark
from tests.commands import negforge
from tests.mock_endpoint import mock_endpoint
from tests.tiny_reward import needs_transformers, tiny_reward, tiny_tokenizer


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small benchmark."""
    return build_benchmark("quickstart", tmp_path_factory.mktemp("pairs") / "q", overrides={"limit": 3}).folder


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "judgements.jsonl").read_bytes().splitlines()]


def count_of(pairs: Path) -> int:
    return sum(1 for split in (pairs / "splits").iterdir() for _ in split.open())


def test_a_remote_reward_model_gives_one_judgement_a_pair_beside_other_judges(pairs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    judges = ("--judge", "remote-rm:mock-model", "--judge", "shorter", "--judge", "llm:mock-model")
    with mock_endpoint(faults="standard", retry_after=0.05) as server:
        arguments = ["evaluate", str(pairs), *judges, "--base-url", server.base_url, "--out", str(out)]
        first = negforge(*arguments, "--set", "silence=0.5")
        assert first.returncode == 0, first.stderr
        before, asked = (out / "judgements.jsonl").read_bytes(), server.counts()["requests"]
        again = negforge(*arguments, "--set", "silence=0.5")
        assert again.returncode == 0, again.stderr
        assert (out / "judgements.jsonl").read_bytes() == before
        assert server.counts()["requests"] == asked
    of_models = {"llm:mock-model": 2 * count_of(pairs), "remote-rm:mock-model": count_of(pairs)}
    for name, count in of_models.items():
        assert (
            f"{name}: {count} of {count} judgements came from the tape and cost this command nothing." in again.stdout
        )
        assert f"{name}: {count} of {count} judgements came" not in first.stdout
        assert f"{name} {count} of {count}: 0 failed, {count} from the tape" in again.stderr
    scored = [one for one in lines(out) if one["evaluator"] == "remote-rm:mock-model"]
    assert len(scored) == count_of(pairs) == len({one["pair_id"] for one in scored})
    for one in scored:
        chosen, rejected = one["scores"]
        assert one["outcome"] == ("chosen" if chosen > rejected else "rejected")
        assert one["probability"] == pytest.approx(1 / (1 + 2.718281828459045 ** (rejected - chosen)))
    metrics = json.loads((out / "metrics.json").read_text())
    assert {row["evaluator"] for row in metrics} == {"remote-rm:mock-model", "shorter", "llm:mock-model"}
    assert {row["flip_rate"] for row in metrics if row["evaluator"].startswith("remote-rm:")} == {None}


@needs_transformers
def test_a_model_here_judges_and_a_second_run_reads_nothing_again(pairs: Path, tmp_path: Path) -> None:
    place, out = tiny_reward(tmp_path / "model", max_position_embeddings=32768), tmp_path / "out"
    arguments = ["evaluate", str(pairs), "--judge", f"rm:{place}", "--set", "rm.device=cpu", "--out", str(out)]
    first = negforge(*arguments)
    assert first.returncode == 0, first.stderr
    assert "float32 on cpu; read by its chat template with tool roles" in first.stderr
    before = (out / "judgements.jsonl").read_bytes()
    again = negforge(*arguments)
    assert again.returncode == 0, again.stderr
    assert (out / "judgements.jsonl").read_bytes() == before  # seconds too: nothing was scored again
    found = lines(out)
    assert len(found) == count_of(pairs)
    assert {one["outcome"] for one in found} <= {"chosen", "rejected", "tie"}
    assert all(one["usage"]["prompt"] > 100 and one["seconds"] > 0 for one in found)


@needs_transformers
def test_what_is_too_long_is_counted_and_a_cut_is_told(pairs: Path, tmp_path: Path) -> None:
    place, out = tiny_reward(tmp_path / "model"), tmp_path / "out"
    common = ["evaluate", str(pairs), "--judge", f"rm:{place}", "--set", "rm.device=cpu", "--set", "rm.max_length=300"]
    failed = negforge(*common, "--out", str(out))
    assert failed.returncode == 1 and f"no verdict came from rm:{place}" in failed.stderr
    assert all(one["outcome"]["kind"] == "too_long" for one in lines(out))
    assert f"{len(lines(out))} of {len(lines(out))} judgements failed (too_long {len(lines(out))}); the first: " in (
        failed.stderr
    )
    assert "tokens; the model reads 300; --set rm.long=cut_middle" in failed.stderr
    cut = negforge(*common, "--set", "rm.long=cut_middle", "--out", str(tmp_path / "cut"))
    assert cut.returncode == 0, cut.stderr
    assert all("left out of its middle, 300 read" in one["note"] for one in lines(tmp_path / "cut"))


OWN_CODE = """
from transformers import PretrainedConfig, PreTrainedModel
import torch

class OwnConfig(PretrainedConfig):
    model_type = "negforge_test_own"

class OwnModel(PreTrainedModel):
    config_class = OwnConfig

    def __init__(self, config):
        super().__init__(config)
        self.weight = torch.nn.Parameter(torch.ones(1))
        self.post_init()

    def get_score(self, tokenizer, chat):
        return self.weight * sum(len(said["content"]) for said in chat) / 1000
"""


@needs_transformers
def test_a_model_with_a_score_of_its_own_runs_its_code_only_where_that_is_said(pairs: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    place = tmp_path / "own"
    place.mkdir()
    tiny_tokenizer(None, "<|pad|>").save_pretrained(place)
    (place / "own.py").write_text(OWN_CODE)
    save_file({"weight": torch.full((1,), 2.0)}, place / "model.safetensors", metadata={"format": "pt"})
    auto = {"AutoConfig": "own.OwnConfig", "AutoModel": "own.OwnModel"}
    (place / "config.json").write_text(
        json.dumps({"model_type": "negforge_test_own", "architectures": ["OwnModel"], "auto_map": auto})
    )
    home = {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    arguments = ["evaluate", str(pairs), "--judge", f"rm:{place}", "--out", str(tmp_path / "out")]
    refused = negforge(*arguments, **home)
    assert refused.returncode == 2 and "rm.remote_code=true" in refused.stderr, refused.stderr
    done = negforge(*arguments, "--set", "rm.remote_code=true", "--set", "rm.device=cpu", **home)
    assert done.returncode == 0, done.stderr
    found = lines(tmp_path / "out")
    assert len(found) == count_of(pairs) and all(min(one["scores"]) > 1 for one in found)


def test_wrong_names_and_knobs_are_told_before_anything_is_done(pairs: Path, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "out"))
    knob = negforge("evaluate", str(pairs), "--judge", "remote-rm:m", "--set", "rm.tie_bund=1", *out)
    assert knob.returncode == 2 and "did you mean tie_band" in knob.stderr
    nothing = negforge("evaluate", str(pairs), "--judge", "remote-rm:", *out)
    assert nothing.returncode == 2 and "name the model" in nothing.stderr
    nowhere = negforge("evaluate", str(pairs), "--judge", f"rm:{tmp_path}/none", *out)
    assert nowhere.returncode == 2 and ("config.json" in nowhere.stderr or "not installed" in nowhere.stderr)
    assert not (tmp_path / "out" / "judgements.jsonl").exists()


@needs_transformers
@pytest.mark.parametrize(
    ("harm", "told"), [("gone", "holds no config.json"), ("own code", "rm.remote_code=true"), ("device", "rm.device")]
)
def test_no_model_is_asked_where_another_cannot_be_had(pairs: Path, tmp_path: Path, harm: str, told: str) -> None:
    place, out = tmp_path / "model", tmp_path / "out"
    if harm == "own code":
        place.mkdir()
        auto = {"AutoConfig": "own.OwnConfig", "AutoModel": "own.OwnModel"}
        (place / "own.py").write_text(OWN_CODE)
        (place / "config.json").write_text(json.dumps({"model_type": "negforge_test_own", "auto_map": auto}))
    elif harm == "device":
        tiny_reward(place)
    device = ("--set", f"rm.device={'nothing' if harm == 'device' else 'cpu'}")
    with mock_endpoint() as server:
        judges = ("--judge", "llm:mock-model", "--judge", f"rm:{place}", "--base-url", server.base_url)
        ended = negforge("evaluate", str(pairs), *judges, *device, "--out", str(out), HF_HUB_OFFLINE="1")
        assert server.counts()["requests"] == 0
    assert ended.returncode == 2 and told in ended.stderr, ended.stderr
    assert not out.exists()


TWO_PRICES = """
name: two
models:
  judge: {model: mock-model, base_url: "${MOCK_URL}", price: {prompt: 2.5, completion: 10}}
  far: {model: mock-model, base_url: "${MOCK_URL}", price: {prompt: 0.1}}
"""


def test_a_chat_model_and_a_reward_model_of_one_name_on_the_server_are_each_told_at_their_own_price(
    pairs: Path, tmp_path: Path
) -> None:
    recipe, out = tmp_path / "two.yaml", tmp_path / "out"
    recipe.write_text(TWO_PRICES)
    words = ["evaluate", str(pairs), "--recipe", str(recipe), "-j", "llm:judge", "-j", "remote-rm:far"]
    with mock_endpoint() as server:
        planned = negforge(*words, "--out", str(out), "--dry-run", "--json")
        assert server.counts()["requests"] == 0
        done = negforge(*words, "--out", str(out), MOCK_URL=server.base_url)
        assert done.returncode == 0, done.stderr
        requests = server.counts()["requests"]
        used = json.loads((out / "use.json").read_text())
        bound = ("--max-calls", str(requests + 1), "--set", "max_tokens=1000")  # other questions to the chat model
        over = negforge(*words, *bound, "--out", str(out), MOCK_URL=server.base_url)
        assert over.returncode == 1 and "max_calls" in over.stderr, over.stderr
        assert server.counts()["requests"] == requests + 1  # what scoring took was counted
    judge, far = used["judge"], used["remote-rm:far"]
    chat, scores = json.loads(planned.stdout)["forecasts"]
    assert (scores["model"], scores["calls"]) == ("remote-rm:far", far["requests"]) and chat["calls"] == judge[
        "requests"
    ]
    assert scores["cost"] == pytest.approx(0.1 * scores["prompt_tokens"] / 1e6) and scores["cost"] > 0
    assert 0.4 < far["prompt_tokens"] / scores["prompt_tokens"] < 2.5
    assert "shared_with" not in judge and judge["requests"] == 2 * count_of(pairs)
    assert judge["requests"] + far["requests"] == requests and far["forecast"] == {"requests": 2 * count_of(pairs)}
    assert judge["cost"] == pytest.approx((2.5 * judge["prompt_tokens"] + 10 * judge["completion_tokens"]) / 1e6)
    assert far["cost"] == pytest.approx(0.1 * far["prompt_tokens"] / 1e6) and far["prompt_tokens"] > 0
    said = sum(one["usage"]["prompt"] for one in lines(out) if one["evaluator"] == "llm:judge")
    assert judge["prompt_tokens"] == said
