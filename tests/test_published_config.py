"""Plan-RewardBench's config.yaml is taken as it is: judges with secrets by name, reward models as specifications."""

from __future__ import annotations

from pathlib import Path

import pytest

from negforge.core.errors import UsageError
from negforge.pipeline.endpoints.judging_setup import asking_for, judges_named
from negforge.pipeline.endpoints.models import endpoint_of
from negforge.pipeline.endpoints.reward_judging import rewards_of
from negforge.recipe.published_config import RewardModelSpec, read_published_config
from tests import shared_data

SMALL = """
models:
  - name: "judge-a"
    model_type: "llm_judge"
    api_key: "${A_KEY}"
    base_url: "${A_URL}"
    temperature: 0.0
    max_tokens: 9
    some_note: "passed over"
  - {name: RRM-32B, model_type: llm_judge, api_key: EMPTY, base_url: "http://here:80/v1/chat/completions", format: rrm}
  - {name: rm, model_type: bt, model_path: org/rm, device: "cuda:0", max_length: 4096}
  - {name: far, model_type: bt_remote, base_url: "http://rm:8000", tie_eps: 0.01}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(SMALL)
    return tmp_path / "config.yaml"


def test_judges_and_reward_models_are_read_with_the_published_defaults(config: Path) -> None:
    found = read_published_config(config)
    assert list(found.judges) == ["judge-a", "RRM-32B"]
    one, other = found.judges.values()
    assert (one.model, one.base_url, one.api_key, one.max_tokens) == ("judge-a", "${A_URL}", "${A_KEY}", 9)
    assert (other.max_tokens, other.temperature, other.format) == (4096, 0.0, "rrm")
    assert found.reward_models == (
        RewardModelSpec("rm", "bt", model_path="org/rm", device="cuda:0", max_length=4096),
        RewardModelSpec("far", "bt_remote", base_url="http://rm:8000", tie_eps=0.01),
    )


def test_addresses_and_words_of_the_file_reach_the_endpoint_and_secrets_come_from_the_environment(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sk-very-secret-0123456789")
    monkeypatch.setenv("A_URL", "http://127.0.0.1:9/v1")
    named = judges_named([], config=str(config), models=["judge-a", "RRM-32B"])
    assert named.judges == ("llm:judge-a", "llm:RRM-32B")
    asking = asking_for(
        ["judge-a", "RRM-32B"], paths=[tmp_path], recipe=None, settings=["in_flight=3"], base_url=None,
        api_key_env=None, bounds={}, price=None, out=None, tape=None, batch=False, replies=(), note=print,
        answers={"samples": 1}, config=named.config,
    )  # fmt: skip
    ends = {name: endpoint_of(name, model, asking.values) for name, model in asking.models.items()}
    assert ends["judge-a"].base_url.reveal() == "http://127.0.0.1:9/v1"
    assert ends["judge-a"].api_key.reveal() == "sk-very-secret-0123456789"
    assert ends["RRM-32B"].base_url.reveal() == "http://here:80/v1"
    assert ends["RRM-32B"].api_key.reveal() == "EMPTY"
    assert {end.in_flight for end in ends.values()} == {3}


def test_a_variable_that_is_not_set_is_told_by_its_name(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A_URL", raising=False)
    (model,) = read_published_config(config, ["judge-a"]).judges.values()
    with pytest.raises(UsageError, match="the environment variable A_URL is not set"):
        endpoint_of("judge-a", model, {})


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("models: []", "no list of `models`"),
        ("name: quickstart", "no list of `models`"),
        ("models: [gpt]", r"models\[0\]: holds no keys"),
        ("models: [{name: a}]", "model_type"),
        ("models: [{name: a, model_type: oracle}]", "model_type"),
        ("models: [{name: a, model_type: bt}]", "needs a model_path"),
        ("models: [{name: a, model_type: bt_remote}]", "needs a base_url"),
        ("models: [{name: a, model_type: llm_judge, max_tokens: 0}]", "max_tokens"),
        ("models: [{name: a, model_type: llm_judge, rubric: my}]", "rubric"),
        ("models: [{name: a, model_type: llm_judge}, {name: a, model_type: llm_judge}]", "two models are named a"),
        ("models: [", "not YAML"),
    ],
)
def test_what_is_wrong_with_the_file_is_told_in_words(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(UsageError, match=word):
        read_published_config(tmp_path / "config.yaml")


def test_a_key_in_the_file_is_refused_and_not_shown(tmp_path: Path) -> None:
    text = "models: [{name: a, model_type: llm_judge, api_key: sk-live-0123456789abcdef, base_url: 'http://x/v1'}]"
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(UsageError, match="holds a key itself") as caught:
        read_published_config(tmp_path / "config.yaml")
    assert "sk-live" not in str(caught.value)


def test_reward_models_of_the_file_are_judges_and_those_elsewhere_are_asked_at_their_address_without_a_key(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else-0123456789")
    named = judges_named([], config=str(config), models=["rm", "far"])
    assert named.judges == ("rm:rm", "remote-rm:far")
    asking = asking_for(
        ["far"], paths=[tmp_path], recipe=None, settings=[], base_url=None, api_key_env=None, bounds={}, price=None,
        out=None, tape=None, batch=False, replies=(), note=print, config=named.config,
    )  # fmt: skip
    end = endpoint_of("remote-rm:far", asking.models["far"], asking.values)
    assert (end.model, end.base_url.reveal(), end.api_key.reveal()) == ("far", "http://rm:8000", "none")
    rewards = rewards_of(["remote-rm:far"], ["rm.tie_band=0.2"], named.config.reward_models)
    assert rewards.knobs_of("remote-rm:far").tie_band == 0.2
    rewards = rewards_of(["remote-rm:far"], [], named.config.reward_models)
    assert rewards.knobs_of("remote-rm:far").tie_band == 0.01


def test_a_name_that_is_not_there_is_told(config: Path) -> None:
    with pytest.raises(UsageError, match="did you mean judge-a"):
        read_published_config(config, ["judge-b"])
    assert judges_named([], config=str(config), models=["rm"]).judges == ("rm:rm",)
    with pytest.raises(UsageError, match="--models"):
        judges_named([], models=["judge-a"])


def test_judges_of_a_recipe_judge_where_none_are_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nevaluate: {judges: [shorter, 'llm:judge']}\nmodels: {judge: {model: my-judge}}\n")
    assert judges_named([], recipe=str(path)).judges == ("shorter", "llm:judge")
    assert judges_named(["grounding"], recipe=str(path)).judges == ("grounding",)


def test_the_published_file_is_accepted_as_it_is() -> None:
    path = shared_data.ROOT.parent / "upstream" / "config.yaml"
    if not path.exists():
        pytest.skip(f"published configuration absent: no {path}")
    found = read_published_config(path)
    assert len(found.judges) == 7 and [one.kind for one in found.reward_models] == ["bt", "bt"]
    assert (
        found.judges["gpt-4o"].api_key == "${OPENAI_API_KEY}"
        and found.judges["qwen-max"].base_url == "${QWEN_BASE_URL}"
    )
