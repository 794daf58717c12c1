"""The blocks of the data card that count: pairs, levels, defects, evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.card.markdown import SHORT, share, table
from benchmarks.card.release import Release, Row

from negforge.adapters.full_layout import read_full
from negforge.assemble.mirrors import KINDS, patterns_shown
from negforge.core.defect import DEFECTS
from negforge.core.length import BINS, LONGEST_BIN, length_bin, tokens_of
from negforge.core.transcript import tokens_in

LEVELS = (1, 2, 3, 4, 5)


def numbers_block(release: Release) -> str:
    """A row a split: sizes, and how many pairs of each level and length."""
    header = ["split", "pairs", "tasks", "skeletons", "worlds", "defects", "natural", "messages", "tokens a side"]
    every = [*release.splits.items(), ("all", release.rows)]
    sizes = table([*header, *(f"level {at}" for at in LEVELS)], (_sizes(name, rows) for name, rows in every))
    bins = [*(name for _, name in BINS), LONGEST_BIN]
    binned = {
        name: Counter(length_bin(tokens_of(read_full(row))) for row in rows) for name, rows in release.splits.items()
    }
    binned["all"] = sum(binned.values(), Counter[str]())
    lengths = [[name, *(found[one] for one in bins)] for name, found in binned.items()]
    note = (
        "Messages and tokens: medians of the chosen / of the rejected, opening included, rules and tools not; a token "
        "is four bytes of UTF-8. Natural: pairs that nobody edited. Pairs by tokens of query, rules, tools and both "
        "sides:"
    )
    return f"{sizes}\n\n{note}\n\n{table(['split', *bins], lengths)}"


def _sizes(name: str, rows: Sequence[Row]) -> list[object]:
    different = [len({row[column] for row in rows}) for column in ("task_id", "template_id", "world", "defect")]
    natural = sum(row["origin"] == "natural" for row in rows)
    sides = [[[*row["opening"], *row[side]] for row in rows] for side in ("chosen", "rejected")]
    messages = " / ".join(f"{median(map(len, side)):g}" for side in sides)
    tokens = " / ".join(f"{median(map(_tokens, side)):,.0f}" for side in sides)
    levels = Counter(row["level"] for row in rows)
    return [name, len(rows), *different, share(natural, len(rows)), messages, tokens, *(levels[at] for at in LEVELS)]


def _tokens(messages: Iterable[Row]) -> int:
    return tokens_in("".join(message["content"] or "" for message in messages))


def levels_block(release: Release) -> str:
    """What stands behind each level: the medians of what it is computed from."""
    names = ("hops", "arithmetic", "constraints", "changes", "neutral", "tokens")
    says = ["messages to the evidence", "reckoning", "conditions", "writes between", "neutral differences", "tokens"]
    rows = []
    for level in LEVELS:
        held = [row["certificate"]["reach"] for row in release.rows if row["level"] == level]
        medians = [f"{median(one[name] for one in held):,g}" if held else "-" for name in names]
        rows.append([str(level), share(len(held), len(release.rows)), *medians])
    return table(["level", "pairs", *says], rows)


def defects_block(release: Release) -> str:
    """A row a defect, the most frequent first: what it claims, its mirror, and its pairs by split."""
    rows = release.rows
    counts = Counter(str(row["defect"]) for row in rows)
    shown = Counter(slug for row in rows for slug in patterns_shown(read_full(row)) - {row["defect"]})
    by_split = {name: Counter(str(row["defect"]) for row in held) for name, held in release.splits.items()}
    told = {str(row["defect"]): row for row in rows}
    cells = []
    for slug in sorted(counts, key=lambda one: (-counts[one], one)):
        row = told[slug]
        check = row["certificate"]["check"] if row["certificate"] else "-"
        mirror = str(row["mirror"])
        held = counts[mirror] if " " not in mirror else shown[slug] if slug in KINDS else "not read"
        here = [by_split[name][slug] or "" for name in release.splits]
        cells.append([slug, row["claim"], check, row["severity"], mirror, held, counts[slug], *here])
    header = ["defect", "what is wrong with the rejected", "check", "severity", "mirror", "of the mirror", "pairs"]
    head = [*header, *(SHORT.get(name, name) for name in release.splits)]
    never = [defect.slug for defect in DEFECTS if defect.slug not in counts]
    note = (
        "Severity: 1 wasteful, 2 misleading, 3 harmful. Mirror: where the same surface change is right. *Of the "
        "mirror*: pairs of that defect, or pairs of other defects whose chosen is of that kind as a careless eye reads "
        f"it. Of the taxonomy's {len(DEFECTS)} defects these do not occur: {', '.join(never) or 'none'}."
    )
    return f"{table(head, cells, left=(0, 1, 2, 4))}\n\n{note}"


def evidence_block(release: Release) -> str:
    """What the labels rest on, counted."""
    rows = release.rows
    proved = [row["certificate"] for row in rows if row["certificate"]]
    labels = Counter(row["label"]["by"] for row in rows)
    quotes = [sum(len(found["evidence"]) for found in one["failed"]) for one in proved]
    silent = median(len(one["passed"]) for one in proved) if proved else 0
    ended = Counter((side, one[f"{side}_outcome"]) for one in proved for side in ("chosen", "rejected"))
    wastes = [one for one in proved if one["warrant"]]
    follow = [one for one in proved if one["consequences"]]
    edited = [row for row in rows if row["origin"] != "natural"]
    neutral = sum(bool(row["neutral_chosen"] or row["neutral_rejected"]) for row in edited)
    counted = [
        *((f"the label is given by: {by}", number) for by, number in sorted(labels.items())),
        ("a certificate: one check silent on the chosen, objecting to the rejected", len(proved)),
        ("with at least one quotation of the published messages", sum(number > 0 for number in quotes)),
        ("the chosen reaches the goal of its task (outcome check)", ended["chosen", "success"]),
        ("the rejected misses it", ended["rejected", "failure"]),
        ("the rejected reaches it too; the fault is in the way there or in the words", ended["rejected", "success"]),
        ("other checks object to the rejected, as the defect implies", len(follow)),
        ("a waste, and the sentence of query or rules that forbids it is quoted", len(wastes)),
    ]
    lines = table(["evidence", "pairs"], [[says, share(number, len(rows))] for says, number in counted])
    return (
        f"{lines}\n\nChecks that are silent on the chosen: {silent:g} (median). Edited pairs with differences beside "
        f"the fault that do not matter: {share(neutral, len(edited))}."
    )
