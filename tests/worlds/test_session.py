"""A session: execution, arguments as a service would take them, time, late effects."""

from __future__ import annotations

import json
from copy import deepcopy

from negforge.worlds.session import Session
from tests.worlds.small_world import SMALL


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    one, same, other = (Session(SMALL, seed).call("list_jars", "{}").text for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_a_read_changes_no_later_response() -> None:
    plain, curious = Session(SMALL, 3), Session(SMALL, 3)
    for _ in range(3):
        curious.call("list_jars", "{}")
        curious.call("look", '{"order": "T1"}')
    calls = [("take", '{"name": "jar-12", "grams": 10}'), ("list_jars", "{}"), ("look", '{"order": "T1"}')]
    assert [plain.call(*call).text for call in calls] == [curious.call(*call).text for call in calls]


def test_time_passes_by_writes_waits_and_user_turns_only() -> None:
    session = Session(SMALL, 1)
    begin = session.desk.now
    session.call("list_jars", "{}")
    assert session.desk.now == begin
    session.call("take", '{"name": "jar-12", "grams": 1000000}')  # refused: nothing happened
    assert session.desk.now == begin
    session.call("take", '{"name": "jar-12", "grams": 1}')
    after_write = session.desk.now
    assert after_write > begin
    session.user_turn()
    assert session.desk.now > after_write
    before = session.desk.now
    session.call("wait", '{"minutes": 7}')
    assert (session.desk.now - before).total_seconds() == 420


def test_a_late_effect_shows_on_a_later_poll_and_not_before() -> None:
    session = Session(SMALL, 1)
    order = session.call("take", '{"name": "jar-12", "grams": 1}').data["order"]
    assert session.call("look", json.dumps({"order": order})).data["status"] == "on its way"
    session.call("wait", '{"minutes": 10}')
    assert session.call("look", json.dumps({"order": order})).data["status"] == "there"


def test_an_id_derives_from_content_and_not_from_what_was_read_before() -> None:
    one, other = Session(SMALL, 1), Session(SMALL, 1)
    other.call("list_jars", "{}")
    call = ("take", '{"name": "jar-12", "grams": 5}')
    assert one.call(*call).data["order"] == other.call(*call).data["order"]


def test_arguments_are_refused_as_a_service_would() -> None:
    session = Session(SMALL, 1)
    for arguments, status in (
        ("not json", 400),
        ("[1]", 400),
        ('{"name": "\\ud800", "grams": 1}', 400),
        ('{"name": "jar-12", "grams": 1e300}', 422),
        ("{}", 422),
        ('{"name": "jar-12", "grams": 0}', 422),
        ('{"name": "jar-12", "grams": 1, "more": 2}', 422),
    ):
        response = session.call("take", arguments)
        assert response.is_error and response.status == status, arguments
    assert session.call("nothing", "{}").status == 404
    assert session.desk.state == session.start.state


def test_a_refusal_changes_nothing_and_says_why() -> None:
    session = Session(SMALL, 1)
    before = deepcopy(session.desk.state)
    response = session.call("take", '{"name": "jar-12", "grams": 5000}')
    assert response.code == "not_enough"
    assert json.loads(response.text)["error"]["left"] == before.jars["jar-12"]
    assert session.desk.state == before
    assert not session.done[-1].took_effect


def test_a_whole_number_may_be_spelled_as_a_fraction() -> None:
    session = Session(SMALL, 1)
    before = session.desk.state.jars["jar-12"]
    assert not session.call("take", '{"name": "jar-12", "grams": 2.0}').is_error
    assert session.desk.state.jars["jar-12"] == before - 2
    assert isinstance(session.desk.state.jars["jar-12"], int)
