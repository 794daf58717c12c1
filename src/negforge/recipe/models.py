"""The knobs of models: who is asked, how, and what may be spent. Address and key stand here by name only."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StringConstraints, model_validator


class Knobs(BaseModel):
    """Frozen, and no key that is not a knob."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, protected_namespaces=())


def _is_name(text: str) -> bool:
    inner = text.removeprefix("${").removesuffix("}")
    return text == f"${{{inner}}}" and inner.isidentifier() and inner.isascii()


def _key_by_name(text: str) -> str:
    if not _is_name(text):
        raise ValueError(
            "names an environment variable, such as ${OPENAI_API_KEY}; the value itself stays out of files"
        )
    return text


def _address_by_name(text: str) -> str:
    if not _is_name(text):
        raise ValueError(
            "names an environment variable, such as ${JUDGE_URL}; export that with the address, or give --base-url"
        )
    return text


KeyByName: TypeAlias = Annotated[str, AfterValidator(_key_by_name)]
AddressByName: TypeAlias = Annotated[str, AfterValidator(_address_by_name)]
Positive: TypeAlias = Annotated[float, Field(gt=0)]
Count: TypeAlias = Annotated[StrictInt, Field(ge=1)]
Money: TypeAlias = Annotated[float, Field(ge=0)]


class PriceOf(Knobs):
    """Money per million tokens. ``cached``: of prompt tokens that the provider had at hand."""

    prompt: Money = 0.0
    completion: Money = 0.0
    cached: Money | None = None


class Model(Knobs):
    """One model behind an endpoint that speaks the chat completions API. ``model``: what the server calls it.

    ``max_tokens``: of one answer, reasoning included. ``structured``: ask for JSON under a schema.
    ``max_prompt_tokens`` (UTF-8 bytes / 4): a longer question is not asked. ``extra``: further fields of every request.
    ``deadline``: seconds for one call with all its attempts; ``silence``: seconds without a byte; ``patience``:
    seconds of refused connections where nobody has answered yet; ``attempts``: answers that are none, paid for one
    call. ``expected_tokens``: of one answer, for the forecast.

    Of a judge: ``format``: the form of its answer (`negforge list formats`; ``structured`` is short for the form of
    that name); ``rubric``: the general one, or each scenario family's own; ``samples``: independent answers to each
    question, which then vote; ``logprobs``: so many alternatives for each token, from which the verdict's probability
    is taken.
    """

    model: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    base_url: AddressByName = "${OPENAI_BASE_URL}"
    api_key: KeyByName = "${OPENAI_API_KEY}"
    max_tokens: Count = 2048
    temperature: Annotated[float, Field(ge=0)] | None = 0.0
    structured: bool = False
    format: str = "verdict"
    rubric: Literal["general", "family"] = "general"
    samples: Annotated[StrictInt, Field(ge=1, le=1000)] = 1
    logprobs: Annotated[StrictInt, Field(ge=0, le=20)] | None = None
    max_prompt_tokens: Count | None = None
    extra: dict[str, Any] = Field(default_factory=dict)
    stream: bool = True
    in_flight: Annotated[StrictInt, Field(ge=1, le=4096)] = 16
    requests_per_minute: Positive | None = None
    tokens_per_minute: Positive | None = None
    deadline: Positive = 600.0
    silence: Positive = 120.0
    patience: Positive = 30.0
    attempts: Count = 6
    ca_file: str | None = None
    price: PriceOf = PriceOf()
    expected_tokens: Count = 400

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.structured and self.format not in ("verdict", "structured"):
            raise ValueError(f"structured answers are a format of their own; take one: structured, or {self.format}")
        if self.samples > 1 and self.temperature == 0:
            raise ValueError(
                f"{self.samples} samples at temperature 0 are one answer, paid for {self.samples} times; set the "
                "temperature (--set temperature=0.7, or null for the endpoint's own)"
            )
        return self


ASKED_FOR = frozenset(
    {
        "model", "max_tokens", "temperature", "structured", "max_prompt_tokens", "extra", "format", "rubric", "samples",
        "logprobs",
    }
)  # fmt: skip
"""Knobs that decide what is asked. All others only decide how: they change no answer."""


class Spend(Knobs):
    """What a run may spend at most, over all its models and all its broken-off parts. None: no bound."""

    max_calls: Count | None = None
    max_tokens: Count | None = None
    max_cost: Positive | None = None
