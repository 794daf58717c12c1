"""Why judges gave no verdict, as it stands on stderr."""

from __future__ import annotations

from collections import Counter

from negforge.cli.failures import failures_told
from negforge.core.verdict import Failure

LONG = Failure("too_long", "14,438 tokens; the model reads 8,192")
DOWN = Failure("provider", "connect: Connection refused")
DECLINED = Failure("abstained", "saw nothing")


def test_each_judge_that_failed_has_a_line_with_kinds_counts_and_the_first_reason_of_the_most_frequent() -> None:
    failed = [("rm:tiny", LONG), ("llm:far", Failure("unparsable", "no verdict")), ("llm:far", DOWN), ("llm:far", DOWN)]
    assert failures_told(failed, Counter({"rm:tiny": 5, "llm:far": 10, "shorter": 10})) == [
        "rm:tiny: 1 of 5 judgements failed (too_long 1); the first: 14,438 tokens; the model reads 8,192; "
        "--set rm.long=cut_middle cuts texts in their middle",
        "llm:far: 3 of 10 judgements failed (provider 2, unparsable 1); the first: connect: Connection refused; "
        "the same command asks again",
    ]


def test_who_declines_now_and_then_has_no_line_and_who_only_declines_has_one() -> None:
    failed = [("gated", DECLINED), ("mute", DECLINED)]
    assert failures_told(failed, Counter({"gated": 2, "mute": 1})) == [
        "mute: 1 of 1 judgements failed (abstained 1); the first: saw nothing"
    ]
