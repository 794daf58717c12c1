"""Talk: small talk, a note to draft, a sentence to put otherwise, a term to explain."""

from __future__ import annotations

import re
from datetime import time

from negforge.worlds.goal import Draw, Goal, goal
from negforge.worlds.unrelated.answering import answered, asks, one_of
from negforge.worlds.unrelated.banks import FIRST_NAMES
from negforge.worlds.wants import Says, Tells, Want

_CHAT = {
    "thanks": (
        "[Just wanted to say thanks|I only wanted to say thank you|Thank you so much] for [last time|the help the other day|being so patient|yesterday], [from {who}, too|{who} was impressed as well|{who} says hello].",
        "[{who} asked me to thank you|I am to thank you from {who}|{who} sends thanks] for [your help|the advice|your patience] {when}.",
    ),
    "how are you": (
        "[How are you|How is it going|How are things|How do you do] {when}? [{who} and I were just wondering.|{who} told me to ask.|Greetings from {who}.]",
        "[Hey, how's life|What's new with you|Everything well with you] {when}? [{who} says hi.|{who} sends greetings.|{who} is fine, by the way.]",
    ),
    "compliment": (
        "[You are really good at this|You're a gem|You really have a way with words|What a pleasant helper you are], [{who} thinks so too|says {who}|and {who} agrees], [especially|above all] {when}.",
        "[{who} said you were the best assistant so far|{who} can't stop praising you|According to {who} you are a treasure], {when} [at least|anyway].",
    ),
    "good wishes": (
        "[Have a lovely time|All the best|Enjoy yourself] {when}! [{who} and I are off now.|{who} is waiting outside.|{who} sends regards.]",
        "[I just dropped in to wish you well|Only came to wish you all the best|No request, just good wishes] {when}, [also from {who}|from {who} as well|and {who} joins in].",
    ),
    "weather": (
        "[What a grey sky|So much rain|Such sunshine|What a wind|So foggy] {when}! [{who} is in a mood because of it.|{who} loves it.|Even {who} complains.] [No question, just chatting.|Just saying.|Don't mind me.]",
        "[I do like this weather|I can't stand this weather|Some weather we're having] {when}. [{who} feels the same.|{who} disagrees.|Ask {who}!]",
    ),
}  # fmt: skip
_REPLIES = {
    "thanks": "[You're very welcome, and greetings to {who}|It was a pleasure, please greet {who}|Glad it was useful; regards to {who}|Thank you for saying so, and best wishes to {who}].",
    "how are you": "[All well here, thank you for asking, and greetings to {who}|Doing fine, thanks; say hello to {who}|Very well, thanks to you and {who} for asking|Ready and in good spirits, and best wishes to {who}].",
    "compliment": "[That is kind of you, and of {who}|Thank you, that is lovely to hear, from {who} as well|How nice of you and {who} to say that|I'm flattered, please thank {who} too].",
    "good wishes": "[Thank you, the same to you and {who}|That's kind, all the best to you and {who}|And to you both, {who} included|Many thanks, and have a fine time, you and {who}].",
    "weather": "[The weather does that to people, {who} included|At least it gives you and {who} something to talk about|May it suit you and {who} soon|A warm drink helps, for you and for {who}].",
}  # fmt: skip
_WHEN = "today|this morning|this week|on such a day|at this hour|this fine Monday|in this season|after lunch|before the weekend|on a day like this".split(
    "|"
)


@goal("unrelated")
def small_talk(draw: Draw) -> Goal | None:
    """Nothing is wanted but a friendly word."""
    topic = draw.rng.choice(tuple(_CHAT))
    who, when = draw.rng.choice(FIRST_NAMES), draw.rng.choice(_WHEN)
    turn = draw.ask(one_of(_CHAT[topic], draw.rng), who=who, when=when)
    return answered(draw, turn, [topic, who, when], ("talk", topic), [_REPLIES[topic]], [Says("something", r"\w")], (topic,), who=who)  # fmt: skip


