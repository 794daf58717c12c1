"""The figures of the page as HTML: readable without any script. Every text goes through ``escaping.html``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from negforge.report import tables, words
from negforge.report.drawing import NARROW, WIDE, bar, curve
from negforge.report.entries import FACETS
from negforge.report.escaping import breakable, html
from negforge.report.figures import MACRO, SPLIT, Evaluator, Facet, Figure, Report
from negforge.report.tables import Slice, Table

KINDS = {"judge": "", "shortcut": "reads nothing", "aside": "not ranked"}
OPEN: tuple[Facet, ...] = (SPLIT, "level")


def head(report: Report) -> str:
    judges = len(report.ranked("judge"))
    facts = [f"{report.pairs:,} pairs", f"{judges} judge{'' if judges == 1 else 's'}", *report.runs]
    notes = "".join(f"<li>{html(note)}</li>" for note in report.notes)
    told = f'<ul class="notes">{notes}</ul>' if notes else ""
    return f'<h1>{html(report.title)}</h1><p class="facts">{html(" · ".join(facts))}</p>{told}'


def leaderboard(report: Report) -> str:
    """Judges, shortcuts and what stands aside, each with bar and interval, the best shortcut marked in every bar."""
    best = report.best_shortcut()
    ordered = report.in_order()
    if not ordered:
        return '<p class="empty">No judgement was found.</p>'
    columns = list(tables.leader_cells(report, ordered[0]))
    header = "".join(f"<th scope=col{_side(one)}>{html(one)}</th>" for one in columns)
    rows = "".join(_leader(report, one, columns, best) for one in ordered)
    shortcut = f" ▾ marks the best shortcut, {html(best.evaluator)}: it reads nothing." if best else ""
    groups = " Judges that share a letter cannot be told apart." if "group" in columns and words.letters(report) else ""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="Leaderboard"><table class="leaders"><thead><tr>'
        f"<th scope=col>judge</th>{header}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"<p class=note>Percent; each split counts the same; 95 % intervals, clustered by the task's template."
        f"{shortcut}{groups}</p>{_groups(report)}{_folded(tables.comparison_table(report))}"
    )


def slices(report: Report) -> str:
    """A table a facet: a row a value, a column an evaluator."""
    ordered = report.in_order()
    blocks = [_facet(report, facet, ordered) for facet in (SPLIT, *tables.facets_of(report))]
    return "".join(blocks) if ordered else ""


def calibration(report: Report) -> str:
    """Curves side by side; their numbers folded below each."""
    bounds = _folded(tables.bounds_table(report))
    if not report.reliability:
        return f'<p class="empty">No judge stated probabilities.</p>{bounds}'
    cards = []
    for one, table in zip(report.reliability, tables.reliability_tables(report), strict=True):
        cards.append(
            f'<figure class="card"><figcaption>{html(one.evaluator)}</figcaption>{curve(one)}'
            f"<p class=note>{html(table.note)}</p><details><summary>numbers</summary>{_table(table)}</details></figure>"
        )
    note = "Across: the confidence stated (50 to 100 %); up: how often the side preferred was the chosen."
    return f'<div class="cards">{"".join(cards)}</div><p class=note>{note}</p>{bounds}'


def costs(report: Report) -> str:
    return _titled(tables.spending_table(report), "Nothing was counted: no model was asked.")


def failures(report: Report) -> str:
    return _titled(tables.failures_table(report), "Every answer is a verdict.")


def _leader(report: Report, one: Evaluator, columns: Sequence[str], best: Figure | None) -> str:
    macro, cells = report.macro(one.name), tables.leader_cells(report, one)
    drawn = bar(macro.rate, best.rate.value if best else None, WIDE) if macro else ""
    tag = f'<span class="tag">{KINDS[one.kind]}</span>' if KINDS[one.kind] else ""
    note = f'<span class="small">{html(one.note)}</span>' if one.note else ""
    data = "".join(
        f"<td{_side(name)}>{html(cells[name])}{drawn if name == 'accuracy' else ''}</td>" for name in columns
    )
    return f'<tr class="{one.kind}"><th scope=row>{breakable(one.name)} {tag}{note}</th>{data}</tr>'


def _side(column: str) -> str:
    return "" if column in ("accuracy", "group") else " class=n"


def _groups(report: Report) -> str:
    items = []
    for tested in report.tested:
        run = f"{html(tested.run)}: " if len(report.tested) > 1 else ""
        for group in tested.groups:
            if len(group) > 1:
                items.append(f"<li>{run}{', '.join(html(name) for name in group)}</li>")
    if not items:
        return (
            "<p class=note>All judges can be told apart.</p>" if any(one.comparisons for one in report.tested) else ""
        )
    return f"<p>Cannot be told apart:</p><ul class=groups>{''.join(items)}</ul>"


def _facet(report: Report, facet: Facet, ordered: Sequence[Evaluator]) -> str:
    rows = tables.slice_rows(report, facet, ordered)
    if not rows:
        return ""
    name = html(words.facet_name(facet))
    header = "".join(f'<th scope=col class="{one.kind}">{breakable(one.name)}</th>' for one in ordered)
    body = "".join(_slice(facet, row) for row in rows)
    opened = " open" if facet in OPEN else ""
    return (
        f'<details class="facet"{opened}><summary>By {name} <span class="small">{len(rows)} rows</span></summary>'
        f'<div class="wide" tabindex="0" role="region" aria-label="Accuracy by {name}">'
        f'<table class="slices"><thead><tr>'
        f"<th scope=col>{name}</th><th scope=col class=n>pairs</th>{header}</tr></thead><tbody>{body}</tbody></table>"
        "</div></details>"
    )


def _slice(facet: Facet, row: Slice) -> str:
    whole = facet == SPLIT and row.value == MACRO
    href = f"#pairs?{quote(facet, safe='')}={quote(row.value, safe='', errors='replace')}"
    link = f'<a href="{html(href)}">{html(row.value)}</a>' if facet in FACETS else html(row.value)
    label = "mean over splits" if whole else link
    cells = "".join(_cell(one, row) for one in row.figures)
    return f"<tr{' class=macro' if whole else ''}><th scope=row>{label}</th><td class=n>{row.pairs:,}</td>{cells}</tr>"


def _cell(figure: Figure | None, row: Slice) -> str:
    if figure is None:
        return "<td class=none>–</td>"
    rate = figure.rate
    more = [f"n {rate.n:,}"] if rate.n != row.pairs else []
    more += [f"{rate.failed:,} failed"] if rate.failed else []
    told = f' <span class="few">{", ".join(more)}</span>' if more else ""
    return (
        f"<td><b>{words.percent(rate.value)}</b> <span class=small>{words.interval(rate)}</span>{told}"
        f"{bar(rate, row.baseline, NARROW)}</td>"
    )


def _titled(table: Table | None, otherwise: str) -> str:
    if table is None:
        return f'<p class="empty">{html(otherwise)}</p>'
    return f"{_table(table)}<p class=note>{html(table.note)}</p>"


def _folded(table: Table | None) -> str:
    if table is None:
        return ""
    return (
        f"<details><summary>{html(table.title)}</summary>{_table(table)}<p class=note>{html(table.note)}</p></details>"
    )


def _table(table: Table) -> str:
    def row(cells: Iterable[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=n' if at in table.numbers else ''}>{html(cell)}</{tag}>" for at, cell in enumerate(cells)
        )

    body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in table.rows)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{html(table.title)}"><table><thead><tr>'
        f"{row(table.header, 'th')}</tr></thead><tbody>{body}</tbody></table></div>"
    )
