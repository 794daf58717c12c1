"""The page: one file with everything in it, that asks no network and runs nothing but its own script."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from string import Template

from negforge.core.json_text import Json
from negforge.core.pair import Pair
from negforge.core.task import Tool
from negforge.core.verdict import BOTH_ORDERS, Failure, Judgement
from negforge.report import sections
from negforge.report.entries import FACETS, Entry
from negforge.report.escaping import html, in_script
from negforge.report.figures import Report
from negforge.report.packing import Packer, ascii_json, packed
from negforge.report.pair_view import pair_view
from negforge.report.told import Told, told_by
from negforge.report.words import facet_name

GENERATOR = '<meta name="generator" content="negforge report">'
SCRIPTS = ("text.js", "store.js", "pair.js", "list.js", "main.js")
NOT_ASKED = "--"


@dataclass(slots=True)
class PairBook:
    """Pairs for the browser of the page, packed one at a time so that their texts are never held together.
    ``judges``: in the order in which their verdicts stand."""

    judges: Sequence[str]
    _packer: Packer = field(default_factory=Packer)
    _tools: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _places: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, pair: Pair, judgements: Iterable[Judgement]) -> None:
        """A pair with all that was said of it; once a pair."""
        tools = [self._tools.setdefault(_tool(tool), len(self._tools)) for tool in pair.task.tools]
        view = pair_view(pair, tools)
        view["judgements"] = [_judgement(one, self.judges) for one in judgements]
        self._places[pair.id] = self._packer.add(view)

    def elements(self, entries: Sequence[Entry], told: Mapping[str, Mapping[str, Told]]) -> Iterator[str]:
        """The data elements of the page: the list, the tools, and the chunks."""
        self._packer.close()
        values = {facet: sorted({one.facets[facet] for one in entries}) for facet in FACETS}
        places = {facet: {value: at for at, value in enumerate(held)} for facet, held in values.items()}
        rows: list[Json] = [
            [
                one.pair_id,
                *self._places[one.pair_id],
                [places[facet][one.facets[facet]] for facet in FACETS],
                one.query,
                "".join(_signs(told.get(judge, {}).get(one.pair_id)) for judge in self.judges),
            ]
            for one in entries
        ]
        facets: list[Json] = [[facet, facet_name(facet), list(values[facet])] for facet in FACETS]
        yield _element("pair-list", ascii_json({"facets": facets, "pairs": rows}))
        yield _element("tools", ascii_json(packed([list(key) for key in self._tools])))
        for at, chunk in enumerate(self._packer.chunks):
            yield _element(f"chunk-{at}", f'"{chunk}"')


def page(report: Report, book: PairBook, entries: Sequence[Entry], judgements: Iterable[Judgement]) -> str:
    """The whole file. ``judgements``: under the report's names; ``entries``: of the pairs in the book."""
    style, script = _file("report.css"), "".join(_file(name) for name in SCRIPTS)
    kinds = {one.name: one.kind for one in report.evaluators}
    judges: list[Json] = [[name, kinds.get(name, "judge")] for name in book.judges]
    return Template(_file("report.html")).substitute(
        generator=GENERATOR,
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        title=html(report.title),
        style=style,
        script=script,
        head=sections.head(report),
        leaderboard=sections.leaderboard(report),
        slices=sections.slices(report),
        calibration=sections.calibration(report),
        costs=sections.costs(report),
        failures=sections.failures(report),
        judges=_element("judges", ascii_json(judges)),
        data="\n".join(book.elements(entries, told_by(judgements))),
    )


def _signs(told: Told | None) -> str:
    return NOT_ASKED if told is None else told.signs()


def _judgement(one: Judgement, judges: Sequence[str]) -> Json:
    failure = one.outcome if isinstance(one.outcome, Failure) else None
    held: dict[str, Json] = {
        "judge": judges.index(one.evaluator),
        "order": BOTH_ORDERS.index(one.order),
        "sample": one.sample,
        "outcome": one.outcome if not isinstance(one.outcome, Failure) else f"failed: {one.outcome.kind}",
        "reason": failure.reason if failure else "",
        "note": one.note,
        "raw": one.raw,
        "reasoning": one.reasoning,
        "probability": one.probability,
        "scores": list(one.scores) if one.scores else None,
        "tokens": [one.usage.prompt, one.usage.completion] if one.usage else None,
        "seconds": one.seconds,
        "cost": one.cost,
    }
    return {name: value for name, value in held.items() if value not in (None, "")}


def _tool(tool: Tool) -> tuple[str, str, str]:
    return tool.name, tool.description, tool.parameters


def _element(name: str, json_text: str) -> str:
    return f'<script type="application/json" id="{name}">{in_script(json_text)}</script>'


def _hash(text: str) -> str:
    """As a Content-Security-Policy names an inline element."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    return files("negforge.report").joinpath("page", name).read_text(encoding="utf-8")
