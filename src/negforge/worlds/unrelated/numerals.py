"""Numerals: Roman, binary and hexadecimal numbers, number sequences."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Goal, fact, goal
from negforge.worlds.unrelated.answering import answered, asks, number
from negforge.worlds.wants import Tells

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
    (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(value: int) -> str:
    """A number from 1 to 3999 in Roman numerals."""
    text = ""
    for worth, letters in _ROMAN:
        while value >= worth:
            text += letters
            value -= worth
    return text


@goal("unrelated")
def roman_numeral(draw: Draw) -> Goal | None:
    """A number in Roman numerals, or the other way round."""
    value = draw.rng.randrange(21, 3999)
    back = draw.chance(0.5)
    asked, answer = (roman(value), str(value)) if back else (str(value), roman(value))
    turn = asks(
        draw,
        "[What number is|Which number is|Can you read|What would be] {asked}[ in Roman numerals|, the Roman numeral|]?",
        "[What does|Which number does] the Roman numeral {asked} [mean|stand for|spell]?",
        because="[It is carved above a door.|It stands on an old clock.|I found it at the end of a film.|It's in a puzzle.]",
        asked=asked,
    ) if back else asks(
        draw,
        "[How do you write|What is|How would one write|Please write|Can you give me] {asked} [in Roman numerals|as a Roman numeral|with Roman numerals][?| please?]",
        because="[It is for a tattoo.|I want to put it on a sundial.|It's for a chapter heading.|My grandfather's clock needs it.]",
        asked=asked,
    )  # fmt: skip
    row = fact("number" if back else "Roman numeral", answer, "[{asked} is {value}.|That is {value}.|It reads {value}.|You write it {value}.|{value} is what {asked} stands for.]" if not back else "[{asked} is {value}.|That is {value}.|It reads {value}.|{asked} stands for {value}.|As a number it is {value}.]", asked=asked)  # fmt: skip
    return answered(draw, turn, [value, back], ("numerals", "roman"), [row], [Tells("the number", value if back else answer)], ("roman", "numeral"))  # fmt: skip


@goal("unrelated")
def other_base(draw: Draw) -> Goal | None:
    """A number in binary or hexadecimal, or back."""
    value = draw.rng.randrange(18, 1024)
    base = draw.rng.choice(("binary", "hexadecimal"))
    back = draw.chance(0.5)
    coded = f"{value:b}" if base == "binary" else f"{value:X}"
    if base == "hexadecimal" and coded.isdigit():
        return None
    asked, answer = (coded, value) if back else (str(value), coded)
    turn = asks(
        draw,
        "[What is the decimal value of|Convert to decimal:|What is|Which decimal number is] the {base} number {asked}[?| please?]"
        if back
        else "[What is|What's|How do you write|Give me|I need] {asked} in {base}[?| please?]",
        because="[I'm reading up on computers.|It is a riddle from a magazine.|We learn this in class.|It's printed on a mug.|I like to know such things.]",
        base=base,
        asked=asked,
    )
    row = fact("decimal value" if back else f"{base} form", str(answer), "[{asked} is {value}.|It is {value}.|That gives {value}.|You get {value}.|{asked} in the other notation is {value}.]", asked=asked)  # fmt: skip
    return answered(draw, turn, [value, base, back], ("numerals", base), [row], [Tells("the number", answer)], (base, asked))  # fmt: skip


@goal("unrelated")
def next_in_sequence(draw: Draw) -> Goal | None:
    """What comes next in a sequence with a plain rule."""
    start, step = draw.rng.randrange(1, 40), draw.rng.randrange(2, 17)
    sort = draw.rng.choice(("adding", "doubling", "growing"))
    rows = [start]
    for at in range(6):
        rows.append(
            {"adding": rows[-1] + step, "doubling": rows[-1] * 2 + (step % 3), "growing": rows[-1] + step + at}[sort]
        )
    shown, answer = rows[:5], rows[5]
    rule = {
        "adding": f"{step} is added each time",
        "doubling": "each number is twice the last" + (f" plus {step % 3}" if step % 3 else ""),
        "growing": "the step grows by 1 each time",
    }[sort]
    turn = asks(
        draw,
        "[What comes next|Which number comes next|What's the next number|How does this go on|What follows]: {shown}, ...[?|]",
        "[Continue|Please continue] this [series|sequence|row] [by one number|with the next number]: {shown}.",
        because="[It's from an intelligence test.|My son brought it home.|It was in the paper.|I have been staring at it for ages.]",
        shown=", ".join(map(str, shown)),
    )
    row = fact("next number", number(answer, draw.rng), "[The {label} is {value}: {rule}.|{value} comes next, as {rule}.|Next is {value}, since {rule}.|It goes on with {value}; {rule}.]", rule=rule)  # fmt: skip
    return answered(
        draw,
        turn,
        [sort, start, step],
        ("numerals", f"sequence {sort}"),
        [row],
        [Tells("the next number", answer)],
        ("sequence",),
    )
