"""Drawing looks after the numbers of splits and defects, and after nothing else."""

from __future__ import annotations

from collections import Counter

from negforge.assemble.drawing import draw, shares_like
from negforge.assemble.plan import Quota
from tests.assemble.pools import SPLIT, plain, pool


def test_a_draw_has_the_size_and_no_defect_over_its_share() -> None:
    held = draw(pool(100), plain(30, per_defect=0.2), SPLIT).pairs
    assert len(held) == 30 and max(Counter(one.defect for one in held).values()) <= 6


def test_a_draw_hangs_on_the_seed_and_not_on_the_order_of_the_pool() -> None:
    pairs = pool(100)
    assert draw(pairs, plain(30), SPLIT).pairs == draw(pairs[::-1], plain(30), SPLIT).pairs
    assert draw(pairs, plain(30), SPLIT).pairs != draw(pairs, plain(30, rng_seed=4), SPLIT).pairs


def test_what_is_asked_for_at_least_is_drawn_first() -> None:
    quota = Quota("defect", "guessed", at_least=0.5)
    held = draw(pool(100), plain(30, quotas=(quota,)), SPLIT).pairs
    assert sum(one.defect == "guessed" for one in held) >= 15


def test_quotas_like_those_of_a_selection_give_the_same_shares() -> None:
    wanted = {"guessed": 10, "swapped_values": 30}
    held = draw(pool(200), plain(40, quotas=shares_like(wanted, SPLIT)), SPLIT).pairs
    assert Counter(one.defect for one in held) == wanted | {}


def test_a_pool_that_is_too_small_gives_what_it_has() -> None:
    assert len(draw(pool(10), plain(30), SPLIT).pairs) == 10
