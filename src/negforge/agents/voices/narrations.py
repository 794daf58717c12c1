"""Narrations: what each voice says along with a call. ``{why}`` is an infinitive, ``{doing}`` the same as a gerund."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from negforge.worlds.wording import Form, word

SHARE: Mapping[str, float] = {
    "terse": 0.03, "formal": 0.2, "bulleted": 0.05, "chatty": 0.55, "cautious": 0.4, "narrating": 0.92,
}  # fmt: skip

_FORMS: Mapping[str, tuple[Form, ...]] = {
    "terse": ("{Doing}.", "{Doing} …", "Will {why}.", "To do: {why}.", "{Doing} now."),
    "formal": (
        "[I shall now|I will now|Allow me to|Permit me to|I shall proceed to|I will proceed to|I intend to|I am "
        "going to|At this point, I shall|At this point, I will] {why}.",
        "[It is necessary|It is appropriate|It is advisable|It would be sensible|It makes sense] to {why} [now|at "
        "this point|at this stage|before proceeding|before continuing|in order to proceed|in order to answer you].",
        "[In order to|To] [proceed|continue|answer your request|deal with your request|attend to this|address "
        "this|respond properly], [I shall|I will|I need to|I must|I am going to|it is necessary to] {why}.",
        "[My|The] [next|appropriate|required|necessary] step is to {why}.",
        "[Kindly allow me a moment|A moment, please|I ask for a moment's patience], [while I|as I] {why}.",
    ),
    "bulleted": (
        "[**Next:**|**Next step:**|**Now:**|**Step:**|Next:|Now:|Step:|Next up:|In progress:|To do:] {why}",
        "[**|]{Doing}[**|]",
        "- {doing}",
        "→ {why}",
    ),
    "chatty": (
        "[Hang on|Hold on|Bear with me|Just a sec|Just a moment|Give me a sec|Give me a moment|Give me a "
        "second|Stay with me|Hold tight][, I'll| while I|, let me| – I'll|, I'm going to| and I'll] {why}[.|!| …]",
        "[Okay|Alright|Right|Sure|Cool|All right|Gotcha|Sounds good|Yep|Righto|Of course|Sure thing][,|!|.] [Let "
        "me|let me|I'll|I'm going to|I'll just|let me just|I'll quickly|let me quickly|time to|off to] {why}[.|!| "
        "real quick.| then.|]",
        "[Let me|Let me just|Lemme|I'll just|I'll quickly|I'll go and|Let me go and|I'm off to|Gonna|Time to|Off "
        "to] {why}[.|!| …| for you.| right away.| real quick.| and then we'll see.]",
        "{Doing} [now|as we speak|for you|right away|real quick][.|!| …| :)]",
        "[So,|Well,|OK then,|Hmm,|Right then,|Good, so|Alright so] [let's see|let's have a look|let me see|first "
        "things first]: [I'll|let me|I'm going to|time to] {why}.",
        "[So |Well, |Hmm, |OK, |Right, |And so |So now |][I'd better|I think I'd better|I should|I've got to|I'll "
        "need to|I want to] {why}[.|!| …| then.]",
        "[To get you|To give you|To find you|To get to] [a proper answer|something solid|an answer|the facts|a "
        "good answer], [I'll|I need to|I've got to|I'm going to|let me] {why}.",
    ),
    "cautious": (
        "[To be on the safe side|Just to be safe|To be careful here|To avoid a misunderstanding|To stay on solid "
        "ground|So that nothing goes wrong|So as not to mix things up|To have it from the source|In order not to "
        "misstate anything], [I'll|I will|I would like to|let me|I want to|I'm going to|I think I should] {why}.",
        "[I'd rather|I would rather|I would prefer to|I think it best to|It seems best to|It seems wise to|I "
        "believe I should|It is probably best to|It may be best to|I should probably] {why} [before I say "
        "more|before I go on|before going further|before we go on|before anything else|at this point|for this|now].",
        "[If I understand you correctly|If I read this correctly|If I follow|As I understand it|As I read it|If I "
        "have this right], [this means that I should|I need to|I have to|this calls for me to|I'd have to|the "
        "thing to do is to] {why}.",
        "[Before I|Before we] [go on|say anything|commit to anything|decide anything|continue|go any further], "
        "[I'll|I will|I should|I want to|let me|I would like to|it is better to] {why}.",
    ),
    "narrating": (
        "[Let me|I'll|I will|I'm going to|I am about to|I'd like to|I want to|I'll go ahead and|Let me go ahead "
        "and|I'll start to] {why}[.|:| …]",
        "[The next step is to|The next thing is to|What's needed now is to|What I need now is to|What I want here "
        "is to|The thing to do is to|My next move is to|Next on the list is to|The plan now is to|The task at hand "
        "is to|What this takes is to|This calls for me to] {why}[.|:]",
        "[For this|For that|To get there|To move on|To move this forward|To get further|To answer this|To deal "
        "with this|To handle this|To work this out|With that in mind|Given what was asked|Given the request|From "
        "here|At this point|Here], [I'll|I will|I need to|I have to|I should|I'm going to|let me|I want to|I'd "
        "like to] {why}[.|:]",
        "[Now|Next|So|OK, so|Right, so|Okay, now|Right, now|All right,|Okay,] [I'll|I need to|let me|I have to|I'm "
        "going to|I should|I will|I can|I want to] {why}[.|:| …]",
        "[Next comes|Up next:|Now comes|On to|Now for|Moving on to|Coming up:|That brings me to|Which brings me "
        "to|I'll continue by|I'll proceed by|Now on to|The way forward is] {doing}[.|:| …]",
        "{Doing}[.|:| …| now.| at this point.| next.| from here.]",
        "[What was asked|The request|What you asked for|This part|The question|What you want] [depends on "
        "this|hinges on this|calls for it|points this way|leads here|makes this necessary], so [I'll|I will|let "
        "me|I'm going to|I need to|it's time to] {why}.",
    ),
}  # fmt: skip

_DOUBLED = frozenset("get put set stop plan run shut cut begin submit refer let swap drop pin tag map log".split())

_AFTER_STOP = re.compile(r"^[A-Za-z ]+[.!] [a-z]")


def narration(voice: str, why: str, rng: Random) -> str:
    """What this voice says before a call that is made to ``why``; "" where it says nothing."""
    if rng.random() >= SHARE[voice]:
        return ""
    why = why.strip().rstrip(".")
    doing = gerund(why)
    forms = [form for form in _FORMS[voice] if doing or "oing}" not in form]
    slots = {"why": why, "doing": doing, "Doing": doing[:1].upper() + doing[1:]}
    drawn = word(forms[rng.randrange(len(forms))], rng, slots)
    return _AFTER_STOP.sub(lambda begin: begin[0][:-1] + begin[0][-1].upper(), drawn)


def gerund(why: str) -> str:
    """``look up the loan`` -> ``looking up the loan``; "" where another verb follows that would have to change too."""
    verb, _, rest = why.partition(" ")
    if not verb.isalpha() or not verb.islower() or re.search(r"\b(?:and|or|then|not)\b|,", rest):
        return ""
    if verb in _DOUBLED:
        verb += verb[-1]
    elif verb.endswith("ie"):
        verb = verb[:-2] + "y"
    elif verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        verb = verb[:-1]
    return f"{verb}ing {rest}".strip()
