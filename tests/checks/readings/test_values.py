"""Values: what is read from text as number, date, time, id or address, and how two spellings become one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.checks.readings.values import canons, is_small, key, number, restyle, unit_of, values
from tests.strategies import texts


def read(text: str) -> list[str]:
    return [key(value) for value in values(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,810.00", ["number:1810"]),
        ("1810", ["number:1810"]),
        ("$1,234.50", ["number:1234.5"]),
        ("-3.20", ["number:-3.2"]),
        ("−3.20", ["number:-3.2"]),
        ("+4%", ["number:4"]),
        ("32.5°C", ["number:32.5"]),
        ("12kg", ["number:12"]),
        ("24-hour", ["number:24"]),
        ("52-Week", ["number:52"]),
        ("in the 1990s", ["number:1990"]),
        ("250-280km", ["number:250", "number:280"]),
        ("2-4g", ["number:2", "number:4"]),
        ("a,76.35,12", ["number:76.35", "number:12"]),
        ("1,2,3", ["number:1", "number:2", "number:3"]),
        ("007", ["number:7"]),
        ("价格31.50元", ["number:31.5"]),
        ("3.14.15", []),
        ("GPT-4", ["number:4"]),
        ("4h29m and 32x32", []),
        ("3rd-party, the 20th one", []),
    ],
)
def test_a_number_is_read_in_many_forms(text: str, expected: list[str]) -> None:
    assert [found for found in read(text) if found.startswith("number:")] == expected
    assert not [found for found in read(text) if found.startswith("id:")]


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-20",
        "2024/05/20",
        "May 20",
        "May 20th, 2024",
        "may 20th",
        "20 May",
        "20th of May 2024",
        "05/20/2024",
        "20/05/2024",
        "20.05.2024",
        "2024-05-20T18:00:00Z",
        "出发2024-05-20。",
    ],
)
def test_a_day_is_one_day_in_every_spelling(text: str) -> None:
    assert read(text)[0] == "date:05-20"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("May 19th and 20th", ["date:05-19", "date:05-20"]),
        ("May 27-28, 2024", ["date:05-27", "date:05-28", "number:2024"]),
        ("May 27–28", ["date:05-27", "date:05-28"]),
        ("Sept. 5", ["date:09-05"]),
        ("May 20 and 2 bags", ["date:05-20", "number:2"]),
        ("in May 2024", ["number:2024"]),
        ("options 1 and 2 may be late", ["number:1", "number:2"]),
        ("since March.\n2. Then go", []),
        ("04/05/2024", ["number:4", "number:5", "number:2024"]),
        ("2024-13-45", ["number:2024", "number:13", "number:45"]),
    ],
)
def test_what_looks_like_a_day_is_read_with_care(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:30", "time:09:30"),
        ("09:30", "time:09:30"),
        ("09:30:00", "time:09:30"),
        ("9:30 AM", "time:09:30"),
        ("6 PM", "time:18:00"),
        ("6pm", "time:18:00"),
        ("6:00 p.m.", "time:18:00"),
        ("12 AM", "time:00:00"),
        ("12 PM", "time:12:00"),
    ],
)
def test_a_time_is_one_time_in_every_spelling(text: str, expected: str) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text", ["2026-06-09T18:00:00+02:00", "2026-06-09T18:00+02:00", "2026-06-09T18:00:00.250Z", "2026-06-09 18:00:00"]
)
def test_a_moment_is_a_day_and_a_time_and_no_zone(text: str) -> None:
    assert read(text) == ["date:06-09", "time:18:00"]


@pytest.mark.parametrize("text", ["12 June.", "on 5 May.", "at 6:05 PM.", "it is 31.50.", "by mia@x.example."])
def test_the_dot_of_the_sentence_belongs_to_no_value(text: str) -> None:
    assert not values(text)[-1].raw.endswith(".")


def test_a_span_of_time_has_two_ends() -> None:
    assert read("10:00-12:00") == ["time:10:00", "time:12:00"]
    assert read("10:00:00-12:00:00") == ["time:10:00", "time:12:00"]


@pytest.mark.parametrize("text", ["HAT069", "mia_li_3668", "BZ-0646", "9e99999999", "gift_card_7359776", "8JX2WO"])
def test_an_id_is_read_whole_and_in_lower_case(text: str) -> None:
    assert read(f"It is {text}.") == [f"id:{text.lower()}"]


@pytest.mark.parametrize("text", ["UTF-8", "within_24_hours", "2nd", "4K", "HAT", "user_name"])
def test_words_with_figures_are_no_ids(text: str) -> None:
    assert not [value for value in values(text) if value.kind == "id"]


def test_addresses_stand_without_the_dot_of_the_sentence() -> None:
    found = values("Write to Foo.bar+x@ex-ample.co.uk. See https://a.example/b?c=1, please.")
    assert [(value.kind, value.raw) for value in found] == [
        ("address", "Foo.bar+x@ex-ample.co.uk"),
        ("address", "https://a.example/b?c=1"),
    ]
    assert found[0].canon == "foo.bar+x@ex-ample.co.uk"


@pytest.mark.parametrize("text", ["1. one\n2) two\n- 3. three", "  4. four", "**1.** one"])
def test_list_markers_are_no_values(text: str) -> None:
    assert read(text) == []


def test_a_number_after_a_list_marker_is_one() -> None:
    assert read("1. 31.50 for R1") == ["number:31.5"]


def test_reading_generously_a_comma_parts_cells_and_a_date_says_its_year() -> None:
    assert canons("12,400") == {"number:12400", "number:12", "number:400"}
    assert canons("2024-05-20") == {"date:05-20", "number:2024"}
    assert canons("31.50", "HAT069") == {"number:31.5", "id:hat069"}


@pytest.mark.parametrize("raw", ["", "abc", "1e5", "9e99999999", "1_000", "1" * 41, "NaN", "Infinity", "--1"])
def test_what_is_no_plain_number_is_none(raw: str) -> None:
    assert number(raw) is None


def test_counts_up_to_twelve_are_small() -> None:
    assert [is_small(value) for value in values("12 13 1.5 9:30")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "unit"),
    [("$45", "$"), ("45 bags", "bag"), ("45-day", "day"), ("45 %", "%"), ("45", ""), ("2024-05-20", "date")],
)
def test_the_unit_stands_before_or_after_the_number(text: str, unit: str) -> None:
    assert unit_of(text, values(text)[0]) == unit


@pytest.mark.parametrize(
    ("like", "other", "written"),
    [
        ("1,810.00", "2950", "2,950.00"),
        ("31.50", "48", "48.00"),
        ("48", "31.5", "31.5"),
        ("31.50", "1.2345", None),
        ("May 20th", "2024-06-03", None),
        ("May 20", "2024-06-03", "June 3"),
        ("20 May 2024", "2024-06-03", "3 June 2024"),
        ("2024-05-20", "June 3", "2024-06-03"),
        ("9:30 AM", "18:05", "6:05 PM"),
        ("6pm", "09:30", "9:30am"),
        ("18:05", "9:30 AM", "09:30"),
        ("HAT069", "HAT110", "HAT110"),
        ("31.50", "HAT110", None),
    ],
)
def test_a_value_is_written_in_the_manner_of_another(like: str, other: str, written: str | None) -> None:
    assert restyle(values(like)[0], values(other)[0]) == written


def _mixed() -> st.SearchStrategy[str]:
    """Text in which figures, signs, month names and letters of other scripts meet."""
    piece = st.sampled_from(
        [*"0123456789-/:.,_#@+T ", "May", "ſep", "aprıl", "pm", "http://", "２", "٣", "元", "²", "\x00"]
    )
    return st.lists(piece, max_size=30).map("".join)


@given(texts(60) | _mixed())
def test_no_text_stops_the_reading_and_every_value_stands_where_it_says(text: str) -> None:
    found = values(text)
    assert [value.start for value in found] == sorted(value.start for value in found)
    for value in found:
        assert text[value.start : value.end] == value.raw
        assert value.canon
    for one, other in pairwise(found):
        assert one.end <= other.start
    assert {key(value) for value in found} <= canons(text)


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_separators_do_not_change_a_number(whole: int, cents: int) -> None:
    assert read(f"{whole:,}.{cents:02d}") == read(f"{whole}.{cents:02d}")


@given(_mixed(), _mixed())
def test_restyling_never_fails_and_keeps_the_value(one: str, other: str) -> None:
    for like in values(one):
        for value in values(other):
            written = restyle(like, value)
            if written is not None and value.kind in ("number", "id", "address"):
                assert key(value) in canons(written)


@pytest.mark.parametrize("text", ["a-" * 100_000, "." * 200_000, "a@" * 100_000, "1," * 100_000, "http://" * 28_000])
def test_long_runs_of_signs_are_read_in_one_pass(text: str) -> None:
    assert all(value.raw for value in values(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26 to 28 August", ["date:08-26", "date:08-28"]),
        ("Wednesday 16 to Friday 18 September", ["date:09-16", "date:09-18"]),
        (
            "7, 14, 21 and 28 September, then 5 October",
            [f"date:09-{d}" for d in ("07", "14", "21", "28")] + ["date:10-05"],
        ),
        ("for 3 guests, 7 August", ["number:3", "date:08-07"]),
        ("2 tickets, 7 August", ["number:2", "date:08-07"]),
    ],
)
def test_days_before_a_day_are_of_its_month(text: str, expected: list[str]) -> None:
    assert read(text) == expected
