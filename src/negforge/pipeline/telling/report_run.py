"""Reports on evaluations: judgements and figures of their folders, the pairs they judged, and the files that show them.

All pairs are held at once: the page holds their texts too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.core.length import length_bin, tokens_of
from negforge.core.pair import Pair
from negforge.core.verdict import Judgement
from negforge.evaluate.judges import evaluate_pairs
from negforge.evaluate.scores import rates
from negforge.pipeline.endpoints.composed_judging import note_of
from negforge.pipeline.endpoints.wiring import judges_of
from negforge.pipeline.gathering.ingest_stage import Progress
from negforge.pipeline.judging.baseline import judgements_in
from negforge.pipeline.judging.judged_places import json_at, judged_places
from negforge.pipeline.judging.judging_stage import JUDGEMENTS, MEASURES, METRICS, rows_json
from negforge.pipeline.reading.pair_files import pairs_at
from negforge.pipeline.reading.published_split import world_of
from negforge.pipeline.running.figures import plain
from negforge.pipeline.running.remarks import Note
from negforge.pipeline.running.run_files import write_text
from negforge.report.entries import Entry, entry_of
from negforge.report.figures import Evaluator, Figure, Kind, Report
from negforge.report.measured import Measured, figures_of_metrics, measured, told_apart
from negforge.report.page import GENERATOR, PairBook, page
from negforge.report.reliable import reliability
from negforge.report.slices import slices
from negforge.report.spent import spent
from negforge.report.texts import as_csv, as_markdown
from negforge.report.told import told_by

ASKED = ("shorter", "fewer_calls")  # shortcuts that the report asks itself where no run did
SHORTCUTS = (*ASKED, "ladder_1_surface")


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation. ``names``: what the report calls its evaluators. ``metrics``, ``measures``: None where the file
    is not there."""

    folder: Path
    judgements: tuple[Judgement, ...]
    names: Mapping[str, str]
    metrics: Json | None
    measures: Json | None


@dataclass(frozen=True, slots=True)
class Found:
    """The report, and what the page needs beside it."""

    report: Report
    pairs: tuple[Pair, ...]
    entries: tuple[Entry, ...]
    judgements: tuple[Judgement, ...]


def find(folders: Sequence[Path], places: Sequence[Path], note: Note, progress: Progress) -> Found:
    """Everything that a report on these evaluations shows. ``places``: where the pairs lie; none: where each evaluation
    says. Raises UsageError where judgements or pairs are not to be had."""
    runs = _named([_read_run(folder) for folder in dict.fromkeys(folders)])
    said = [replace(one, evaluator=run.names[one.evaluator]) for run in runs for one in run.judgements]
    wanted = {one.pair_id for one in said}
    places = list(places) or list(dict.fromkeys(place for run in runs for place in judged_places(run.folder)))
    pairs: list[Pair] = []
    unjudged = 0
    for pair in pairs_at(places, note):
        progress("read pairs", len(pairs), None)
        pairs += [pair] if pair.id in wanted else []
        unjudged += pair.id not in wanted
    _refuse_unknown(said, {pair.id for pair in pairs}, places)
    names = {one.evaluator for run in runs for one in run.judgements}
    missing = [name for name in ASKED if name not in names]
    extra = list(evaluate_pairs(judges_of(missing), pairs)) if missing else []
    entries = tuple(entry_of(pair, world_of(pair), length_bin(tokens_of(pair))) for pair in pairs)
    judgements = (*said, *extra)
    report = _report(runs, places, judgements, extra, pairs, entries, unjudged)
    return Found(report, tuple(pairs), entries, judgements)


def page_of(found: Found, progress: Progress) -> str:
    """The whole page."""
    by_pair: dict[str, list[Judgement]] = {}
    for one in found.judgements:
        by_pair.setdefault(one.pair_id, []).append(one)
    book = PairBook([one.name for one in found.report.in_order()])
    for number, pair in enumerate(found.pairs, 1):
        book.add(pair, by_pair.get(pair.id, ()))
        progress("pack pairs", number, len(found.pairs))
    return page(found.report, book, found.entries, found.judgements)


def write_report(found: Found, out: Mapping[str, Path], progress: Progress) -> None:
    """``out``: the file of each form that is wanted: html, markdown, csv, json. Raises UsageError where the page would
    take the place of a file that no report wrote."""
    if "html" in out:
        _refuse_another(out["html"])
        write_text(out["html"], page_of(found, progress))
    if "markdown" in out:
        write_text(out["markdown"], as_markdown(found.report))
    if "csv" in out:
        write_text(out["csv"], as_csv(found.report))
    if "json" in out:
        write_text(out["json"], json.dumps(plain(asdict(found.report)), indent=1) + "\n")


