"""Records: a value stated beside a record's name belongs to that record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from negforge.checks.readings.known import Known
from negforge.checks.readings.records import Record, records
from negforge.checks.records import attribute_stated, belonging, named_in, units
from negforge.core.json_text import Json, compact
from negforge.core.trajectory import Trajectory
from tests.build import assistant, call, conversation, response, user
from tests.checks.findings import evidence, first_places, silent

ASK = user("Compare the trains.")
TRAINS: Json = [
    {"train": "R100", "price": 31.5, "leaves": "09:45", "class": "first"},
    {"train": "R200", "price": 48.2, "leaves": "18:05", "class": "second"},
]
LOOK = (call("list_trains", {"day": "2024-05-20"}), response(TRAINS))


def quotes(words: str, content: Json = TRAINS) -> list[str]:
    found = first_places(belonging, conversation(ASK, LOOK[0], response(content), assistant(words)))
    assert all(place == 3 for place, _ in found)
    return [quote for _, quote in found]


RIGHT = [
    "R100 costs 31.50, while R200 costs 48.20.",
    "- R100: 31.50, leaves 9:45 AM\n- R200: 48.20, leaves 6:05 PM",
    "| Train | Price |\n|---|---|\n| R100 | 31.50 |\n| R200 | 48.20 |",
    "### R100\n- Price: 31.50\n- Leaves: 09:45\n\n### R200\n- Price: 48.20",
    "**R100**\n  Price: $31.50\n**R200**\n  Price: $48.20",
    "1. R100\n   - Price: 31.50\n2. R200\n   - Price: 48.20",
    "R100 costs 31.50; R200, by the way, costs 48.20.",
    "R100 costs 31.50. R200 costs 48.20.",
    '{"message": "R100:\\n- Price: 31.50\\nR200:\\n- Price: 48.20"}',
]


@pytest.mark.parametrize("words", RIGHT)
def test_values_with_their_own_record_are_sound_and_exchanged_ones_are_not(words: str) -> None:
    assert quotes(words) == []
    swapped = words.replace("31.50", "?").replace("48.20", "31.50").replace("?", "48.20")
    assert quotes(swapped) == ["48.20", "31.50"]


def test_the_finding_points_at_the_answer() -> None:
    assert evidence(belonging, conversation(ASK, *LOOK, assistant("R100 costs 48.20."))) == [((3, "48.20"),)]


@pytest.mark.parametrize(
    ("words", "objected"),
    [
        ("R100 leaves at 18:05.", ["18:05"]),
        ("R100 leaves at 9:45.", []),
        ("R100 is 16.70 cheaper.", []),
        ("R100 runs on 20 May.", []),
        ("The dearer one costs 48.20.", []),
        ("Take R100 or R200 for 31.50 or 48.20.", []),
        ("R100 - class: second", ["second"]),
        ("R100 - class: first", []),
    ],
)
def test_what_is_said_of_a_record_is_held_against_its_own_values(words: str, objected: list[str]) -> None:
    assert quotes(words) == objected


def test_nested_groups_belong_to_the_record() -> None:
    content: Json = [
        {"flight": "HAT069", "seats": {"economy": 14, "business": 20}, "fares": [{"kind": "basic", "eur": 61}]},
        {"flight": "HAT110", "seats": {"economy": 15, "business": 28}, "fares": [{"kind": "basic", "eur": 75}]},
    ]
    assert quotes("HAT069 has 14 and 20 seats and costs 61. HAT110 has 15 and 28 and costs 75.", content) == []
    assert quotes("HAT069 has 14 and 28 seats and costs 75.", content) == ["28", "75"]


def test_what_holds_a_part_is_said_of_the_part() -> None:
    content: Json = {"booking": "BK1234", "made": "2024-05-03", "legs": [{"leg": "HAT069"}, {"leg": "HAT110"}]}
    assert quotes("Booked on 2024-05-03 with HAT069 as its first leg.", content) == []


def test_titles_name_records_too_and_ids_come_first() -> None:
    content: Json = [
        {"name": "Grand Hotel", "city": "Oslo", "price": 120},
        {"name": "Plaza", "city": "Oslo", "price": 95},
    ]
    assert quotes("The Grand Hotel in Oslo costs 120, and the Plaza in Oslo costs 95.", content) == []
    assert quotes("The Grand Hotel in Oslo costs 95.", content) == ["95"]


def test_a_record_listed_by_name_and_priced_by_code_is_one_thing() -> None:
    look = (
        call("list", {}),
        response([{"name": "Plaza", "code": "PL-77X"}, {"name": "Grand", "code": "GR-88X"}]),
        call("prices", {}),
        response([{"code": "PL-77X", "price": 95.5}, {"code": "GR-88X", "price": 120.5}]),
    )
    assert silent(belonging, conversation(ASK, *look, assistant("The Plaza costs 95.50.")))
    assert first_places(belonging, conversation(ASK, *look, assistant("The Plaza costs 120.50."))) == [(5, "120.50")]


def test_what_the_user_or_the_rules_say_may_be_said_of_anything() -> None:
    wish = user("Is there R100 for 48.20?")
    assert silent(belonging, conversation(wish, *LOOK, assistant("R100 for 48.20? No.")))
    assert silent(belonging, conversation(ASK, *LOOK, assistant("R100 is below 48.20."), policy="The cap is 48.20."))


def test_what_a_write_put_together_belongs_together() -> None:
    said = assistant("R100 now leaves at 18:05.")
    write = (call("move_train", {"train": "R100", "leaves": "18:05"}), response("ok"))
    assert silent(belonging, conversation(ASK, *LOOK, *write, said))
    failed = (call("move_train", {"train": "R100", "leaves": "18:05"}), response("Error: no"))
    assert len(evidence(belonging, conversation(ASK, *LOOK, *failed, said))) == 1


def test_values_that_no_response_holds_are_left_to_grounding() -> None:
    assert quotes("R100 costs 77.70.") == []
    assert silent(belonging, conversation(ASK, assistant("R100 costs 48.20.")))


def test_clauses_stand_under_their_headings() -> None:
    found = units("Trains:\n- R100\n  - cheap, while R200 is dear\nEnd.")
    assert [(unit.text.strip(), tuple(line.strip() for line in unit.scope)) for unit in found] == [
        ("Trains:", ()),
        ("- R100", ("Trains:",)),
        ("- cheap", ("Trains:", "- R100")),
        ("while R200 is dear", ("Trains:", "- R100")),
        ("End.", ()),
    ]


def test_a_unit_is_named_by_its_own_words_before_its_heading() -> None:
    known = Known(record for record in _records() if record.names)
    name, meant = named_in(units("R100:\n- R200 is dear")[1], known)
    assert name == "r200" and [record.fields[0] for record in meant] == [("train", "R200")]
    name, _ = named_in(units("R100:\n- it is cheap")[1], known)
    assert name == "r100"
    assert named_in(units("None of both")[0], known) == (None, [])


def test_a_choice_is_stated_right_after_its_field() -> None:
    choices = Known(_records()).choices()
    assert choices == {"class": frozenset({"first", "second"})}
    assert attribute_stated("The class is Second here", "class", choices["class"]) == "Second"
    assert attribute_stated("Second comes the class", "class", choices["class"]) is None


def _records() -> tuple[Record, ...]:
    return records(compact(TRAINS))


def test_what_a_write_was_made_with_belongs_to_what_it_made() -> None:
    books = response([{"record_id": "B136", "year": 2013}, {"record_id": "B291", "year": 1971}])
    held = (call("place_hold", {"record_id": "B136"}), response({"hold_id": "HD50"}))
    seen = (ASK, call("search_catalogue"), books, *held)
    assert silent(belonging, conversation(*seen, assistant("The edition of 2013 is on hold: HD50.")))
    assert first_places(belonging, conversation(*seen, assistant("The edition of 1971 is on hold: HD50."))) == [
        (5, "1971")
    ]


def test_what_a_record_points_to_may_be_said_of_it() -> None:
    content: Json = {"bookings": [{"booking": "B7001", "departure": "D1"}], "fares": [{"id": "D1AA", "refund": 75}]}
    assert quotes("With B7001 you get 75 % back.", content) == ["75"]
    content = {"bookings": [{"booking": "B7001", "departure": "D1AA"}], "fares": [{"id": "D1AA", "refund": 75}]}
    assert quotes("With B7001 you get 75 % back.", content) == []


def test_what_holds_several_records_may_be_said_of_them_together() -> None:
    claims: Json = [
        {"id": f"EX{n}00", "money": {"amount": amount}} for n, amount in ((1, 34.44), (2, 89.38), (3, 33.21))
    ]
    content: Json = {"claims": claims, "total": {"amount": 157.03}}
    assert quotes("157.03 is claimed: EX100, EX200 and EX300.", content) == []
    assert quotes("157.03 is claimed: EX100 and EX200.", content) == ["157.03"]


def test_a_value_may_stand_before_the_name_that_it_belongs_to() -> None:
    shelf: Json = [{"name": "Fennick clock", "price": 32.5}, {"name": "Holloway clock", "price": 43.0}]
    assert quotes("You get 32.50 for the Fennick clock and 43.00 for the Holloway clock.", shelf) == []
    assert quotes("Near are the Fennick clock (32.50) and the Holloway clock (43.00).", shelf) == []
    assert quotes("Near are the Fennick clock (43.00) and the Holloway clock (32.50).", shelf) == ["32.50"]


def test_the_hour_of_the_reading_and_words_for_a_kind_belong_to_no_record() -> None:
    content: Json = {
        "as_of": "2024-05-20T13:54",
        "cases": [{"id": "DP15"}, {"id": "DP16", "kind": "visit", "at": "09:20"}],
    }
    assert quotes("DP15 is open as of 13:54.", content) == []
    kinds: Json = [{"id": "A100", "title": "visit", "at": "09:20"}, {"id": "A200", "title": "x-ray", "at": "10:40"}]
    assert quotes("Your visit is at 10:40 now.", kinds) == []
    assert quotes("A100 is at 10:40 now.", kinds) == ["10:40"]


def test_a_run_is_judged_alike_whatever_was_judged_before_it() -> None:
    task, right = conversation(
        ASK, *LOOK, assistant("R100 costs 31.50."), user("And R200?"), assistant("48.20 for R200.")
    )
    messages = right.messages
    others = [
        Trajectory((*messages[:2], assistant("R100 costs 48.20."), *messages[3:])),
        Trajectory((*messages[:2], *messages[3:])),
        Trajectory((*messages[:-1], assistant("31.50 for R200."))),
        Trajectory((*messages, assistant("R100 leaves at 18:05."))),
        right,
    ]
    together = [belonging(task, one) for one in others]
    apart = [belonging(replace(task), one) for one in others]  # another task: nothing is shared with
    assert together == apart and [len(found) for found in apart] == [1, 0, 1, 1, 0]
