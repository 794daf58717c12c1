"""Near-duplicates find one another, whatever stands around them and in whatever order they come."""

from __future__ import annotations

from random import Random

import pytest

from negforge.similarity.grouping import groups_of
from negforge.similarity.shingles import jaccard, shingles_of, words_of

WORDS = [f"{a}{b}" for a in ("book", "train", "room", "bill", "mail", "tea") for b in "abcdefghijklmnopqrst"]


def text_of(rng: Random, words: int = 40) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words))


def changed(text: str, rng: Random, times: int) -> str:
    words = text.split()
    for at in rng.sample(range(len(words)), times):
        words[at] = "changed"
    return " ".join(words)


def partition(groups: list[int], order: list[int]) -> set[frozenset[int]]:
    """The groups as sets of the texts' places in the first order."""
    held: dict[int, set[int]] = {}
    for place, group in zip(order, groups, strict=True):
        held.setdefault(group, set()).add(place)
    return {frozenset(members) for members in held.values()}


def test_a_group_is_called_by_the_place_of_its_first_text() -> None:
    near = "Renew all my loans that are due this week, and tell me which ones could not be renewed, please."
    texts = ["Where is the next train to Rosvale?", near, "A room for two", near.replace("please", "thanks")]
    assert groups_of(texts) == [0, 1, 2, 1]


def test_case_punctuation_and_white_space_are_no_difference() -> None:
    assert groups_of(["Book a room.", "book  a\nROOM", "book a zoom"]) == [0, 0, 2]


@pytest.mark.parametrize("texts", [[], [""], ["one"], ["one two three four"]])
def test_few_texts_are_groups_too(texts: list[str]) -> None:
    assert groups_of(texts) == list(range(len(texts)))


def test_texts_without_words_are_held_against_each_other_as_they_are_spelled() -> None:
    assert groups_of(["", "  ", "?!", "...", "?!", "", "a"]) == [0, 0, 2, 3, 2, 0, 6]


def test_identical_texts_are_one_group_however_many() -> None:
    assert set(groups_of(["the same words again and again"] * 3_000)) == {0}


def test_hostile_texts_come_through() -> None:
    texts = ["\ud800 half a character", "\0" * 50, "𝕓𝕠𝕠𝕜 𝕒 𝕣𝕠𝕠𝕞", "book a room", "x" * 200_000, "<name> <name>", "🙂🙃"]
    assert groups_of(texts) == [0, 1, 2, 2, 4, 5, 6]  # letters of a mathematical alphabet are letters


def test_scripts_without_spaces_have_words_too() -> None:
    one = "请帮我预订明天上午十点从北京到上海的火车票两张谢谢"
    assert groups_of([one, one.replace("两", "三"), "明天天气怎么样"], 0.6) == [0, 0, 2]
    assert words_of("予約 Room-7") == ["予", "約", "room", "7"]


def test_groups_do_not_hang_on_the_order() -> None:
    rng = Random(3)
    texts = [text_of(rng) for _ in range(120)]
    texts += [changed(rng.choice(texts), rng, rng.choice((1, 2, 3, 4, 6))) for _ in range(480)]
    first = partition(groups_of(texts), list(range(len(texts))))
    assert 100 < len(first) < 500
    for seed in (1, 2):
        order = Random(seed).sample(range(len(texts)), len(texts))
        assert partition(groups_of([texts[at] for at in order]), order) == first


def test_the_groups_are_those_of_comparing_each_with_each() -> None:
    rng = Random(4)
    texts = [text_of(rng, 30) for _ in range(60)]
    texts += [changed(rng.choice(texts), rng, rng.choice((1, 2, 3, 4))) for _ in range(140)]
    sets = shingles_of(texts)
    above = list(range(len(texts)))
    for one in range(len(texts)):
        for other in range(one):
            if jaccard(sets[one], sets[other]) >= 0.7:
                low, high = sorted((above[one], above[other]))
                above = [low if member == high else member for member in above]
    assert groups_of(texts) == above


def test_what_is_a_little_less_near_than_asked_for_is_apart() -> None:
    one = "a b c d e f g h i j k l"
    other = one.replace("f", "x")
    sets = shingles_of([one, other])
    assert jaccard(*sets) == 7 / 13
    assert groups_of([one, other], 7 / 13) == [0, 0]
    assert groups_of([one, other], 7 / 13 + 1e-9) == [0, 1]


def test_ten_times_as_many_texts_bring_the_old_ones_together_as_before() -> None:
    rng = Random(5)
    texts = [text_of(rng) for _ in range(200)]
    texts += [changed(text, rng, 1) for text in texts[:100]]
    more = [text_of(rng) for _ in range(3_000)]
    assert groups_of(texts + more)[:300] == groups_of(texts)
