"""Rounds in which whole templates are held out: what a judge knows of a plan skeleton helps it nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negforge.audit.folds import folds_of
from negforge.audit.rounds import Round
from negforge.audit.table import Sample, Table, whole

if TYPE_CHECKING:
    import numpy as np


def without_template(train: Table, test: Sample, folds: int, rng_seed: int) -> tuple[Round, ...]:
    """The test pairs in folds of whole templates, each scored by who learned from the train pairs without them."""
    import numpy as np

    templates = _templates(test.table)[test.rows]
    known = _templates(train)
    count = max(1, min(folds, len(set(templates.tolist()))))
    fold = np.array(folds_of(templates.tolist(), test.splits(), count, rng_seed))
    found = []
    for number in range(count):
        places = np.flatnonzero(fold == number)
        others = np.flatnonzero(~np.isin(known, templates[places]))
        found.append(Round(whole(train).at(others), test.at(places), places))
    return tuple(found)


def _templates(table: Table) -> np.ndarray:
    import numpy as np

    return np.array([pair.task.template_id for pair in table.pairs])
