"""No family of near tasks stands in two splits, and nothing goes without a reason."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from negforge.assemble.contamination import Record, held_against
from negforge.assemble.duplicates import duplicates_in, families_of
from negforge.assemble.portraits import Portrait, portrait_of
from negforge.core.edit import Edit
from negforge.core.message import say
from tests.validate.examples import CHOSEN, pair_of

EASY, HARD, LOST = "planning_single_easy", "planning_single_hard", "robust_recovery"
SIZES = {EASY: 100, HARD: 100, LOST: 200}
RENEW = "Please renew all {} loans that are due this week and tell me which ones could not be renewed, by {}."


def portrait(pair_id: str, split: str, task: str, asked: str, *, run: str = "", apart: str = "") -> Portrait:
    return Portrait(pair_id, split, task, asked, run or f"run {pair_id} {task}", apart or pair_id, "a_rule", "a_defect")


def gone(pairs: list[Portrait]) -> dict[str, str]:
    drops = duplicates_in(families_of(pairs), SIZES)
    assert {(drop.check, drop.rule, drop.defect) for drop in drops} <= {("duplicates", "a_rule", "a_defect")}
    assert len({drop.pair_id for drop in drops}) == len(drops)
    return {drop.pair_id: drop.reason for drop in drops}


def test_a_task_stands_in_one_split() -> None:
    pairs = [portrait("p1", EASY, "t", "Renew my loans."), portrait("p2", HARD, "t", "Renew my loans.")]
    assert gone(pairs) == {"p2": f"its task stands in {EASY}"}


def test_tasks_that_are_near_once_masked_are_one_family() -> None:
    pairs = [
        portrait("p1", EASY, "t", RENEW.format("Anna", "5 May")),
        portrait("p2", EASY, "u", RENEW.format("Bert", "7 June")),
        portrait("p3", EASY, "u", RENEW.format("Bert", "7 June")),
        portrait("p4", EASY, "v", "Where is the next train to Rosvale, and what does it cost?"),
    ]
    assert gone(pairs) == {"p1": f"nearly the same as task u, which stands in {EASY}"}


def test_near_runs_make_a_family_too() -> None:
    run = " ".join(f"word{number}" for number in range(60))
    pairs = [portrait("p1", EASY, "t", "One thing.", run=run), portrait("p2", HARD, "u", "Another.", run=f"{run} more")]
    assert list(gone(pairs)) == ["p2"]


def test_pairs_of_one_task_stay_unless_their_sides_differ_by_the_same_words() -> None:
    pairs = [portrait(f"p{n}", EASY, "t", "Renew.", apart=apart) for n, apart in enumerate(("a", "b", "a"))]
    assert gone(pairs) == {"p2": "its sides differ by the same words as those of p0"}


def test_a_family_goes_to_the_split_that_is_farthest_from_its_size() -> None:
    full = [portrait(f"e{n}", EASY, f"e{n}", f"An easy question of the kind {'abcdefgh'[n] * 3}.") for n in range(8)]
    both = [portrait("p1", EASY, "t", RENEW), portrait("p2", HARD, "t", RENEW)]
    assert list(gone([*full, *both])) == ["p1"]


def test_the_order_of_the_pairs_is_no_matter() -> None:
    rng = Random(8)
    asked = [" ".join(rng.choice(["train", "room", "book", "bill", "tea"]) for _ in range(14)) for _ in range(30)]
    pairs = [
        portrait(f"p{n}", rng.choice(list(SIZES)), f"t{n % 40}", rng.choice(asked), apart=str(n % 3))
        for n in range(200)
    ]
    first = gone(pairs)
    assert 20 < len(first) < 200
    kept = [one for one in pairs if one.pair_id not in first]
    assert gone(kept) == {}
    for seed in (1, 2):
        assert gone(Random(seed).sample(pairs, len(pairs))) == first
    for family in families_of(kept):
        assert len(family.pairs) == 1
        assert len(family.tasks) == 1


def test_no_pairs_and_one_pair() -> None:
    assert gone([]) == {}
    assert gone([portrait("p", EASY, "t", "")]) == {}


def test_a_portrait_knows_what_tells_the_sides_apart() -> None:
    one = pair_of()
    other = pair_of([Edit(4, CHOSEN[4], say("assistant", "R1 costs 31.50 and R2 costs 84.00."))])
    assert portrait_of(one).apart == portrait_of(replace(one, id="x", split=None)).apart != portrait_of(other).apart
    assert portrait_of(one).task == "fares"
    assert portrait_of(one).asked == "What do the trains R1 and R2 cost?"


def test_what_stands_in_a_corpus_is_told_with_its_part_its_share_and_its_place() -> None:
    run = " ".join(f"word{number}" for number in range(60))
    pairs = [
        portrait("p1", EASY, "t", RENEW.format("Anna", "5 May")),
        portrait("p2", EASY, "u", "Where is the next train to Rosvale, and what does it cost?", run=run),
        portrait("p3", EASY, "v", "Is there a room for two by the station this weekend?"),
    ]
    records = [
        Record("logs.json: line 7", asked=(f"Hello. {RENEW.format('Anna', '5 May')}",)),
        Record("logs.json: line 9", runs=(run.replace("word30", "other"),)),
        Record("logs.json: line 10", asked=(RENEW.format("the", "tomorrow"),)),
    ]
    hits, count = held_against(pairs, records, 0.8, 0.8)
    assert count == 3
    assert [(hit.pair.pair_id, hit.part, hit.where) for hit in hits] == [
        ("p1", "task", "logs.json: line 7"),
        ("p2", "run", "logs.json: line 9"),
    ]
    assert hits[0].drop().reason == "1.00 of what its user says stands in logs.json: line 7"
    assert (hits[1].drop().check, hits[1].drop().reason[:4]) == ("against", "0.95")


def test_within_a_split_near_tasks_may_stay() -> None:
    pairs = [
        portrait("p1", EASY, "t", RENEW.format("Anna", "5 May")),
        portrait("p2", EASY, "u", RENEW.format("Bert", "7 June")),
        portrait("p3", HARD, "u", RENEW.format("Bert", "7 June")),
        portrait("p4", HARD, "v", "Which rooms are free on Monday?"),
    ]
    drops = duplicates_in(families_of(pairs), SIZES, within=False)
    assert {drop.pair_id: drop.reason for drop in drops} == {"p3": f"its task stands in {EASY}"}
