"""The tables of an evaluation: every column is told, and nothing is wider than a screen."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from negforge.cli.measure_tables import evaluation_tables
from negforge.core.verdict import Failure, Judgement, Order, Verdict
from negforge.evaluate.facts import Facts
from negforge.evaluate.measures import measure
from negforge.evaluate.scores import rates
from negforge.pipeline.judging.judging_stage import measures_json, rows_json

ORDERS: tuple[Order, ...] = ("chosen_first", "rejected_first")
KNOWN = [Facts(str(at), ("planning_single_easy", "tool_irrelevance")[at % 2], f"t{at // 3}") for at in range(120)]
LONG = "llm:an-organisation-with-a-name/a-model-with-a-longer-one-235B"


def judged(judge: str, right: float) -> list[Judgement]:
    rng = Random(judge)
    return [
        Judgement(one.pair_id, judge, order, "chosen" if rng.random() < right else "rejected")
        for one in KNOWN
        for order in ORDERS
    ]


def told(said: list[Judgement]) -> str:
    return evaluation_tables(rows_json(rates(said, KNOWN)), measures_json(measure(said, KNOWN)))


def test_one_judge_has_a_row_with_all_its_columns_and_no_comparison() -> None:
    said = [one for one in judged("j", 0.8) if one.pair_id not in ("0", "1", "2")]
    first: Verdict = "tie"
    said += [Judgement("0", "j", order, first) for order in ORDERS]
    said += [Judgement("1", "j", "chosen_first", Failure("provider", "503"))]
    said += [Judgement("2", "j", "chosen_first", Failure("abstained", "unsure"))]
    header, row, *rest = told(said).splitlines()
    assert header.split() == "judge accuracy pairs ties failed abst. flips first-position bias".split()
    name, _, _, _, pairs, ties, failed, abstained, flips, _, low, high = row.split()[:12]
    assert (name, pairs, ties, failed, abstained) == ("j", "120", "2", "1", "1")
    assert float(flips) > 10 and low.startswith("[") and high.endswith("]")
    assert "told apart" not in "\n".join(rest)


def test_alike_judges_are_named_with_what_it_would_take() -> None:
    text = told(judged("one", 0.7) + judged("other", 0.68) + judged("poor", 0.2))
    assert "cannot be told apart: " in text and "pairs show it; these 120 show one of " in text
    assert not any("poor" in line for line in text.splitlines() if line.startswith("cannot"))
    assert "all judges can be told apart" in told(judged("one", 0.9) + judged("poor", 0.1))


def test_nothing_is_promised_of_judges_that_agree_or_have_too_few_templates() -> None:
    text = told(judged("one", 0.7) + [replace(each, evaluator="other") for each in judged("one", 0.7)])
    assert "no number of pairs would show a gap that is not there; these 120 show no gap for sure" in text
    few = [one for one in judged("one", 0.9) + judged("other", 0.4) if int(one.pair_id) < 15]
    assert "too few templates" in told(few) and "pairs show it" not in told(few)


def test_pairs_that_count_by_one_order_are_told() -> None:
    lost = Failure("timeout", "60 s")
    said = [
        replace(one, outcome=lost) if one.order == "rejected_first" and int(one.pair_id) < 30 else one
        for one in judged("j", 0.8)
    ]
    assert "j: 30 of 120 pairs count by one order alone, as the other failed" in told(said)
    assert "by one order alone" not in told(judged("j", 0.8))


def test_a_judge_that_leaves_out_more_pairs_than_another_is_warned_of() -> None:
    unsure = Failure("abstained", "unsure")

    def with_abstentions(least: int) -> str:
        shy = [replace(one, outcome=unsure) if int(one.pair_id) >= least else one for one in judged("shy", 0.9)]
        return " ".join(told(shy + judged("bold", 0.7)).split())

    assert "warning: shy has no verdict on 50.0 % of 120 pairs, bold on 0.0 %" in with_abstentions(60)
    assert "warning: shy has no verdict on 5.0 % of 120 pairs" in with_abstentions(114)
    assert "warning" not in with_abstentions(115)


def test_judges_that_never_met_and_too_few_templates_are_told() -> None:
    early = [one for one in judged("early", 0.9) if int(one.pair_id) < 60]
    late = [one for one in judged("late", 0.9) if int(one.pair_id) >= 60]
    text = told(early + late)
    assert "judged no pair in common: " in text and "told apart" not in text
    few = [one for one in judged("one", 1.0) + judged("other", 0.0) if int(one.pair_id) < 15]
    assert "no difference, however large, is significant on fewer than 6 templates; here 5" in told(few)
    assert "however large" not in told(judged("one", 0.9) + judged("other", 0.4))


def scored(judge: str, apart: float) -> list[Judgement]:
    """A reward model whose chosen score so much more than its rejected, give or take one."""
    rng = Random(judge)
    said = []
    for one in KNOWN:
        scores = (rng.gauss(apart, 1), rng.gauss(0, 1))
        verdict: Verdict = "chosen" if scores[0] > scores[1] else "rejected"
        said.append(Judgement(one.pair_id, judge, "chosen_first", verdict, scores=scores))
    return said


def test_where_to_step_in_is_told_of_judges_that_give_numbers() -> None:
    lines = told(scored("sharp", 4.0) + scored("blunt", 0.1) + judged("words", 0.7)).splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith("judge") and "act on" in line)
    assert lines[begin + 1].split()[:6] == ["sharp", "stop", "a", "run:", "score", "<="]
    assert lines[begin + 2].split()[:4] == ["sharp", "trust:", "margin", ">="]
    assert [line.split("  ")[0] for line in lines[begin + 3 : begin + 5]] == ["blunt"] * 2
    assert all("no bound" in line for line in lines[begin + 3 : begin + 5])
    assert "act on" not in told(judged("words", 0.7))


def test_nothing_is_wider_than_a_screen() -> None:
    said = [one for judge in (LONG, *"abcdefg") for one in judged(judge, 0.7)] + scored(LONG + "-rm", 3.0)
    text = told(said)
    assert max(map(len, text.splitlines())) <= 100
    assert text.count("\nmacro ") >= 3  # judges that do not fit stand below
    assert "... and " in text and " more in measures.json" in text


def test_a_judge_without_verdicts_and_no_judgements_have_tables_too() -> None:
    silent = [Judgement(one.pair_id, "silent", "chosen_first", Failure("provider", "503")) for one in KNOWN]
    row = told(silent + judged("j", 0.7)).splitlines()[2].split()
    assert row == ["silent", "-", "120", "0", "120", "0", "-", "-"]
    assert told([]).startswith("split  pairs")
