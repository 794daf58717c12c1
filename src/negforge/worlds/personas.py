"""Personas: how a user puts a request. Who they are and why they ask is the goal's; this is manner alone.

What the goal put into words stays as it is: only words of a closed list are misspelled, lowered or turned, and never in
quotes, beside a name or in anything with a digit. None of the added words says yes or corrects anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

from negforge.worlds.wording import Form, word

Manner: TypeAlias = Literal["plain", "brisk", "polite", "chatty", "formal", "hurried", "careful", "foreign", "rambling"]
MANNERS: tuple[Manner, ...] = (
    "plain",
    "brisk",
    "polite",
    "chatty",
    "formal",
    "hurried",
    "careful",
    "foreign",
    "rambling",
)

_OPENINGS: Mapping[Manner, tuple[float, Form]] = {
    "plain": (0.25, "[Hi,|Hello,|Hi there,|Hello there,|Hey,|Good morning,|Good afternoon,|Good evening,|Quick question:|A question:|A small request:|Next thing:|Something for you:]"),
    "brisk": (0.12, "[To do:|Request:|Short one:|Task:|Next:|For today:|For you:|Item:]"),
    "polite": (0.65, "[[Hi|Hello|Hello there|Hi there|Good morning|Good afternoon|Good evening|Good day][| to you| and thank you for being there| and thanks for your time| and thanks in advance],|[I hope I'm not disturbing|I hope this finds you well|I hope you are well|I hope this is the right place|I hope you don't mind my asking|Thank you for taking the time][.|, and thank you.|;| today.|, and thanks already.|, as always.]|[If it isn't too much trouble|If you have a moment|When you have a minute|If I may|If you would be so kind|If it's not a bother|Whenever it suits you],]"),
    "chatty": (0.7, "[Hey|Hi|Hiya|Hello|Heya|Hey there|Hi there|Morning|Evening][| again| you| friend| from me][!|,| –] [[it's me with a small thing|quick one from me|hope your day is going well|me again I'm afraid|long day here|hope you're keeping well|hope all's good with you|guess who|you're going to love this|I've got a little something for you|my coffee has just kicked in|finally sitting down|what a day|hope it's less rainy where you are|I promise this is a quick one|I come with a small favour to ask|here I am with my list][.|!| :)| …]|]"),
    "formal": (0.75, "[Dear team|Good day|To whom it may concern|Good afternoon|Greetings|Dear Sir or Madam|Dear service team|Dear all|Good morning|Dear assistant|Dear colleagues|Esteemed team|Dear support][,|.|,|:]\n[I am writing to you with a [request|question|matter to settle|small request].|I would like to [make|submit|place] the following [request|enquiry].|I turn to you with the [matter|request|question] [below|that follows].|I [should|would] be grateful for your [help|assistance|support] in the following [matter|case|affair].|I kindly ask for your support.|With this [message|note|letter] I would like to [ask|apply] for the following.|I am getting in touch about the following.|May I ask for your [assistance|support|help] [with this|in this matter|today|in the following].||||]"),
    "hurried": (0.2, "[quick one,|quick:|urgent:|hey,|hi,|no time,|in short:|fast please,|on the run,|hey quick one,|need help,|between meetings,]"),
    "careful": (0.6, "[[Before you start|Before you begin|Before anything happens|First of all], [please read all of this|please read this to the end|take in the whole message please|let me lay it out|let me say exactly what I want|a few details]|[A few details|Some details|Some background][, please bear with me|, so bear with me|, to be exact|, so that nothing goes wrong| so that it is clear]|[I'll try to be exact|I'll be as exact as I can|I want to get this right|I like to be precise|Precision matters to me here|Let me be precise][| about this| here| today][|, so in order|, so step by step|, one thing at a time]|[Please take your time with this|Please take this slowly|Please treat this with care|It matters that this is done right|This has to be right]]."),
    "foreign": (0.6, "[[Hello|Good day|Hi|Dear Sir/Madam|Hello dear team|Good morning|Greetings|Hello to all|Dear helper], [I have a question to you|I would have a question|I have a demand to you|I ask you for a help|I am needing your help|please can you help to me|I come to you with a problem|excuse my English|my English is not the best|I write from abroad|I hope my English is understandable|I want to ask you something][.|:|, thank you.|, please.]|[Please|Excuse me please|One question please|A little question|I have a wish|Please be so kind|My question is][,|:]]"),
    "rambling": (0.35, "[Right, so|So, where do I start:|Well, it is like this:|It's a bit of a story:|Let me explain:|You won't believe it, but|Bear with me:|Hello, and let me tell you:|Hi! So|Long story:]"),
}  # fmt: skip
_CLOSINGS: Mapping[Manner, tuple[float, Form]] = {
    "plain": (0.1, "[Thanks for looking into it|Thanks for that|That would be it|That's what I need|Thanks in advance|That's all for the moment|Thanks for the help|Nothing more for now]."),
    "brisk": (0.05, "[That's it|That is all|Done by today if you can|Short answer is fine|Result only, please|Keep it short]."),
    "polite": (0.55, "[[Thank you|Thanks|Many thanks|Thanks in advance|Much appreciated|Thank you so much|Thanks ever so much|Thank you kindly|I'd be grateful][| for your help| for your time| for looking into it| for your trouble| for your patience| already| and all the best][!|.]|[I'd really appreciate it|I would be very grateful|That would be a great help|That would help me a lot|You would do me a favour|It would mean a lot to me][|, thank you|, thanks|, many thanks][.|!]]"),
    "chatty": (0.55, "[[Cheers|Thanks a bunch|Ta|You're a star|Thanks so much|Big thanks|Thanks a million|You're the best|Many many thanks|Love it when things just work|Fingers crossed|I owe you a coffee][|, really|, honestly|, as always|, as ever|, and have a good one|, and don't work too hard][!|.| :)|, and no stress if it takes a minute.|, whenever you get to it.]|[No rush at all|Take your time|Whenever you get round to it|Tell me when it's sorted|Then I can finally put my feet up|Then I'll leave you in peace|That would make my day|You'd save my day][!|.| :)| 😊]]"),
    "formal": (0.7, "[[I look forward to|I await|I am looking forward to|I thank you in advance for] [your reply|your answer|your response|hearing from you|your assistance|your kind attention]|[Thank you for|I thank you for|With thanks for] [your attention|your assistance|your support|your efforts|your time|dealing with this matter]|[Kind regards|With best regards|Yours faithfully|Yours sincerely|With kind regards|Best regards|Respectfully|Regards]]."),
    "hurried": (0.35, "[[quick please|in a rush|need this now|about to board|meeting starts any minute|train leaves soon|battery at a few percent|asap|boss is waiting|typing with one hand|taxi is here|no time to explain|phone is dying|doors are closing|kids are screaming|on the stairs already|already late|running][| so hurry|, thx|, thanks| right now| here|, really][.|!|]]"),
    "careful": (0.5, "[[Please tell me|Tell me|I'd like to know|Please report|Please let me know] [exactly what you did|afterwards what was done|what came of it in detail|what you found|which steps you took|how it ended][|, point by point|, in full|, please|, with the details]|[If anything is unclear|If something does not fit|Should a detail be missing|If you are in doubt|If there is any doubt|If something is ambiguous], [say so|ask me|please ask|please tell me|do not guess][|, please| before you go on]|[Please do not guess|No guessing, please|Nothing beyond that, please|Exactly this, please, and nothing else|Nothing else should be touched|Please stick to what I wrote][| here| in this case| this time]]."),
    "foreign": (0.45, "[[Thank you|Thanks|Many thanks|I thank you|Big thanks] [in advance|for understanding|for your help already|very much|from heart|for answering fast|for helping me|for everything][.|!]|[Excuse my English|I hope you understand me|I hope it is understandable|I hope for your answer|I am waiting your answer|Please to answer soon|With friendly greetings|Friendly greetings|Have a beautiful day][|, thanks|, thank you][.|!]]"),
    "rambling": (0.3, "[[Anyway, that's|So that's|And that is] [the long and short of it|where I am|the whole saga|the situation|my story|about all there is to tell][.|!]|[Enough of me|I've gone on long enough|There, now you know everything|I could go on, but I'll stop here|I'll spare you the rest|But I digress|Listen to me going on][.|!| …]]"),
}  # fmt: skip
_LEADS: Form = (
    "[[Thanks|Thank you|Great|Good|Right|Alright|Lovely|Got it|I see|Noted|Makes sense|Good to know|Fine|Brilliant|Nice|Cool|Ah|Aha|Very good|Fair enough|Understood|Excellent]"
    "[| so far| for that| for now| then| with that],|[Thanks|Thank you|Great|Good|Lovely|Brilliant|Nice|Very helpful|That helps|Good to know|I see|Excellent|Glad to hear it][| so far| for that| already| indeed| to read][.|!]"
    "|[Next|And next|Then|And then|On to the next thing|Now|And now|Moving on|While we're at it|Since you're at it|Another thing|Next thing|One more thing|Something else][:|,| –]]"
)  # fmt: skip
_GOES_ON: Mapping[Manner, float] = {
    "plain": 0.2, "brisk": 0.05, "polite": 0.5, "chatty": 0.5, "formal": 0.25, "hurried": 0.15, "careful": 0.25, "foreign": 0.35, "rambling": 0.45,
}  # fmt: skip
_STORIES: tuple[Form, ...] = (
    "[My neighbour|My sister|My brother-in-law|The man from downstairs|My old teacher|A colleague|My aunt|The lady next door|My barber|The postman|My cousin] [was telling me about|kept going on about|would not stop talking about|rang me up about|had a lot to say about|got me thinking with] [the garden|the new kettle|the roadworks|a film with dragons|the weather|a stray cat|the price of butter|an old radio|the choir|a broken umbrella|the neighbours' dog|a leaking tap] [all morning|the whole way home|for ages|over lunch|on the stairs|through the fence|in the queue|while I was trying to read|until the tea was cold].",
    "[I was going to|I had hoped to|I wanted to|I had planned to|I fully intended to] [do this|ask about it|write to you|deal with this|sort this out|get this over with] [ages ago|on the train|before lunch|over breakfast|when I had a quiet moment|before the holidays], but [then the phone rang|the doorbell went|I nodded off|my glasses had vanished|the cat sat on the keyboard|the soup boiled over|I got talking to someone|one thing led to another|the kids came home|my tea went cold|I lost the thread].",
    "[It's been|I have had|We've had] [a day|quite a week|a morning like no other|a strange few days|a long afternoon|nothing but chaos], [what with|because of|thanks to|not least because of] [the kettle breaking|the lift being stuck|the drains|the visitors|the paint drying so slowly|the noise from the street|the dog eating my notes|the moving boxes|my bicycle chain|the whole family having a cold|a very stubborn jar of pickles].",
    "[You know how it is|You know what it's like|It's always the same|It never fails]: [you sit down with a cup of tea|you make a list|you finally find a pen|you put your feet up|you open the curtains|you think you are done], and [then this|something comes to mind|there is always something|it all comes back to you|the next thing turns up|off it goes again].",
    "[I'm not great with computers|I still prefer paper|My glasses are in the other room|I am typing this on a tiny screen|I've never been good at this sort of thing|I always put such things off|My daughter set this up for me|I don't do this often], [as you may have noticed|as everyone here knows|and it shows|so be patient with me|I admit it freely|so there we are|but one learns|and I am too old to change].",
)  # fmt: skip
_TO_THE_POINT: Form = "[Anyway|So|Long story short|To come to the point|Be that as it may|But never mind that|Now|Back to why I'm writing|What I wanted to say|Which brings me to this|In any case|Well|At any rate|To get to it][:|,| –]"  # fmt: skip

_LOWERED = frozenset(
    "Could Can Please Would Will Do Does Did What What's Which How When Where Who Why Is Are Was Were Have Has My The There Tell Give Show Find Look Check "
    "Put Book Cancel Move Renew Send Make Add Get Let It It's This That If For In On From After Before Some Someone Something Also And But Then Until All Any Everything "
    "Reserve Change Set Pay Order Write List Search Compare Explain Sort Update Remove Delete Create Schedule Work Kindly We Our Your You Take Say Suppose Name Continue".split()
)
_SLIPS: Mapping[str, tuple[str, ...]] = {
    "please": ("pls", "plz", "plese", "pleas"), "because": ("bc", "becuase", "cause"), "could": ("cuold", "coudl", "cud"), "would": ("woudl", "wuold"),
    "thanks": ("thx", "tnx", "thnks"), "which": ("wich", "whcih"), "really": ("realy", "rly"), "should": ("shoud", "shuold"), "need": ("ned", "nede"),
    "about": ("abuot", "abt"), "there": ("ther", "thre"), "that": ("taht", "tht"), "want": ("wnat", "wan"), "possible": ("posible", "possibel"), "tell": ("tel", "tlel"),
    "with": ("wiht", "w/"), "have": ("ahve", "hav"), "what": ("waht", "wht"), "you": ("u", "yuo"), "everything": ("evrything", "everthing"), "where": ("wher", "whre"),
}  # fmt: skip
_TURNED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"^Could you ", ("Could you please to ", "Is it possible that you ", "Would you be so nice and ", "I ask you to ", "Can you for me ")),
    (r"^Can you ", ("Can you please to ", "I ask if you can ", "Is it possible for you to ", "Please, can you ", "Would it go that you ")),
    (r"^I need ", ("I am needing ", "I have need of ", "It is necessary for me ", "I would need ")),
    (r"^I want ", ("I am wanting ", "I wish ", "I would want ")),
    (r"^I'd like ", ("I would like please ", "I am liking to have ", "I want please ")),
    (r"^Please (?=[a-z])", ("Please to ", "I ask you to ", "Be so kind and ", "Please you ", "I would ask that you ")),
    (r"^What is ", ("What is please ", "Please say me what is ", "I would know what is ", "Say me please, what is ")),
    (r"^How many ", ("How much ", "Please, how many ", "Say me how many ")),
    (r"^Tell me ", ("Say me ", "Please tell to me ", "Explain me ")),
    (r"^I am ", ("Myself I am ", "I am here ")),
)  # fmt: skip
_KEPT = re.compile(r"[\"“][^\"”]*[\"”]|'[^']{4,}'(?!\w)|\S*[\d@_/\\#]\S*")


_LEADS_ITSELF = (
    "And", "Then", "Also", "Sorry", "Actually", "Wait", "Oh", "One more", "Another", "OK", "Fine", "Good", "Great", "No",
    "Yes", "Now", "But", "So", "Hm", "Thanks", "Thank", "On second", "Right", "Perfect", "Next", "Before", "Alright",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Persona:
    """A manner of asking."""

    manner: Manner

    def speak(self, request: str, clauses: list[str], reason: str, rng: Random) -> str:
        """The first turn: greeting, reason and request in this manner's order, conditions, closing."""
        opening, closing = (_drawn(forms[self.manner], rng) for forms in (_OPENINGS, _CLOSINGS))
        if self.manner == "rambling":
            return self._rambled(opening, request, clauses, reason, closing, rng)
        gives_reason = bool(reason) and rng.random() < _REASONS.get(self.manner, 0.4)
        told = [request, *([reason] if gives_reason else [])]
        if self.manner == "foreign":
            told[0] = _turned(told[0], rng)
        if gives_reason and rng.random() < 0.6:
            told.reverse()
        body = self._laid_out(told, clauses, rng)
        return self._written("\n".join(part for part in self._framed(opening, body, closing, rng) if part), rng)

    def go_on(self, request: str, clauses: list[str], rng: Random) -> str:
        """A later turn: straight to the matter, now and then with a word on what was said."""
        if self.manner == "foreign":
            request = _turned(request, rng)
        leads = rng.random() < _GOES_ON[self.manner] and not request.startswith(_LEADS_ITSELF)
        lead = word(_LEADS, rng, {}) if leads else ""
        return self._written(_joined(lead, self._laid_out([request], clauses, rng)), rng)

    def _laid_out(self, told: list[str], clauses: list[str], rng: Random) -> str:
        if len(clauses) > 1 and self.manner in ("careful", "formal", "brisk") and rng.random() < 0.5:
            mark = rng.choice(("- ", "* ", "{}. ", "{}) ", "({}) "))
            rows = [mark.format(number) + clause for number, clause in enumerate(clauses, 1)]
            return "\n".join([" ".join(told), *rows])
        return " ".join(told + clauses)

    def _framed(self, opening: str, body: str, closing: str, rng: Random) -> list[str]:
        if self.manner == "formal":
            return [opening.strip(), body, closing]
        apart = self.manner in ("polite", "foreign", "careful") and rng.random() < 0.25
        parts = [_joined(opening, body), closing]
        return parts if apart else [" ".join(part for part in parts if part)]

    def _rambled(self, opening: str, request: str, clauses: list[str], reason: str, closing: str, rng: Random) -> str:
        """The reason long before the request, among other things."""
        stories = [word(form, rng, {}) for form in rng.sample(_STORIES, rng.choice((1, 1, 2, 3)))]
        if reason:
            stories.insert(rng.randrange(len(stories) + 1), reason)
        point = _joined(word(_TO_THE_POINT, rng, {}) if rng.random() < 0.6 else "", " ".join([request, *clauses]))
        gap = "\n\n" if rng.random() < 0.2 else " "
        return gap.join(part for part in (_joined(opening, " ".join(stories)), f"{point} {closing}".strip()) if part)

    def _written(self, text: str, rng: Random) -> str:
        """How it is typed: in haste, and now and then otherwise, without capitals and stops, with a slip."""
        haste = {"hurried": 1.0, "chatty": 0.25, "brisk": 0.25, "plain": 0.08, "foreign": 0.15}.get(self.manner, 0.0)
        if rng.random() >= haste:
            return text[:1].upper() + text[1:] if text.split(" ")[0].isalpha() else text
        if rng.random() < 0.6:
            text = _outside(text, _small)
        if rng.random() < 0.5:
            text = text[:-1] if text.endswith((".", "?")) and not text.endswith("..") else text
        for _ in range(rng.choice((0, 1, 1, 2))):
            text = _slipped(text, rng)
        return text


