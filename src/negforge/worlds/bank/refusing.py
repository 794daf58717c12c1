"""How the bank goes on refusing a user who presses."""

from functools import partial

from negforge.worlds.refusing import refusal

refuse = partial(
    refusal,
    again="[My answer stays the same.|That does not change it.|I have heard you, and it is still the same.|Put that way, too, it comes to the same thing.|It remains a no.] ",
)
