"""The blocks of the data card on judges that never read: the audit beside the reference's, and the gate."""

from __future__ import annotations

import re
from collections.abc import Sequence

from benchmarks.card.markdown import SHORT, Json, interval, percent, table
from benchmarks.card.reports import ABSENT, ROOT

from negforge.assemble.splits import SPLITS

GROUPS = ("surface", "process", "context", "full")
RUNS = {"independent": "independent build", "held_out_templates": "templates held out"}
ON = {"build": "this release", "test": "a fresh build"}
# measured once on the six splits of the reference that could be had (810 pairs), cross-validated by task
SIX_SPLITS = {"surface": "73.6", "full": "77.2 [74.2, 80.0]"}
SIX_SPLITS_CUE = "61.5 (fewer calls)"


def audit_block(report: Json | None) -> str:
    """The four groups and the best single cue beside the reference's, then split by split."""
    theirs, cue_there = reference_figures()
    same = [split for split in next(iter(theirs.values())) if split != "macro"]
    ours = {one["group"]: _row(one["ensemble"], same) for one in report["groups"]} if report else {}
    none = [ABSENT.strip("*"), "", ""]
    rows = [[group, *ours.get(group, none), theirs[group]["macro"], SIX_SPLITS.get(group, "")] for group in GROUPS]
    macro, most = _cues(report) if report else (none[0], none[0])
    if report:
        rows.append(["best judge alone", *_best_judge(report, same), "", ""])
    rows.append(["best single cue", macro, "", "", "", SIX_SPLITS_CUE])
    rows.append(["best single cue in one split", most, "", "", cue_there, ""])
    header = ["group", "this release", "at most", "on the same three", "reference, three splits", "reference, six"]
    first = _how(report) if report else ABSENT
    blocks = [first, table(header, rows), f"By split:\n\n{_split_table(report, theirs)}"]
    if report is not None:
        known = sorted(report["defects"], key=lambda one: (-one["pairs"] * (one["surface"] - 0.5), one["defect"]))
        told = ", ".join(f"{one['defect']} ({percent(one['surface'])} % of {one['pairs']} pairs)" for one in known[:5])
        blocks.append(f"Defects that the surface judges know best by their looks: {told}.")
    return "\n\n".join(blocks)


