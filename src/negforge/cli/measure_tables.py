"""What an evaluation tells on the screen: judges side by side, which cannot be told apart, and accuracy by split."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any, TypeAlias

from negforge.cli.tables import WIDTH, Metric, metrics_table
from negforge.cli.terminal import table, visible
from negforge.cli.threshold_tables import thresholds_table

Measured: TypeAlias = Any  # measures.json
WIDEST_NAME, MOST_COMPARISONS = 22, 5
LEAST = 6  # templates: the least p of five is 1/16
UNEQUAL = 0.05  # shares of pairs without a verdict that differ by so much make a warning


def evaluation_tables(metrics: Sequence[Metric], measures: Measured) -> str:
    """All of it; of no judgements the empty table by split."""
    names = _short([one["evaluator"] for one in measures["judges"]])
    blocks = [judges_table(measures), comparison_lines(measures)] if measures["judges"] else []
    blocks += [thresholds_table(measures, names)]
    return "\n\n".join(block for block in (*blocks, metrics_table(metrics)) if block)


def judges_table(measures: Measured) -> str:
    """A row a judge, over all splits, each counting the same; the most accurate first."""
    names = _short([one["evaluator"] for one in measures["judges"]])
    rows = [[names[one["evaluator"]], *_cells(one["splits"][-1])] for one in _ranked(measures)]
    header = ["judge", "accuracy", "pairs", "ties", "failed", "abst.", "flips", "first-position bias"]
    notes = (
        "(percent, macro average over splits, 95 % interval clustered by template. Answers: ties, failed,\n"
        "abst(ained). Flips: verdicts that differ between the orders. Bias: first side preferred less second,\n"
        "* where p < 0.05)"
    )
    return "\n".join(
        [table(header, rows, right=(2, 3, 4, 5, 6)), notes, *_by_one_order(measures), *_left_out(measures)]
    )


def _by_one_order(measures: Measured) -> list[str]:
    """Pairs whose other order failed: there a leaning to one side is not evened out."""
    told = [
        f"{visible(one['evaluator'])}: {macro['one_order']:,} of {macro['pairs']:,} pairs count by one order alone, "
        "as the other failed"
        for one in _ranked(measures)
        if (macro := one["splits"][-1])["one_order"]
    ]
    return [_wrapped(line) for line in told]


def _left_out(measures: Measured) -> list[str]:
    """A warning where compared judges left very different shares of the pairs without a verdict."""
    compared = {name for one in measures["comparisons"] for name in (one["one"], one["other"])}
    macros = {one["evaluator"]: one["splits"][-1] for one in _ranked(measures) if one["evaluator"] in compared}
    most = max((macro["pairs"] for macro in macros.values()), default=0)
    shares = {name: 1 - macro["accuracy"]["n"] / most for name, macro in macros.items()}
    if not shares or max(shares.values()) - min(shares.values()) < UNEQUAL - 1e-9:
        return []
    least, worst = min(shares, key=lambda name: shares[name]), max(shares, key=lambda name: shares[name])
    told = (
        f"warning: {visible(worst)} has no verdict on {100 * shares[worst]:.1f} % of {most:,} pairs, {visible(least)} "
        f"on {100 * shares[least]:.1f} %. Accuracies are of each judge's own pairs: one that leaves out the hard ones "
        "stands higher. Differences are on common pairs."
    )
    return [_wrapped(told)]


def comparison_lines(measures: Measured) -> str:
    """Groups instead of ranks; of the closest judges that cannot be told apart, what it would take."""
    if not measures["comparisons"]:
        return ""
    groups = [group for group in measures["groups"] if len(group) > 1]
    lines = [_wrapped(f"cannot be told apart: {', '.join(map(visible, group))}") for group in groups]
    never = [one for one in measures["comparisons"] if not one["difference"]["n"]]
    lines = lines or ([] if never else ["all judges can be told apart"])
    lines += [_wrapped(f"judged no pair in common: {visible(one['one'])}, {visible(one['other'])}") for one in never]
    few = [one for one in measures["comparisons"] if one["difference"]["n"] and one["difference"]["clusters"] < LEAST]
    if few:
        least = min(one["difference"]["clusters"] for one in few)
        lines.append(f"(no difference, however large, is significant on fewer than {LEAST} templates; here {least})")
    alike = [one for one in measures["comparisons"] if not one["apart"] and one["difference"]["n"]]
    for one in alike[:MOST_COMPARISONS]:
        lines += [_wrapped(f"  {_difference(one)}"), f"    {_needed(one)}"]
    if len(alike) > MOST_COMPARISONS:
        lines.append(f"  ... and {len(alike) - MOST_COMPARISONS} more in measures.json")
    how = "(macro difference in points; cluster permutation, two-sided, Holm over all; chance to find it 80 %)"
    return "\n".join([*lines, how] if alike else lines)


def _difference(one: Measured) -> str:
    difference = one["difference"]
    value, low, high = (f"{100 * difference[name]:+.1f}" for name in ("value", "low", "high"))
    return f"{visible(one['one'])} - {visible(one['other'])}: {value} [{low}, {high}]"


def _needed(one: Measured) -> str:
    here = f"these {one['difference']['n']:,} show "
    here += "no gap for sure" if one["gap_found"] is None else f"one of {100 * one['gap_found']:.1f}"
    if not one["difference"]["value"]:
        return f"no number of pairs would show a gap that is not there; {here}"
    if one["pairs_needed"] is None:
        return f"too few templates, or too little spread, to say how many pairs would show it; {here}"
    many = f"{one['pairs_needed']:,}" if one["pairs_needed"] < 1_000_000 else "over a million"
    return f"if that is the gap, {many} pairs show it; {here}"


def _wrapped(line: str) -> str:
    return "\n".join(wrap(line, WIDTH, subsequent_indent="    ", drop_whitespace=True, break_on_hyphens=False))


def _ranked(measures: Measured) -> list[Measured]:
    def key(one: Measured) -> float:
        value = one["splits"][-1]["accuracy"]["value"]
        return 1.0 if value is None else -float(value)

    return sorted(measures["judges"], key=key)


def _cells(macro: Measured) -> list[str]:
    accuracy, position = macro["accuracy"], macro["position"]
    value = "-" if accuracy["value"] is None else _percent(accuracy)
    failed = sum(macro["failures"].values())
    flips = "-" if position is None else f"{100 * position['flips']['value']:.1f}"
    bias = "-" if position is None else _bias(position)
    return [value, str(macro["pairs"]), str(macro["ties"]), str(failed), str(macro["abstained"]), flips, bias]


def _bias(position: Measured) -> str:
    found = position["first_bias"]
    told = f"{100 * found['value']:+.1f} [{100 * found['low']:+.1f}, {100 * found['high']:+.1f}]"
    return told + (" *" if position["p"] < 0.05 else "")


def _percent(rate: Measured) -> str:
    value, low, high = (f"{100 * rate[name]:.1f}" for name in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def _short(names: Sequence[str]) -> dict[str, str]:
    """Names of bounded width, beginning and end; as they are where two would look alike."""
    half = (WIDEST_NAME - 3) // 2
    shown = {name: visible(name) for name in names}
    short = {name: one if len(one) <= WIDEST_NAME else f"{one[:half]}...{one[-half:]}" for name, one in shown.items()}
    return short if len(set(short.values())) == len(names) else shown
