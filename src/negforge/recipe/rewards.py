"""The knobs of reward models: how one is run here, or asked elsewhere."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from negforge.recipe.models import Count, Knobs

DECIDES = frozenset({"model", "tie_band", "dtype", "max_length", "long"})
"""Knobs that decide a judgement. All others only decide how it is made."""


class Reward(Knobs):
    """``tie_band``: margins of the scores up to this are ties. All other knobs are those of a model that runs here.

    ``model``: its folder, or its name on the hub; none: what the judge is named by.
    ``device``: as torch names it; auto: the first GPU, else the processor. ``dtype`` auto: bfloat16 on a GPU, float32
    elsewhere. ``max_length``: tokens read at most; none: what the model's context holds. ``long``: a longer text fails
    and is counted, or its middle is left out, which the note of its judgement tells. ``remote_code``: whether code that
    came with the model may run. ``share``: what texts begin with is read once. ``batch_tokens``: of one pass, so that
    memory is bounded; ``rows``: texts in one pass.
    """

    model: str | None = None
    tie_band: Annotated[float, Field(ge=0)] = 1e-4
    device: str = "auto"
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = "auto"
    max_length: Count | None = None
    long: Literal["fail", "cut_middle"] = "fail"
    remote_code: bool = False
    share: bool = True
    batch_tokens: Annotated[StrictInt, Field(ge=16)] = 8192
    rows: Count | None = None
