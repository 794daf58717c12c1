"""What was proposed is what was kept and what was dropped, however the work was cut up."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from negforge.core.certificate import Certificate
from negforge.core.pair import Drop, Pair
from negforge.validate.funnel import Funnel, FunnelRow, funnel_of, merge, rows
from tests.validate.examples import pair_of


def kept(rule: str) -> Pair:
    return replace(pair_of(), certificate=Certificate("records", (), rule, "{}"))


def dropped(rule: str | None, check: str) -> Drop:
    return Drop("p", check, "because", rule)


def test_rows_count_by_rule_and_check_in_the_order_of_the_checks() -> None:
    funnel = funnel_of(
        [
            kept("b"),
            dropped("b", "certify"),
            dropped("b", "certify"),
            dropped("a", "schema"),
            dropped("a", "my_own"),
            kept("b"),
        ]
    )
    assert rows(funnel) == (
        FunnelRow("a", 2, 0, (("schema", 1), ("certify", 0), ("my_own", 1))),
        FunnelRow("b", 4, 2, (("schema", 0), ("certify", 2), ("my_own", 0))),
        FunnelRow("all", 6, 2, (("schema", 1), ("certify", 2), ("my_own", 1))),
    )


def test_what_no_rule_made_is_counted_too() -> None:
    assert funnel_of([pair_of(), dropped(None, "schema")]) == Funnel({"(no rule)": 1}, {("(no rule)", "schema"): 1})


def test_nothing_proposed_gives_one_row_of_noughts() -> None:
    assert rows(Funnel()) == (FunnelRow("all", 0, 0, ()),)


outcomes = st.one_of(
    st.builds(kept, st.sampled_from("ab")),
    st.builds(dropped, st.sampled_from("ab"), st.sampled_from(["schema", "certify"])),
)


@given(st.lists(st.lists(outcomes, max_size=5), max_size=4))
def test_merged_parts_count_as_the_whole(parts: list[list[Pair | Drop]]) -> None:
    whole = funnel_of(outcome for part in parts for outcome in part)
    assert merge(funnel_of(part) for part in parts) == whole
    assert merge(funnel_of(part) for part in reversed(parts)) == whole
    assert rows(whole)[-1].proposed == sum(len(part) for part in parts)
