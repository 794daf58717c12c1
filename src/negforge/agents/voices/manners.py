"""Manners: the openers, closers and links of each voice. None of them tells a fact, claims a call, counts or denies.

Words for numbers, "yes" and "no" are left out on purpose: a want that looks for such a value must not find it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from negforge.worlds.wording import Form


@dataclass(frozen=True, slots=True)
class Manner:
    """``leads``: before facts; those that end in a colon stand before what follows. ``hems``: before plain sentences
    alone (these may be a refusal). ``closings``: at the end where nothing is asked. ``links``: before a further
    sentence. ``last_links``: before the last. Each with its share."""

    leads: tuple[Form, ...] = ()
    lead_share: float = 0.0
    hems: tuple[Form, ...] = ()
    hem_share: float = 0.0
    closings: tuple[Form, ...] = ()
    closing_share: float = 0.0
    links: tuple[Form, ...] = ()
    last_links: tuple[Form, ...] = ()
    link_share: float = 0.0
    first_links: tuple[Form, ...] = ()
    ask_leads: tuple[Form, ...] = ()
    ask_share: float = 0.0
    only_before_lists: bool = False  # the leads announce a list


_MORE = (
    "[you need anything else|there's more|anything else comes up|something else is on your mind|you'd like more "
    "detail|you want to take it further|there's something else|you want something changed|something looks "
    "odd|anything's unclear|you get stuck|you have more questions|you think of something else|you'd like to go on "
    "from here]"
)
_SAY_SO = (
    "[just shout|give me a shout|just say so|just tell me|let me know|say the word|feel free to ask|holler|I'm "
    "here|I'm around|ping me|drop me a line|just ask]"
)

CHATTY = Manner(
    leads=(
        "[[Okay|Alright|All right|Right|Okay then|Right then|So|Well|Aha|Cool|Got it|There we go|Here we "
        "go|Good|Righto][,|!|:| –] |][here's|here is] [the scoop|the lowdown|how it looks|how things look|where "
        "things stand|how it stands|the short of it|the gist|the rundown|the state of play|how it turned out|what "
        "you were after|what you wanted to know|the news|the picture|what there is to say|how that goes][| for "
        "you| then| on that| on this| here]:",
        "[[Happy to help|Glad to help|Always happy to help|Glad to be of help][| with this| with that| here| "
        "there]|[Sure thing|You got it|Of course|Absolutely|Sure|Certainly|Gladly|With pleasure|My pleasure]|[Glad "
        "you asked|Good question|Fair question|Nice question|Good of you to ask|Thanks for asking|Thanks for "
        "waiting|Thanks for bearing with me|Thanks for your patience][| here| there|, really|, by the way]][!|.| "
        ":)| 🙂| –]",
        "[Okay|Alright|Right|So|Well|Good|Cool|OK|Right then|Okay so|Aha|Oh|Ah][,| …| –|!]",
        "[Let's see|Let me see|Let me put it simply|Let me sum it up|To sum it up|In a nutshell|In short|Long "
        "story short|To cut it short|To keep it short|Quick summary|Short version|The quick version|Quick "
        "rundown][:|,| …| –]",
    ),
    lead_share=0.6,
    hems=(
        "[Ah|Hm|Hmm|Okay|Right|So|Well|Oh|OK|Mm|Alright][,| …| –|.]",
        "[Thanks for asking|I hear you|I get it|I see what you mean|I see where you're coming from|I know what "
        "you're after|I see what you're after|Fair enough|Good of you to ask|I get why you ask|I get where this "
        "comes from|Thanks for telling me][| there| here][.|!| –|, but honestly:|, though:|, so let me be straight "
        "with you:|, and let me be clear:]",
        "[Let me be|I'll be|I want to be|Let me just be] [straight|upfront|open|honest|frank|clear|plain][| with "
        "you| about this| here][:|.| –]",
    ),
    hem_share=0.4,
    closings=(
        "[Hope [that|this] [helps|does it|clears it up|is what you were after|is of use|gets you further|makes "
        f"sense|answers it]|And {_SAY_SO} if {_MORE}|If {_MORE}, {_SAY_SO}][!|.| :)| 🙂]",
        "[Just shout|Give me a shout|Just say so|Just tell me|Let me know|Say the word|Feel free to ask|Holler|I'm "
        f"here|I'm around|Ping me] if {_MORE}[!|.| :)| 🙂]",
        "[Have|Hope you have|Wishing you] a [good|great|lovely|nice|fine|relaxed|pleasant] [day|week|time|rest of "
        "the day|rest of the week][!|.| :)| 🙂]",
        "[Cheers|Take care|Happy to help|Always a pleasure|Glad I could be of use|Until next time|Talk soon|Good "
        "luck with it|Enjoy][!|.| :)| 🙂]",
    ),
    closing_share=0.45,
    links=(
        "And",
        "Oh, and",
        "Also,",
        "Plus,",
        "On top of that,",
        "What's more,",
        "And then",
        "Besides that,",
        "By the way,",
        "Then",
    ),
    last_links=("And", "Oh, and", "And finally,", "Lastly,", "And to round it off,", "Plus,", "Also,"),
    link_share=0.3,
    ask_leads=(
        "[Quick question|Just a question|A question for you|A thing I need from you|Something I need to know|But "
        "before I go on|Before I do that|Before I go ahead|Now|So|So tell me|And now][:|,| –]",
    ),
    ask_share=0.4,
)

_ANYTHING_FURTHER = (
    "[anything further|further details|further assistance|additional information|more particulars|any "
    "clarification|further explanation|anything else|additional details]"
)
FORMAL = Manner(
    leads=(
        "[With regard to|With respect to|Regarding|In reply to|In response to|Further to|As "
        "to|Concerning|Following|Having considered|In answer to|On the subject of] your "
        "[request|enquiry|question|message|query|instructions|note], [please find the details below|the "
        "particulars are as follows|I can state the following|I would like to report the following|the position is "
        "as follows|the following applies|I may report as follows|the relevant details are these|the matter stands "
        "as follows|I am pleased to provide the following|the details are set out below|I can inform you as "
        "follows]:",
        "[Thank you|Many thanks|I thank you] for [your message|your enquiry|writing|getting in touch|your "
        "patience|your request|reaching out|the details|your question|your instructions|the information|bringing "
        "this up|contacting me|your note][.|; the details follow.|; please see below.|; I am glad to be of "
        "service.|, which I am happy to answer.]",
        "[Please find|Kindly find|You will find|Set out below are|Below are|Here are] [the details|the "
        "particulars|the relevant details|the requested details|the key details|the facts of the matter][ below| "
        "for your reference| for your records| for your attention| as requested].",
    ),
    lead_share=0.4,
    hems=(
        "[Thank you|Many thanks|I thank you] for [your message|your enquiry|writing|getting in touch|your "
        "patience|your request|reaching out|the details|your question|your instructions|contacting me|your "
        "understanding|your note].",
        "[With regard to|With respect to|Regarding|In reply to|In response to|Concerning|On the subject of|As to] "
        "your [request|enquiry|question|message|query|note], [I must state the following|the position is as "
        "follows|I would like to say the following|I have to inform you as follows|let me be clear|I wish to be "
        "plain]:",
        "[I appreciate|I understand|I note|I acknowledge|I take note of] [your request|your message|your "
        "enquiry|the reason for your request|what you are asking|the circumstances|the situation|your "
        "position|your concern].",
    ),
    hem_share=0.45,
    closings=(
        f"[Should you [require|need|wish for] {_ANYTHING_FURTHER}|If you [require|need|wish for|would like] "
        f"{_ANYTHING_FURTHER}|Were you to need {_ANYTHING_FURTHER}|In the event that you need {_ANYTHING_FURTHER}], "
        "[please let me know|I remain at your disposal|I shall be glad to assist|kindly say so|please feel free to "
        "ask|I am happy to provide it|you need only ask|please inform me|I am at your service].",
        "[I trust|I hope|It is my hope|I trust that|I hope that] [this|the above|the foregoing] [answers your "
        "question|is of assistance|meets your needs|is clear|serves your purpose|addresses your request|is "
        "helpful|proves useful|is to your satisfaction].",
        "[I remain at your disposal|I am at your disposal|Please feel free to write again|I am glad to assist "
        "further|I am pleased to be of assistance|Please contact me again][| for any further questions| for "
        "anything further| whenever needed| at any time| should the need arise| in this matter| on this subject| "
        "if required].",
    ),
    closing_share=0.4,
    links=(
        "In addition,", "Furthermore,", "Moreover,", "Likewise,", "Additionally,", "It should also be said that", "I "
        "would add that",
        "Please also note that", "In this connection,", "At the same time,", "It may be added that", "As a further "
        "point,",
    ),
    last_links=("Finally,", "Lastly,", "In closing,", "In addition,", "Furthermore,", "I would add that",
        "Please also note that"),
    link_share=0.35,
    ask_leads=(
        "[May I ask|I should like to ask|I would therefore ask|I have to ask you the following|Kindly let me have "
        "your answer to this|Before I proceed, I should like to know|Your answer to the following is needed|To "
        "proceed, I need to know]:",
    ),
    ask_share=0.3,
)  # fmt: skip

BULLETED = Manner(
    leads=(
        "[Here's|Here is|Below is|See below for|Find below|Following is] [the|the|your] [short |quick |brief |compact "
        "|concise |] [summary|overview|breakdown|rundown|list|recap|outline|digest][| of the details| of what "
        "matters| of the facts| at a glance| point by point| you asked for| for you| as requested]:",
        "[Summary|Overview|Details|At a glance|Recap|Breakdown|Key facts|Key details|The "
        "facts|Facts|Outline|Results|In brief|Rundown|Status|Findings|Key points|Main points|In short|The "
        "essentials|What matters]:",
        "[The details|The key details|The key points|The main points|The facts|The relevant details|Key points|Key "
        "facts|What matters|What applies|The essentials|The particulars][| for you| on this| here| at a glance| in "
        "brief]:",
        "[Sure|Of course|Certainly|OK|Okay|Right|Got it], [here's|here is|below is] [the|your] "
        "[summary|overview|list|breakdown|recap]:",
    ),
    lead_share=0.6,
    only_before_lists=True,
    closings=(
        "[Let me know|Say so|Just ask|Tell me|Feel free to ask] if [you need|you want|you'd like] [more "
        "detail|further detail|anything else|a different layout|more on any point|another breakdown|it sorted "
        "differently|a shorter version|more information|something added].",
        "[**Note:**|Note:|**PS:**|_Note:_] [ask for details on any point|ask if you need more on any of this|say "
        "so if a point is unclear|further details on request|happy to expand on any point].",
    ),
    closing_share=0.15,
    ask_leads=(
        "[**Question:**|**Open question:**|**Open point:**|**To decide:**|**Needed from you:**|**Still "
        "open:**|Question:|Open point:|To be clarified:|Needed from you:|Your decision:|Still open:]",
    ),
    ask_share=0.5,
)

CAUTIOUS = Manner(
    leads=(
        "[As far as I can tell|As far as I can see|From what I can see|Going by what I have in front of me|Judging "
        "by the information at hand|To the best of my knowledge|If I read this correctly|If I understand it "
        "correctly|On the information I have|As best I can tell|From where I stand|As things look at the moment|As "
        "it appears to me|To my understanding|As I read it|As I understand it|Going by the information at "
        "hand|Unless I misread something|As matters appear|On my reading][,|, and with the usual reservations,|, "
        "and please take it as such,]",
        "[As far as I can tell|From what I can see|To the best of my knowledge|If I read this correctly|As things "
        "look at the moment|On my reading|As I understand it|Judging by the information at hand|As best I can "
        "tell|As it appears to me], [this is how it looks|this is where things stand|this is the situation|the "
        "situation is this|it looks as follows|the following holds|this is what applies]:",
        "[With the usual caveats|With some caution|With due caution|Subject to later changes|Subject to the usual "
        "caveats|With a little caution|Cautiously put|Carefully put], [here is what I can say|this is my "
        "reading|here is my understanding|this is how I understand it|I would put it like this|here is how it "
        "looks to me|my reading is this]:",
    ),
    lead_share=0.55,
    hems=(
        "[I want to be|I should be|I would like to be|Let me be|I'd rather be] "
        "[clear|plain|open|upfront|careful|precise][| about this| here| on this| at this point][:|.| and say "
        "this:| so that nothing is misunderstood:]",
        "[I may be misreading the request|I hope I understand the request correctly|If I understand the request "
        "correctly|As I understand the request|As I read your message|If I read your message correctly|As I "
        "understand you], [this is my answer|this is my position|here is my answer|here is where I stand|my answer "
        "is this|I have to say this]:",
    ),
    hem_share=0.3,
    closings=(
        "[Please|Do|You may want to|It may be worth it to|I would suggest you|I would advise you to|You might want "
        "to] [have a look at it yourself|look it over yourself|take a second look|give it a second look|go over it "
        "yourself|look at the details yourself|read it through again][| before you rely on it| before acting on "
        "it| if much depends on it| to be on the safe side| in case something has changed| when you have a moment| "
        "if anything hinges on it].",
        "[If anything|In case anything|If something|If any of this] [looks off|seems off|looks odd to you|strikes "
        "you as odd|differs from what you expected|seems to conflict with what you have], [please say so|tell "
        "me|let me know|please point it out|do tell me|just say so][| and I will look again| and I will go over it "
        "again| before you go on].",
        "[Please take this as|Treat this as|I offer this as|Take this as|Please treat this as|This is] [my best "
        "reading|my best understanding|a careful reading|my honest reading|what I can say|my present "
        "understanding] [of it|of the matter|for now|from where I stand|with the usual caveats|with the usual "
        "care|of the situation].",
    ),
    closing_share=0.35,
    links=("It also appears that", "Also,", "As far as I can see,", "In addition,", "Besides,", "It seems that",
        "From what I can tell,",
           "I should add that", "It looks as though", "To my understanding,"),
    last_links=("Lastly,", "I should add that", "It also appears that", "And, as far as I can tell,", "Finally,",
        "I would add that"),
    link_share=0.3,
    ask_leads=(
        "[To be sure|To avoid a misunderstanding|Before I go on|Before I do anything|So that I get this right|To "
        "be on the safe side|Just so I understand|Rather than assume anything|Before going further], [I would like "
        "to ask|I need to ask|I'd like to ask|let me ask|may I ask|I have to ask]:",
    ),
    ask_share=0.45,
)  # fmt: skip

NARRATING = Manner(
    leads=(
        "[So,|Well,|Now,|Right,|All right,|And so,|With that,|That said,|OK,|Okay, so|] [here is|this is|here's] "
        "[how it came out|where this leads|where this leaves us|where we stand|what it comes down to|the "
        "outcome|how the pieces fit|the picture|what there is to tell|how it unfolds|what emerges|the upshot|how "
        "it all looks|what it adds up to|what I ended up with]:",
        "[That brings|Which brings|This brings|That takes|That leads|And that brings] [me|us] to [the answer|the "
        "outcome|what you asked|the heart of it|your question|what matters|the point|the part that matters|the "
        "gist][.|:]",
        "[With that|At this point|By now|Having got this far|With all this in hand|Putting it together|Piecing it "
        "together|Taken together|Looking at the whole|To tell it in order|Taking it in turn], [the picture is "
        "this|things look like this|it comes to this|it reads as follows|the story goes like this|it looks like "
        "this|the outcome is this|here is how it goes]:",
    ),
    lead_share=0.5,
    hems=(
        "[So|Well|Now|And so|With that|OK|Right|Okay, so|That said], [here is where I stand|this is where it ends "
        "up|here is how I see it|this is how it stands|this is where I end up|here is where this leads|this is "
        "what it comes down to]:",
        "[Thinking about|Going through|Looking at|Turning over|Taking in|Considering] [what you asked|the "
        "request|your message|what was asked|your question|what is wanted here], [I come to this|it comes down to "
        "this|here is where I land|this is where I land|the matter stands like this|I end up here]:",
    ),
    hem_share=0.35,
    closings=(
        "[And that|That|So that|Which] is where [it stands|things stand|we are|this stands|the matter "
        "rests|matters stand][| now| at the moment| as of now| at this point| for the time being| as I write this].",
        "[From here|If you want to go on|Where this goes next|If there is a next step|For what comes next|What "
        "happens next|If there is more to do], [it is up to you|I'm ready when you are|just tell me|you "
        "decide|I'll follow your lead|say the word|the next move is yours|I'll take it from there].",
        "[And with that|With that|So with that], [I'll leave it here|I hand it back to you|back to you|over to "
        "you|I'll stop here|the ball is in your court].",
    ),
    closing_share=0.3,
    first_links=("To start with,", "To begin with,", "First of all,", "First,", "For a start,", "At the outset,",
        "To open with,"),
    links=("Then", "After that,", "Next,", "On top of that,", "From there,", "Beyond that,", "Meanwhile,",
        "Next to that,", "Following on,",
           "And then", "Alongside that,", "Moving on,", "Going further,", "And"),
    last_links=("Finally,", "Lastly,", "And finally,", "And to finish,", "To end with,", "Last of all,",
        "In the end,", "And", "To top it off,"),
    link_share=0.7,
    ask_leads=(
        "[That leaves a question|Which leaves me with a question|Here I need your word|Here I need your input|This "
        "is where I need your word|And now it is your turn|At this point the choice is yours|That brings me to a "
        "question|The rest depends on you|Before this goes on I need your word][:|.| –]",
    ),
    ask_share=0.5,
)  # fmt: skip

TERSE = Manner(
    ask_leads=("[Question|Needed|Open|Your call|To decide]:",),
    ask_share=0.15,
    closings=("[More on request|Details on request|Ask for more|Over to you|Your move].",),
    closing_share=0.04,
)

MANNERS: Mapping[str, Manner] = {
    "terse": TERSE, "formal": FORMAL, "bulleted": BULLETED, "chatty": CHATTY, "cautious": CAUTIOUS,
    "narrating": NARRATING,
}  # fmt: skip
