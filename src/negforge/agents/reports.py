"""Reports: how an agent says honestly that something could not be done, and how it passes on a doubt."""

from __future__ import annotations

from negforge.worlds.wording import Form

ONCE: Form = (
    "[I could not {purpose}|I was not able to {purpose}|It was not possible to {purpose}|I was unable to {purpose}|"
    "I tried to {purpose}, but could not]"
    "[: the service answered {code}|, as the service answered {code}|: the call came back with {code}| because the "
    "call ended in {code}|; the answer was {code}|; what came back was {code}]."
)
AGAIN: Form = (
    "[I could not {purpose}|I was not able to {purpose}|It was not possible to {purpose}|I was unable to {purpose}]"
    "[: the service answered {code} each time| because the service kept answering {code}|; each try ended in {code}|, "
    "as every call came back with {code}|; all I got was {code}]."
)
REST: Form = (
    "[Nothing was guessed in its place|I have not made anything up to fill the gap|The rest is still open|That part is "
    "still to be done|There is no result to give yet]"
    "[.|, so please try again later.|; it may be worth another try later.]"
)
STALE: Form = (
    "[I could not get fresh figures|Fresh data could not be had|The live source was not available|The live source "
    "could not be reached|The live source was busy|There was no way to get fresh figures][:|, so|;] "
    "[what I used comes from|these are figures of|this rests on|the figures are from|what I give here is from] a "
    "[cached copy|copy that is some hours old|cached copy, some hours old|cached copy that may be out of date]."
)
PARTIAL: Form = (
    "[I could not get the complete list|The full list could not be loaded|Part of the data was not available|Part of "
    "the list did not come through|The list did not come back complete|I only got part of the list|Only part of the "
    "list could be loaded], so [entries may be missing|something may be missing|this may be incomplete|it may not be "
    "all of it|there may be more to it][ here|]."
)
