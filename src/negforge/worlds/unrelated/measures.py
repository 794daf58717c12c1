"""Measures: units, recipes, journeys and prices by weight."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Goal, fact, goal
from negforge.worlds.unrelated.answering import answered, asks, number, picks
from negforge.worlds.wants import Says, Tells

# (unit, other unit, factor, how the factor is told)
_UNITS = (
    ("kilometres", "metres", 1000, ""),
    ("metres", "centimetres", 100, ""),
    ("kilograms", "grams", 1000, ""),
    ("litres", "millilitres", 1000, ""),
    ("hours", "minutes", 60, ""),
    ("days", "hours", 24, ""),
    ("weeks", "days", 7, ""),
    ("feet", "inches", 12, ""),
    ("yards", "feet", 3, ""),
    ("dozens", "pieces", 12, ""),
    ("inches", "centimetres", 2.54, " ({factor} to the {one})"),
    ("miles", "kilometres", 1.6, " (take {factor} to the {one})"),
    ("pounds", "kilograms", 0.45, " (reckon with {factor} to the {one})"),
    ("ells", "centimetres", 57.5, " (an old measure, {factor} to the {one})"),
    ("leagues", "kilometres", 4.8, " (say {factor} to the {one})"),
    ("bushels", "litres", 35.2, " (with {factor} to the {one})"),
    ("furlongs", "metres", 201, " ({factor} to the {one})"),
    ("fathoms", "metres", 1.83, " ({factor} to the {one})"),
    ("stones", "kilograms", 6.35, " ({factor} to the {one})"),
    ("barleycorns", "millimetres", 8.5, " (an old measure: {factor} to the {one})"),
)


@goal("unrelated")
def unit_conversion(draw: Draw) -> Goal | None:
    """From one unit into another; an unusual factor stands in the question."""
    unit, other, factor, told = draw.rng.choice(_UNITS)
    amount = draw.rng.randrange(2, 150)
    result = round(amount * factor, 2)
    one = {"feet": "foot", "inches": "inch", "dozens": "dozen"}.get(unit, unit.removesuffix("s"))
    turn = asks(
        draw,
        f"[How many {{other}} are|How many {{other}} make|How much in {{other}} is|What is in {{other}}:|Convert into {{other}}:] {{amount}} {{unit}}{told}?",
        f"[I need|Please give me|Can you turn] {{amount}} {{unit}} [in|into|as] {{other}}{told}.",
        because="[It's from an old book.|The recipe is foreign.|I am sewing something.|It says so on the map.|I am writing a story set long ago.|I'd like to picture it.]",
        unit=unit,
        other=other,
        amount=amount,
        factor=f"{factor:g}",
        one=one,
    )
    row = fact("result", number(result, draw.rng), "[{amount} {unit} are {value} {other}.|That is {value} {other}.|It comes to {value} {other}.|{value} {other} make {amount} {unit}.|You get {value} {other}.]", amount=amount, unit=unit, other=other)  # fmt: skip
    return answered(
        draw,
        turn,
        [unit, other, amount],
        ("measures", "units"),
        [row],
        [Tells("the amount", result)],
        (unit, "in", other),
    )


@goal("unrelated")
def temperature(draw: Draw) -> Goal | None:
    """Celsius into Fahrenheit or back."""
    celsius = draw.rng.randrange(2, 60) * 5 - 20
    back = draw.chance(0.5)
    fahrenheit = celsius * 9 // 5 + 32
    given, wanted = (fahrenheit, celsius) if back else (celsius, fahrenheit)
    unit, other = ("Fahrenheit", "Celsius") if back else ("Celsius", "Fahrenheit")
    dish = draw.rng.choice("bread|an oven dish|a pizza|a heatwave|a sauna|tea|chocolate|a roast|my greenhouse|a cold snap|a fever chart|candle wax|sugar syrup|a lab exercise|a kiln|a bath".split("|"))  # fmt: skip
    if wanted < 0 or given < 0:
        return None
    turn = asks(
        draw,
        "[What is|How much is|How hot is|Can you convert] {given} [degrees|°] {unit} in {other}[?|, please?]",
        "[For {dish}, I need|It is about {dish}: give me] {given} degrees {unit} in {other}.",
        because="[It is about {dish}.|I was reading about {dish}.|It has to do with {dish}.]",
        given=given,
        unit=unit,
        other=other,
        dish=dish,
    )
    row = fact("temperature", str(wanted), "[{given} degrees {unit} are {value} degrees {other}.|That is {value} degrees {other}.|In {other} it is {value} degrees.|It comes to {value} °{initial}.]", given=given, unit=unit, other=other, initial=other[0])  # fmt: skip
    return answered(
        draw,
        turn,
        [given, unit, dish],
        ("measures", "temperature"),
        [row],
        [Tells("the temperature", wanted)],
        ("temperature", dish),
    )


_DISHES = "pancakes|lentil soup|apple crumble|potato gratin|mushroom risotto|vegetable curry|waffles|scones|bean chili|rice pudding|flatbread|pumpkin soup".split("|")  # fmt: skip
_INGREDIENTS = (
    ("flour", "g", 25), ("sugar", "g", 10), ("butter", "g", 10), ("milk", "ml", 25), ("rice", "g", 20), ("lentils", "g", 20), ("cream", "ml", 20),
    ("stock", "ml", 50), ("oats", "g", 15), ("cheese", "g", 15),
)  # fmt: skip


@goal("unrelated")
def recipe_scaled(draw: Draw) -> Goal | None:
    """Two ingredients of a recipe for another number of people."""
    dish = draw.rng.choice(_DISHES)
    people, guests = draw.some((2, 3, 4, 5, 6, 8, 10, 12), 2)
    first, second = draw.some(_INGREDIENTS, 2)
    portions = [(name, unit, step * draw.rng.randrange(1, 6)) for name, unit, step in (first, second)]
    given = " and ".join(f"{each * people} {unit} of {name}" for name, unit, each in portions)
    turn = asks(
        draw,
        "[My recipe for|The recipe for|A recipe for] {dish} [feeds|serves|is for] {people} and [takes|needs|calls for|uses] {given}. [How much is that for|What do I need for|Can you scale it to] {guests}[ people|]?",
        "[I'm cooking|I want to make|We are having] {dish} for {guests}, but the recipe is for {people}: {given}. [How much do I take|What are the amounts|Can you scale it]?",
        because="[Guests are coming.|It is a birthday.|I always get this wrong.|My scales are ready.]",
        dish=dish,
        people=people,
        guests=guests,
        given=given,
    )  # fmt: skip
    rows = [
        fact(
            name,
            f"{each * guests} {unit}",
            "[You need {value} of {label}.|Take {value} of {label}.|It takes {value} of {label}.]",
        )
        for name, unit, each in portions
    ]
    wants = [Says(f"the amount of {name}", _weight(each * guests)) for name, _, each in portions]
    return answered(draw, turn, [dish, people, guests, given], ("measures", "recipe"), rows, wants, ("recipe", dish))


def _weight(amount: int) -> str:
    """Grams or millilitres, however written, or the same in kilograms or litres."""
    return rf"(?<![\d.,]){amount // 1000},{amount % 1000:03d}\b|(?<![\d.,]){amount}(?!\d)|(?<![\d.,]){amount / 1000:g}\s?(?:kg|kilo|l\b|lit)"


@goal("unrelated")
def journey(draw: Draw) -> Goal | None:
    """Speed, distance or time of a journey at a steady pace."""
    speed, quarters = draw.rng.randrange(3, 60) * 4, draw.rng.randrange(2, 30)
    distance = speed * quarters // 4
    hours = quarters / 4
    sort = draw.rng.choice(("distance", "speed", "time"))
    who = draw.rng.choice(
        "a train|a cyclist|a ship|a truck|a balloon|a pigeon|a coach|a runner|a tram|a glider".split("|")
    )
    spoken = (
        f"{quarters // 4} hours" + (f" and {quarters % 4 * 15} minutes" if quarters % 4 else "")
        if quarters > 7
        else f"{quarters * 15} minutes"
    )
    form = {
        "distance": "[How far does|What distance does] {who} [get|go|cover] in {spoken} at [a steady|a constant|an even] {speed} km/h?",
        "speed": "[How fast is|What is the speed of] {who} that [covers|does|makes] {distance} km in {spoken}?",
        "time": "[How many hours does|How long, in hours, does] {who} [take|need] for {distance} km at [a steady|a constant] {speed} km/h?",
    }[sort]
    result: float = {"distance": distance, "speed": speed, "time": hours}[sort]
    unit = {"distance": "km", "speed": "km/h", "time": "hours"}[sort]
    turn = asks(draw, form, because="[It's a textbook exercise.|I'm making up quiz questions.|It's for a story of mine.|We were wondering over dinner.]", who=who, spoken=spoken, speed=speed, distance=distance)  # fmt: skip
    row = fact(sort, f"{number(result, draw.rng)} {unit}", "[The {label} is {value}.|It is {value}.|That makes {value}.|It comes to {value}.|{value}, with distance, speed and time tied together.]")  # fmt: skip
    return answered(
        draw,
        turn,
        [sort, who, speed, quarters],
        ("measures", f"journey {sort}"),
        [row],
        [Tells(f"the {sort}", result)],
        (sort, "km"),
    )


@goal("unrelated")
def better_value(draw: Draw) -> Goal | None:
    """Which of two packs is cheaper by weight."""
    what = draw.rng.choice("rice|oats|coffee|tea|sugar|flour|raisins|nuts|salt|pasta|cocoa|muesli".split("|"))
    small, large = sorted(draw.some((150, 200, 250, 300, 400, 500, 750, 800, 1000, 1500), 2))
    unit_price = draw.rng.randrange(30, 260)  # cents for 100 g
    other = unit_price + draw.rng.choice((-25, -18, -12, 12, 18, 25))
    prices = [unit_price * small // 100, other * large // 100]
    if unit_price * small % 100 or other * large % 100:
        return None
    best = small if unit_price < other else large
    turn = asks(
        draw,
        "[Which is the better buy|What is cheaper by weight|Which pack is better value]: {small} g of {what} for {first} or {large} g for {second}?",
        "[There are two packs of {what}|I see two packs of {what}]: {small} g at {first} and {large} g at {second}. [Which one gives more for the money|Which is cheaper per 100 g|Which should I take]?",
        because="[I'm standing in the shop.|The label does not say.|We buy a lot of it.|My flatmate insists on the other.]",
        small=small,
        large=large,
        what=what,
        first=f"{prices[0] / 100:.2f}",
        second=f"{prices[1] / 100:.2f}",
    )
    price = min(unit_price, other) / 100
    row = fact("better buy", f"{best} g", "[The pack with {value} is the {label}: {price} per 100 g.|Take the {value} pack, at {price} per 100 g.|{value} – it costs {price} per 100 g, and the other more.]", price=f"{price:.2f}")  # fmt: skip
    return answered(draw, turn, [what, small, large, prices], ("measures", "value for money"), [row], [Says("the better buy", picks(f"{best} ?g", f"{small + large - best} ?g", "better|best|cheaper|take|go for|value|buy|less", "worse|dearer|more expensive|costs more"))], ("price", what))  # fmt: skip
