"""JSON files of any layout, size and state of repair."""

from __future__ import annotations

import json
import os
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from negforge.adapters.json_records import Broken, Head, Record, head, read_beside, read_lines, read_records
from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from tests.shared_data import shared


@pytest.fixture
def put(tmp_path: Path):
    def write(content: bytes | str) -> Path:
        path = tmp_path / "records.json"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write


def values(path: Path, under: str | None = None) -> list[Json]:
    items = list(read_records(path, under))
    assert all(isinstance(item, Record) for item in items), items
    return [item.value for item in items if isinstance(item, Record)]


def outline(path: Path, under: str | None = None) -> list[object]:
    """Values as they are, broken records as (where, reason)."""
    return [i.value if isinstance(i, Record) else (i.where, i.reason) for i in read_records(path, under)]


# layouts that are read

GOOD = [{"a": 1}, {"b": [{}, 'x]}\\"{']}, {"c": None, "é": "\u2028"}]

LAYOUTS = {
    "lines": "\n".join(json.dumps(v) for v in GOOD),
    "lines with a BOM": "\ufeff" + "\n".join(json.dumps(v) for v in GOOD) + "\n",
    "lines with CRLF and blanks": "\r\n\r\n  \r\n".join(json.dumps(v) for v in GOOD) + "\r\n\r\n",
    "lines with indents": "\n".join("  " + json.dumps(v) + "\t" for v in GOOD),
    "array on one line": json.dumps(GOOD),
    "array, indented": json.dumps(GOOD, indent=2),
    "array, not indented": json.dumps(GOOD, indent=0),
    "array, tabs and CRLF": json.dumps(GOOD, indent="\t").replace("\n", "\r\n"),
    "array, an element a line": "[\n" + ",\n".join(json.dumps(v) for v in GOOD) + "\n]\n",
    "array with a BOM": "\ufeff" + json.dumps(GOOD),
    "array, commas in front": "[ " + "\n, ".join(json.dumps(v) for v in GOOD) + "]",
    "objects after one another, indented": "\n".join(json.dumps(v, indent=4) for v in GOOD),
    "objects after one another, no break": "".join(json.dumps(v) for v in GOOD),
    "two on a line": " ".join(json.dumps(v) for v in GOOD[:2]) + "\n" + json.dumps(GOOD[2]),
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_layout_gives_the_same_records_in_order(put, text: str) -> None:
    path = put(text)
    assert values(path) == GOOD
    assert [item.index for item in read_records(path)] == [0, 1, 2]
    assert head(path).first == GOOD[0]


def test_where_counts_lines_of_the_file_and_elements_from_one(put) -> None:
    assert [item.where for item in read_records(put('{"a":1}\n\n{"a":2}\n'))] == ["line 1", "line 3"]
    assert [item.where for item in read_records(put('{\n"a":1\n}\n\n{\n"a":2}\n'))] == ["line 1", "line 5"]
    assert [item.where for item in read_records(put("[1,\n2]"))] == ["element 1", "element 2"]
    assert [item.where for item in read_records(put('{"runs":[1,2]}'), "runs")] == [
        "element 1 of runs",
        "element 2 of runs",
    ]


def test_one_object_is_one_record(put) -> None:
    assert values(put('{"a": {"b": [1, 2]}}')) == [{"a": {"b": [1, 2]}}]
    assert values(put('{\n  "a": {\n    "b": 1\n  }\n}\n')) == [{"a": {"b": 1}}]


@pytest.mark.parametrize("text", ["", " \n\r\n\t", "\ufeff", "\ufeff\n"])
def test_an_empty_file_has_no_records_and_says_so(put, text: str) -> None:
    assert list(read_records(put(text))) == []
    assert head(put(text)) == Head("empty", (), None)


def test_arrays_and_plain_values_may_stand_on_lines(put) -> None:
    assert values(put('[1,2]\n[3]\n["x"]\n')) == [[1, 2], [3], ["x"]]
    assert values(put('1\n"two"\nnull\n')) == [1, "two", None]
    assert values(put("[]")) == []
    assert values(put("[[1],[2]]")) == [[1], [2]]
    assert values(put("[[1],\n[2]]")) == [[1], [2]]


def test_the_elements_of_an_array_inside_an_object_are_read_and_what_stands_beside_it(put) -> None:
    path = put('{"info": {"n": 2}, "runs": [{"a": 1}, {"runs": [9]}], "tasks": ["x"], "last": 1.5}')
    assert values(path, "runs") == [{"a": 1}, {"runs": [9]}]
    assert read_beside(path, "runs") == {"info": {"n": 2}, "tasks": ["x"], "last": 1.5}
    assert list(read_beside(path, "info")) == ["runs", "tasks", "last"]


def test_an_array_that_is_not_there_is_refused_with_the_keys_that_are(put) -> None:
    with pytest.raises(UsageError, match=r"no top-level array `sims`; the file's keys are: info, runs"):
        list(read_records(put('{"info": 1, "runs": []}'), "sims"))
    with pytest.raises(UsageError, match="`info` is no array"):
        list(read_records(put('{"info": 1, "runs": []}'), "info"))
    with pytest.raises(UsageError, match=r"begins with `\[`; a top-level object with an array `runs`"):
        list(read_records(put("[1]"), "runs"))
    with pytest.raises(UsageError, match="is empty"):
        read_beside(put(""), "runs")


def test_head_tells_the_layout(put) -> None:
    assert head(put('{"a":1}\n{"a":2}')) == Head("lines", (), {"a": 1})
    assert head(put("[{}, 2]")) == Head("array", (), {})
    assert head(put('{"a":1}\n')) == Head("object", ("a",), {"a": 1})
    assert head(put("{}")) == Head("object", (), {})
    assert head(put('{\n"a":1\n}\n{\n"a":2\n}')) == Head("lines", (), {"a": 1})
    assert head(put("nothing here")) == Head("lines", (), None)
    assert head(put('nope\n{"a":2}')) == Head("lines", (), {"a": 2})


def test_head_gives_the_first_record_that_the_reader_knows_else_the_first_of_all(put) -> None:
    def known(record: Json) -> bool:
        return isinstance(record, dict) and "a" in record

    for stray in ('{"x":1}', "{}", "1", '"hi"', "null", "[]", "broken"):
        assert head(put(f'{stray}\n{{"a":2}}\n{{"a":3}}'), known) == Head("lines", (), {"a": 2})
    assert head(put('[{"x":1}, {"a":2}]'), known).first == {"a": 2}
    assert head(put('{"x":1}\n{"y":2}'), known).first == {"x": 1}
    assert head(put('{"x":1}\n' * 100 + '{"a":2}'), known).first == {"x": 1}


def test_head_cuts_big_arrays_of_an_object_to_their_first_element(put) -> None:
    big = {"info": {"n": 1}, "twenty": list(range(20)), "runs": [{"k": k} for k in range(21)], "z": None}
    seen = head(put(json.dumps(big, indent=1)))
    assert seen == Head("object", ("info", "twenty", "runs", "z"), {**big, "runs": [{"k": 0}]})


# files that are broken


def test_a_broken_line_loses_no_other_wherever_it_is_cut(put) -> None:
    line = '{"a": [1, {"b": "c, {\\"d"}, -2.5], "e": {"f": true}, "g": ""}'
    for cut in range(1, len(line)):
        for broken_first in (True, False):
            good = '{"ok": [1]}\n{"ok": 2}\n'
            text = line[:cut] + "\n" + good if broken_first else good + line[:cut]
            items = list(read_records(put(text)))
            assert [i.value for i in items if isinstance(i, Record)] == [{"ok": [1]}, {"ok": 2}], text
            assert [i.where for i in items if isinstance(i, Broken)] == ["line 1" if broken_first else "line 3"], text


def test_a_broken_first_line_of_two_does_not_swallow_the_second(put) -> None:
    for first in ('{"a": 1', '{"a": ', '{"a": [', '{"a": "x', "{", '{"a": 1,', '{"a" 1}', "{'a': 1}", '{"a": [1}'):
        items = list(read_records(put(first + '\n{"ok": 2}\n')))
        assert [type(item) for item in items] == [Broken, Record], first


def test_a_broken_element_is_told_and_the_next_goes_on(put) -> None:
    text = '[{"a": 1}, {"a": nope}, {"a" 3}, 4 5, , {"a": 6}}, {"a": 7},]'
    kinds = [(type(item).__name__, item.where) for item in read_records(put(text))]
    assert kinds == [
        ("Record", "element 1"),
        ("Broken", "element 2"),
        ("Broken", "element 3"),
        ("Broken", "element 4"),
        ("Broken", "element 5"),
        ("Record", "element 6"),
        ("Broken", "element 7"),
        ("Record", "element 8"),
        ("Broken", "element 9"),
    ]


@pytest.mark.parametrize("bad", ['{"a": "open},', '{"a": 2,', '{"a": [2},', '{"a": {"b": 2},', '{"a": "o'])
@pytest.mark.parametrize("indent", ["", "  "])
def test_an_element_without_its_end_does_not_swallow_the_next_line(put, bad: str, indent: str) -> None:
    text = f'[\n{indent}{{"a": 1}},\n{indent}{bad}\n{indent}{{"a": 3}},\n{indent}{{"a": 4}}\n]'
    items = list(read_records(put(text)))
    assert [i.value for i in items if isinstance(i, Record)] == [{"a": 1}, {"a": 3}, {"a": 4}]
    assert [i.where for i in items if isinstance(i, Broken)] == ["element 2"]


def test_an_indented_element_without_its_end_does_not_swallow_the_next(put) -> None:
    text = json.dumps([{"a": "first", "b": [{"c": 1}]}, {"a": "second"}, {"a": "third"}], indent=2)
    items = list(read_records(put(text.replace('"second"', '"second'))))
    assert [type(item) for item in items] == [Record, Broken, Record]
    documents = "\n".join(json.dumps(v, indent=2) for v in ({"a": "first"}, {"a": "second"}, {"a": "third"}))
    items = list(read_records(put(documents.replace('"second"', '"second'))))
    assert [type(item) for item in items] == [Record, Broken, Record]


def test_nested_objects_are_never_taken_for_records_when_lines_are_not_indented(put) -> None:
    text = json.dumps([{"a": [{"inner": 1}, {"inner": 2}]}, {"b": 2}], indent=0).replace("1", "nope")
    assert [i.value for i in read_records(put(text)) if isinstance(i, Record)] == [{"b": 2}]


@pytest.mark.parametrize("whole", [GOOD, [1, 22, 333], ["x", "yy"], [{"a": [1, 2]}] * 3])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_truncated_array_gives_its_complete_elements_and_one_broken(put, whole: list[Json], indent: int) -> None:
    text = json.dumps(whole, indent=indent)
    for cut in range(1, len(text)):
        items = list(read_records(put(text[:cut])))
        good = [item.value for item in items if isinstance(item, Record)]
        assert good == whole[: len(good)]
        assert [type(item) for item in items].count(Broken) == 1
        assert isinstance(items[-1], Broken)


def test_a_truncated_object_gives_the_elements_of_its_array_and_one_broken(put) -> None:
    text = '{"info": {"n": 1}, "runs": [{"a": 1}, {"a": 2}], "after": "x"}'
    for cut in range(text.index("[") + 1, len(text)):
        items = list(read_records(put(text[:cut]), "runs"))
        good = [item.value for item in items if isinstance(item, Record)]
        assert good == [{"a": 1}, {"a": 2}][: len(good)]
        assert [type(item) for item in items].count(Broken) == 1, text[:cut]
        assert read_beside(put(text[:cut]), "runs")["info"] == {"n": 1}
        assert head(put(text[:cut])).keys[:2] == ("info", "runs")


def test_an_object_cut_short_is_one_broken_record(put) -> None:
    assert outline(put('{\n "a": [1, 2],\n "b": {')) == [
        ("line 1", "the file ends inside it"),
    ]


def test_an_unreadable_value_beside_the_records_is_told_and_left_out(put) -> None:
    path = put('{"mean": NaN, "runs": [{"a": 1}], "n": 2}')
    assert outline(path, "runs") == [("key 'mean'", "NaN is not JSON"), {"a": 1}]
    assert read_beside(path, "runs") == {"n": 2}


def test_text_behind_the_end_is_told(put) -> None:
    assert outline(put("[1]\nrest of it")) == [1, ("line 2", "text stands behind the end of the JSON value")]
    assert outline(put('{"runs": [1]}\nrest'), "runs")[-1] == (
        "line 2",
        "text stands behind the end of the JSON value",
    )


def test_a_text_that_is_no_json_is_told_in_twenty_one_entries(put) -> None:
    items = list(read_records(put("some words\n" * 50)))
    assert len(items) == 21
    assert all(isinstance(item, Broken) for item in items)
    assert items[-1] == Broken(20, "line 21 to line 50", "30 more that cannot be read", 30)
    assert sum(item.count for item in items if isinstance(item, Broken)) == 50
    log = "[2024-01-01 10:00] INFO {started}\n" * 30
    assert [item.where for item in read_records(put(log))][-1] == "line 21 to line 30"


def test_broken_lines_behind_a_good_one_are_all_told(put) -> None:
    items = list(read_records(put("{}\n" + "words\n" * 50 + "{}\n")))
    assert [type(item) for item in items].count(Broken) == 50
    items = list(read_records(put("words\n" * 50 + "{}\nwords\n")))
    assert [(item.index, item.where) for item in items][-3:] == [
        (20, "line 21 to line 50"),
        (50, "line 51"),
        (51, "line 52"),
    ]


# values that are hard to hold


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": [Infinity]}', "Infinity is not JSON"),
        ('{"a": -Infinity}', "-Infinity is not JSON"),
        ('{"a": 1e999}', "a number too large for a float: 1e999"),
        ('{"a": ' + "7" * 9000 + "}", "an integer of 9000 digits; 4300 are read at most"),
        ('{"a": -' + "7" * 5000 + "}", "an integer of 5000 digits; 4300 are read at most"),
        ('{"a": ' + "[" * 501 + "]" * 501 + "}", "nested deeper than 500 levels"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested deeper than 500 levels"),
        ('{"a": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}", "nested deeper than 500 levels"),
        ('{"a": "\t"}', "not JSON: Invalid control character at character 7"),
        ("{'a': 1}", "not JSON: Expecting property name enclosed in double quotes at character 1"),
    ],
)
def test_what_cannot_be_held_is_broken_with_its_reason_in_every_layout(put, text: str, reason: str) -> None:
    lines, array = put(f'{{"ok": 1}}\n{text}\n{{"ok": 2}}'), f'[{{"ok": 1}}, {text}, {{"ok": 2}}]'
    assert outline(lines) == [{"ok": 1}, ("line 2", reason), {"ok": 2}]
    assert outline(put(array)) == [{"ok": 1}, ("element 2", reason), {"ok": 2}]
    assert outline(put(f'{{"runs": {array}}}'), "runs")[1] == ("element 2 of runs", reason)


def test_brackets_that_are_never_closed_are_broken_however_many(put) -> None:
    assert [type(item) for item in read_records(put("[" * 100_000))] == [Broken]
    assert [type(item) for item in read_records(put('{"a":' * 100_000))] == [Broken]
    items = list(read_records(put('{"runs": [' + "[{" * 50_000), "runs"))
    assert [(item.where, type(item)) for item in items] == [("element 1 of runs", Broken)]


def test_a_depth_of_five_hundred_and_brackets_inside_strings_are_fine(put) -> None:
    deep = '{"a": ' + "[" * 499 + "]" * 499 + "}"
    assert json.dumps(values(put(deep))[0]) == deep
    assert values(put(json.dumps({"a": "[{" * 1000}))) == [{"a": "[{" * 1000}]
    assert values(put(json.dumps([[{}]] * 600))) == [[{}]] * 600


def test_invalid_utf8_is_broken_and_says_which_byte(put) -> None:
    assert outline(put(b'{"a": 1}\n{"a": "\xff"}\n')) == [{"a": 1}, ("line 2", "not UTF-8: byte 0xff at byte 7")]
    assert outline(put(b'[{"\xc3": 1}, 2]')) == [("element 1", "not UTF-8: byte 0xc3 at byte 2"), 2]
    utf16 = put('{"a": 1}\n'.encode("utf-16"))
    assert all(isinstance(item, Broken) for item in read_records(utf16))


def test_lone_surrogates_are_accepted_and_kept(put) -> None:
    assert values(put('{"a": "x\\ud800y", "\\udfff": 1}\n{}')) == [{"a": "x\ud800y", "\udfff": 1}, {}]


def test_the_last_of_duplicate_keys_wins(put) -> None:
    assert values(put('{"a": 1, "b": 2, "a": 3}\n{"a": "\\ud800", "a": 4}')) == [{"a": 3, "b": 2}, {"a": 4}]


def test_integers_of_any_reasonable_size_are_exact(put) -> None:
    big = [2**63, -(2**64) - 1, 10**300, 10**4000]
    assert values(put(json.dumps(big))) == big


def test_a_record_larger_than_allowed_is_broken_and_the_next_goes_on(put) -> None:
    big = json.dumps({"a": ["x" * 1000] * 5000})
    for text, where in (
        (f'{{"ok": 1}}\n{big}\n{{"ok": 2}}', "line 2"),
        (f'[{{"ok": 1}}, {big}, {{"ok": 2}}]', "element 2"),
    ):
        items = list(read_records(put(text), largest=1_000_000))
        assert [item.where for item in items if isinstance(item, Broken)] == [where]
        assert [item.value for item in items if isinstance(item, Record)] == [{"ok": 1}, {"ok": 2}]


@pytest.mark.parametrize("near", range(-12, 3))
def test_nothing_depends_on_where_a_chunk_ends(put, near: int) -> None:
    tail = [{'k\\"]': "v\\\\"}, {"é\u2028": ["}", '"']}, 12345]
    for filler in ("x" * ((1 << 20) + near), " \\\\" * ((1 << 18) + near)):
        records = [filler, *tail]
        assert values(put(json.dumps(records, ensure_ascii=False))) == records
        assert values(put("\n".join(json.dumps(r, ensure_ascii=False) for r in records))) == records
        wrapped = put(json.dumps({"pad": filler, "runs": records, "end": 1}, ensure_ascii=False))
        assert values(wrapped, "runs") == records
        assert read_beside(wrapped, "runs") == {"pad": filler, "end": 1}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(JSON_VALUES, min_size=1, max_size=6), st.sampled_from([None, 0, 1, "\t"]), st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_json_can_hold_is_read_back_equal(put, records: list[Json], indent: int | None, ascii_: bool) -> None:
    assert values(put(json.dumps(records, indent=indent, ensure_ascii=ascii_))) == records
    wrapped = {"before": records, "runs": records, "behind": records}
    path = put(json.dumps(wrapped, indent=indent, ensure_ascii=ascii_))
    assert values(path, "runs") == records
    assert read_beside(path, "runs") == {"before": records, "behind": records}
    objects = [{"a": record} for record in records]
    assert values(put("\n".join(json.dumps(o, indent=indent, ensure_ascii=ascii_) for o in objects))) == objects


@pytest.mark.parametrize("odd", [b"\x0b", b"\x0c", b"\x1c", b"\x85"])
def test_white_space_that_json_does_not_know_is_no_white_space(put, odd: bytes) -> None:
    for raw in (odd + b"0", b"0" + odd, odd + b'{"a": 1}', b"[0," + odd + b"1]"):
        assert any(isinstance(item, Broken) for item in read_records(put(raw))), raw


@example(b"\x0b0")
@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:\\ \n1ae', max_size=60).map(str.encode))
@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_reading_crash_and_nothing_is_lost_in_silence(put, raw: bytes) -> None:
    path = put(raw)
    items = list(read_records(path))
    assert head(path).shape == "empty" if not raw.strip(b" \t\r\n") else head(path).shape
    try:
        expected = all_values(raw.decode("utf-8-sig"))
    except ValueError:
        assert any(isinstance(item, Broken) for item in items)
        return
    if not any(isinstance(item, Broken) for item in items):
        found = [item.value for item in items if isinstance(item, Record)]
        assert found == expected or [found] == expected


def all_values(text: str) -> list[Json]:
    """The values that stand in a text one after another, by Python's own decoder."""
    found: list[Json] = []
    at = 0
    while at < len(text.rstrip(" \t\r\n")):
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n"))
        value, at = json.JSONDecoder().raw_decode(text, at)
        found.append(value)
    return found


# files that cannot be opened, and how much is held


def test_a_file_that_cannot_be_opened_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.json: cannot be read: there is no such file; check the path"):
        read_records(tmp_path / "missing.json")
    with pytest.raises(UsageError, match="it is a folder; name a file inside it"):
        head(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_beside(tmp_path / "nul\0byte", "runs")
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    with pytest.raises(UsageError, match="no regular file"):
        read_records(fifo)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(put) -> None:
    path = put("[]")
    path.chmod(0)
    with pytest.raises(UsageError, match="permission denied"):
        read_records(path)


def test_lines_are_read_undecoded_for_whoever_has_a_type_for_them(put) -> None:
    assert list(read_lines(put('\ufeff{"a":1}\r\n\n nonsense'))) == [("line 1", b'{"a":1}'), ("line 3", b"nonsense")]


RECORD = {"id": 1, "messages": [{"role": "user", "content": "word " * 150}, {"role": "assistant", "content": None}]}


@pytest.mark.parametrize("layout", ["array", "indented", "lines", "under", "beside"])
def test_sixty_megabytes_are_read_without_holding_them(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "big.json"
    text = json.dumps(RECORD, indent=2 if layout == "indented" else None)
    count = 60_000_000 // len(text) + 1
    start, between, end = {
        "array": ("[", ", ", "]"),
        "indented": ("[\n", ",\n", "\n]"),
        "lines": ("", "\n", "\n"),
        "under": ('{"info": {"n": 1}, "runs": [', ",", "]}"),
        "beside": ('{"info": {"n": 1}, "runs": [', ",", "]}"),
    }[layout]
    with path.open("w") as file:
        file.write(start)
        for _ in range(count - 1):
            file.write(text + between)
        file.write(text + end)
    assert path.stat().st_size > 60_000_000
    tracemalloc.start()
    try:
        if layout == "beside":
            assert read_beside(path, "runs") == {"info": {"n": 1}}
            assert head(path).first == {"info": {"n": 1}, "runs": [RECORD]}
        else:
            assert sum(1 for _ in read_records(path, "runs" if layout == "under" else None)) == count
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000, f"peak {peak / 1e6:.1f} MB"


@pytest.mark.parametrize("opening", ["[", "", '["', '{"runs": ["', '{"runs": [{"a": "'])
def test_one_record_without_end_is_not_held_beyond_the_limit(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "big.json"
    with path.open("w") as file:
        file.write(opening)
        for _ in range(60):
            file.write("x" * 1_000_000)
    under = "runs" if "runs" in opening else None
    tracemalloc.start()
    try:
        items = list(read_records(path, under, largest=4_000_000))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [type(item) for item in items] == [Broken]
    assert peak < 30_000_000, f"peak {peak / 1e6:.1f} MB"


def test_a_message_of_five_megabytes_is_read_in_every_layout(put) -> None:
    record = {"messages": [{"role": "tool", "content": 'a "quoted" \\ {[ \u00e9\n' * 250_000}]}
    assert len(json.dumps(record)) > 5_000_000
    for text in (json.dumps(record), json.dumps([record], indent=1), json.dumps(record) + "\n" + json.dumps(record)):
        path = put(text)
        assert all(value == record for value in values(path))
        assert head(path).first == record


def test_a_file_that_is_broken_everywhere_does_not_take_for_ever(put) -> None:
    text = "[\n" + '{"a": [1, "open},\n' * 20_000 + "]"
    started = time.monotonic()
    items = list(read_records(put(text), largest=1_000_000))
    assert items and not any(isinstance(item, Record) for item in items)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("name", "under", "count"),
    [
        ("tau-bench/gpt-4o-airline.json", None, 200),
        ("tau2-bench/gpt-4.1_airline.json", "simulations", None),
        ("plan_rewardbench/tool_irrelevance.jsonl", None, 275),
        ("when2call/when2call_test_llm_judge.jsonl", None, 300),
    ],
)
def test_the_shared_logs_are_read_as_python_reads_them(name: str, under: str | None, count: int | None) -> None:
    path = shared(name)
    text = path.read_text(encoding="utf-8")
    expected = [json.loads(line) for line in text.splitlines()] if name.endswith("jsonl") else json.loads(text)
    if under is not None:
        beside = {key: value for key, value in expected.items() if key != under}
        assert json.dumps(read_beside(path, under)) == json.dumps(beside)
        expected = expected[under]
    assert json.dumps(values(path, under)) == json.dumps(expected)
    assert count is None or len(expected) == count
