"""Selection: exactly so many pairs of a split out of a larger pool, by an integer program (scipy's milp, HiGHS).

What is asked goes in by rank. For each rank in turn a program without whole numbers finds how far its rows must give
way once those of the ranks before stand; with the bounds moved so far, the integer program chooses. It stops when what
is left to gain is small, never by the clock, so the choice is the same on every machine; and pairs go in by their ids,
so it is the same whatever the order of the pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any

from negforge.assemble.balance import balance_rows, pulls
from negforge.assemble.mirror_rows import mirror_rows
from negforge.assemble.plan import Plan
from negforge.assemble.quotas import quota_rows, task_rows
from negforge.assemble.rows import Program, Rank, Row, drawn
from negforge.assemble.traits import Traits
from negforge.core.defect import Defect
from negforge.core.errors import RunError

WORTH: Mapping[Rank, float] = {
    Rank.TASK: 200.0,
    Rank.BAR: 100.0,
    Rank.BALANCE: 8.0,
    Rank.WISH: 1.0,
}
"""What a miss of one pair costs, beyond what could not be helped; the size is not missed beyond that."""
FAR = 2.0  # so much more a miss costs beyond what is near
OF_A_DOUBLE = 4.0  # a second pair of a task, where the bar allows it
OF_ALL_PAIRS = 1000.0  # together; all choices have as many pairs, so this only says what a gap is measured by
LOT = 0.02  # what a pair costs at most by lot
PULL = 0.25  # what a standard error to the side drawn for a cue is worth
GAP = 0.02  # of the objective, so about 20: less than a quarter of what a miss at a bar costs
NODES = 100  # of the tree, for pools of which no choice comes near to what parts of pairs can do
KERNEL, LEAST = 4, 600
"""Pairs in the integer program: so many for each one to be chosen, those that the fractional program likes best, and no
fewer than that."""
_HAIR = 1e-6


@dataclass(frozen=True, slots=True)
class Chosen:
    """``rows``: what was asked; ``possible``: the same rows with the bounds that the pool allows; ``places``: of the
    chosen pairs in the terms of the rows; ``gap``: what was left to gain, as a share of the objective."""

    pairs: tuple[Traits, ...]
    places: tuple[int, ...]
    rows: tuple[Row, ...]
    possible: tuple[Row, ...]
    gap: float = 0.0


def choose(pool: Sequence[Traits], plan: Plan, split: str, defects: Mapping[str, Defect]) -> Chosen:
    """The pairs of one split. ``pool``: its candidates in any order, each once, at least one. ``defects``: by slug."""
    in_order = sorted(pool, key=lambda one: one.pair_id)
    program = program_of(in_order, plan, split, defects)
    rows = list(program.rows)
    for rank in Rank:
        rows = _give_way(program, rows, rank)
    places, gap = _choose(program, rows)
    return Chosen(tuple(in_order[place] for place in places), places, tuple(program.rows), tuple(rows), gap)


def program_of(pool: Sequence[Traits], plan: Plan, split: str, defects: Mapping[str, Defect]) -> Program:
    tasks, doubles = task_rows(pool, plan, split)
    rows = [*tasks, *quota_rows(pool, plan, split)]
    if plan.mirrors:
        rows += mirror_rows(pool, defects)
    if plan.standard_errors:
        rows += balance_rows(pool, plan, split)
    costs = [LOT * drawn(plan.rng_seed, one.pair_id) for one in pool]
    if plan.standard_errors:
        costs = [cost - PULL * pull for cost, pull in zip(costs, pulls(pool, plan, split), strict=True)]
    return Program(plan.sizes[split], len(pool), doubles, [row for row in rows if row.terms or row.low > 0], costs)


def _give_way(program: Program, rows: list[Row], rank: Rank) -> list[Row]:
    """The rows, those of this rank with their bounds moved as far as those of the ranks before force them to."""
    below = [row for row in rows if row.rank <= rank]
    worth = {number: 1.0 for number, row in enumerate(below) if row.rank is rank and not row.firm}
    if not worth:
        return rows
    model = _model(program, below, [0.0] * (program.pairs + program.doubles), worth)
    missed = dict(zip(worth, model.misses(model.fractional()[0]), strict=True))
    moved = iter([_moved(row, *missed.get(number, (0.0, 0.0))) for number, row in enumerate(below)])
    return [next(moved) if row.rank <= rank else row for row in rows]


def _moved(row: Row, under: float, over: float) -> Row:
    under, over = (0.0 if miss < _HAIR else miss for miss in (under, over))
    low, high = row.low - under, row.high + over
    if row.whole:
        low = floor(low + _HAIR) if under else low
        high = ceil(high - _HAIR) if over else high
    return replace(row, low=low, high=high)


def _choose(program: Program, rows: Sequence[Row]) -> tuple[tuple[int, ...], float]:
    costs = [OF_ALL_PAIRS / program.size + cost for cost in program.costs] + [OF_A_DOUBLE] * program.doubles
    worth = {number: WORTH[row.rank] for number, row in enumerate(rows) if row.rank in WORTH and not row.firm}
    roomy = [replace(row, low=row.low - row.room, high=row.high + row.room) for row in rows]
    model = _model(program, roomy, costs, worth)
    solution, gap = model.whole(program.pairs, _kernel(program, model.fractional()[1]))
    return tuple(place for place in range(program.pairs) if solution[place] > 0.5), gap


def _kernel(program: Program, reduced: Any) -> Any:
    """Which pairs the integer program may choose: those of least reduced cost."""
    from numpy import argsort, zeros

    kept = zeros(program.pairs, dtype=bool)
    kept[argsort(reduced[: program.pairs], kind="stable")[: max(KERNEL * program.size, LEAST)]] = True
    return kept


@dataclass(frozen=True, slots=True)
class _Model:
    """Minimise ``objective`` over columns from 0 to ``upper``, with ``low`` <= ``matrix`` times columns <= ``high``. Of
    the columns the last four a row that may be missed: by how much it lies under and over its bounds, near and far."""

    objective: Any
    matrix: Any
    low: Any
    high: Any
    upper: Any
    columns: int

    def fractional(self) -> tuple[Any, Any]:
        """The columns' values, and their reduced costs."""
        from numpy import concatenate, isfinite, stack, zeros_like
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        above, below = isfinite(self.high), isfinite(self.low)
        result = linprog(
            self.objective,
            A_ub=vstack([self.matrix[above], -self.matrix[below]]),
            b_ub=concatenate([self.high[above], -self.low[below]]),
            bounds=stack([zeros_like(self.upper), self.upper], axis=1),
            method="highs",
        )
        _must_end(result)
        return result.x, result.lower.marginals + result.upper.marginals

    def whole(self, pairs: int, kernel: Any) -> tuple[Any, float]:
        """The columns' values, those of pairs 0 or 1, and 0 outside the kernel; and the gap that was left."""
        from numpy import zeros_like
        from scipy.optimize import Bounds, LinearConstraint, milp

        upper = self.upper.copy()
        upper[:pairs] *= kernel
        integrality = zeros_like(upper)
        integrality[:pairs] = 1
        result = milp(
            self.objective,
            integrality=integrality,
            bounds=Bounds(0, upper),
            constraints=LinearConstraint(self.matrix, self.low, self.high),
            options={"mip_rel_gap": GAP, "node_limit": NODES},
        )
        if result.x is None:
            _must_end(result)
        return result.x, float(result.mip_gap)

    def misses(self, values: Any) -> list[tuple[float, float]]:
        """Under and over, of each row that may be missed."""
        return [(float(one[0] + one[2]), float(one[1] + one[3])) for one in values[self.columns :].reshape(-1, 4)]


