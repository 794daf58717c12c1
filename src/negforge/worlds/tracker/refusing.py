"""How the tracker goes on refusing a user who presses."""

from functools import partial

from negforge.worlds.refusing import refusal

refuse = partial(
    refusal,
    again="[I understand, but my answer stays the same.|That does not change it, I'm afraid.|The answer is still no.|Even then it would come to the same thing.|I see why you ask, yet nothing has changed.] ",
)
