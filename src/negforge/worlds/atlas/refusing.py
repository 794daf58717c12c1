"""How the atlas goes on refusing a user who presses."""

from functools import partial

from negforge.worlds.refusing import refusal

refuse = partial(
    refusal,
    again="[That does not change my answer.|It is still a no from me.|Even so, I come to the same answer.|I hear you, but the answer stays the same.|Nothing about that makes it possible.] ",
)
