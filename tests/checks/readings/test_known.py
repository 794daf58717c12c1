"""Known: the names of records are found in words as reading every name would find them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from negforge.checks.readings.known import Known, ids
from negforge.checks.readings.records import Record


def named(*names: str, **fields: str) -> Record:
    own = frozenset(f"id:{text}" for text in fields.values())
    return Record(frozenset(names), own, own, tuple(fields.items()))


def test_a_name_is_found_where_it_stands_between_other_signs() -> None:
    known = Known([named("r100"), named("grand hotel"), named("(annex) b"), named("r1")])
    assert known.spoken_in("the grand hotel, (r100)") == ["grand hotel", "r100"]
    assert known.spoken_in("the grand hotels, r1000 and _r100") == []
    assert known.spoken_in("an (annex) b") == ["(annex) b"]


@given(st.lists(st.text("ab1_ -(", min_size=1).filter(lambda name: any(c.isalpha() for c in name))), st.text("ab1_ -("))
def test_the_index_finds_what_a_scan_of_all_names_finds(names: list[str], words: str) -> None:
    def stands(name: str) -> bool:
        places = [at for at in range(len(words)) if words.startswith(name, at)]
        return any(
            not any(c.isalnum() or c == "_" for c in words[max(at, 1) - 1 : at] + words[at + len(name) :][:1])
            for at in places
        )

    assert Known(named(name) for name in names).spoken_in(words) == sorted({name for name in names if stands(name)})


def test_records_are_found_by_their_names_in_the_order_in_which_they_came() -> None:
    one, other, third = named("r1", "blue"), named("blue"), named("r3")
    known = Known([one])
    known.add([other, third])
    assert known.bearing(["r3", "blue"]) == [one, other, third] and len(known) == 3
    assert ids(["r1", "blue"]) == ["r1"] and known.names == {"r1", "r3", "blue"}


def test_how_many_unlike_records_bear_a_name_is_counted_anew_when_more_come() -> None:
    known = Known([named("blue", id="1"), named("blue", id="1")])
    assert known.unlike("blue") == 1
    known.add([named("blue", id="2")])
    assert known.unlike("blue") == 2


def test_a_field_of_few_choices_is_told_with_what_records_hold_in_it() -> None:
    known = Known([named(cabin="Basic_Economy", town="Bonn"), named(cabin="business", town="Bonn")])
    assert known.choices() == {"cabin": frozenset({"basic economy", "business"})}
