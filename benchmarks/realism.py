"""How our rollouts look beside real ones: depth, sizes, errors, wording, and a classifier that tells them apart.

    python benchmarks/realism.py [TASKS]          (real logs: NEGFORGE_SHARED_DATA, else ../shared/data)

The classifier reads final answers with numbers and names masked (TF-IDF of words and pairs of words, logistic
regression, five folds grouped by source file or world); its accuracy and its tell-tale words are what is to be mended.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from negforge.agents.planning import playable
from negforge.collect.reference import reference_rollouts
from negforge.core.message import Say, ToolCall, ToolResponse, text_of
from negforge.core.trajectory import Rollout
from negforge.ingest.reading import Reading
from negforge.pipeline.gathering.log_reads import Reads
from negforge.pipeline.gathering.reading_logs import all_rollouts
from negforge.pipeline.running.inputs import find_inputs
from negforge.recipe.collecting import PROPORTIONS

SHARED = Path(os.environ.get("NEGFORGE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SOURCES = ("tau-bench", "tau2-bench", "agentdojo", "livemcpbench")
MOST = 600  # final answers of each side


def main(number: int) -> int:
    ours: dict[str, list[Rollout]] = {}
    for split in PROPORTIONS:
        for task in islice(playable(split), max(1, number // len(PROPORTIONS))):
            ours.setdefault(task.name.world, []).extend(p.rollout for p in reference_rollouts(task, 1, 0.6, 1))
    recorded = _read([str(Path(__file__).resolve().parents[1] / "seeds" / "recorded")])
    real = {name: _read([str(SHARED / name)]) for name in SOURCES if (SHARED / name).is_dir()}
    header = (
        "rollouts of",
        "n",
        "calls p50",
        "p90",
        "response p50",
        "p90",
        "errors",
        "words p50",
        "new 3-grams",
        "common",
    )
    print(("{:<24}" + "{:>13}" * 9).format(*header))
    _row("ours, reference", [r for rows in ours.values() for r in rows])
    if recorded:
        _row("ours, recorded", recorded)
    for name, rollouts in real.items():
        _row(name, rollouts)
    print(
        "\nresponse: characters of a tool's response; words: of the final answer; new 3-grams: distinct share among the"
    )
    print("first 20,000 of the assistant's words; common: share of rollouts that hold the commonest masked sentence.")
    if not real:
        print(f"\nno real logs at {SHARED}: nothing to tell apart")
        return 0
    for name, rollouts in (("reference", [r for rows in ours.values() for r in rows]), ("recorded", recorded)):
        if rollouts:
            _tell_apart(name, rollouts, real)
    return 0


def _read(paths: list[str]) -> list[Rollout]:
    if not all(Path(path).exists() for path in paths):
        return []
    found = (one for _, one in all_rollouts(find_inputs(tuple(paths)), Reads(None, None, None, None)))
    return [one.what.rollout for one in found if isinstance(one.what, Reading)]


def _row(name: str, rollouts: Sequence[Rollout]) -> None:
    messages = [message for rollout in rollouts for message in rollout.trajectory.messages]
    calls = sorted(sum(isinstance(m, ToolCall) for m in r.trajectory.messages) for r in rollouts)
    sizes = sorted(len(text_of(m)) for m in messages if isinstance(m, ToolResponse)) or [0]
    errors = [bool(m.is_error) or bool(_ERROR.search(text_of(m)[:80])) for m in messages if isinstance(m, ToolResponse)]
    words = [len(answer.split()) for answer in map(_final, rollouts) if answer]
    said = " ".join(text_of(m) for m in messages if isinstance(m, Say) and m.role == "assistant").split()[:20_000]
    grams = [tuple(said[at : at + 3]) for at in range(len(said) - 2)]
    common: Counter[str] = Counter()
    for rollout in rollouts:
        common.update({s for m in rollout.trajectory.messages if _by_assistant(m) for s in _sentences(text_of(m))})
    share = max(common.values(), default=0) / max(1, len(rollouts))
    cells = (
        f"{len(rollouts)}", f"{statistics.median(calls):g}", f"{_p90(calls)}", f"{statistics.median(sizes):g}",
        f"{_p90(sizes)}", f"{sum(errors) / max(1, len(errors)):.1%}", f"{statistics.median(words or [0]):g}",
        f"{len(set(grams)) / max(1, len(grams)):.1%}", f"{share:.1%}",
    )  # fmt: skip
    print(("{:<24}" + "{:>13}" * 9).format(name, *cells))
    if common:
        sentence, count = common.most_common(1)[0]
        print(f"    commonest: {sentence[:100]!r} in {count}")


def _tell_apart(name: str, ours: Sequence[Rollout], real: dict[str, list[Rollout]]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    rng = random.Random(1)
    left = [(_masked(_final(r)), (r.task.parent or "").split(":")[0]) for r in ours if _final(r)]
    right = [(_masked(_final(r)), f"{s}/{r.task.parent}") for s, rows in real.items() for r in rows if _final(r)]
    size = min(len(left), len(right), MOST)
    pool = [(*one, 1) for one in rng.sample(left, size)] + [(*one, 0) for one in rng.sample(right, size)]
    texts, groups, labels = ([one[at] for one in pool] for at in range(3))
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True), LogisticRegression(C=3, max_iter=500)
    )
    folds = min(5, len(set(groups)))
    guessed = cross_val_predict(model, texts, labels, groups=groups, cv=GroupKFold(folds))
    accuracy = sum(int(a == b) for a, b in zip(guessed, labels, strict=True)) / len(labels)
    model.fit(texts, labels)
    names = model[0].get_feature_names_out()
    order = model[1].coef_[0].argsort()
    print(f"\n{name}: {size} of our final answers against {size} real ones: told apart in {accuracy:.1%}")
    print("  ours: ", ", ".join(names[at] for at in order[::-1][:25]))
    print("  real: ", ", ".join(names[at] for at in order[:25]))


def _final(rollout: Rollout) -> str:
    return next(
        (text_of(m) for m in reversed(rollout.trajectory.messages) if _by_assistant(m) and text_of(m).strip()), ""
    )


def _by_assistant(message: object) -> bool:
    return isinstance(message, Say) and message.role == "assistant"


def _masked(text: str) -> str:
    text = re.sub(r"\S*\d\S*", " # ", text)
    return re.sub(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w-]+", "N", text)


def _sentences(text: str) -> Iterable[str]:
    for part in re.split(r"(?<=[.!?])\s+|\n+", text):
        masked = re.sub(r"(?<!^)\b[A-Z][\w-]+", "N", re.sub(r"\S*\d\S*", "#", re.sub(r"[\"“][^\"”]*[\"”]", "N", part)))
        if len(masked.split()) > 2:
            yield masked.strip()


def _p90(values: Sequence[int]) -> int:
    return values[int(0.9 * (len(values) - 1))]


_ERROR = re.compile(r"\berror\b|exception|traceback|not found|invalid", re.IGNORECASE)

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 700))
