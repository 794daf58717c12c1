"""Riddles: a few clues from which the answer follows."""

from __future__ import annotations

from itertools import pairwise

from negforge.worlds.goal import Draw, Goal, fact, goal
from negforge.worlds.unrelated.answering import answered, asks
from negforge.worlds.unrelated.banks import FIRST_NAMES
from negforge.worlds.wants import Says, Tells


@goal("unrelated")
def who_is_first(draw: Draw) -> Goal | None:
    """An order that follows from comparisons."""
    people = draw.some(FIRST_NAMES, draw.rng.choice((3, 4)))
    more, least, most = draw.rng.choice((("taller", "shortest", "tallest"), ("older", "youngest", "oldest"), ("faster", "slowest", "fastest"), ("heavier", "lightest", "heaviest")))  # fmt: skip
    clues = [f"{one} is {more} than {two}." for one, two in pairwise(people)]
    wanted = draw.rng.choice((most, least))
    answer = people[0] if wanted == most else people[-1]
    draw.rng.shuffle(clues)
    turn = asks(
        draw,
        "{clues} [Who is|So who is|Which of them is|Who would be] the {wanted}?",
        "[Riddle:|A riddle:|Here is a riddle:|Logic test:] {clues} [Who is the {wanted}|Name the {wanted}|Which one is the {wanted}]?",
        because="[It's from a puzzle corner.|My kid tests me.|A warm-up for our quiz.|I like to see how you do that.]",
        clues=" ".join(clues),
        wanted=wanted,
    )
    others = "|".join(p for p in people if p != answer)
    row = fact(wanted, answer, "[The {label} is {value}.|It is {value}.|{value} is the {label}.|From the clues it follows that {value} is the {label}.|That must be {value}.]")  # fmt: skip
    pattern = rf"\b{answer} (?:is|must be|would be|has to be|comes out)[^\n]*\b{wanted}|\b{wanted}\b(?:(?!\b(?:{others})\b)[^\n])*?\b{answer}\b|\A(?s:(?!.*\b(?:{others})\b).*\b{answer}\b)"  # fmt: skip
    return answered(
        draw, turn, [people, wanted], ("riddle", "order"), [row], [Says(f"who is the {wanted}", pattern)], (people[0],)
    )


@goal("unrelated")
def ages(draw: Draw) -> Goal | None:
    """Two ages from their sum and how they compare."""
    one, two = draw.some(FIRST_NAMES, 2)
    younger, times, apart = draw.rng.randrange(4, 30), draw.rng.choice((2, 3, 4)), draw.rng.randrange(2, 25)
    doubles = draw.chance(0.5)
    older = younger * times if doubles else younger + apart
    relation = f"{one} is {('twice', 'three times', 'four times')[times - 2]} as old as {two}" if doubles else f"{one} is {apart} years older than {two}"  # fmt: skip
    turn = asks(
        draw,
        "{relation}, and together they are {total}. [How old are they|How old is each of them|What are their ages]?",
        "[Together|In all] {one} and {two} are {total} years old; {relation}. [How old is each|What age is each|How old are both]?",
        because="[It's an old riddle.|It stood on a calendar sheet.|We can't agree.|My maths teacher loved these.]",
        relation=relation,
        total=younger + older,
        one=one,
        two=two,
    )
    rows = [fact(f"{name}'s age", str(age), "[{name} is {value}.|{name} is {value} years old.|For {name} it is {value}.]", name=name) for name, age in ((one, older), (two, younger))]  # fmt: skip
    wants = [Tells(f"{name}'s age", age) for name, age in ((one, older), (two, younger))]
    return answered(draw, turn, [one, two, older, younger], ("riddle", "ages"), rows, wants, ("ages", one))


@goal("unrelated")
def heads_and_legs(draw: Draw) -> Goal | None:
    """How many of two kinds of animals there are, by heads and legs."""
    two_legs, four_legs = draw.rng.choice(("hens", "ducks", "geese", "ostriches", "pigeons")), draw.rng.choice(("rabbits", "goats", "sheep", "pigs", "calves"))  # fmt: skip
    birds, beasts = draw.rng.randrange(3, 32), draw.rng.randrange(3, 32)
    turn = asks(
        draw,
        "[On a farm|In a yard|In a barn|On a meadow] there are {birds} and {beasts}, {heads} heads and {legs} legs [in all|together|altogether]. [How many of each|How many are there of each kind|How many {birds} and how many {beasts}]?",
        "{heads} heads, {legs} legs, [only|nothing but] {birds} and {beasts}. [How many of each|How many of either kind|Can you work out the numbers]?",
        because="[My grandfather used to ask that.|It's a classic, I know.|I forgot how to solve those.|It's for our puzzle evening.]",
        birds=two_legs,
        beasts=four_legs,
        heads=birds + beasts,
        legs=2 * birds + 4 * beasts,
    )
    rows = [fact(kind, str(count), "[There are {value} {kind}.|It must be {value} {kind}.|That leaves {value} {kind}.]", kind=kind) for kind, count in ((two_legs, birds), (four_legs, beasts))]  # fmt: skip
    wants = [Tells(f"the {kind}", count) for kind, count in ((two_legs, birds), (four_legs, beasts))]
    return answered(draw, turn, [two_legs, four_legs, birds, beasts], ("riddle", "heads and legs"), rows, wants, (two_legs, four_legs))  # fmt: skip


@goal("unrelated")
def same_day(draw: Draw) -> Goal | None:
    """A weekday some days from another."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    start, steps = draw.rng.randrange(7), draw.rng.randrange(9, 400)
    back = draw.chance(0.4)
    answer = days[(start - steps if back else start + steps) % 7]
    turn = asks(
        draw,
        "[If today were|Suppose today is|Say it is] a {day}: [what day was it|which day was it|what weekday was it] {steps} days ago?" if back
        else "[If today were|Suppose today is|Say it is] a {day}: [what day is it|which day will it be|what weekday is it] in {steps} days?",
        because="[Just for fun.|It's a memory trick I'm learning.|It is a test of mental arithmetic.|Someone claims to do this in a second.]",
        day=days[start],
        steps=steps,
    )  # fmt: skip
    row = fact("weekday", answer, "[It is a {value}.|That would be a {value}.|The {label} is {value}.|You land on a {value}.|A {value} it is.]")  # fmt: skip
    return answered(draw, turn, [start, steps, back], ("riddle", "weekday"), [row], [Tells("the weekday", answer)], ("weekday", days[start]))  # fmt: skip
