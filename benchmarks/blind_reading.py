"""Blind reading: pairs rendered without their key, and afterwards the verdicts of readers held against it.

    python benchmarks/blind_reading.py render RUN OUT KEY [--pairs 40] [--rng-seed 1]
    python benchmarks/blind_reading.py score OUT KEY

``render`` draws pairs of a finished run, families and defects taking turns, and writes OUT/NN.md: policy, tools, query,
and both sides as A and B in a drawn order. The key goes to a file of its own, which no reader is given. Readers write
OUT/verdicts.jsonl, a line a pair: {"pair": "01", "better": "A", "reason": ..., "confidence": 0.5 to 1}; it is committed
before the key is. ``score`` says how many verdicts agree with the label, and quotes those that do not.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from random import Random

from negforge.adapters.wire import decode_pair
from negforge.core.defect import find_defect
from negforge.core.message import text_of
from negforge.core.pair import Pair
from negforge.core.transcript import render_messages

VERDICTS = "verdicts.jsonl"


def main(words: list[str]) -> int:
    parser = ArgumentParser(usage=__doc__)
    parser.add_argument("verb", choices=["render", "score"])
    parser.add_argument("places", nargs="+", type=Path)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--rng-seed", type=int, default=1)
    given = parser.parse_args(words)
    if len(given.places) != (3 if given.verb == "render" else 2):
        parser.error("render takes RUN OUT KEY, score takes OUT KEY")
    return _render(*given.places, given.pairs, given.rng_seed) if given.verb == "render" else _score(*given.places)


def _render(run: Path, out: Path, key: Path, number: int, rng_seed: int) -> int:
    rng = Random(rng_seed)
    out.mkdir(parents=True, exist_ok=True)
    with (run / "pairs.jsonl").open("rb") as lines:
        drawn = _drawn([decode_pair(line) for line in lines], number, rng)
    entries = {}
    for at, pair in enumerate(drawn, 1):
        better = rng.choice("AB")
        sides = (pair.chosen, pair.rejected) if better == "A" else (pair.rejected, pair.chosen)
        parts = [f"# Pair {at:02d}", "## Policy", pair.task.policy or "(none)", "## Tools"]
        parts += [f"- `{tool.name}`: {tool.description}" for tool in pair.task.tools]
        parts += ["## Query", *(text_of(message) for message in pair.task.opening)]
        for name, side in zip("AB", sides, strict=True):
            parts += [f"## Side {name}", *(_fenced(text) for text in render_messages(side.messages))]
        (out / f"{at:02d}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
        entries[f"{at:02d}"] = {
            "better": better,
            "pair": pair.id,
            "defect": pair.defect,
            "family": pair.family,
            "level": pair.level,
            "origin": pair.origin,
            "findings": [one.says for one in pair.certificate.failed] if pair.certificate else [],
        }
    key.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    print(f"{len(drawn)} pairs in {out}; the key in {key}")
    return 0


def _drawn(pairs: list[Pair], number: int, rng: Random) -> list[Pair]:
    """Pairs of each family and defect in turn, no task twice."""
    rng.shuffle(pairs)
    waiting: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        waiting[pair.family or "", pair.defect or ""].append(pair)
    cells = sorted(waiting)
    rng.shuffle(cells)
    by_family = [[cell for cell in cells if cell[0] == family] for family in sorted({cell[0] for cell in cells})]
    turns = [row[at] for at in range(max(map(len, by_family))) for row in by_family if at < len(row)]
    drawn: list[Pair] = []
    tasks: set[str] = set()
    while len(drawn) < number and any(waiting.values()):
        for cell in turns:
            fresh = [pair for pair in waiting[cell] if pair.task.id not in tasks]
            waiting[cell] = fresh[1:]
            if fresh and len(drawn) < number:
                drawn.append(fresh[0])
                tasks.add(fresh[0].task.id)
    return drawn


def _fenced(text: str) -> str:
    head, _, body = text.partition("\n")
    return f"**{head.strip('[]')}**\n\n~~~\n{body}\n~~~"


def _score(out: Path, key: Path) -> int:
    entries = json.loads(key.read_text("utf-8"))
    verdicts = {one["pair"]: one for one in map(json.loads, (out / VERDICTS).read_text("utf-8").splitlines())}
    missing = sorted(set(entries) - set(verdicts))
    told = [(name, entry) for name, entry in sorted(entries.items()) if name in verdicts]
    wrong = [name for name, entry in told if verdicts[name]["better"] != entry["better"]]
    print(
        f"{len(verdicts) - len(wrong)} of {len(verdicts)} verdicts agree with the label; missing: {missing or 'none'}"
    )
    for name in wrong:
        entry, verdict = entries[name], verdicts[name]
        defect = find_defect(entry["defect"] or "")
        print(f"\n{name} {entry['pair']} {entry['defect']} (level {entry['level']}, {entry['origin']})")
        print(f"  claim: {defect.claim if defect else ''}\n  finding: {'; '.join(entry['findings'])}")
        print(f"  the reader says {verdict['better']} ({verdict['confidence']}): {verdict['reason']}")
    return 0 if not wrong and not missing else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
