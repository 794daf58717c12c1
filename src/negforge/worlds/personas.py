"""Personas: how a user puts a request. Who they are and why they ask is the goal's; this is manner alone."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

from negforge.worlds.wording import Form, word

Manner: TypeAlias = Literal["plain", "brisk", "polite", "chatty", "formal", "hurried", "careful"]
MANNERS: tuple[Manner, ...] = ("plain", "brisk", "polite", "chatty", "formal", "hurried", "careful")

_OPENING: dict[Manner, Form] = {
    "plain": "",
    "brisk": "",
    "polite": "[Hi|Hello|Good morning|Hello there|Hi there][!|,|.]",
    "chatty": "[Hey|Hi|Hiya|Hello][ again|][!|,] [it's me with a small thing|quick one from me|hope your day is going well|me again I'm afraid|long day here]. ",
    "formal": "[Dear team|Good day|To whom it may concern|Good afternoon|Greetings][,|.]",
    "hurried": "",
    "careful": "[Before you start, please read all of this.|A few details, please bear with me.|I'll try to be exact.|I want to get this right, so in order:|]",
}
_CLOSING: dict[Manner, Form] = {
    "plain": "",
    "brisk": "",
    "polite": "[Thank you|Thanks|Many thanks|Thanks in advance|Much appreciated][!|.]",
    "chatty": "[Cheers|Thanks a bunch|Ta|You're a star|Thanks so much][!|.|, and no stress if it takes a minute.]",
    "formal": "[Kind regards.|With best regards.|I look forward to your reply.|Yours faithfully.|Thank you for your attention.]",
    "hurried": "[Quick please.|In a rush.|Need this now.|About to board.|Meeting starts in five.|]",
    "careful": "[Please tell me exactly what you did.|If anything is unclear, say so.|Do not guess, please.|]",
}


@dataclass(frozen=True, slots=True)
class Persona:
    """A manner of asking."""

    manner: Manner

    def speak(self, request: str, clauses: list[str], reason: str, rng: Random) -> str:
        """The first turn: greeting, reason and request in this manner's order, conditions, closing."""
        opening, closing = (word(forms[self.manner], rng, {}) for forms in (_OPENING, _CLOSING))
        gives_reason = bool(reason) and (self.manner in ("chatty", "formal", "careful") or rng.random() < 0.4)
        told = (
            [reason, request] if gives_reason and rng.random() < 0.6 else [request] + ([reason] if gives_reason else [])
        )
        body = self._laid_out(told, clauses, rng)
        return "\n".join(part for part in self._framed(opening, body, closing) if part)

    def go_on(self, request: str, clauses: list[str], rng: Random) -> str:
        """A later turn: straight to the matter, now and then with thanks."""
        lead = word("[Thanks|Great|OK|Good|Right|Perfect|Alright][.|!|,]", rng, {}) if rng.random() < 0.35 else ""
        if lead.endswith(","):
            request = request if request[:2] in ("I ", "I'") else request[:1].lower() + request[1:]
        return " ".join(part for part in (lead, self._laid_out([request], clauses, rng)) if part)

    def _laid_out(self, told: list[str], clauses: list[str], rng: Random) -> str:
        if len(clauses) > 1 and self.manner in ("careful", "formal") and rng.random() < 0.5:
            mark = rng.choice(("- ", "* ", "{}. ", "{}) "))
            rows = [mark.format(number) + clause for number, clause in enumerate(clauses, 1)]
            return "\n".join([" ".join(told), *rows])
        return " ".join(told + clauses)

    def _framed(self, opening: str, body: str, closing: str) -> list[str]:
        if self.manner == "formal":
            return [opening, body, closing]
        if opening.endswith(","):
            body = body if body[:2] in ("I ", "I'") else body[:1].lower() + body[1:]
        return [" ".join(part for part in (opening, body, closing) if part)]
