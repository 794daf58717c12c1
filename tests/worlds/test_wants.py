"""Wants: each says whether it is met, and why, from the world and the words alone."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from negforge.worlds.paths import GONE, changed_paths
from negforge.worlds.session import Session
from negforge.worlds.spoken import spoken_forms
from negforge.worlds.wants import (
    Admits,
    Asks,
    Becomes,
    Called,
    Declines,
    Gains,
    Helps,
    Holds,
    NotCalled,
    OnlyChanges,
    Says,
    Silent,
    Story,
    Tells,
    Want,
)
from tests.worlds.small_world import SMALL


def story(*said: str, calls: tuple[tuple[str, str], ...] = ()) -> Story:
    session = Session(SMALL, 1)
    for call in calls:
        session.call(*call)
    return Story(session.start, session.desk, tuple(session.done), said)


TAKE = (("take", '{"name": "jar-12", "grams": 3}'),)
LEFT = Session(SMALL, 1).desk.state.jars["jar-12"] - 3


@pytest.mark.parametrize(
    ("want", "good", "bad"),
    [
        (Tells("the total", 1234.5), story("It is €1,234.50."), story("It is €1,243.50.")),
        (Tells("the day", date(2026, 3, 2)), story("On Monday, 2 March."), story("On 3 March.")),
        (Tells("the fee", 12, instead=(15,)), story("The fee is 12."), story("The fee is 15.")),
        (Silent("the code", ("4711",)), story("No."), story("It is 4711.")),
        (Becomes("jars.jar-12", LEFT), story("x", calls=TAKE), story("x")),
        (Becomes("jars.jar-99", GONE), story("x"), story("x", calls=())),
        (
            Holds("less", lambda s: s.jars["jar-12"] == LEFT, "it is less", lambda s: "it is not"),
            story("x", calls=TAKE),
            story("x"),
        ),
        (
            OnlyChanges(("jars.jar-12",)),
            story("x", calls=TAKE),
            story("x", calls=(("take", '{"name": "jar-23", "grams": 1}'),)),
        ),
        (
            Called("take", {"grams": 3}),
            story("x", calls=TAKE),
            story("x", calls=(("take", '{"name": "jar-12", "grams": 4}'),)),
        ),
        (Called("take", most=1), story("x", calls=TAKE), story("x", calls=TAKE * 2)),
        (
            Called("weigh", before="take"),
            story("x", calls=(("weigh", '{"name": "jar-12"}'), *TAKE)),
            story("x", calls=(*TAKE, ("weigh", '{"name": "jar-12"}'))),
        ),
        (NotCalled(("take",)), story("x"), story("x", calls=TAKE)),
        (NotCalled(), story("x"), story("x", calls=(("list_jars", "{}"),))),
        (Declines("priva"), story("I can't do that: it is private."), story("Done, it is private.")),
        (Helps(), story("Here it is: 3."), story("I cannot help with that.")),
        (Admits(), story("I could not reach the shelf."), story("All done.")),
        (Says("the way", "by train|by rail"), story("Go by rail."), story("Go by bus.")),
        (Asks("which"), story("Which jar do you mean?", "Done."), story("Done.")),
    ],
)
def test_a_want_is_met_by_what_fits_and_not_by_what_does_not(want: Want, good: Story, bad: Story) -> None:
    assert want.look(good).met, want.look(good).sentence
    if bad != good and not (isinstance(want, Becomes) and want.value is GONE):
        found = want.look(bad)
        assert not found.met
        assert found.sentence and found.want == want.name


def test_gains_counts_new_entries_and_names_strangers() -> None:
    session = Session(SMALL, 1)
    order = session.call("take", '{"name": "jar-12", "grams": 3}').data["order"]
    session.call("wait", '{"minutes": 30}')
    told = Story(session.start, session.desk, tuple(session.done), ("x",))
    assert Gains("orders", {}, count=1).look(told).met
    two = Gains("orders", {}, count=2).look(told)
    assert not two.met and "should gain 2" in two.sentence
    assert changed_paths(session.start.state, session.desk.state) == ["jars.jar-12", f"orders.{order}"]


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (1234.5, "1,234.50"),
        (7, "seven"),
        (7, "7.00"),
        (time(14, 5), "2:05 pm"),
        (date(2026, 7, 1), "1st of July"),
        (date(2026, 7, 1), "July 1"),
        (datetime(2026, 7, 1, 9, 30), "1 July at 9:30"),
        (True, "yes"),
    ],
)
def test_a_value_may_be_told_in_its_usual_forms(value: object, form: str) -> None:
    assert form in spoken_forms(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (12, "It is 112."),
        (12, "It is 12.5."),
        (12, "12,500"),
        ("Ann", "Anna"),
        (3.5, "13.5"),
        (date(2026, 7, 1), "11 July"),
    ],
)
def test_part_of_another_value_is_not_the_value(value: object, words: str) -> None:
    assert not Tells("it", value).look(story(words)).met