_REASONS: Mapping[Manner, float] = {
    "chatty": 0.85,
    "formal": 0.75,
    "careful": 0.7,
    "brisk": 0.1,
    "hurried": 0.25,
    "foreign": 0.6,
}


def _drawn(form: tuple[float, Form], rng: Random) -> str:
    return word(form[1], rng, {}) if rng.random() < form[0] else ""


def _joined(lead: str, body: str) -> str:
    if not lead or not body:
        return lead or body
    return f"{lead} {_lowered(body) if lead[-1] in ',–;' or lead.endswith((' so', ' So', 'but')) else body}"


def _lowered(text: str) -> str:
    first = text.split(" ")[0]
    return first.lower() + text[len(first) :] if first.rstrip(",") in _LOWERED else text


def _turned(request: str, rng: Random) -> str:
    """The request begun as someone would who thinks in another language."""
    for pattern, ways in _TURNED:
        begin = re.match(pattern, request)
        if begin and rng.random() < 0.75:
            return ways[rng.randrange(len(ways))] + request[begin.end() :]
    return request


def _outside(text: str, change: Callable[[str], str]) -> str:
    """The text changed everywhere but in quotes and in words with a digit or a sign."""
    done, at = "", 0
    for kept in _KEPT.finditer(text):
        done += change(text[at : kept.start()]) + kept[0]
        at = kept.end()
    return done + change(text[at:])


