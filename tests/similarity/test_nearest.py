"""How much of ours stands in theirs, wherever in it."""

from __future__ import annotations

from random import Random

from negforge.similarity.nearest import Found, Nearest, Passage
from negforge.similarity.shingles import shared, shingles_of

OURS = "Please renew all my loans that are due this week and tell me which ones could not be renewed."


def nearest(text: str, theirs: list[str], near: float = 0.8) -> Found | None:
    index = Nearest([text], near)
    for place, passage in enumerate(theirs):
        index.meet(Passage(f"line {place}", passage))
    return index.found(0)


def test_a_text_is_found_inside_a_longer_one() -> None:
    inside = f"user: hello there. {OURS.upper()} assistant: of course, here you are."
    assert nearest(OURS, ["nothing of ours", inside]) == Found(1.0, "line 1")


def test_the_nearest_counts_and_the_first_of_equals() -> None:
    theirs = [OURS.replace("loans", "books"), OURS, OURS]
    assert nearest(OURS, theirs) == Found(1.0, "line 1")
    assert nearest(OURS, ["", "\ud800", OURS.replace("week", "month").replace("tell", "show")]) is None


def test_a_short_text_is_near_only_to_what_says_little_else() -> None:
    assert nearest("cancel my order please", ["could you cancel my order please and send me the money"]) is None
    assert nearest("cancel my order please", ["Cancel my order, please!"]) == Found(1.0, "line 0")


def test_nothing_is_missed() -> None:
    rng = Random(6)
    words = [f"w{number}" for number in range(40)]
    ours = [" ".join(rng.choice(words) for _ in range(15)) for _ in range(40)]
    theirs = [" ".join(words) for words in (list(one.split()) for one in ours)]
    for at, text in enumerate(theirs):
        changed = text.split()
        changed[rng.randrange(15)] = "other"
        theirs[at] = " ".join([*changed, *(rng.choice(words) for _ in range(10))])
    index = Nearest(ours, 0.6)
    for place, text in enumerate(theirs):
        index.meet(Passage(str(place), text))
    sets, others = shingles_of(ours), shingles_of(theirs)
    for at, one in enumerate(sets):
        best = max(shared(one, other) / len(one) for other in others)
        found = index.found(at)
        assert (found.share if found else 0.0) == (best if best >= 0.6 else 0.0)
