"""The gate: a leak that selection balances nowhere fails it, noise does not, and every figure meets its own bar."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from negforge.audit.gate import gate
from negforge.audit.gate_options import Bars, GateOptions
from negforge.audit.gate_report import GateReport, GateRow
from negforge.audit.judge import ShortcutJudge
from negforge.audit.suite import QUICK, TEXT
from negforge.audit.table import table_of, whole
from negforge.audit.template_rounds import without_template
from negforge.core.errors import UsageError
from negforge.core.pair import Pair
from tests.audit.small_pairs import answer, clean, pair, planted

MASKED_WORDS = tuple(one for one in TEXT if one.group == "surface" and one.name.endswith("words"))


def by_template(pairs: list[Pair]) -> list[str]:
    return [one.task.template_id for one in pairs]


def asked(*judges: ShortcutJudge, kind: str = "full", **more: object) -> GateOptions:
    options = GateOptions(kind, draws=300, folds=2, judges=judges, grouping=by_template)  # type: ignore[arg-type]
    return replace(options, **more)  # type: ignore[arg-type]


def with_zebra(count: int, seed: int, share: float) -> list[Pair]:
    """A word on one side of every pair, in this share of them on the chosen's."""
    rng = Random(seed)
    found = []
    for at in range(count):
        sides = [answer(rng), answer(rng)]
        where = 0 if rng.random() < share else 1
        sides[where] = sides[where].replace(". ", ". Zebra ", 1)
        found.append(pair(at + 100_000 * seed, *sides, split=f"s{at % 2}", template=f"t{at % 60}"))
    return found


def through_the_gate(share: float) -> GateReport:
    """Train and test builds of the same size, the build at hand a little smaller."""
    train, test, own = with_zebra(500, 1, share), with_zebra(500, 3, share), with_zebra(300, 2, share)
    return gate(train, {"build": own, "test": test}, asked(QUICK[0], *MASKED_WORDS))


def row_of(report: GateReport, run: str, on: str, group: str) -> GateRow:
    return next(one for one in report.rows if (one.run, one.on, one.group) == (run, on, group))


def test_a_word_on_the_chosens_side_in_60_percent_fails_the_gate_and_is_named() -> None:
    report = through_the_gate(0.6)
    assert not report.passed
    surface = row_of(report, "independent", "test", "surface")
    assert surface.bar is not None and not surface.bar.passed and surface.bar.value == surface.figures.macro.upper
    assert surface in report.failures()
    assert any("zebra" in one.gram and one.side == "chosen" for one in report.words[:4])
    assert "zebra" in report.cues[0].cue and report.cues[0].kind == "word"


def test_a_word_as_often_on_either_side_passes() -> None:
    report = through_the_gate(0.5)
    assert report.passed and report.failures() == ()
    assert (report.trained_on, dict(report.pairs)) == (500, {"build": 300, "test": 500})
    assert len(report.cues) == 10 and report.cues_held > 40
    assert row_of(report, "independent", "build", "full").bar is None, "at its size the bound would be noise"


def test_the_quick_gate_fails_on_a_cue_and_passes_without() -> None:
    plant = "Sorry! ".__add__
    leaky = gate(planted(150, plant, seed=5), {"build": planted(150, plant, seed=6)}, asked(kind="quick"))
    assert not leaky.passed and leaky.words, "the words are read where there is something to tell"
    assert any(one.cue == "fewer exclamation marks" and not one.passed for one in leaky.cues)
    wide = Bars(surface=0.62, full=0.62)
    nothing = gate(clean(150, seed=7), {"build": clean(150, seed=8)}, asked(kind="quick", bars=wide))
    assert nothing.passed and nothing.words == () and nothing.unseen == "not part of the quick gate"


def test_a_cue_fails_only_where_even_its_corrected_bound_lies_over_the_bar() -> None:
    plant = "Sorry! ".__add__
    train, own = planted(60, plant, seed=5), [*planted(4, plant, seed=6), *clean(60, seed=3)]
    report = gate(train, {"build": own}, asked(kind="quick", shown=200))
    cue = next(one for one in report.cues if one.cue == "fewer exclamation marks")
    assert (cue.right, cue.passed) == (1.0, True) and cue.low < 0.55


def test_a_process_cue_is_held_by_all_pairs() -> None:
    report = gate(clean(40, seed=1), {"build": clean(40, seed=2)}, asked(kind="quick", bars=Bars(process=0.4)))
    process = row_of(report, "independent", "build", "process")
    assert process.bar is not None and (process.bar.measure, process.bar.passed) == ("estimate", False)


def test_the_judge_that_selection_never_sees_has_a_row_and_a_bar_of_its_own() -> None:
    plant = "Sorry! ".__add__
    unseen = replace(MASKED_WORDS[0], name="somebody new", group="full")
    builds = {"build": planted(60, plant, seed=6), "test": planted(60, plant, seed=7)}
    report = gate(planted(60, plant, seed=5), builds, asked(QUICK[0], unseen=unseen))  # type: ignore[arg-type]
    row = row_of(report, "independent", "test", "somebody new")
    assert row.bar is not None and (row.bar.measure, row.bar.at_most, row.bar.passed) == ("upper", 0.58, False)
    assert report.unseen == "somebody new"
    assert not any(one.group == "somebody new" for one in report.rows if one.run == "held_out_templates")


def test_no_template_that_is_tested_was_learned_from() -> None:
    train, test = table_of(clean(60, each=4)), table_of(clean(40, each=2))
    rounds = without_template(train, whole(test), 3, 0)
    for one in rounds:
        mine, theirs = ({part.table.pairs[row].task.template_id for row in part.rows} for part in (one.train, one.test))
        assert theirs and not mine & theirs
    assert sorted(place for one in rounds for place in one.places) == list(range(40))


@pytest.mark.parametrize("empty", ["independent build", "build"])
def test_an_empty_build_is_refused(empty: str) -> None:
    train, own = ([] if empty == name else clean(4) for name in ("independent build", "build"))
    with pytest.raises(UsageError, match=f"gate: no pair in the {empty}"):
        gate(train, {"build": own}, asked(kind="quick"))
