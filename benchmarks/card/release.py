"""A published folder, and the blocks of the data card that say what it is, who made it, and what is in a row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.card.markdown import cut, fenced, harmless, listed, percent, table

from negforge.adapters.columns import described
from negforge.adapters.full_layout import read_full
from negforge.adapters.published_columns import FULL
from negforge.cli.sides import Row as Beside
from negforge.cli.sides import Side, aligned
from negforge.core.canary import CANARY
from negforge.pipeline.reading.publication import FULL_FOLDER, is_whole, published_manifest

Row = dict[str, Any]
QUOTED = 400  # characters of a message in the example
EXAMPLE_OF = "planning_single_easy"
_MARKED = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}", "folded": "{}"}


@dataclass(frozen=True, slots=True)
class Release:
    """What lies in a published folder. ``splits``: the rows of each, in the order of the manifest."""

    folder: Path
    manifest: Mapping[str, Any]
    splits: Mapping[str, Sequence[Row]]

    @property
    def rows(self) -> list[Row]:
        return [row for rows in self.splits.values() for row in rows]


def read_release(folder: Path) -> Release | None:
    """None where nothing is published there. Raises SystemExit where files are not as the manifest says."""
    manifest = published_manifest(folder)
    if manifest is None:
        return None
    if not is_whole(folder, manifest):
        raise SystemExit(f"{folder}: its files are not as its manifest says; publish it anew")
    splits = {}
    for split in manifest["counts"]["by_split"]:
        lines = (folder / FULL_FOLDER / f"{split}.jsonl").read_bytes().splitlines()
        splits[split] = [json.loads(line) for line in lines]
    return Release(folder, manifest, splits)


def release_block(release: Release) -> str:
    """Which release this is, and how large."""
    manifest, rows = release.manifest, release.rows
    tasks, skeletons, worlds, defects = (
        len({row[name] for row in rows} - {None}) for name in ("task_id", "template_id", "world", "defect")
    )
    first = (
        f"Release **{manifest['release']}** (recipe `{manifest['name']}`): **{len(rows):,} pairs** in "
        f"{len(release.splits)} splits, {tasks:,} tasks, {skeletons:,} task skeletons, {worlds} worlds, "
        f"{defects} defects."
    )
    key = (("rng_seed", manifest["seeds"]["rng_seed"]), ("key", manifest["key"]), ("run", manifest["run"]))
    by = manifest["built_by"]
    second = [f"{name} `{value}`" for name, value in (*key, ("recipe", manifest["recipe_sha256"]))]
    second.append(f"built by negforge {by['versions']['negforge']}, source `{by['source_sha256']}`")
    return f"{first}\n\n" + "\n".join(f"- {line}" for line in second)


def makers_block(release: Release) -> str:
    """Who made the rollouts, said plainly."""
    rows = release.rows
    makers = Counter(str(row["maker"]) for row in rows)
    makers.update(str(row["rejected_maker"]) for row in rows if row["rejected_maker"])
    voices = Counter({name.removeprefix("reference "): n for name, n in makers.items() if _is_program(name)})
    others = Counter({name: n for name, n in makers.items() if not _is_program(name)})
    suffixes = Counter(row["suffix"] for row in rows if row["origin"] != "natural")
    natural = sum(row["origin"] == "natural" for row in rows)
    told = {
        "freeze": "have the rest of the run left as it stands, because it stays true",
        "replay": "were played on in the world, by the same agent, from the changed state",
        "reroll": "were carried on by a model",
        None: "say nothing of what follows the edit",
    }
    edited = "; ".join(f"{suffixes[name]:,} {says}" for name, says in told.items() if suffixes[name])
    if others or suffixes["reroll"]:
        by_others = listed(others) or "none, but for what models carried on"
        who = f"Rollouts by reference agents, which are programs: {sum(voices.values()):,}; by others: {by_others}."
    else:
        who = (
            "**Every rollout was made by reference agents: programs that follow a scripted policy, in "
            f"{len(voices)} voices. No language model was asked for a step or a word of any.**"
        )
    lines = [
        who,
        f"- Voices, over all rollouts that stand in a pair: {listed(voices)}.",
        f"- Edited pairs: {len(rows) - natural:,}. Of their rejected sides {edited or 'nothing is known'}.",
        f"- Natural pairs (two rollouts of one task that ended differently; nobody edited either): {natural:,}.",
        f"- Worlds: {listed(Counter(str(row['world'] or 'none') for row in rows))}.",
    ]
    return f"{lines[0]}\n\n" + "\n".join(lines[1:])


def _is_program(maker: str) -> bool:
    return maker.startswith("reference ")


def example_block(release: Release) -> str:
    """The first pair by id of the first planning split (or of the first split that there is), abridged."""
    split = EXAMPLE_OF if EXAMPLE_OF in release.splits else next(iter(release.splits))
    row = min(release.splits[split], key=lambda one: str(one["id"]))
    findings = row["certificate"]["failed"] if row["certificate"] else []
    evidence = [place for found in findings[:1] for place in found["evidence"]]
    beside = [one for one in aligned(read_full(row)) if isinstance(one, Beside) and one.edited]
    symptom = evidence[0]["message"] if evidence else None
    told = next((one for one in beside if one.rejected and one.rejected.number == symptom), beside[0])
    query = "\n".join(f"{one['role']}: {one['content']}" for one in row["opening"])
    said = [f"{name}: {cut(found['says'], QUOTED)}" for name, found in zip(["finding"], findings, strict=False)]
    said += [f"evidence: message {one['message']}: {cut(one['quote'], QUOTED)}" for one in evidence]
    where = f"world {row['world']}, level {row['level']}, {row['depth']}, origin {row['origin']}"
    head = f"Pair `{row['id']}`, the first by id of `{split}` ({where}):"
    more = f"({len(beside) - 1} other places differ too)" if len(beside) > 1 else "(nothing else differs)"
    text = [
        f"query\n{cut(query, QUOTED)}",
        f"chosen: {_message(told.chosen)}",
        f"rejected: {_message(told.rejected)}\n\n{more}",
        "\n".join([f"defect: {row['defect']}", f"claim: {row['claim']}", *said]),
    ]
    return f"{harmless(head)}\n\n{fenced(chr(10).join(f'{part}{chr(10)}' for part in text).rstrip())}"


def _message(side: Side | None) -> str:
    if side is None:
        return "(no message here)"
    whole = len(side.words) == 1
    words = "".join(text if whole else _MARKED[mark].format(text) for mark, text in side.words)
    return f"#{side.number} {side.heading}\n{cut(words, QUOTED)}"


def fields_block() -> str:
    """The columns of ``full/`` and ``parquet/``, without those inside of others."""
    top = [one for one in described(FULL) if "." not in one[0]]
    return table(["column", "type", "what it means"], [[f"`{path}`", *rest] for path, *rest in top], left=(0, 1, 2))


def readings_block(release: Release) -> str:
    """The blind readings that lie beside the release: how many verdicts agree with the label."""
    ids = {row["id"] for row in release.rows}
    rows, claims = [], []
    for key in sorted((release.folder / "readings").glob("*/key.json")):
        entries = json.loads(key.read_bytes())
        lines = (key.parent / "verdicts.jsonl").read_bytes().splitlines()
        verdicts = {one["pair"]: one for one in map(json.loads, lines)}
        told = [(entry["better"], verdicts[name]) for name, entry in entries.items() if name in verdicts]
        agree = sum(better == verdict["better"] for better, verdict in told)
        sure = median(float(verdict["confidence"]) for _, verdict in told) if told else None
        here = sum(entry["pair"] in ids for entry in entries.values())
        cells = [len(entries), f"{agree} of {len(told)}", percent(sure), here]
        rows.append([f"[{key.parent.name}](readings/{key.parent.name})", *cells])
        if (told_true := _claims_held(key.parent)) is not None:
            claims.append(f"{key.parent.name} {told_true[0]} of {told_true[1]}")
    if not rows:
        return "No pairs were read blind."
    header = ["reading", "pairs", "agree with the label", "median confidence, %", "of these in this release"]
    found = table(header, rows)
    if claims:
        found += f"\n\nClaim and evidence, shown afterwards, were found to hold as worded in: {'; '.join(claims)}."
    return found


def _claims_held(folder: Path) -> tuple[int, int] | None:
    """Of how many pairs readers found the claim true once its evidence was shown; None where nobody was asked."""
    path = folder / "acceptances.jsonl"
    if not path.exists():
        return None
    held = [one["claim_true"] for one in map(json.loads, path.read_bytes().splitlines()) if "claim_true" in one]
    return (sum(held), len(held)) if held else None


def canary_block() -> str:
    return fenced(CANARY)


def citation_block(release: Release) -> str:
    """BibTeX, with the key that names these bytes and no others."""
    manifest = release.manifest
    return (
        "```bibtex\n@misc{negforge,\n"
        "  title  = {negforge: near-miss pairs for judges of tool-using agents},\n"
        "  author = {{The negforge maintainers}},\n"
        f"  note   = {{Release {manifest['release']}, key {manifest['key'][:16]}, {len(release.rows)} pairs}}\n"
        "}\n```"
    )