def _small(text: str) -> str:
    lowered = re.sub(
        r"(?:^|(?<=[.!?:] )|(?<=\n))([A-Z][\w']*)", lambda m: m[0].lower() if m[0] in _LOWERED else m[0], text
    )
    return re.sub(r"(?<![A-Z]\w )(?<!\w\.)\bI(?='|\s[a-z])", "i", lowered)


def _slipped(text: str, rng: Random) -> str:
    """One word of the closed list misspelled, unless it stands beside a name or in quotes."""
    kept = [range(m.start(), m.end()) for m in _KEPT.finditer(text)]
    found = [
        m for m in re.finditer(r"(?<![\w'-])[a-z]+(?![\w'-])", text)
        if m[0] in _SLIPS and not any(m.start() in span for span in kept) and not _by_a_name(text, m)
    ]  # fmt: skip
    if not found:
        return text
    hit = found[rng.randrange(len(found))]
    return text[: hit.start()] + rng.choice(_SLIPS[hit[0]]) + text[hit.end() :]


def _by_a_name(text: str, hit: re.Match[str]) -> bool:
    before, after = text[: hit.start()].split(), text[hit.end() :].split()
    return any(
        w[:1].isupper() and w.strip(".,:") not in ("I", "I'm", "I'd", "I'll") and w not in _LOWERED
        for w in (*before[-1:], *after[:1])
    )
