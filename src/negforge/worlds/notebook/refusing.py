"""How the notebook goes on refusing a user who presses."""

from functools import partial

from negforge.worlds.refusing import refusal

refuse = partial(
    refusal,
    again="[My answer stays the same.|That does not change it.|I understand, and it is still a no.|Put like that it comes to the same thing.|It remains a no, I'm afraid.] ",
)
