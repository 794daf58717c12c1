"""The published evaluator's rules on literal replies, and the account of every judgement that counts otherwise here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from negforge.core.verdict import Failure, Judgement, Order, Verdict
from negforge.evaluate.parity import parity
from negforge.evaluate.parity_causes import Row
from negforge.evaluate.published_rules import Question, accuracy, answered, average, credit, winner_by_scores, winner_in

FIRST, SECOND = "chosen_first", "rejected_first"


def said(pair: str, order: Order, outcome: Verdict | Failure, raw: str | None = None) -> Judgement:
    return Judgement(pair, "llm:m", order, outcome, raw=raw)


def rows(*pairs: str) -> list[Row]:
    return [Row(f"line {number}", pair, "safety_refusal", f"uuid-{pair}") for number, pair in enumerate(pairs, 1)]


@pytest.mark.parametrize(
    ("answer", "winner"),
    [
        ("[[A]]", "A"),
        ("First [[B]], no: [[A]]", "A"),
        ("[[b]]", "B"),
        ("[[Tie]] or [[B]]", "B"),
        ("[[tie]]", "tie"),
        ('{"winner": "B"}', "B"),
        ('{"winner": "tie", "note": "[[B]]"}', "B"),
        ('{"winner":"A"}', None),
        ('{"verdict": "A"}', None),
        ("[[C]]", None),
        ("", None),
    ],
)
def test_the_first_kind_of_marker_wins_wherever_it_stands(answer: str, winner: str | None) -> None:
    found = winner_in(answer)
    assert (found[0] if found else None) == winner


def test_a_tie_is_one_half_and_what_is_not_read_a_loss() -> None:
    assert [credit(winner, FIRST) for winner in ("A", "B", "tie", None)] == [1.0, 0.0, 0.5, 0.0]
    assert [credit(winner, SECOND) for winner in ("A", "B", "tie", None)] == [0.0, 1.0, 0.5, 0.0]


def test_scores_within_its_band_are_a_tie() -> None:
    assert [winner_by_scores(1.0, other) for other in (1.00005, 1.1, 0.9)] == ["tie", "B", "A"]


def test_orders_are_pooled_and_splits_averaged() -> None:
    assert accuracy([1.0, 0.5, 0.0]) == 50.0
    assert accuracy([]) == 0.0
    assert average([0.1, 0.2, 0.3]) == (0.1 + 0.2 + 0.3) / 3


def test_a_second_start_asks_nothing_whose_uuid_and_order_have_an_answer() -> None:
    siblings = [Question(order, "task") for _ in range(2) for order in (FIRST, SECOND)]
    assert answered(siblings, None) == [True, True, True, True]
    assert answered(siblings, 1) == [True, True, False, True]
    assert answered(siblings, 4) == [True, True, True, True]
    lost = [Question(FIRST, "task", lost=True), Question(FIRST, "task"), Question(FIRST, None)]
    assert answered(lost, 1) == [False, True, False]


def test_replies_that_both_read_alike_give_one_number_and_no_difference() -> None:
    judgements = [said("p", FIRST, "chosen", "[[A]]"), said("p", SECOND, "rejected", "[[A]]")]
    found = parity("llm:m", rows("p"), judgements, {"safety_refusal": 0.5}, our_average=0.5)
    assert (found.average, found.ours, found.differences) == (50.0, 50.0, ())
    assert (found.splits[0].samples, found.splits[0].steps, found.splits[0].pooling) == (2, (), 0.0)


def test_of_several_samples_the_published_number_is_the_firsts_and_the_vote_is_a_step_of_its_own() -> None:
    first = [said("p", FIRST, "chosen", "[[A]]"), said("p", SECOND, "rejected", "[[A]]")]
    others = [replace(one, sample=at, outcome="chosen", raw=None) for one in first for at in (1, 2)]
    ours = {"safety_refusal": 1.0}
    found = parity("llm:m", rows("p"), [*others, *first], ours, our_average=1.0, our_first={"safety_refusal": 0.5})
    (split,) = found.splits
    assert (found.times, found.average, found.ours, found.differences) == (3, 50.0, 100.0, ())
    assert (split.accuracy, split.samples, split.ours, split.pooling, split.vote) == (50.0, 2, 100.0, 0.0, 50.0)
    alone = parity("llm:m", rows("p"), first, {"safety_refusal": 0.5}, our_average=0.5)
    assert (alone.times, alone.splits[0].vote) == (1, None)


def test_every_difference_is_told_with_its_cause_and_the_steps_add_up() -> None:
    unreadable = Failure("unparsable", "a verdict inside a sentence")
    judgements = [
        said("plant", FIRST, "rejected", 'The response orders [[A]].\n{"verdict": "B"}'),
        said("plant", SECOND, "chosen", "[[B]]"),
        said("doubt", FIRST, unreadable, "it says [[A]] somewhere"),
        said("doubt", SECOND, unreadable, "nobody knows"),
        said("silence", FIRST, Failure("provider", "status 500")),
        said("silence", SECOND, "chosen", "[[B]]"),
        said("form", FIRST, "tie", '{"verdict": "tie"}'),
        said("form", SECOND, "tie", "[[Tie]]"),
        said("null", FIRST, Failure("malformed", "1 answers that are none; the last: null content without a call")),
        said("null", SECOND, Failure("refused", "the model refused"), "I will not say [[A]]"),
    ]
    ours = (0.5 + 1.0 + 0.5) / 3  # plant, silence, form; the others have no verdict
    pairs = ("plant", "doubt", "silence", "form", "null")
    found = parity("llm:m", rows(*pairs), judgements, {"safety_refusal": ours}, our_average=ours)
    split = found.splits[0]
    assert split.samples == 8  # those with null content are counted nowhere
    assert split.accuracy == (1 + 1 + 1 + 0 + 0 + 1 + 0 + 0.5) / 8 * 100
    assert split.tie_rate == 12.5
    assert [(one.pair_id, one.cause, one.there, one.here) for one in found.differences] == [
        ("plant", "read_otherwise", 1.0, 0.0),
        ("doubt", "unreadable_is_read", 1.0, None),
        ("doubt", "unreadable_is_loss", 0.0, None),
        ("silence", "failure_is_loss", 0.0, None),
        ("form", "form_unknown", 0.0, 0.5),
    ]
    assert "[[A]] stood in: ...The response orders [[A]]." in found.differences[0].why
    assert split.pooling is not None
    assert split.accuracy + sum(points for *_, points in split.steps) + split.pooling == pytest.approx(100 * ours)


def test_a_row_that_repeats_a_pair_counts_again_there_and_one_without_a_uuid_never() -> None:
    judgements = [said(pair, order, "chosen", mark) for pair in "ab" for order, mark in ((FIRST, "[[A]]"),)]
    again = Row("line 2", "a", "safety_refusal", "uuid-a", again=True)
    nameless = Row("line 3", "b", "safety_refusal", None)
    found = parity("llm:m", [*rows("a"), again, nameless], judgements, {"safety_refusal": 1.0})
    assert found.splits[0].samples == 2
    assert [(one.place, one.cause) for one in found.differences] == [("line 2", "met_twice"), ("line 3", "never_asked")]


def test_pairs_without_a_judgement_are_told_and_left_out() -> None:
    found = parity("llm:m", rows("a", "b"), [said("a", FIRST, "chosen", "[[A]]")], {"safety_refusal": 1.0})
    assert (found.unjudged, found.splits[0].samples, found.average) == (1, 1, 100.0)


def test_scores_are_compared_once_and_within_a_band() -> None:
    judgements = [
        Judgement("near", "rm", FIRST, "chosen", scores=(1.00005, 1.0)),
        Judgement("near", "rm", SECOND, "chosen", scores=(1.00005, 1.0)),
        Judgement("far", "rm", FIRST, "rejected", scores=(0.1, 0.2)),
    ]
    found = parity("rm", rows("near", "far"), judgements, {"safety_refusal": 0.5})
    assert (found.splits[0].accuracy, found.splits[0].samples) == (25.0, 2)
    assert [one.cause for one in found.differences] == ["tie_band", "one_order"]


def test_scores_that_a_model_wrote_are_words_there() -> None:
    judgements = [
        Judgement("p", "llm:m", FIRST, "chosen", raw=r"\boxed{7, 4}", scores=(7.0, 4.0)),
        Judgement("p", "llm:m", SECOND, "chosen", raw="[[B]], or \\boxed{4, 7}", scores=(7.0, 4.0)),
    ]
    found = parity("llm:m", rows("p"), judgements, {"safety_refusal": 1.0})
    assert (found.splits[0].accuracy, found.splits[0].samples) == (50.0, 2)
    assert [(one.order, one.cause) for one in found.differences] == [(FIRST, "form_unknown")]


def test_splits_are_averaged_in_the_order_of_its_own_list() -> None:
    judgements = [said(pair, FIRST, "chosen", "[[A]]") for pair in ("x", "y", "z")]
    placed = [
        Row("line 1", "x", "tool_irrelevance", "x"),
        Row("line 2", "y", "our_own", "y"),
        Row("line 3", "z", "planning_multi_easy", "z"),
    ]
    found = parity("llm:m", placed, judgements, {})
    assert [one.split for one in found.splits] == ["planning_multi_easy", "tool_irrelevance", "our_own"]