def reference_figures() -> tuple[dict[str, dict[str, str]], str]:
    """Of Plan-RewardBench's splits at hand, as docs/auditing.md has them: group → split (or macro) → figure; a cue."""
    page = (ROOT / "docs" / "auditing.md").read_text(encoding="utf-8")
    text = page.partition("## What it says of Plan-RewardBench")[2]
    lines = [[one.strip() for one in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    names = [f"planning_{name}" if f"planning_{name}" in SPLITS else name for name in lines[0][1:]]
    figures = {line[0]: dict(zip(names, line[1:], strict=True)) for line in lines[2:]}
    cue = re.search(r'"(Fewer parallel calls)" alone is right in ([\d.]+) % of (\w+)', text)
    if set(figures) != set(GROUPS) or cue is None:
        raise SystemExit("docs/auditing.md: its table of Plan-RewardBench is not where it was; mend reference_figures")
    return figures, f"{cue[2]} of {cue[3]} ({cue[1].lower()})"


def _how(report: Json) -> str:
    quick = ", *quick: single cues and one linear learner a group only*" if report["quick"] else ""
    if report["method"] == "cross_validated":
        how = f"cross-validated in {report['clusters']:,} groups of pairs that belong together"
    else:
        how = f"trained on {report['trained_on']:,} pairs of an independent build, tested once on the release"
    told = f"`negforge audit`, {report['pairs']:,} pairs, {how}{quick}. Percent right, 95 % intervals; 50 is guessing."
    if report["method"] == "cross_validated":
        told += (
            " **Pairs that were selected so that cues lean little look clean to judges that learn from the very same "
            "set: the gate below, whose judges were trained elsewhere, has not this fault.**"
        )
    return told


def _row(figures: Json, same: Sequence[str]) -> list[str]:
    """The macro average and its one-sided bound; and the mean over those splits that the reference has too."""
    held = [figure["value"] for split, figure in figures["splits"] if split in same]
    mean = percent(sum(held) / len(held)) if len(held) == len(same) else "-"
    return [interval(figures["macro"]), percent(figures["macro"]["upper"]), mean]


def _best_judge(report: Json, same: Sequence[str]) -> list[str]:
    """The judge that is right most often by itself: a mean of many drowns what one of them finds."""
    judges = [judge for group in report["groups"] for judge in group["judges"]]
    best = max(judges, key=lambda one: (one["figures"]["macro"]["value"] or 0.0, one["name"]))
    macro, at_most, there = _row(best["figures"], same)
    return [f"{macro} ({best['name']}; of {len(judges)})", at_most, there]


def _cues(report: Json) -> tuple[str, str]:
    """The best cue over all splits, and the best in any one, which is the best of many more."""
    best = report["cues"][0]
    luck = f"the best of {len(report['cues'])} reaches {percent(report['chance'])} by chance"
    each = [(figure["value"] or 0.0, split, one["cue"]) for one in report["cues"] for split, figure in _splits(one)]
    value, split, cue = max(each)
    return f"{interval(best['figures']['macro'])} ({best['cue']}; {luck})", f"{percent(value)} of {split} ({cue})"


def _splits(cue: Json) -> Sequence[tuple[str, Json]]:
    found: Sequence[tuple[str, Json]] = cue["figures"]["splits"]
    return found


def _split_table(report: Json | None, theirs: dict[str, dict[str, str]]) -> str:
    ours: dict[str, dict[str, str]] = {group: {} for group in GROUPS}
    for one in report["groups"] if report else ():
        ours[one["group"]] = {split: percent(figure["value"]) for split, figure in one["ensemble"]["splits"]}
    splits = [split for split in SPLITS if split in ours["full"] or split in theirs["full"]]
    rows = []
    for group in GROUPS:
        rows.append([f"{group}, this release", *(ours[group].get(split, "-") for split in splits)])
        rows.append([f"{group}, reference", *(theirs[group].get(split, "-") for split in splits)])
    return table(["", *(SHORT[split] for split in splits)], rows)


def gate_block(report: Json | None) -> str:
    """Passed or failed, each figure with its bar, and every cue or word that failed."""
    if report is None:
        return f"{ABSENT} No gate was run, so none was passed."
    tested = ", ".join(f"{ON[on]} ({pairs:,} pairs)" for on, pairs in report["pairs"].items())
    verdict = "**Passed.**" if report["passed"] else "**Not passed.**"
    head = (
        f"{verdict} Gate `{report['kind']}`; judges trained on an independent build of {report['trained_on']:,} pairs, "
        f"tested on {tested}."
    )
    if report["kind"] == "full":
        head += f" The judge that nobody had in mind while selecting: {report['unseen']}."
    else:
        head += (
            " The quick gate has linear judges of features, which selection evens, single cues and single words; "
            "judges of whole texts, trees, held-out templates and a fresh build are the full gate's, told "
            "next."
        )
    rows = [
        [
            f"{row['group']}, {RUNS[row['run']]}",
            ON[row["on"]],
            interval(row["figures"]["macro"]),
            percent(row["figures"]["macro"]["upper"]),
            *_held(row["bar"]),
        ]
        for row in report["rows"]
    ]
    blocks = [head, table(["judges", "tested on", "macro", "95 % bound", "bar", ""], rows, left=(0, 1, 4, 5))]
    shares = ("decides", "right", "low", "at_most")
    failed = [
        [one["cue"], one["kind"], ON[one["on"]], *(percent(one[name]) for name in shares)]
        for one in report["cues"]
        if not one["passed"]
    ]
    if failed:
        header = ["cue or word that failed", "kind", "tested on", "decides", "right", "surely over", "at most"]
        blocks.append(table(header, failed, left=(0, 1, 2)))
    else:
        blocks.append(f"No single cue or word failed, of {report['cues_held']:,} that were held.")
    return "\n\n".join(blocks)


def _held(bar: Json | None) -> list[str]:
    if bar is None:
        return ["none", ""]
    measure = {"estimate": "estimate", "upper": "95 % bound"}[bar["measure"]]
    return [f"{measure} at most {percent(bar['at_most'])}", "passed" if bar["passed"] else "**not passed**"]
