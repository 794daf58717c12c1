"""Blind reading: pairs rendered without their key, and afterwards the verdicts of readers held against it.

    python benchmarks/blind_reading.py render RUN OUT KEY [--pairs 40] [--view whole] [--rng-seed 1]
    python benchmarks/blind_reading.py evidence RUN KEY EVIDENCE
    python benchmarks/blind_reading.py score OUT KEY

``render`` draws pairs of a finished run, splits taking turns and the defects of each too, and writes OUT/NNN.md:
policy, tools, query, what both sides share at their beginning, and the rest of both as A and B in a drawn order. The
key goes to a file of its own, which no reader is given. ``--view`` shows less: ``final`` the last words of both sides
alone, ``no_responses`` all but what tools answered, ``no_query`` all but the user's first words. Readers write
OUT/verdicts.jsonl, a line a pair: {"pair": "001", "better": "A", "reason": ..., "confidence": 0.5 to 1}; it is
committed before the key is. ``evidence`` writes for each pair the claim and what the certificate cites; a second
reading of it goes to OUT/acceptances.jsonl: {"pair": "001", "accept": true, "claim_true": true, "reason": ...}.
``score`` says how many verdicts agree with the label, by split and level with the trend over the levels, how many
labels were accepted, and quotes the rest.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from negforge.adapters.wire import decode_pair
from negforge.assemble.splits import SPLITS, split_of
from negforge.core.defect import find_defect
from negforge.core.message import Message, ToolResponse, said_by, text_of
from negforge.core.pair import Pair
from negforge.core.transcript import render_messages
from negforge.stats.trend import falling_trend

VERDICTS, ACCEPTANCES = "verdicts.jsonl", "acceptances.jsonl"
VIEWS = ("whole", "final", "no_responses", "no_query")
QUOTED = 5


def main(words: list[str]) -> int:
    parser = ArgumentParser(usage=__doc__)
    parser.add_argument("verb", choices=["render", "evidence", "score"])
    parser.add_argument("places", nargs="+", type=Path)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--view", choices=VIEWS, default="whole")
    parser.add_argument("--rng-seed", type=int, default=1)
    given = parser.parse_args(words)
    if len(given.places) != (2 if given.verb == "score" else 3):
        parser.error("render takes RUN OUT KEY, evidence RUN KEY EVIDENCE, score OUT KEY")
    if given.verb == "render":
        return _render(*given.places, given.pairs, given.view, given.rng_seed)
    return _evidence(*given.places) if given.verb == "evidence" else _score(*given.places)


def _pairs(run: Path) -> Iterator[Pair]:
    """The pairs of the splits, where there are splits, else all."""
    files = [run / "splits" / f"{split}.jsonl" for split in SPLITS]
    for file in [one for one in files if one.is_file()] or [run / "pairs.jsonl"]:
        with file.open("rb") as lines:
            yield from map(decode_pair, lines)


def _render(run: Path, out: Path, key: Path, number: int, view: str, rng_seed: int) -> int:
    rng = Random(rng_seed)
    out.mkdir(parents=True, exist_ok=True)
    drawn = _drawn(list(_pairs(run)), number, rng)
    entries = {}
    for at, pair in enumerate(drawn, 1):
        better = rng.choice("AB")
        sides = (pair.chosen, pair.rejected) if better == "A" else (pair.rejected, pair.chosen)
        one, other = (side.messages for side in sides)
        (out / f"{at:03d}.md").write_text(_page(f"{at:03d}", pair, one, other, view), encoding="utf-8")
        entries[f"{at:03d}"] = {
            "better": better,
            "pair": pair.id,
            "defect": pair.defect,
            "split": split_of(pair),
            "level": pair.level,
            "origin": pair.origin,
            "template_id": pair.task.template_id,
        }
    key.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    print(f"{len(drawn)} pairs in {out}; the key in {key}")
    return 0


def _page(name: str, pair: Pair, one: Sequence[Message], other: Sequence[Message], view: str) -> str:
    parts = [f"# Pair {name}"]
    if view == "final":
        for side, messages in zip("AB", (one, other), strict=True):
            last = next((text_of(message) for message in reversed(messages) if said_by(message, "assistant")), "")
            parts += [f"## Last words of side {side}", f"~~~\n{last}\n~~~"]
        return "\n\n".join(parts) + "\n"
    parts += ["## Policy", pair.task.policy or "(none)", "## Tools"]
    parts += [f"- `{tool.name}`: {tool.description}" for tool in pair.task.tools]
    if view != "no_query":
        parts += ["## Query", *(text_of(message) for message in pair.task.opening)]
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    told: list[tuple[str, Sequence[Message]]] = [("Side A goes on", one[shared:]), ("Side B goes on", other[shared:])]
    for title, messages in [("Both sides begin", one[:shared]), *told]:
        shown = [message for message in messages if view != "no_responses" or not isinstance(message, ToolResponse)]
        parts += [f"## {title}", *(_fenced(text) for text in render_messages(shown))]
    return "\n\n".join(parts) + "\n"


def _drawn(pairs: list[Pair], number: int, rng: Random) -> list[Pair]:
    """Pairs of each split and defect in turn, no task twice."""
    rng.shuffle(pairs)
    waiting: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        waiting[split_of(pair), pair.defect or ""].append(pair)
    rows = [[cell for cell in sorted(waiting) if cell[0] == split] for split in sorted({cell[0] for cell in waiting})]
    for row in rows:
        rng.shuffle(row)
    drawn: list[Pair] = []
    tasks: set[str] = set()
    while len(drawn) < number and any(waiting.values()):
        for row in rows:  # one of each split in turn, of the defect that has waited longest
            for cell in list(row):
                row.remove(cell)
                row.append(cell)
                fresh = [pair for pair in waiting[cell] if pair.task.id not in tasks]
                waiting[cell] = fresh[1:]
                if fresh and len(drawn) < number:
                    drawn.append(fresh[0])
                    tasks.add(fresh[0].task.id)
                    break
    return drawn


def _fenced(text: str) -> str:
    head, _, body = text.partition("\n")
    return f"**{head.strip('[]')}**\n\n~~~\n{body}\n~~~"


def _evidence(run: Path, key: Path, out: Path) -> int:
    entries = json.loads(key.read_text("utf-8"))
    pairs = {pair.id: pair for pair in _pairs(run)}
    parts = []
    for name, entry in sorted(entries.items()):
        pair = pairs[entry["pair"]]
        defect = find_defect(pair.defect or "")
        worse = "B" if entry["better"] == "A" else "A"
        parts += [f"# Pair {name}", f"Side {worse} is said to be worse. Claim: {defect.claim if defect else ''}"]
        for finding in pair.certificate.failed if pair.certificate else ():
            parts.append(f"- `{finding.check}`: {finding.says}")
    out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"evidence of {len(entries)} pairs in {out}")
    return 0


def _score(out: Path, key: Path) -> int:
    entries: dict[str, Any] = json.loads(key.read_text("utf-8"))
    verdicts = _lines(out / VERDICTS)
    missing = sorted(set(entries) - set(verdicts))
    told = [(name, entry) for name, entry in sorted(entries.items()) if name in verdicts]
    right = {name: verdicts[name]["better"] == entry["better"] for name, entry in told}
    print(f"{sum(right.values())} of {len(right)} verdicts agree with the label; missing: {missing or 'none'}")
    _by("split", told, right, lambda entry: str(entry.get("split", entry.get("family"))))
    _by("level", told, right, lambda entry: str(entry["level"]))
    _by("origin", told, right, lambda entry: str(entry["origin"]))
    trend = falling_trend(
        [float(right[name]) for name, _ in told],
        [int(entry["level"] or 0) for _, entry in told],
        [str(entry.get("template_id", name)) for name, entry in told],
    )
    print(f"trend over the levels: {trend.slope:+.3f} a level, one-sided p {trend.p:.3f}")
    refused: list[str] = []
    if (out / ACCEPTANCES).is_file():
        accepted = _lines(out / ACCEPTANCES)
        refused = [name for name in sorted(accepted) if not accepted[name]["accept"]]
        print(f"{len(accepted) - len(refused)} of {len(accepted)} labels accepted after the cited evidence")
        untrue = [name for name in sorted(accepted) if not accepted[name].get("claim_true", True)]
        print(f"{len(accepted) - len(untrue)} of {len(accepted)} claims found true of the rejected")
        for name in untrue:
            print(f"  {name} {entries[name]['pair']} {entries[name]['defect']}: {accepted[name]['reason']}")
        for name in refused:
            print(f"  {name} {entries[name]['pair']} {entries[name]['defect']}: {accepted[name]['reason']}")
    for name in [name for name, good in right.items() if not good][:QUOTED]:
        entry, verdict = entries[name], verdicts[name]
        defect = find_defect(entry["defect"] or "")
        print(f"\n{name} {entry['pair']} {entry['defect']} (level {entry['level']}, {entry['origin']})")
        print(f"  claim: {defect.claim if defect else ''}")
        print(f"  the reader says {verdict['better']} ({verdict['confidence']}): {verdict['reason']}")
    return 0 if not missing else 1


def _by(
    what: str, told: Sequence[tuple[str, Any]], right: dict[str, bool], value_of: Callable[[dict[str, Any]], str]
) -> None:
    held: defaultdict[str, list[bool]] = defaultdict(list)
    for name, entry in told:
        held[value_of(entry)].append(right[name])
    for value, good in sorted(held.items()):
        print(f"  {what} {value:22} {sum(good):>3} of {len(good):>3}  {sum(good) / len(good):.0%}")


def _lines(path: Path) -> dict[str, Any]:
    return {one["pair"]: one for one in map(json.loads, path.read_text("utf-8").splitlines()) if one}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
