"""Answering: the policy that all unrelated requests share. A careful agent answers from what it knows, without a call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Any

from negforge.worlds.goal import Draw, Fact, Goal, GoalMaker, Hands, Turn
from negforge.worlds.unrelated.plausible import needless_call
from negforge.worlds.wants import Helps, NotCalled, Want
from negforge.worlds.wording import Form, variants

_ORDERS = re.compile(
    r"(?:Please|Give|Tell|Find|Convert|Write|Translate|Work|Add|Put|Order|Name|Explain|Define|Continue|I need|I want|I have to)\b[^?]*\??$"
)
_NO_MATTER_OF_OURS: tuple[Form, ...] = (
    "[This|It|My question] [has nothing to do with|is not about|has little to do with] {place}[, I know|, sorry|, admittedly|], but [you may know.|maybe you can tell me.|I am curious.|it has been bugging me.|who else can I ask.|I thought I'd try.]",
    "[I was about to ask something about|I'll be back with a question about|I will get back to you about|I have something to ask about|There will be a question about] {place} [later|in a minute|another time|afterwards|after this], [this comes first.|but this first.|first this.|but first something else.]",
    "[I know you are there for|I'm aware that you look after|You are set up for|You mostly deal with|I know your job is] {place}, [but humour me.|but do me a favour.|but here goes.|still, I'd like to know.|but this is on my mind.]",
    "[While I'm waiting for news about|While I sort out my things with|In between two errands to do with|On the side, as I deal with|In the middle of my business with] {place}, [this came up.|someone asked me this.|my daughter asked me this.|I got stuck on this.|I wondered about this.]",
    "[We argued about it|It came up|Somebody asked me|We have a bet on it|It was on my mind] [on the way to|because of something to do with|when we talked about|in a chat about|over coffee, after a talk about] {place}.",
)
UNAIDED = "unaided"
_NO_TOOLS: tuple[Form, ...] = (
    "[No need to|You need not|There's no need to|You don't have to] [look anything up|search for it|check anything|open anything] [for that|for this|here].",
    "[Just|Simply|Only] [off the top of your head|from what you know|from what you know yourself|what you can say as it is][, please|], [no need to search|no need to look it up|don't look anything up].",
    "[Please don't|Do not|Kindly do not|Don't] [look|search|check] [in|through] [the system|my records|the records|my data] for [that|this|it].",
    "[Please leave|Leave] my [records|data] alone[, please|]; [use|open] them only [when|if] [they are|it is] needed.",
    "[Please|You may|I'd ask you to] call [something|a tool|your tools] only [where|if|when] [the answer needs it|it has to do with the question|it is any help with this].",
    "[I don't want|I'd rather not have] anything of mine looked at [for this|for that|just for this]: don't [search|check|look] where [it has nothing to do with it|there's no need].",
)
_REFUSES: tuple[Form, ...] = (
    "[I can't help with that|I can't help with this|I won't help with that|I'm not able to help with that|I'm unable to help with this], [it is not what I am here for|it has nothing to do with what I do here|that is outside what these tools are for|as it lies outside my tools].",
    "[I can't assist with general questions|I'm unable to assist with that|I am not able to assist with this kind of question|I can't assist with that]: [my tools are for something else|none of my tools is meant for it|I am here for other matters].",
)
_OFFERS: tuple[Form, ...] = (
    "[I can help with|Ask me about|I am here for] {place}[ instead| though|, of course].",
    "[If you have a question about|If there is something to do with] {place}, [I can take that|ask away].",
)
_PURPOSE: Form = (
    "[see what the system has on this|look this up in the system|see whether the records say something about it|look for it in the system|"
    "find something that helps with this|look whether a tool can answer this|get some data for this]"
)


def asks(draw: Draw, *requests: Form, because: Form = "", **slots: object) -> Turn:
    """The request in one of its wordings; now and then the world is mentioned in passing, so that the topic alone does
    not tell that no tool is needed."""
    if draw.chance(0.35):
        because = draw.rng.choice(_NO_MATTER_OF_OURS)
    request = draw.word(one_of(requests, draw.rng), **slots)
    if _ORDERS.match(request):
        request = request.removesuffix("?").rstrip() + "." if request.endswith("?") else request
        request = request.replace(", please.", ".").replace(" please.", ".") if "lease" in request[:9] else request
    aside = (one_of(_NO_TOOLS, draw.rng),) if UNAIDED in draw.constraints else ()
    return draw.ask(request, *aside, because=because, place=place_of(draw), **slots)


def unaided(maker: GoalMaker) -> GoalMaker:
    """The same requests of people who say besides that nothing need be called for it: a goal of its own, so that those
    of the other keep their words."""

    def make(draw: Draw) -> Goal | None:
        draw.constraints.append(UNAIDED)
        return maker.make(draw)

    return GoalMaker(f"{maker.slug}_{UNAIDED}", maker.kinds, make)


def place_of(draw: Draw) -> str:
    """What the world is about, as it stands within a sentence."""
    title = draw.world.title
    return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title


def one_of(forms: Sequence[Form], rng: Random) -> Form:
    """One of several forms, each by the number of ways in which it can be worded (by its root, to let none starve)."""
    return rng.choices(forms, weights=[variants(form) ** 0.5 for form in forms])[0]


def answered(
    draw: Draw,
    turn: Turn,
    values: Any,
    constraints: tuple[str, ...],
    told: Sequence[Fact | Form],
    wants: Sequence[Want],
    about: Sequence[str],
    **slots: object,
) -> Goal:
    """The goal of such a request: what is told, with the wants for it, and none of the world's tools in the plan.
    ``about``: the words that a needless call would search for."""
    world, place = draw.world, place_of(draw)
    seed = draw.rng.random()

    def solve(hands: Hands) -> None:
        rng = Random(seed)
        if hands.objects("the tools have nothing to do with it", rightly=False):
            offer = one_of(_OFFERS, rng) if rng.random() < 0.6 else None
            hands.stop(one_of(_REFUSES, rng), offer=offer, place=place)
            return
        if hands.bother("see whether a tool helps", kind="needless"):
            errand = needless_call(world, about, rng)
            if errand is not None:
                hands.attempt(errand[0], _PURPOSE, **errand[1])
        hands.say(*told, ask=None, **slots)

    return Goal((turn,), values, constraints, (), solve, (*wants, NotCalled(), Helps()))


def picks(chosen: str, other: str, good: str, bad: str) -> str:
    """A pattern for words that prefer ``chosen`` to ``other``: by what is good about it, or bad about the other."""
    one, two = rf"(?<![\w/]){chosen}(?![\w/])", rf"(?<![\w/]){other}(?![\w/])"
    near_one, near_two = rf"(?:(?!{two})[^\n?])*?", rf"(?:(?!{one})[^\n?])*?"
    return (
        rf"{one}{near_one}\b(?:{good})\b|\b(?:{good})\b(?!\s+than){near_one}{one}|{one}\s*>|<\s*{one}"
        rf"|{two}{near_two}\b(?:{bad})\b|\b(?:{bad})\b(?!\s+than){near_two}{two}|\A(?s:(?!.*{two}).*{one})"
    )


def number(value: float, rng: Random) -> str:
    """A number as people write it: no needless zeros, thousands marks now and then."""
    if value == int(value):
        return f"{int(value):,}" if rng.random() < 0.5 else str(int(value))
    text = f"{value:.2f}" if round(value, 1) != value else f"{value:.1f}"
    return f"{float(text):,.2f}" if value >= 1000 else text
