"""Voices: they tell all that is to be told, add nothing that a check could take for more, and differ."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from negforge.agents.voices import VOICES, Voice, VoiceName
from negforge.agents.voices.manners import MANNERS
from negforge.agents.voices.narrations import gerund, narration
from negforge.checks.readings.phrases import FAILURE, REFUSAL, claims, sentences
from negforge.worlds.goal import Fact, fact
from negforge.worlds.wants import _NOT_DONE, _WONT
from negforge.worlds.wording import word

COUNTS = re.compile(
    r"\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice|yes|no)\b", re.IGNORECASE
)
DUE = '["{Label}" is now due on {value}.|The new date for "{Label}" is {value}.|I renewed "{Label}" until {value}.]'
TITLES = ("Lattice of Rain", "Mill", "The Slow Tide", "Harbour Nights", "Nine Doors")
MIXED: list[Fact | str] = [
    fact("fare", "41.50 EUR"),
    fact("departure", "08:12", "[It leaves at {value}.|Departure is at {value}.]"),
    fact("seat", "14C", "[You sit in {value}, {car}.|{car}: {value}.]", car="coach 7"),
    *(fact(title, date(2026, 5, 3 + at), DUE) for at, title in enumerate(TITLES)),
    "The rest stays as it is.",
]
VALUES = ("41.50 EUR", "08:12", "14C", "coach 7", *(f"{3 + at} May 2026" for at in range(5)), *TITLES)


@pytest.mark.parametrize("name", VOICES)
def test_what_a_voice_adds_denies_nothing_claims_nothing_and_counts_nothing(name: VoiceName) -> None:
    rng, m = Random(name), MANNERS[name]
    for form in (*m.leads, *m.hems, *m.closings, *m.links, *m.last_links, *m.first_links, *m.ask_leads):
        for _ in range(300):
            added = word(form, rng, {})
            for pattern in (REFUSAL, FAILURE, _NOT_DONE, _WONT, COUNTS):
                assert pattern.search(added) is None, added
            assert not claims(added), added
            assert "?" not in added  # the scripted user would take it for a question


@pytest.mark.parametrize("name", VOICES)
def test_a_narration_denies_nothing_and_claims_nothing(name: VoiceName) -> None:
    rng = Random(name)
    for _ in range(4000):
        said = narration(name, "look up the loan", rng)
        for pattern in (REFUSAL, FAILURE, _NOT_DONE, _WONT, COUNTS):
            assert pattern.search(said) is None, said
        assert not claims(said)
        assert not said or re.search(r"look(?:ing)? up the loan", said, re.IGNORECASE)


@pytest.mark.parametrize("name", VOICES)
def test_every_value_is_told_and_stands_by_itself(name: VoiceName) -> None:
    rng = Random(name)
    for _ in range(400):
        text = Voice(name).tells(list(MIXED), "Shall I go on with it?", rng)
        for value in VALUES:
            assert re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text), (value, text)
        assert re.search(r"shall I go on with it\?$", text, re.IGNORECASE)
        assert "The rest stays as it is." in text or "the rest stays as it is." in text


@pytest.mark.parametrize("name", VOICES)
def test_no_value_stands_nearer_to_another_label_than_to_its_own(name: VoiceName) -> None:
    rng = Random(name)
    for _ in range(300):
        text = Voice(name).tells([fact(t, date(2026, 5, 3 + at), DUE) for at, t in enumerate(TITLES)], "", rng)
        found = re.findall("|".join(map(re.escape, (*TITLES, *(f"{3 + at} May 2026" for at in range(5))))), text)
        assert found == [part for at, title in enumerate(TITLES) for part in (title, f"{3 + at} May 2026")], text


@pytest.mark.parametrize("name", VOICES)
def test_a_refusal_gets_no_cheerful_announcement(name: VoiceName) -> None:
    rng = Random(name)
    refusal = "I can't share what another reader has borrowed: that is private."
    for _ in range(500):
        text = Voice(name).tells([refusal], "", rng)
        assert re.search(r"I can't share what another reader has borrowed: that is private\.", text)
        assert not re.search(r"glad to help|here's the|what you were after|sure thing", text.split("I can't")[0], re.I)


def test_draws_differ_and_no_sentence_of_a_voice_is_frequent() -> None:
    rng = Random(5)
    seen: Counter[str] = Counter()
    rounds = 5000
    for at in range(rounds):
        name = VOICES[rng.randrange(len(VOICES))]
        told: list[Fact | str] = [fact("thing", f"VALUE{at}", f"It is {{value}} here, FACT{at}.")]
        text = Voice(name).tells(told, "", rng)
        seen.update({s.text.strip().lower() for s in sentences(text) if "FACT" not in s.text and "VALUE" not in s.text})
    assert seen.most_common(1)[0][1] / rounds < 0.02
    for name in ("formal", "chatty", "cautious", "narrating"):
        assert len({Voice(name).tells(list(MIXED), "", Random(seed)) for seed in range(200)}) > 195


def test_the_voices_can_be_told_apart_by_layout_and_by_how_much_they_say() -> None:
    def mean(name: VoiceName, of: str) -> float:
        texts = [Voice(name).tells(list(MIXED[:2]), "", Random(f"{name}{seed}")) for seed in range(300)]
        return sum(len(text) if of == "length" else text.count(of) for text in texts) / len(texts)

    assert mean("terse", "length") < mean("chatty", "length") < mean("formal", "length") + 60
    assert mean("terse", "length") * 1.5 < mean("formal", "length")
    assert mean("bulleted", "\n") > 1 > mean("formal", "\n-")
    assert mean("chatty", "!") > 0.2 > mean("formal", "!")


def test_how_often_a_voice_narrates_is_its_own() -> None:
    shares = {
        name: sum(bool(Voice(name).before("look up the loan", Random(f"{name}{seed}"))) for seed in range(600)) / 600
        for name in VOICES
    }
    assert shares["narrating"] > 0.85 > 0.7 > shares["chatty"] > shares["cautious"] > shares["formal"] > 0.1
    assert max(shares["terse"], shares["bulleted"]) < 0.1
    assert all(Voice(name).before("", Random(1)) == "" for name in VOICES)


@pytest.mark.parametrize(
    ("why", "doing"),
    [
        ("look up the loan", "looking up the loan"),
        ("see what is due", "seeing what is due"),
        ("place the hold", "placing the hold"),
        ("get the fees", "getting the fees"),
        ("read the fees and pay them", ""),
        ("Renew it", ""),
    ],
)
def test_a_gerund_is_made_only_where_it_is_right(why: str, doing: str) -> None:
    assert gerund(why) == doing


def test_every_voice_has_a_manner_and_the_same_seed_says_the_same() -> None:
    assert set(MANNERS) == set(VOICES)
    for name in VOICES:
        first, second = (Voice(name).tells(list(MIXED), "", Random(3)) for _ in range(2))
        assert first == second


@pytest.mark.parametrize("name", VOICES)
def test_rows_with_numbers_of_their_own_stand_below_one_another_without_another_mark(name: VoiceName) -> None:
    rows: list[Fact | str] = [
        fact(f"{at}. Monday, {at} May", f"EUR {at}.90", "{Label}[:|, for|, at] {value}.") for at in range(1, 5)
    ]
    for seed in range(200):
        lines = Voice(name).tells(list(rows), "", Random(seed)).split("\n")
        assert not any(re.match(r"[-*•–→] *\d\. ", line) for line in lines), lines
