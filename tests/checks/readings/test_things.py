"""Things: objects under an id, and the words and values by which people speak of them."""

from __future__ import annotations

from negforge.checks.readings.things import known_things, names_in, quoted, spoken, things

ORDERS = (
    '[{"order_id": "70-12", "day": "2026-03-24", "lines": [{"line": 1, "title": "Pell table lamp"}], "total": 38.5}]'
)
LOANS = '[{"loan_id": "LN-1", "record_id": "B228"}, {"loan_id": "LN-2", "record_id": "B317"}]'
BOOKS = '[{"record_id": "B228", "title": "The Heron"}, {"record_id": "B317", "title": "The Finch"}]'


def test_an_object_is_known_by_the_first_id_in_it_and_by_all_that_it_holds() -> None:
    (order,) = things(ORDERS)
    assert (order.kind, order.id) == (("order_id", True), "70-12")
    assert {"pell", "table", "lamp", "date:03-24", "number:38.5"} <= order.named


def test_what_a_thing_refers_to_is_said_of_it() -> None:
    known = known_things([LOANS, BOOKS], "LN-2")
    assert known.keys() == {"LN-1", "LN-2"}
    assert "finch" in known["LN-2"].named and "heron" not in known["LN-2"].named


def test_an_id_that_no_response_holds_has_no_kind() -> None:
    assert known_things([LOANS, "no JSON", "[", "{}"], "LN-3") == {}


def test_words_are_read_as_the_records_spell_them() -> None:
    said = spoken("Renew The Heron of manifest-worker by 24 March, please")
    assert {"heron", "id:manifest-worker", "date:03-24"} <= said and "the" not in said
    assert names_in("Renew the Heron, please.") == {"renew", "heron"}
    assert quoted("on 24 March", "date:03-24") == "24 March" and quoted("the Heron", "heron") == "Heron"
    assert quoted("nothing", "heron") == ""