_OCCASIONS = (
    ("dinner at our place", "You're invited to dinner at our place"), ("a walk by the river", "Shall we take a walk by the river"),
    ("a game of chess", "Time for a game of chess"), ("a rehearsal", "There is a rehearsal"), ("a birthday breakfast", "Come to a birthday breakfast"),
    ("a garden clean-up", "We are having a garden clean-up"), ("a film night", "Film night is on"), ("coffee", "Let's have coffee"),
    ("a farewell party", "There will be a farewell party"), ("choir practice", "Choir practice takes place"), ("a picnic", "Join us for a picnic"),
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@goal("unrelated")
def note_drafted(draw: Draw) -> Goal | None:
    """A two-line note that names people, a day and a time."""
    to, sender = draw.some(FIRST_NAMES, 2)
    (what, line), day = draw.rng.choice(_OCCASIONS), draw.rng.choice(_DAYS)
    moment = time(draw.rng.randrange(8, 21), draw.rng.choice((0, 15, 30, 45)))
    turn = asks(
        draw,
        "[Write|Draft|Please write|Can you draft|Could you write] a [two-line|short|brief] [note|message|text] to {to} [from|signed by] {sender} about {what}, {day} at {moment}.",
        "[I need|Give me] [the wording of|two lines for] a [note|card] from {sender} to {to}: {what} on {day}, {moment}. [Just the text|Only the text, I'll send it myself|I will write it on paper myself].",
        because="[I am bad at such things.|It goes on the fridge.|I'll copy it by hand.|It should sound friendly.]",
        to=to,
        sender=sender,
        what=what,
        day=day,
        moment=moment,
    )
    note = "[Here you go:|A draft:|How about this:|You could write:|This should do:]\n\n[Dear|Hi|Hello] {to}, {begin} on {day} at {moment}.[ It would be lovely to see you.| Hope you can make it.| Please tell me whether it suits you.]\n[Yours|Best wishes|See you|Love|Warmly], {sender}"  # fmt: skip
    begin = f"{line[:1].lower()}{line[1:]}"
    wants = [
        Tells("who it is for", to),
        Tells("who it is from", sender),
        Tells("the day", day),
        Tells("the time", moment),
    ]
    return answered(draw, turn, [to, sender, what, day, moment.isoformat()], ("talk", "note"), [note], wants, ("note", to), to=to, sender=sender, begin=begin, day=day, moment=moment)  # fmt: skip


# plain, more polite or otherwise, key words that must stay
_REWRITES = (
    ("{who} wants the report by {day}", "{who} would be grateful to have the report by {day}", "It would be kind if {who} could have the report by {day}"),
    ("{who} can't come on {day}", "I am afraid that {who} is prevented on {day} and sends apologies", "{who} regrets having to miss {day}"),
    ("Tell {who} to bring the keys on {day}", "Would you ask {who} to bring the keys on {day}, please", "Please be so kind as to remind {who} of the keys on {day}"),
    ("{who} is late again, even on {day}", "{who} seems to have been held up again, also on {day}", "Once more {who} arrived after the agreed time, on {day} too"),
    ("We close at noon on {day}, says {who}", "According to {who}, our doors close at noon on {day}", "Please note, as {who} says, that we close at noon on {day}"),
    ("{who} left the window open on {day}", "On {day} the window was left open by {who}", "It was {who} who left the window open on {day}"),
    ("{who} made a mess in the kitchen on {day}", "On {day} the kitchen was left rather untidy by {who}", "After {who} had been there on {day}, the kitchen needed some tidying"),
    ("{who} talks too much in the {day} meeting", "{who} has a great deal to say in the {day} meeting", "In the {day} meeting {who} speaks at considerable length"),
)  # fmt: skip


@goal("unrelated")
def sentence_rewritten(draw: Draw) -> Goal | None:
    """A sentence in a politer tone; the name and the day must stay."""
    plain, *better = draw.rng.choice(_REWRITES)
    who, day = draw.rng.choice(FIRST_NAMES), draw.rng.choice(_DAYS)
    tone = draw.rng.choice(("politely", "more formally", "more kindly", "less bluntly"))
    sentence = plain.format(who=who, day=day)
    turn = asks(
        draw,
        '[How would you put this|How could one say this|Can you rephrase this|Please say this|Could you put this] {tone}: "{sentence}"[?|.]',
        '["{sentence}" sounds harsh|"{sentence}" is too blunt|I wrote "{sentence}"]. [Can you put that|How do I say it|Please word it] {tone}?',
        because="[It goes into a newsletter.|I don't want to offend anyone.|It's for the notice board.|My boss reads it.]",
        tone=tone,
        sentence=sentence,
    )
    told = '[How about|You could say|Perhaps|A way to put it|Try]: "{new}."'
    wants = [Tells("the name", who), Tells("the day", day)]
    return answered(draw, turn, [sentence, tone], ("talk", "rewriting"), [told], wants, (who,), new=draw.rng.choice(better).format(who=who, day=day))  # fmt: skip


_TERMS = (
    ("inflation", "[prices rise across the board, so that money buys less|the general rise of prices over time]", r"pric|money|cost|purchas"),
    ("photosynthesis", "[plants turn light, water and carbon dioxide into sugar and oxygen|the way plants make food from sunlight]", r"plant|light|sun|leaves"),
    ("gravity", "[masses attract each other, which is why things fall|the pull that draws things to the ground]", r"pull|attract|fall|mass|force"),
    ("a metaphor", "[something is spoken of as if it were another thing|a word for a thing is used for another that resembles it]", r"compar|as if|like|figur|resembl|word"),
    ("democracy", "[the people govern, mostly by electing those who decide|rule by the people through votes]", r"people|vote|elect|govern"),
    ("evaporation", "[a liquid turns into vapour, as puddles do in the sun|water passing into the air as vapour]", r"liquid|vapou?r|gas|water"),
    ("a budget", "[a plan of what comes in and what goes out|a plan for how money is to be used]", r"plan|money|spend|income"),
    ("erosion", "[wind and water wear away soil and rock|the slow wearing away of land]", r"wear|wind|water|soil|rock|land"),
    ("a prime number", "[a whole number above 1 that only 1 and itself divide evenly|a number with itself and 1 as its only divisors]", r"divi|itself"),
    ("an eclipse", "[a body in the sky moves into the shadow of another|the moon or the earth blocks the light of the sun]", r"shadow|sun|moon|light|block"),
    ("recycling", "[waste is made into new material|used things are turned into something new]", r"waste|new|us(?:e|ed|ing)|material"),
    ("a placebo", "[a treatment without an active substance that may still help because people expect it to|a dummy pill]", r"pill|treat|effect|medic|substance|expect|dummy"),
    ("hibernation", "[some animals sleep through the winter and live on their fat|a long winter sleep of animals]", r"winter|sleep|animal|rest"),
    ("an alibi", "[proof that someone was elsewhere when something happened|evidence of having been somewhere else]", r"elsewhere|else|proof|evidence|place"),
    ("compound interest", "[interest is paid on earlier interest as well|interest that itself earns interest]", r"interest"),
    ("a haiku", "[a short Japanese poem in a few lines with a fixed count of syllables|a very short poem from Japan, often about nature]", r"poem|japan|syllab|line"),
    ("osmosis", "[water passes through a membrane towards the side with more dissolved in it|the movement of water through a thin skin that holds other matter back]", r"water|membrane|solv|liquid|skin"),
    ("a quorum", "[the least number of members that must be there for a vote to count|how many must be present before a group can decide]", r"number|member|present|vote|many|minimum"),
    ("a solstice", "[the day on which daylight is longest or shortest|when the sun stands highest or lowest at noon in the year]", r"day|sun|longest|shortest"),
    ("irony", "[saying something and meaning the opposite|words that mean the reverse of what they say]", r"opposite|revers|mean|contra"),
)  # fmt: skip


@goal("unrelated")
def terms_explained(draw: Draw) -> Goal | None:
    """Two terms in plain words."""
    (one, first, hit), (two, second, other) = draw.some(_TERMS, 2)
    reader = draw.rng.choice(
        "my little cousin|a visitor|a friend from abroad|the school paper|a poster|my mother|a class of beginners|a radio quiz|my notes".split(
            "|"
        )
    )
    turn = asks(
        draw,
        "[Explain|Please explain|I want to explain|I have to explain] {one} and {two} to {reader}[, in a sentence each|, briefly|, in plain words|].",
        "[What is|In short, what is] {one}, and what is {two}? [It's for|I need it for|I have to tell] {reader}.",
        "[In plain words|Without jargon|As simply as you can]: what is meant by {one}, and by {two}? [It's for|This goes to] {reader}.",
        because="[I was asked and stumbled.|I half know it.|I want to get it across quickly.|It came up today.]",
        one=one,
        two=two,
        reader=reader,
    )  # fmt: skip
    told = [
        f"[{_start(term)} means this: {{{key}}}.|{_start(term)}: {{{key}}}.|With {term}, the idea is this: {{{key}}}.|By {term} people mean this: {{{key}}}.]"
        for term, key in ((one, "first"), (two, "second"))
    ]  # fmt: skip
    wants: list[Want] = [
        Tells("the terms", re.sub(r"^an? ", "", one)),
        Says(f"what {one} is", hit),
        Says(f"what {two} is", other),
    ]
    return answered(draw, turn, [one, two, reader], ("talk", "explanation"), told, wants, (one, "explained"), first=draw.word(first), second=draw.word(second))  # fmt: skip


def _start(term: str) -> str:
    return term[:1].upper() + term[1:]
