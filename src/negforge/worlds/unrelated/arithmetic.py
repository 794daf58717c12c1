"""Arithmetic: sums that need no tool."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from negforge.worlds.goal import Draw, Goal, fact, goal
from negforge.worlds.unrelated.answering import answered, asks, number, picks
from negforge.worlds.wants import Says, Tells
from negforge.worlds.wording import listed


@goal("unrelated")
def percentage(draw: Draw) -> Goal | None:
    """A share of a number, or what a number becomes when it rises or falls by a share."""
    share, whole = draw.rng.randrange(3, 97), draw.rng.randrange(2, 90) * 20
    sort = draw.rng.choice(("of", "more", "less"))
    result = share * whole / 100
    if sort != "of":
        result = whole + result if sort == "more" else whole - result
    form = {
        "of": "[What is|How much is|Work out for me:|What would be|Can you tell me] {share} [percent|%|per cent] of {whole}[?| please?]",
        "more": "[What do I get if|How much is it when|What is the new figure if|What does it come to when] {whole} [goes up|rises|is raised] by {share} [percent|%]?",
        "less": "[What is left|What remains|How much is it] if you [take|knock] {share} [percent|%] off {whole}?",
    }[sort]
    turn = asks(draw, form, because="[I'm splitting a bill.|It is for my son's homework.|I am no good with percentages.|The shop is having a sale.|My calculator has died.|I want to be sure before I haggle.]", share=share, whole=whole)  # fmt: skip
    told = {
        "of": "[{share} % of {whole} is {value}.|That makes {value}.|It comes to {value}.|{value} – that is {share} percent of {whole}.|The answer is {value}: {whole} times {share} divided by a hundred.]",
        "more": "[{whole} plus {share} % is {value}.|It rises to {value}.|You end up at {value}.|After the increase of {share} % it stands at {value}.]",
        "less": "[{whole} less {share} % leaves {value}.|You are left with {value}.|That takes it down to {value}.|After taking off {share} %, {value} remains.]",
    }[sort]
    row = fact("result", number(result, draw.rng), told, share=share, whole=whole)
    return answered(draw, turn, [sort, share, whole], ("arithmetic", f"percent {sort}"), [row], [Tells("the result", result)], ("percent", str(whole)))  # fmt: skip


@goal("unrelated")
def product_or_quotient(draw: Draw) -> Goal | None:
    """A multiplication or a division that comes out even."""
    a, b = draw.rng.randrange(12, 99), draw.rng.randrange(12, 399)
    divides = draw.chance(0.4)
    first, result = (a * b, b) if divides else (a, a * b)
    second = a if divides else b
    sign = "[divided by|÷|/]" if divides else "[times|×|x|multiplied by|*]"
    turn = asks(
        draw,
        f"[What's|What is|How much is|Quick one: what is|Can you work out|Do you know off hand what is] {{first}} {sign} {{second}}?",
        because="[I keep getting something else.|No calculator here.|My daughter and I got different answers.|I need it for a crossword of numbers.|Checking my own sum.]",
        first=first,
        second=second,
    )
    verb = "divided by" if divides else "times"
    row = fact("result", number(result, draw.rng), f"[{{first}} {verb} {{second}} is {{value}}.|That is {{value}}.|It comes out as {{value}}.|The answer: {{value}}.|{{first}} {verb} {{second}} makes {{value}}.|You get {{value}}.]", first=first, second=second)  # fmt: skip
    return answered(draw, turn, [divides, a, b], ("arithmetic", "quotient" if divides else "product"), [row], [Tells("the result", result)], (str(first), str(second)))  # fmt: skip


@goal("unrelated")
def list_of_numbers(draw: Draw) -> Goal | None:
    """The sum, mean, median, largest or smallest of a list, or its range."""
    numbers = [draw.rng.randrange(3, 140) for _ in range(draw.rng.choice((5, 7)))]
    sort = draw.rng.choice(("sum", "average", "median", "range"))
    if sort == "average":
        numbers[-1] += -sum(numbers) % len(numbers)
    result: float = {
        "sum": sum(numbers),
        "average": sum(numbers) / len(numbers),
        "median": sorted(numbers)[len(numbers) // 2],
        "range": max(numbers) - min(numbers),
    }[sort]
    name = {"sum": "[sum|total]", "average": "[average|mean|arithmetic mean]", "median": "median", "range": "[range|difference between the largest and the smallest]"}[sort]  # fmt: skip
    turn = asks(
        draw,
        f"[What is the|What's the|Give me the|Tell me the|I need the|Please work out the|Find the] {name} of {{numbers}}[?|.| please.]",
        because="[These are my darts scores.|They are minutes I ran each day.|It is for a school exercise.|I wrote down my steps in hundreds.|These are the points of my quiz team.|It's for a bit of statistics.]",
        numbers=listed([str(n) for n in numbers]) if draw.chance(0.5) else ", ".join(map(str, numbers)),
    )
    row = fact(sort, number(result, draw.rng), "[The {label} is {value}.|It is {value}.|That gives a {label} of {value}.|{value} is the {label} of these numbers.|For these numbers the {label} comes to {value}.]")  # fmt: skip
    return answered(draw, turn, [sort, numbers], ("arithmetic", sort), [row], [Tells(f"the {sort}", result)], (sort, "of", str(numbers[0])))  # fmt: skip


@goal("unrelated")
def larger_fraction(draw: Draw) -> Goal | None:
    """Which of two fractions is larger, or their sum."""
    pairs = [(n, d) for d in range(3, 20) for n in range(1, d) if gcd(n, d) == 1]
    (a, b), (c, d) = draw.some(pairs, 2)
    one, other = Fraction(a, b), Fraction(c, d)
    left, right = f"{a}/{b}", f"{c}/{d}"
    if draw.chance(0.4):
        total = one + other
        answer = f"{total.numerator}/{total.denominator}" if total.denominator > 1 else str(total.numerator)
        turn = asks(draw, "[What is|What's|How much is|Add up for me:|Can you add] {left} [plus|+|and] {right}[, as a fraction|, in lowest terms|, reduced as far as possible]?", because="[We are doing fractions at school.|I'm halving a recipe.|It's for my niece's homework.|I forgot how that works.]", left=left, right=right)  # fmt: skip
        row = fact("sum", answer, "[{left} plus {right} is {value}.|Together that makes {value}.|The {label} is {value} in lowest terms.|You get {value} once it is reduced.]", left=left, right=right)  # fmt: skip
        return answered(draw, turn, ["sum", left, right], ("arithmetic", "fractions added"), [row], [Tells("the sum", answer)], ("fraction", left))  # fmt: skip
    large, small = (left, right) if one > other else (right, left)
    turn = asks(draw, "[Which is|What is|Tell me which is|Which of these is] [larger|bigger|greater|more][,|:] {left} or {right}?", because="[I never could compare those.|We are arguing over a cake.|It's for my niece's homework.|I was asked in a quiz.]", left=left, right=right)  # fmt: skip
    told = "[{large} is [larger|bigger|greater] than {small}.|The [larger|bigger|greater] one is {large}.|{large} – that is more than {small}.|{large}, since {small} is less.|It is {large}.]"
    pattern = picks(large, small, "larger|bigger|greater|more|higher|wins", "smaller|less|lower")
    return answered(draw, turn, ["compare", left, right], ("arithmetic", "fractions compared"), [told], [Says("the larger fraction", pattern)], ("fraction", left), large=large, small=small)  # fmt: skip


@goal("unrelated")
def simple_interest(draw: Draw) -> Goal | None:
    """Simple interest, or the sum after it."""
    principal, rate, years = (
        draw.rng.randrange(4, 90) * 250,
        draw.rng.choice((1.5, 2, 2.5, 3, 3.5, 4, 5, 6)),
        draw.rng.randrange(2, 10),
    )
    interest = principal * rate * years / 100
    final = draw.chance(0.5)
    result = principal + interest if final else interest
    turn = asks(
        draw,
        "[If I put|Say I put|Suppose someone puts] {principal} [aside|away] at {rate} % simple interest for {years} years, [how much do I have at the end|what is there in the end|what does it grow to]?"
        if final
        else "[How much|What] [simple interest|interest (simple, not compound)] [do you get on|does one earn on|comes from] {principal} at {rate} % a year [over|in|for] {years} years?",
        because="[Just a sum from a textbook.|It is an exam question.|I want to explain it to my daughter.|No compound interest, please.|It's a purely theoretical question.]",
        principal=principal,
        rate=f"{rate:g}",
        years=years,
    )
    row = fact(
        "final amount" if final else "interest",
        number(result, draw.rng),
        "[The {label} is {value}.|It comes to {value}.|That makes {value} after {years} years.|After {years} years the {label} is {value}.|{value}, at {rate} % of {principal} for each year.]",
        years=years,
        rate=f"{rate:g}",
        principal=principal,
    )
    return answered(draw, turn, [principal, rate, years, final], ("arithmetic", "interest"), [row], [Tells(row.label, result)], ("interest", str(principal)))  # fmt: skip


@goal("unrelated")
def bill_with_tip(draw: Draw) -> Goal | None:
    """What each pays of a bill with a tip."""
    people, tip = draw.rng.randrange(2, 8), draw.rng.choice((5, 10, 15, 20, 25))
    bill = draw.rng.randrange(20, 150) * 20 * people  # cents; with the tip it can be shared to the cent
    total = bill * (100 + tip) / 100
    share = total / people / 100
    turn = asks(
        draw,
        "[We are {people}|There were {people} of us|{people} friends had dinner] and the bill [is|was|came to] {bill}. [With|Adding] {tip} % tip, [how much is it each|what does each of us pay|what is one share|how much does everyone owe]?",
        "[How do I split|Please split|Can you split] a bill of {bill} [between|among] {people} people with a {tip} % tip[ on top|]?",
        because="[Nobody wants to do the sum.|We always argue over this.|The waiter is waiting.|It was a long evening.|I paid for all of us.]",
        people=people,
        bill=f"{bill / 100:.2f}",
        tip=tip,
    )
    row = fact("share", f"{share:.2f}", "[Each pays {value}.|That is {value} each.|It comes to {value} per person, tip included.|With the tip, everyone owes {value}.|The bill with tip is {total}, so each of you pays {value}.]", total=f"{total / 100:.2f}")  # fmt: skip
    return answered(draw, turn, [people, bill, tip], ("arithmetic", "bill"), [row], [Tells("each share", share)], ("split", "bill"))  # fmt: skip


@goal("unrelated")
def common_multiple(draw: Draw) -> Goal | None:
    """The least common multiple or the greatest common divisor, or a remainder."""
    a, b = draw.rng.randrange(6, 90), draw.rng.randrange(6, 60)
    sort = draw.rng.choice(("least common multiple", "greatest common divisor", "remainder"))
    if a == b:
        return None
    if sort == "remainder":
        a = a * b + draw.rng.randrange(b)
        result = a % b
        turn = asks(draw, "[What is the remainder|What remains|What is left over] [when|if] [you divide {a} by {b}|{a} is divided by {b}]?", because="[I'm dealing cards.|It's for a puzzle.|We are sharing out sweets.]", a=a, b=b)  # fmt: skip
    else:
        result = lcm(a, b) if sort.startswith("least") else gcd(a, b)
        turn = asks(draw, "[What is|What's|Can you find|Please find|I need] the {sort} of {a} and {b}[?| please?]", because="[It's an old exercise.|Two lamps blink at different intervals.|I'm cutting tiles.|My son asked me.]", sort=sort, a=a, b=b)  # fmt: skip
    row = fact(sort, number(result, draw.rng), "[The {label} is {value}.|It is {value}.|That would be {value}.|For {a} and {b} it is {value}.|{value} is the {label} here.]", a=a, b=b)  # fmt: skip
    return answered(draw, turn, [sort, a, b], ("arithmetic", sort), [row], [Tells(f"the {sort}", result)], (sort,))
