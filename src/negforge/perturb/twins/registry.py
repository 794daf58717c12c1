"""The kinds of twins, by name."""

from __future__ import annotations

from negforge.perturb.twins.markup import markup_to_plain, plain_to_markup
from negforge.perturb.twins.more_tools import irrelevant_tools
from negforge.perturb.twins.orders import order_of_calls, order_of_keys
from negforge.perturb.twins.padding import padded_to
from negforge.perturb.twins.renames import renamed_ids, renamed_tools
from negforge.perturb.twins.twin import Twin
from negforge.perturb.twins.wordiness import praise_on_chosen, praise_on_rejected, verbose

TWINS: tuple[Twin, ...] = (
    Twin("key_order", "Keys of arguments and JSON responses come in another order.", order_of_keys),
    Twin("call_order", "Independent reads of one reply come in another order.", order_of_calls),
    Twin("plain", "Words with markup are told without.", markup_to_plain),
    Twin("markup", "Words without markup are told with bold values and lists.", plain_to_markup),
    Twin("verbose", "Answers are padded with sentences that say nothing.", verbose),
    Twin("renamed_tools", "Tools bear their names in another spelling.", renamed_tools),
    Twin("renamed_ids", "Ids bear other digits.", renamed_ids),
    Twin("more_tools", "Tools that have nothing to do with the request are on offer too.", irrelevant_tools),
    Twin("praise_chosen", "The chosen praises its own care.", praise_on_chosen),
    Twin("praise_rejected", "The rejected praises its own care.", praise_on_rejected),
    Twin("padded_4k", "Earlier talks about other things, up to 4,000 tokens.", padded_to(4_000)),
    Twin("padded_16k", "Earlier talks about other things, up to 16,000 tokens.", padded_to(16_000)),
    Twin("padded_32k", "Earlier talks about other things, up to 32,000 tokens.", padded_to(32_000)),
)
