"""Plan-RewardBench's ``config.yaml``, read as its evaluator reads it: which models are to judge, and how.

Keys and defaults are those of the published evaluator (``evaluate_benchmark_final.py``, ModelConfig). Keys that it does
not know are passed over there and here, but for what this house adds to an LLM judge (OURS). ``${NAME}`` is taken by
name; what it holds is looked up when a model is asked, and stands in no file of ours.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from negforge.core.errors import UsageError
from negforge.recipe.load import read_yaml
from negforge.recipe.mistakes import did_you_mean
from negforge.recipe.models import Model

Kind: TypeAlias = Literal["llm_judge", "bt", "bt_remote"]
RewardKind: TypeAlias = Literal["bt", "bt_remote"]
OURS = ("format", "rubric", "samples", "logprobs", "structured", "price", "in_flight", "max_prompt_tokens", "extra")
NO_KEY = "none"
REMOTE = ("price", "in_flight")  # of these, what a reward model behind an endpoint may have
WORD = 8  # characters; a shorter key, such as EMPTY or none, is a word that anybody may use
_COMPLETIONS = "/chat/completions"


@dataclass(frozen=True, slots=True)
class RewardModelSpec:
    """A reward model as the file describes it. ``bt``: loaded from ``model_path`` (a folder or a hub's name) on
    ``device``; ``bt_remote``: asked at ``base_url`` (POST ``/v1/score``). ``tie_eps``: scores no further apart are a
    tie. ``max_length``: tokens of context."""

    name: str
    kind: RewardKind
    model_path: str | None = None
    base_url: str | None = None
    device: str = "cuda"
    dtype: str = "bfloat16"
    max_length: int = 16384
    tie_eps: float = 1e-4


@dataclass(frozen=True, slots=True)
class PublishedConfig:
    """``judges``: LLM judges by name; ``remotes``: how the reward models behind endpoints are asked. ``values``: what
    stands in place of environment variables in them (addresses that the file spells out). ``reward_models``: all of
    them, in the order of the file."""

    judges: dict[str, Model] = field(default_factory=dict)
    remotes: dict[str, Model] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    reward_models: tuple[RewardModelSpec, ...] = ()


class _Entry(BaseModel):
    """One item of ``models``."""

    model_config = ConfigDict(extra="allow", frozen=True, protected_namespaces=())

    name: str = Field(min_length=1, max_length=300)
    model_type: Kind
    api_key: str | None = None
    base_url: str | None = None
    temperature: float = Field(default=0.0, ge=0)
    max_tokens: int = Field(default=4096, ge=1)
    model_path: str | None = None
    device: str = "cuda"
    dtype: str = "bfloat16"
    max_length: int = Field(default=16384, ge=1)
    tie_eps: float = Field(default=1e-4, ge=0)


def read_published_config(path: Path, names: Sequence[str] = ()) -> PublishedConfig:
    """The models of the file, or those of ``names``. Raises UsageError that says which model is at fault, and never
    shows a key."""
    held = read_yaml(path, str(path))[0].get("models")
    if not isinstance(held, list) or not held:
        raise UsageError(f"{path}: holds no list of `models`; is it a config.yaml of Plan-RewardBench?")
    entries = [_entry(f"{path}: models[{number}]", one) for number, one in enumerate(held)]
    known = tuple(entry.name for entry in entries)
    for name in known:
        if known.count(name) > 1:
            raise UsageError(f"{path}: two models are named {name}; rename one of them")
    for name in names:
        if name not in known:
            raise UsageError(f"--models {name}: {path} has no such model{did_you_mean(name, known)}")
    chosen = [entry for entry in entries if not names or entry.name in names]
    values: dict[str, str] = {}
    judges = {entry.name: _judge(path, entry, values) for entry in chosen if entry.model_type == "llm_judge"}
    remotes = {entry.name: _remote(path, entry, values) for entry in chosen if entry.model_type == "bt_remote"}
    rewards = tuple(_reward(path, entry) for entry in chosen if entry.name not in judges)
    return PublishedConfig(judges, remotes, values, rewards)


def _entry(where: str, value: Any) -> _Entry:
    if not isinstance(value, dict):
        raise UsageError(f"{where}: holds no keys; a model has name, model_type, ...")
    try:
        return _Entry.model_validate(dict(value))
    except ValidationError as error:
        raise _refused(where, error) from None


def _refused(where: str, error: ValidationError) -> UsageError:
    """What is wrong, without what was written there: it may be a key."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return UsageError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}")


def _judge(path: Path, entry: _Entry, values: dict[str, str], keys: Collection[str] = OURS) -> Model:
    where = f"{path}: {entry.name}"
    ours = {key: value for key, value in (entry.model_extra or {}).items() if key in keys}
    variable = f"CONFIG_{len(values)}_{entry.name.encode().hex()[:16].upper()}"
    known = {"base_url": _by_name(entry.base_url, f"{variable}_URL", values)} if entry.base_url else {}
    if entry.api_key:
        known["api_key"] = _key(where, entry.api_key, f"{variable}_KEY", values)
    try:
        return Model.model_validate(
            {"model": entry.name, "temperature": entry.temperature, "max_tokens": entry.max_tokens, **known, **ours}
        )
    except ValidationError as error:
        raise _refused(where, error) from None


def _remote(path: Path, entry: _Entry, values: dict[str, str]) -> Model:
    """Without ``api_key`` it is sent none that opens anything, as published: a key in the environment is another's."""
    if not entry.base_url:
        raise UsageError(f"{path}: {entry.name}: a model of type bt_remote needs a base_url")
    return _judge(path, entry.model_copy(update={"api_key": entry.api_key or NO_KEY}), values, REMOTE)


def _by_name(text: str, variable: str, values: dict[str, str]) -> str:
    """``${NAME}`` as it stands; any other text under a name of our own."""
    if _is_name(text):
        return text
    values[variable] = text.rstrip("/").removesuffix(_COMPLETIONS)
    return f"${{{variable}}}"


def _key(where: str, text: str, variable: str, values: dict[str, str]) -> str:
    if _is_name(text):
        return text
    if len(text) >= WORD:
        raise UsageError(f"{where}: api_key holds a key itself; write ${{NAME}} there and export the variable NAME")
    values[variable] = text
    return f"${{{variable}}}"


def _is_name(text: str) -> bool:
    inner = text.removeprefix("${").removesuffix("}")
    return text == f"${{{inner}}}" and inner.isidentifier() and inner.isascii()


def _reward(path: Path, entry: _Entry) -> RewardModelSpec:
    where = f"{path}: {entry.name}"
    if entry.model_type == "bt":
        if not entry.model_path:
            raise UsageError(f"{where}: a model of type bt needs a model_path")
        kind: RewardKind = "bt"
    else:
        kind = "bt_remote"
    return RewardModelSpec(
        entry.name,
        kind,
        entry.model_path,
        entry.base_url,
        entry.device,
        entry.dtype,
        entry.max_length,
        entry.tie_eps,
    )
