"""Where to step in, as the report shows it: folded on the page, a table in Markdown, nothing where no judge scores."""

from __future__ import annotations

from negforge.core.verdict import Rate
from negforge.report import sections
from negforge.report.figures import Bound, Report
from negforge.report.tables import bounds_table
from negforge.report.texts import as_markdown

RATE = Rate(0.75, 4, 0, 0.3, 0.9, 3)
FOUND = Bound("rm:<x>", "score", 0.8, -1.5, RATE, RATE, RATE)
REPORT = Report("t", ("run",), 4, (), (), bounds=(FOUND, Bound("rm:<x>", "margin", 0.9)))


def test_a_row_says_what_to_do_from_which_bound_on() -> None:
    table = bounds_table(REPORT)
    assert table is not None and table.rows == (
        ("rm:<x>", "score", "80.0", "≤ -1.5", "75.0", "75.0 [30.0, 90.0]", "75.0"),
        ("rm:<x>", "margin", "90.0", "none", "–", "–", "–"),
    )
    assert bounds_table(Report("t", ("run",), 4, (), ())) is None


def test_the_page_folds_it_and_markdown_has_it_escaped() -> None:
    shown = sections.calibration(REPORT)
    assert "<summary>Where to step in</summary>" in shown and "rm:&lt;x&gt;" in shown and "rm:<x>" not in shown
    assert "## Where to step in" in as_markdown(REPORT)
    assert "Where to step in" not in as_markdown(Report("t", ("run",), 4, (), ()))
