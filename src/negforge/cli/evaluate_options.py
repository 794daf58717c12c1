"""The options of ``negforge evaluate``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

import typer


class Rubric(StrEnum):
    general = "general"
    family = "family"


Paths: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Run folders, pair files, Plan-RewardBench files or folders.")
]
Judges: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--judge",
        "-j",
        metavar="NAME",
        help="See `negforge list judges`; llm:MODEL, rm:PATH and remote-rm:NAME are models, gated:NAME and "
        "ensemble:A+B are composed. Repeatable.",
    ),
]
BaseUrl: TypeAlias = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="Where llm:MODEL is served.  [default: $OPENAI_BASE_URL]"),
]
KeyEnv: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--api-key-env", metavar="NAME", help="The environment variable with the key.  [default: OPENAI_API_KEY]"
    ),
]
RecipeFile: TypeAlias = Annotated[
    str | None,
    typer.Option("--recipe", metavar="RECIPE", help="A recipe whose models, budget, tape and judges are used."),
]
Config: TypeAlias = Annotated[
    str | None, typer.Option("--config", metavar="FILE", help="A config.yaml of Plan-RewardBench: its models judge.")
]
ConfigModels: TypeAlias = Annotated[
    str | None, typer.Option("--models", metavar="A,B", help="Of the --config, only these models.")
]
Settings: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KNOB=VALUE",
        help="A knob of llm: judges (in_flight=64) or of reward models (rm.device=cpu). Repeatable.",
    ),
]
Format: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help="How models answer: see `negforge list formats`.  [default: verdict]"
    ),
]
RubricOption: TypeAlias = Annotated[
    Rubric | None,
    typer.Option("--rubric", help="One rubric for all pairs, or each scenario family's own.  [default: general]"),
]
Samples: TypeAlias = Annotated[
    int | None,
    typer.Option("--samples", metavar="N", min=1, help="So many answers to each question, which vote.  [default: 1]"),
]
Limit: TypeAlias = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", min=1, help="Judge only N pairs: the first of each split, in turn."),
]
Splits: TypeAlias = Annotated[
    list[str] | None, typer.Option("--split", metavar="NAME", help="Judge only pairs of this split. Repeatable.")
]
Out: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--out", "-o", metavar="DIR", help="Where judgements go.  [default: runs/judged-PATH, where models judge]"
    ),
]
Overwrite: TypeAlias = Annotated[
    bool, typer.Option("--overwrite", help="Replace an evaluation of more pairs, or by judges that are not named now.")
]
TapeFile: TypeAlias = Annotated[
    str | None, typer.Option("--tape", metavar="FILE", help="The tape of all replies.  [default: DIR/tape.sqlite]")
]
MaxCalls: TypeAlias = Annotated[
    int | None, typer.Option("--max-calls", metavar="N", min=1, help="Stop before so many calls.")
]
MaxTokens: TypeAlias = Annotated[
    int | None, typer.Option("--max-tokens", metavar="N", min=1, help="Stop before so many tokens.")
]
MaxCost: TypeAlias = Annotated[float | None, typer.Option("--max-cost", metavar="X", help="Stop before so much money.")]
PriceOption: TypeAlias = Annotated[
    str | None, typer.Option("--price", metavar="IN,OUT", help="Money per million prompt and completion tokens.")
]
