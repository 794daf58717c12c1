"""Knowledge: capitals, elements, planets, animals, each with a second twist."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Goal, fact, goal
from negforge.worlds.unrelated.answering import answered, asks, picks
from negforge.worlds.wants import Says, Tells, Want
from negforge.worlds.wording import listed

_CAPITALS = {
    "Austria": "Vienna", "Belgium": "Brussels", "Bulgaria": "Sofia", "Canada": "Ottawa", "Chile": "Santiago", "Croatia": "Zagreb", "Cuba": "Havana",
    "Denmark": "Copenhagen", "Egypt": "Cairo", "Estonia": "Tallinn", "Finland": "Helsinki", "France": "Paris", "Germany": "Berlin", "Ghana": "Accra",
    "Greece": "Athens", "Hungary": "Budapest", "Iceland": "Reykjavik", "Ireland": "Dublin", "Italy": "Rome", "Japan": "Tokyo", "Kenya": "Nairobi",
    "Latvia": "Riga", "Lithuania": "Vilnius", "Morocco": "Rabat", "Nepal": "Kathmandu", "Norway": "Oslo", "Peru": "Lima", "Poland": "Warsaw",
    "Portugal": "Lisbon", "Romania": "Bucharest", "Senegal": "Dakar", "Slovenia": "Ljubljana", "Spain": "Madrid", "Sweden": "Stockholm", "Thailand": "Bangkok",
    "Tunisia": "Tunis", "Uruguay": "Montevideo", "Vietnam": "Hanoi",
}  # fmt: skip
_ELEMENTS = {
    "hydrogen": ("H", 1), "helium": ("He", 2), "lithium": ("Li", 3), "carbon": ("C", 6), "nitrogen": ("N", 7), "oxygen": ("O", 8), "fluorine": ("F", 9),
    "neon": ("Ne", 10), "sodium": ("Na", 11), "magnesium": ("Mg", 12), "aluminium": ("Al", 13), "silicon": ("Si", 14), "phosphorus": ("P", 15),
    "sulfur": ("S", 16), "chlorine": ("Cl", 17), "argon": ("Ar", 18), "potassium": ("K", 19), "calcium": ("Ca", 20), "titanium": ("Ti", 22), "iron": ("Fe", 26),
    "nickel": ("Ni", 28), "copper": ("Cu", 29), "zinc": ("Zn", 30), "krypton": ("Kr", 36), "silver": ("Ag", 47), "tin": ("Sn", 50), "iodine": ("I", 53),
    "tungsten": ("W", 74), "platinum": ("Pt", 78), "gold": ("Au", 79), "mercury": ("Hg", 80), "lead": ("Pb", 82),
}  # fmt: skip
_PLANETS = ("Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")
_LEGS = {
    "spider": 8, "ant": 6, "horse": 4, "duck": 2, "bee": 6, "cow": 4, "crab": 10, "owl": 2, "beetle": 6, "goat": 4, "scorpion": 8, "hen": 2, "butterfly": 6,
    "dog": 4, "lobster": 10, "robin": 2, "tick": 8, "cricket": 6,
}  # fmt: skip


@goal("unrelated")
def capitals(draw: Draw) -> Goal | None:
    """Two capitals, and which of their names is longer or comes first in the alphabet."""
    one, two = draw.some(_CAPITALS, 2)
    first, second = _CAPITALS[one], _CAPITALS[two]
    longer = draw.chance(0.5) and len(first) != len(second)
    chosen = max((first, second), key=len) if longer else min(first, second)
    twist = (
        "[And which of the two names is longer|Which name has more letters]"
        if longer
        else "[And which comes first in the alphabet|Which of them would come first in an index]"
    )
    turn = asks(
        draw,
        f"[What are the capitals of|Name the capitals of|Which cities are the capitals of] {{one}} and {{two}}? {twist}?",
        because="[It's for a quiz night.|We are doing geography.|My son asked at breakfast.|I always mix them up.]",
        one=one,
        two=two,
    )
    rows = [
        fact(f"capital of {place}", city, "[The capital of {place} is {value}.|{place} has {value} as its capital.|{value} is the capital of {place}.]", place=place)
        for place, city in ((one, first), (two, second))
    ]  # fmt: skip
    told = "[The longer name is {chosen}.|{chosen} is the longer name.|{chosen} has more letters.]" if longer else "[{chosen} comes first in the alphabet.|First in the alphabet is {chosen}.|In an index {chosen} would come first.]"  # fmt: skip
    other = second if chosen == first else first
    good = "longer|more letters|longest" if longer else "first|before|earlier"
    wants: list[Want] = [Tells(f"the capital of {one}", first), Tells(f"the capital of {two}", second)]
    wants.append(
        Says(
            "which of them it is", picks(chosen, other, good, "shorter|fewer" if longer else "second|after|later|last")
        )
    )
    return answered(draw, turn, [one, two, longer], ("knowledge", "capitals"), [*rows, told], wants, ("capital", one), chosen=chosen)  # fmt: skip


@goal("unrelated")
def elements(draw: Draw) -> Goal | None:
    """Symbols of two elements, and the sum of their atomic numbers or the heavier of a pair."""
    names = draw.some(_ELEMENTS, 3)
    asked, third = names[:2], names[2]
    turn = asks(
        draw,
        "[What are the chemical symbols of|Give me the chemical symbols for|Which symbols stand for] {one} and {two}? [And what is the atomic number of|And which atomic number has] {third}?",
        "[I need|Please tell me] the symbols for {one} and {two}, and the atomic number of {third}.",
        because="[It's for a chemistry test.|I'm making a periodic table poster.|It's a crossword clue.|We are playing a quiz.]",
        one=asked[0],
        two=asked[1],
        third=third,
    )
    rows = [fact(f"symbol of {name}", _ELEMENTS[name][0], "[The symbol of {name} is {value}.|{value} stands for {name}.|For {name} one writes {value}.]", name=name) for name in asked]  # fmt: skip
    number = fact(f"atomic number of {third}", str(_ELEMENTS[third][1]), "[The atomic number of {third} is {value}.|{Third} has the atomic number {value}.|And {third} is number {value}.]", third=third, Third=third.capitalize())  # fmt: skip
    wants: list[Want] = [Says(f"the symbol of {name}", rf"(?-i:(?<!\w){_ELEMENTS[name][0]}(?!\w))") for name in asked]
    wants.append(Tells(f"the atomic number of {third}", _ELEMENTS[third][1]))
    return answered(draw, turn, names, ("knowledge", "elements"), [*rows, number], wants, (asked[0], "symbol"))


@goal("unrelated")
def planets(draw: Draw) -> Goal | None:
    """Some planets in their order from the sun, or how many lie between two."""
    count = draw.rng.choice((3, 4, 5))
    picked = draw.some(_PLANETS, count)
    outward = draw.chance(0.5)
    ordered = sorted(picked, key=_PLANETS.index, reverse=not outward)
    way = "[from the sun outwards|starting nearest to the sun|from nearest to farthest]" if outward else "[starting with the farthest from the sun|from the outermost inwards|from farthest to nearest]"  # fmt: skip
    turn = asks(
        draw,
        f"[Put these planets in order|What is the order of these planets|Order these planets|Can you sort these planets], {way}: {{planets}}[.|?| please.]",
        because="[We are building a mobile for the kids' room.|It's for a school poster.|I want to paint them in order.|It's a quiz question.]",
        planets=", ".join(picked),
    )
    row = fact(
        "order",
        ", ".join(ordered),
        "[The {label} is {value}.|It goes {value}.|In order: {value}.|That makes {value}.|You get {value}.]",
    )
    pattern = r"[\s\S]{0,40}?".join(rf"\b{name}\b" for name in ordered)
    return answered(
        draw,
        turn,
        [outward, picked],
        ("knowledge", "planets"),
        [row],
        [Says("the planets in order", pattern)],
        ("planets",),
    )


@goal("unrelated")
def legs_in_all(draw: Draw) -> Goal | None:
    """How many legs some animals have together."""
    kinds = draw.some(_LEGS, draw.rng.choice((2, 3)))
    herd = [(draw.rng.randrange(2, 10), kind) for kind in kinds]
    total = sum(count * _LEGS[kind] for count, kind in herd)
    plural = {"goat": "goats", "butterfly": "butterflies"}
    shown = listed([f"{count} {plural.get(kind, kind + 's')}" for count, kind in herd])
    turn = asks(
        draw,
        "[How many legs do|Counting legs, how many do] {shown} have [together|in all|between them]?",
        "[In a riddle there are|Imagine a picture with|Picture a meadow with] {shown}. [How many legs is that|How many legs do you count|What is the number of legs in all]?",
        because="[It's a children's riddle.|I am drawing them all.|We play this on long drives.|It's from a maths book for kids.]",
        shown=shown,
    )
    row = fact("number of legs", str(total), "[Together they have {value} legs.|It is {value} legs in all.|The {label} is {value}.|That adds up to {value} legs.|You count {value}.]")  # fmt: skip
    return answered(
        draw, turn, sorted(herd), ("knowledge", "legs"), [row], [Tells("the legs", total)], (kinds[0], "legs")
    )