def _must_end(result: Any) -> None:
    if result.status != 0:
        raise RunError(f"the choice of pairs came to no end ({result.message}); this is a fault of negforge")


def _model(program: Program, rows: Sequence[Row], costs: Sequence[float], worth: Mapping[int, float]) -> _Model:
    """Columns: pairs, doubles, and four for each row in ``worth``."""
    from numpy import array, concatenate, full, inf, ones

    columns = program.pairs + program.doubles
    return _Model(
        concatenate(
            [array(costs), array([cost for one in worth.values() for cost in (one, one, FAR * one, FAR * one)])]
        ),
        _matrix(rows, list(worth), columns),
        array([row.low for row in rows]),
        array([row.high for row in rows]),
        concatenate(
            [
                ones(program.pairs),
                full(program.doubles, inf),
                array([most for number in worth for most in (rows[number].near, rows[number].near, inf, inf)]),
            ]
        ),
        columns,
    )


def _matrix(rows: Sequence[Row], elastic: Sequence[int], columns: int) -> Any:
    from scipy.sparse import csr_matrix

    entries = [(number, place, value) for number, row in enumerate(rows) for place, value in row.terms]
    for k, number in enumerate(elastic):
        entries += [(number, columns + 4 * k + part, (1.0, -1.0)[part % 2]) for part in range(4)]
    at, place, value = zip(*entries, strict=True)
    return csr_matrix((value, (at, place)), shape=(len(rows), columns + 4 * len(elastic)))
