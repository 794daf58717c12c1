"""The order in which rules are tried."""

from collections import Counter
from random import Random

from negforge.perturb.order import in_drawn_order
from negforge.perturb.registry import RULES


def test_every_rule_is_tried_once_and_those_of_a_defect_together() -> None:
    order = in_drawn_order(RULES, {}, Random(3))
    assert sorted(one.name for one in order) == sorted(one.name for one in RULES)
    slugs = [one.defect.slug for one in order]
    runs = [slug for at, slug in enumerate(slugs) if at == 0 or slugs[at - 1] != slug]
    assert len(runs) == len(set(runs))


def test_the_order_hangs_on_the_draw_and_not_on_how_the_rules_were_given() -> None:
    backwards = tuple(reversed(RULES))
    assert in_drawn_order(RULES, {}, Random(3)) == in_drawn_order(backwards, {}, Random(3))
    assert in_drawn_order(RULES, {}, Random(3)) != in_drawn_order(RULES, {}, Random(4))


def test_a_defect_of_a_larger_weight_comes_first_in_proportion() -> None:
    slugs = sorted({one.defect.slug for one in RULES})
    heavy = {slugs[5]: float(len(slugs) - 1)}  # as much as all the others together
    first = Counter(in_drawn_order(RULES, heavy, Random(seed))[0].defect.slug for seed in range(400))
    assert 160 < first[slugs[5]] < 240
