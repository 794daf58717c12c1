"""Thrift: rules about waste that some tasks come with and others do not, in many wordings.

To look a thing up twice is no fault by itself. Where a rule says so it is, and the same call after a change, or in a
task without the rule, is none.
"""

from __future__ import annotations

from random import Random

from negforge.worlds.wording import Form, word

_TWICE: tuple[Form, ...] = (
    "[Do not|Never] [look the same thing up|ask a tool for the same thing|make the same request] twice [while|as long as|when] nothing has changed in between.",
    "What a tool has [already ]told you [need not be|is not to be|should not be] fetched again[ unless something has changed since|, except after a change|; fetch it anew only after a change].",
    "[Every call is billed|Calls cost money|Each call puts load on an old system]: [do not repeat|never repeat|avoid repeating] one that has [succeeded|already been answered][ unless things have changed| without a reason in between].",
    "[Use what you have|Work with what you have read]: the same look-up is not made a second time [unless a change calls for it|within a conversation, except after a change].",
    "[Keep calls few|Be sparing with calls]: no call is repeated once it has [been answered|succeeded][, unless something has happened in the meantime| as long as nothing has happened since].",
)  # fmt: skip
_UNCHANGED: tuple[Form, ...] = (
    "A request that [was refused for good|failed for a reason that lasts] is not [sent|to be sent|tried] again unchanged.",
    "[Do not|Never] [repeat|resend|send again] a failed request unchanged unless the error says that it [will pass|is temporary].",
    "Where an error will not go away [by itself|by waiting], [do not|never] [try the same call again|repeat the call as it was]; change something or say so.",
    "[Retrying|Trying again] is for errors that pass; a call that [is refused|fails for a lasting reason] is not repeated as it stands.",
)  # fmt: skip
_ASKED: tuple[Form, ...] = (
    "[Do not|Never] ask [the user|people] for what they have [already said|told you][ or what a tool can tell|, nor for what the records hold].",
    "[Questions|Questions back] are for what nobody has told you: [do not|never] ask again for what [was said|stands in the request].",
    "[Users|Our users] [dislike being asked|do not want to be asked] for things they have already [given|said]: read [what they wrote|the request] before you ask, and do not ask for what is there.",
    "Ask [only|no more than] what is [really ]missing; what [has been said|stands in the message] is not asked for again.",
)  # fmt: skip
_NEEDED: tuple[Form, ...] = (
    "[Call a tool|Use a tool|Reach for a tool] only [where|when|if] the [answer|request|task] needs it[; what can be said without one is said without one|, and not to be on the safe side|].",
    "[Do not|Never] look up what [the request|the question|the user's wish] does not need[, however quick it is||, not even in passing].",
    "Each call is [logged|charged to us|counted]: [make only those that|call only what] the [request|user's wish] needs[, nothing on the side|].",
    "[No look-ups|No calls|No searches] [out of curiosity|for good measure|on the off chance]: [what|whatever] is not needed for the [answer|request] is not [looked up|called for].",
    "[The records are private|People's records are theirs|Records are confidential]: [do not look into|do not call up|never look at] any that [the request|the matter at hand] does not need.",
    "[Avoid|Spare us|Leave out] [calls|look-ups] [that the request does not need|for things that are not needed for the answer|which nobody needs].",
)  # fmt: skip
SHARE = 0.6
RECORDED = range(1_000, 10_000)
"""Seeds of the tasks in seeds/recorded: they were played before there were such rules, and must read as they did."""


def thrift_rules(name: str, rng_seed: int) -> str:
    """The rules about waste of the task of this name, a line each; "" where it has none."""
    if rng_seed in RECORDED:
        return ""
    rng = Random(f"thrift:{name}")
    forms = [group[rng.randrange(len(group))] for group in (_TWICE, _UNCHANGED, _ASKED) if rng.random() < SHARE]
    rng.shuffle(forms)
    rules = [word(form, rng, {}) for form in forms]
    needed = Random(f"thrift:needed:{name}")  # its own: the others read as they would without it
    if needed.random() < SHARE:
        form = _NEEDED[needed.randrange(len(_NEEDED))]
        rules.insert(needed.randrange(len(rules) + 1), word(form, needed, {}))
    return "\n".join(f"- {rule}" for rule in rules)