def _report(
    runs: Sequence[Run],
    places: Sequence[Path],
    judgements: Sequence[Judgement],
    extra: Sequence[Judgement],
    pairs: Sequence[Pair],
    entries: Sequence[Entry],
    unjudged: int,
) -> Report:
    told = told_by(judgements)
    figures = [figure for run in runs for figure in _figures(run, pairs)]
    own: Json = rows_json(rates(extra, pairs))
    figures += figures_of_metrics(own, lambda name: name, "the report's own shortcuts")
    known = [_measured(run) for run in runs if run.measures is not None]
    sliced = {one.evaluator for each in known for one in each.slices}
    calibrated = {one.evaluator for each in known for one in each.reliability}
    ours = slices({name: of for name, of in told.items() if name not in sliced}, entries)
    missing = (reliability(name, of, entries) for name, of in told.items() if name not in calibrated)
    spending, failures = spent(judgements)
    return Report(
        f"Judges on {', '.join(place.name or str(place) for place in places)}",
        tuple(run.folder.name or str(run.folder) for run in runs),
        len(pairs),
        tuple(_evaluator(name, runs) for name in told),
        tuple(figures),
        told_apart([*(one for each in known for one in each.slices), *ours]),
        tuple(one for each in known for one in each.beside),
        tuple(each.tested for each in known),
        (*(one for each in known for one in each.reliability), *(one for one in missing if one is not None)),
        tuple(one for each in known for one in each.bounds),
        spending,
        failures,
        tuple(_notes({name: len(of) for name, of in told.items()}, unjudged)),
    )


def _read_run(folder: Path) -> Run:
    file = folder / JUDGEMENTS
    if not file.is_file():
        told = f"{folder}: holds no {JUDGEMENTS}; give the folder of a `negforge evaluate --out` or of a build"
        raise UsageError(f"{told} that judged")
    return Run(folder, tuple(judgements_in(file)), {}, json_at(folder / METRICS), json_at(folder / MEASURES))


def _named(runs: Sequence[Run]) -> list[Run]:
    """An evaluator keeps its name where only one run has it, else the run's is added."""
    held = [list(dict.fromkeys(one.evaluator for one in run.judgements)) for run in runs]
    every = [name for names in held for name in names]
    named = []
    for run, names in zip(runs, held, strict=True):
        own = {name: name if every.count(name) == 1 else f"{name} ({_label(run.folder, runs)})" for name in names}
        named.append(replace(run, names=own))
    return named


def _label(folder: Path, runs: Sequence[Run]) -> str:
    alone = sum(run.folder.name == folder.name for run in runs) == 1
    return folder.name if alone and folder.name else str(folder)


def _refuse_unknown(said: Sequence[Judgement], known: set[str], places: Sequence[Path]) -> None:
    lost = next((one for one in said if one.pair_id not in known), None)
    if lost is not None:
        told = f"a judgement of {lost.evaluator} is about pair {lost.pair_id}, which is not among the pairs in"
        raise UsageError(f"{told} {', '.join(map(str, places))}; name the pairs that were judged by --pairs PATH")


def _figures(run: Run, pairs: Sequence[Pair]) -> tuple[Figure, ...]:
    """Of metrics.json, or where there is none, made of the judgements."""
    content = run.metrics
    if content is None:
        content = list(rows_json(rates(run.judgements, pairs)))
    return figures_of_metrics(content, lambda name: run.names.get(name, name), str(run.folder / METRICS))


def _measured(run: Run) -> Measured:
    where = str(run.folder / MEASURES)
    return measured(run.measures, lambda name: run.names.get(name, name), run.folder.name, where)


def _evaluator(name: str, runs: Sequence[Run]) -> Evaluator:
    run, real = next(((run, old) for run in runs for old, new in run.names.items() if new == name), (None, name))
    note = _note(real, tuple(run.names) if run else ())
    kind: Kind = "shortcut" if real in SHORTCUTS else "aside" if note else "judge"
    return Evaluator(name, kind, note, run.folder.name if run else "")


def _note(evaluator: str, among: Sequence[str]) -> str:
    """What a reader of its figures must know; nothing of a composed judge whose parts were taken out of the file."""
    try:
        return note_of(evaluator, among)
    except UsageError:
        return ""


def _notes(asked: Mapping[str, int], unjudged: int) -> Iterator[str]:
    if len(set(asked.values())) > 1:
        most = max(asked.values())
        fewer = ", ".join(f"{name} ({number:,})" for name, number in asked.items() if number < most)
        yield f"Not all judged the same pairs: fewer than {most:,} were put to {fewer}. Their averages do not compare."
    if unjudged:
        yield f"{unjudged:,} pairs that lie beside these were put to no judge; they are left out."


def _refuse_another(path: Path) -> None:
    if not path.is_file():
        return
    with path.open("rb") as file:
        if GENERATOR.encode() not in file.read(4096):
            raise UsageError(f"{path}: is no page of a report; choose another --out")
