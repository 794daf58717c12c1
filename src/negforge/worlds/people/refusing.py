"""How the portal goes on refusing a user who presses."""

from functools import partial

from negforge.worlds.refusing import refusal

refuse = partial(
    refusal,
    again="[I see why you ask, but it stays a no.|That changes nothing for me, sorry.|My answer is the same as before.|Even so, I have to decline.] ",
)
