"""Drift between two evaluations, on the screen."""

from __future__ import annotations

from typing import Any

from negforge.cli.terminal import table

SURE = 0.05


def drift_tables(found: Any) -> str:
    """A row a judge; then a row for each number that a judge gives, by scenario where it scores."""
    accuracies = [
        [one["evaluator"], str(one["accuracy"]["n"]), _points(one["accuracy"]), _p(one["accuracy"]["p"])]
        for one in found
    ]
    note = (
        "(accuracy on the pairs that both judged, B less A, in points, each split counting the same;\n"
        "95 % interval clustered by template; p: two-sided, of each judge alone, by template too; * where\np < 0.05)"
    )
    blocks = [f"{table(['judge', 'pairs', 'accuracy moved', 'p'], accuracies, right=(1, 2, 3))}\n{note}"]
    if rows := [row for one in found for row in _numbers(one)]:
        header = ["judge", "number", "of", "n", "moved", "p", "KS", "p", "PSI"]
        told = (
            "(moved: the mean, B less A; KS: the largest distance of the two distributions, with its p;\n"
            "PSI: population stability index over deciles of both, by custom under 0.1 little, over 0.25 much;\n"
            "of fewer than 200 values noise alone may pass that)"
        )
        blocks.append(f"{table(header, rows, right=range(3, 9))}\n{told}")
    return "\n\n".join(blocks)


def _numbers(one: Any) -> list[list[str]]:
    given = [("probability", "all", one["probability"])] if one["probability"] else []
    given += [("score", moved["scenario"], moved) for moved in one["scores"]]
    return [[one["evaluator"], name, of, *_moved(moved)] for name, of, moved in given]


def _moved(moved: Any) -> list[str]:
    mean = moved["moved"]
    told = f"{mean['value']:+.3g}"
    if mean["low"] is not None:
        told += f" [{mean['low']:+.3g}, {mean['high']:+.3g}]"
    return [str(moved["n"]), told, _p(moved["moved_p"]), f"{moved['ks']:.3f}", _p(moved["ks_p"]), f"{moved['psi']:.3f}"]


def _points(difference: Any) -> str:
    if difference["value"] is None:
        return "-"
    return "{:+.1f} [{:+.1f}, {:+.1f}]".format(*(100 * difference[name] for name in ("value", "low", "high")))


def _p(p: float) -> str:
    return f"{p:.4f}" + (" *" if p < SURE else "  ")
