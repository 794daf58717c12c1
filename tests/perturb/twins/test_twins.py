"""A twin of each kind: nothing but the change, the same verdicts, the same record; none where there is no hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negforge.adapters.wire import decode_pair, encode_pair
from negforge.checks.registry import CHECKS
from negforge.cli.main import main
from negforge.core.defect import find_defect
from negforge.core.edit import Edit
from negforge.core.json_text import Json
from negforge.core.message import Message, ToolCall, ToolResponse, text_of
from negforge.core.pair import Pair
from negforge.core.task import Task, Tool
from negforge.core.transcript import render, tokens_in
from negforge.perturb.twins.markup import marked_up, plain
from negforge.perturb.twins.orders import reordered
from negforge.perturb.twins.padding import padded_to
from negforge.perturb.twins.registry import TWINS
from negforge.perturb.twins.renames import other_name, renamed_ids
from negforge.perturb.twins.twin import Twin
from negforge.pipeline.pairs.twins import NO_PROOF, Tally, twin_of, twins_of
from negforge.validate.faithful import faithful
from tests.build import assistant, call, conversation, response, tool, user
from tests.perturb.proving import pair_of

BY_NAME = {twin.name: twin for twin in TWINS}
ANSWER = "The parcel **SL-88624** weighs 3.42 kg. It came on 14 May 2026 at 09:20. It lies on shelf SH-417."
DEFECT = "ungrounded_value"


class Stock:
    """Material that is at hand: a few tools, and the same talk under other numbers."""

    def other_tools(self, _task: Task) -> Sequence[Tool]:
        return [tool(f"read_tide_{number}", "The tide.", port="string") for number in range(8)]

    def earlier_talks(self, _pair: Pair, _rng: Random, _enough: int) -> Sequence[tuple[Message, ...]]:
        return [_talk(number) for number in range(700)]


def _talk(number: int) -> tuple[Message, ...]:
    asked = call("get_parcel", {"number": f"QX-{70000 + number}"}, call_id=f"q{number}")
    said: Json = {"number": f"QX-{70000 + number}", "state": "delivered", "note": "left with the neighbour " * 4}
    answer = replace(response(said, call_id=f"q{number}"), name="get_parcel")
    return user(f"Was QX-{70000 + number} delivered?"), asked, answer, assistant("Yes, it was delivered.")


def pair(answer: str = ANSWER) -> Pair:
    task, run = conversation(
        user("Where is the parcel SL-88624, and what does it weigh?"),
        call("get_parcel", {"number": "SL-88624", "full": True}),
        call("list_slots", {"shelf": "SH-417"}, with_previous=True),
        response({"number": "SL-88624", "weight": 3.42, "shelf": "SH-417", "came": "2026-05-14", "at": "09:20"}),
        response({"slots": ["a", "b"], "shelf": "SH-417"}),
        assistant(answer),
        tools=[tool("get_parcel", "A parcel.", number="string", full="boolean?"), tool("list_slots", shelf="string")],
    )
    made = pair_of(task, run, (Edit(4, run.messages[4], assistant(answer.replace("3.42", "4.87"))),))
    return replace(made, defect=DEFECT)


def made_of(kind: str, plain_pair: Pair | None = None) -> Pair:
    made = twin_of(plain_pair or pair(), BY_NAME[kind], 1, Stock(), CHECKS)
    assert isinstance(made, Pair), made
    return made


SHAPED = {"markup": pair(ANSWER.replace("**", ""))}


@pytest.mark.parametrize("kind", BY_NAME)
def test_a_twin_is_another_pair_with_the_same_label_verdicts_and_record(kind: str) -> None:
    one = SHAPED.get(kind, pair())
    twin = made_of(kind, one)
    check = CHECKS[find_defect(DEFECT).check]  # type: ignore[union-attr]
    assert twin.id != one.id and twin.twin == kind
    assert (twin.defect, twin.label, twin.origin) == (one.defect, one.label, one.origin)
    assert not check(twin.task, twin.chosen)
    assert check(twin.task, twin.rejected)
    assert faithful(twin) is None
    assert decode_pair(encode_pair(twin)) == twin


@pytest.mark.parametrize("kind", BY_NAME)
def test_the_same_number_gives_the_same_twin(kind: str) -> None:
    one = SHAPED.get(kind, pair())
    assert made_of(kind, one) == made_of(kind, one)


def test_keys_in_another_order_parse_to_equal_json() -> None:
    one, twin = pair(), made_of("key_order")
    moved = 0
    for side, other in ((one.chosen, twin.chosen), (one.rejected, twin.rejected)):
        for before, after in zip(side.messages, other.messages, strict=True):
            if isinstance(before, ToolCall | ToolResponse):
                assert json.loads(text_of(before)) == json.loads(text_of(after))
                moved += text_of(before) != text_of(after)
    assert moved >= 2


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=12,
)


@given(_JSON, st.sampled_from([(",", ":"), (", ", ": ")]), st.text(max_size=3))
def test_any_json_says_the_same_in_another_order(value: Json, separators: tuple[str, str], salt: str) -> None:
    text = json.dumps(value, separators=separators, ensure_ascii=False)
    other = reordered(text, salt)
    assert json.loads(other) == value and len(other) == len(text)


@given(st.from_regex(r"[A-Z]{2,3}-?[0-9]{3,6}", fullmatch=True), st.integers(0, 99))
def test_any_id_is_renamed_alike_on_both_sides(name: str, rng_seed: int) -> None:
    one = pair(ANSWER.replace("SL-88624", name))
    twin = renamed_ids(one, Random(rng_seed), Stock())
    assert twin is not None
    said, other = text_of(twin.chosen.messages[-1]), text_of(twin.rejected.messages[-1])
    assert said.replace("3.42", "4.87") == other and name not in said
    assert faithful(twin) is None


@pytest.mark.parametrize("text", ["no json", "[1, 2]", '{"a": 1.50, "b": 2}', '{"b" : 1, "a" : 2}', "", '"a"'])
def test_what_would_not_come_back_to_the_letter_keeps_its_order(text: str) -> None:
    assert reordered(text, "salt") == text


def test_tools_bear_their_new_names_everywhere() -> None:
    asked = pair("I asked get_parcel. The parcel SL-88624 weighs 3.42 kg.")
    twin = made_of("renamed_tools", asked)
    assert [one.name for one in twin.task.tools] == ["getParcel", "listSlots"]
    shown = render(twin.task, twin.chosen) + render(twin.task, twin.rejected)
    assert "get_parcel" not in shown and "list_slots" not in shown
    assert shown.count("getParcel") == (render(asked.task, asked.chosen) + render(asked.task, asked.rejected)).count(
        "get_parcel"
    )


@pytest.mark.parametrize("name", ["get_parcel", "getParcel", "fare"])
def test_a_name_takes_another_spelling(name: str) -> None:
    assert other_name(name) != name
    if name != "fare":
        assert other_name(other_name(name)) == name


def test_ids_change_consistently_and_keep_their_form() -> None:
    one, twin = pair(), made_of("renamed_ids")
    shown = render(twin.task, twin.chosen)
    (asked,) = {
        json.loads(text_of(m))["number"]
        for m in twin.chosen.messages
        if isinstance(m, ToolCall) and "number" in m.arguments
    }
    assert asked != "SL-88624" and asked[:4] == "SL-8" and len(asked) == len("SL-88624")
    assert "SL-88624" not in shown and "SH-417" not in shown
    assert shown.count(asked) == render(one.task, one.chosen).count("SL-88624")
    assert "3.42" in shown and "14 May 2026" in shown


def test_more_tools_are_on_offer_and_nothing_else_changes() -> None:
    one, twin = pair(), made_of("more_tools")
    assert {t.name for t in one.task.tools} < {t.name for t in twin.task.tools}
    assert (twin.chosen, twin.rejected, twin.task.opening) == (one.chosen, one.rejected, one.task.opening)


def test_only_the_side_that_is_named_praises_itself() -> None:
    one = pair()
    assert made_of("praise_chosen").rejected == one.rejected
    assert made_of("praise_rejected").chosen == one.chosen
    assert text_of(made_of("praise_chosen").chosen.messages[-1]).startswith(ANSWER)


def test_both_sides_are_as_wordy() -> None:
    one, twin = pair(), made_of("verbose")
    longer = [
        len(text_of(after.messages[-1])) - len(text_of(before.messages[-1]))
        for before, after in ((one.chosen, twin.chosen), (one.rejected, twin.rejected))
    ]
    assert longer[0] == longer[1] > 100


def test_markup_goes_and_comes() -> None:
    assert plain("## Found\n- **SL-88624**: `open`\n- *two*") == "Found\nSL-88624: open\ntwo"
    assert marked_up("It came on 14 May. It is SL-88624. It is here.") == (
        "- It came on **14 May**.\n- It is **SL-88624**.\n- It is here."
    )
    assert marked_up("**Done.** One. Two.") == "**Done.** One. Two."


@pytest.mark.parametrize("tokens", [4_000, 16_000])
def test_earlier_talks_stand_before_the_request_and_reach_the_length(tokens: int) -> None:
    twin = padded_to(tokens)(pair(), Random(1), Stock())
    assert twin is not None
    assert 0.75 * tokens <= tokens_in(render(twin.task, twin.chosen)) <= 1.2 * tokens
    assert twin.task.opening[-1] == pair().task.opening[-1]
    assert (twin.chosen, twin.rejected) == (pair().chosen, pair().rejected)


def test_no_twin_is_made_where_there_is_no_hold_or_no_proof() -> None:
    silent = replace(pair(), defect="unheard_of")
    assert twin_of(silent, BY_NAME["verbose"], 1, Stock(), CHECKS) == NO_PROOF
    tally = Tally()
    assert list(twins_of([pair("It weighs 3.42 kg.")], [BY_NAME["plain"]], 1, tally)) == []
    assert tally.missed.total() == 1


def test_a_change_that_matters_is_no_twin() -> None:
    def mends(one: Pair, _rng: Random, _material: object) -> Pair:
        return replace(one, rejected=one.chosen)

    told = twin_of(pair(), Twin("mended", "Mends the rejected.", mends), 1, Stock(), CHECKS)
    assert told == "grounding: finds nothing on the twin's rejected"


def test_the_verb_writes_twins_and_counts_what_could_not_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held, out = tmp_path / "pairs.jsonl", tmp_path / "twins.jsonl"
    held.write_bytes(encode_pair(replace(pair(), split="planning_single_easy")) + b"\n")
    assert main(["twins", str(held), "--kind", "verbose", "--kind", "padded_16k", "-o", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["twin"], row["made"]) for row in told["twins"]] == [("verbose", 1), ("padded_16k", 0)]
    assert told["twins"][1]["not_made"] == {"the pair offers no hold for it": 1}
    (line,) = out.read_bytes().splitlines()
    assert decode_pair(line).twin == "verbose"
    assert main(["twins", str(held), "--kind", "padded_16k", "-o", str(out)]) == 1
    assert main(["twins", str(held), "--kind", "verbos", "-o", str(out)]) == 2
    assert "did you mean verbose?" in capsys.readouterr().err
