"""A voice at work: it sets what is to be told as its manner has it, whatever the skill behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

from negforge.agents.voices.manners import MANNERS, Manner
from negforge.agents.voices.narrations import narration
from negforge.agents.voices.rows import (
    Pattern,
    follows,
    grouped,
    in_one_sentence,
    is_role,
    label_value,
    lowered,
    pattern_of,
    sentence_of,
)
from negforge.checks.readings.phrases import FAILURE, REFUSAL
from negforge.worlds.goal import Fact
from negforge.worlds.wording import Form, word

VoiceName: TypeAlias = Literal["terse", "formal", "bulleted", "chatty", "cautious", "narrating"]
VOICES: tuple[VoiceName, ...] = ("terse", "formal", "bulleted", "chatty", "cautious", "narrating")
Rows: TypeAlias = Sequence[Fact | str]
_LISTS: dict[VoiceName, float] = {  # how gladly three or more of a kind become a list
    "terse": 0.6, "formal": 0.25, "bulleted": 1.0, "chatty": 0.35, "cautious": 0.35, "narrating": 0.2,
}  # fmt: skip
_BULLETS = ("- ", "- ", "- ", "* ", "* ", "• ", "– ", "→ ")
_LIST_LINE = re.compile(r"^(?:[-*•–→|]|#|\d+[.)] )", re.MULTILINE)
_NUMBERED = re.compile(r"\d+[.)] ")


@dataclass(frozen=True, slots=True)
class Voice:
    name: VoiceName

    def before(self, why: str, rng: Random) -> str:
        """What is said along with a call, "" for nothing."""
        return narration(self.name, why, rng) if why else ""

    def tells(self, told: list[Fact | str], ask: str, rng: Random) -> str:
        """Facts and sentences, and at the end a question where there is one."""
        if self.name == "bulleted":
            body = _bulleted(told, rng)
        elif self.name == "terse":
            body = _terse(told, rng)
        else:
            body = self._in_sentences(told, rng)
        manner = MANNERS[self.name]
        facts = any(isinstance(item, Fact) for item in told)
        text = _led(_drawn(*_opening(manner, told, ask, body), rng), body, rng)
        if ask:
            lead = _drawn(manner.ask_leads, manner.ask_share if told else 0, rng)
            question = f"{lead} {lowered(ask) if lead.endswith((',', '–')) else ask}" if lead else ask
            return f"{text}{_gap(text, rng)}{question}" if text else question
        closing = _drawn(manner.closings, manner.closing_share * (1 if facts else 0.5), rng)
        return f"{text}{_gap(text, rng)}{_upper(closing)}" if closing else text

    def _in_sentences(self, told: Rows, rng: Random) -> str:
        manner = MANNERS[self.name]
        pieces: list[tuple[str, bool]] = []
        for group in grouped(told):
            pattern = pattern_of(group, rng)
            if pattern and len(group) > 2 and rng.random() < _LISTS[self.name] + 0.1 * (len(group) - 3):
                pieces.append((_listed(group, pattern, rng), False))
            elif pattern and rng.random() < 0.55 and (one := in_one_sentence(group, pattern)):
                pieces.append((one, True))
            else:
                pieces += [(sentence_of(item, rng), isinstance(item, Fact)) for item in group]
        return _chained(_linked(pieces, manner, rng), self.name, rng)


def _linked(pieces: list[tuple[str, bool]], manner: Manner, rng: Random) -> list[str]:
    """The sentences, some of those that tell facts behind a link; no link twice."""
    used: set[str] = set()
    told = []
    for at, (piece, is_fact) in enumerate(pieces):
        links: Sequence[str] = manner.links
        if at == 0:
            links = manner.first_links if len(pieces) > 2 else ()
        elif at == len(pieces) - 1:
            links = manner.last_links if len(pieces) > 2 else manner.links
        fresh = [link for link in links if link not in used]
        if fresh and is_fact and rng.random() < manner.link_share:
            link = fresh[rng.randrange(len(fresh))]
            used.add(link)
            piece = follows(link, piece)
        told.append(piece)
    return told


def _chained(pieces: list[str], voice: VoiceName, rng: Random) -> str:
    """Sentences one behind another, in paragraphs where there are many; a list stands by itself."""
    breaks = {"formal": 0.3, "chatty": 0.25, "cautious": 0.15, "narrating": 0.15}.get(voice, 0.0)
    text = ""
    for piece in pieces:
        numbered = _NUMBERED.match(piece) is not None
        apart = "\n\n" if "\n" in piece or numbered or _ends_in_list(text) else " "
        if numbered and _NUMBERED.match(text.split("\n")[-1]):
            apart = "\n"
        if apart == " " and text and len(pieces) > 3 and rng.random() < breaks:
            apart = "\n\n"
        text = f"{text}{apart}{piece}" if text else piece
    return text


def _bulleted(told: Rows, rng: Random) -> str:
    groups = grouped(told)
    if len(told) == 1 or (len(told) == 2 and not any(map(is_role, told)) and rng.random() < 0.5):
        only = told[0]
        if len(told) == 1 and is_role(only) and rng.random() < 0.35:
            return _row(only, None, _emphasis(rng))
        return " ".join(sentence_of(item, rng) for item in told)
    mark, bold = _BULLETS[rng.randrange(len(_BULLETS))], _emphasis(rng)
    blocks: list[str] = []
    lines: list[str] = []
    for group in groups:
        pattern = pattern_of(group, rng)
        if pattern and len(group) > 2 and rng.random() < 0.75:
            blocks += ["\n".join(lines)] if lines else []
            lines = []
            blocks.append(_listed(group, pattern, rng, mark))
        else:
            lines += [
                _marked(mark, _row(item, None, bold) if is_role(item) else sentence_of(item, rng)) for item in group
            ]
    blocks += ["\n".join(lines)] if lines else []
    return ("\n" if all(block.startswith((mark, "1. ")) for block in blocks) else "\n\n").join(blocks)


def _terse(told: Rows, rng: Random) -> str:
    pieces = []
    mark = (": ", ": ", " – ")[rng.randrange(3)]
    for group in grouped(told):
        pattern = pattern_of(group, rng)
        if pattern and len(group) > 2 and rng.random() < _LISTS["terse"]:
            pieces.append(_listed(group, pattern, rng))
        elif pattern and rng.random() < 0.6 and (one := in_one_sentence(group, pattern)):
            pieces.append(one)
        else:
            pieces += [_fragment(item, mark, rng) for item in group]
    if len(pieces) > 1 and all(map(_NUMBERED.match, pieces)):
        return "\n".join(pieces)
    if any("\n" in piece for piece in pieces):
        return "\n\n".join(pieces)
    if len(pieces) > 1 and rng.random() < 0.35:
        return "\n".join(pieces)
    return " ".join(pieces)


def _fragment(item: Fact | str, mark: str, rng: Random) -> str:
    if isinstance(item, Fact) and is_role(item) and rng.random() < 0.75:
        label, value = label_value(item)
        return f"{label}{mark}{value}."
    return min((sentence_of(item, rng) for _ in range(2)), key=len)


def _listed(group: Rows, pattern: Pattern, rng: Random, mark: str = "") -> str:
    """Several facts of a kind below one another: a table, lines of label and value, or lines that are sentences."""
    facts = [item for item in group if isinstance(item, Fact)]
    mark = mark or _BULLETS[rng.randrange(len(_BULLETS))]
    heading = pattern.heading
    rows = [label_value(item, pattern) for item in facts]
    if heading and rng.random() < 0.25 and not any("|" in cell for row in rows for cell in row):
        corner = ("", "Item", "Entry", "What", "Name")[rng.randrange(5)]
        table = [f"| {corner} | {heading} |", "|---|---|", *(f"| {label} | {value} |" for label, value in rows)]
        return "\n".join(table)
    if heading:
        bold = _emphasis(rng)
        title = f"**{heading}:**" if rng.random() < 0.3 else f"{heading}:"
        return "\n".join([title, *(_marked(mark, _row(item, pattern, bold)) for item in facts)])
    begin = pattern.before.strip(" \"'“")
    lines = []
    for item, (label, value) in zip(facts, rows, strict=True):
        subject = item.label if begin else label.strip('"')
        lines.append(_marked(mark, f"{pattern.before}{subject}{pattern.between}{value}{pattern.after}"))
    return "\n".join(lines)


def _row(item: Fact | str, pattern: Pattern | None, bold: str) -> str:
    assert isinstance(item, Fact)
    label, value = label_value(item, pattern)
    if bold == "label":
        return f"**{label}:** {value}"
    return f"{label}: **{value}**" if bold == "value" else f"{label}: {value}"


def _marked(mark: str, line: str) -> str:
    """A line of a list; one that comes with a number of its own keeps that instead."""
    return line if _NUMBERED.match(line) else mark + line


def _emphasis(rng: Random) -> str:
    return ("", "", "", "label", "label", "value")[rng.randrange(6)]


def _opening(manner: Manner, told: Rows, ask: str, body: str) -> tuple[Sequence[Form], float]:
    """What may stand in front, and how often. What announces facts never stands before a denial."""
    denies = any(isinstance(item, str) and (REFUSAL.search(item) or FAILURE.search(item)) for item in told)
    facts = any(isinstance(item, Fact) for item in told)
    if denies and facts:
        return (), 0
    if denies:
        return manner.hems, manner.hem_share
    if ask and not facts:
        return (), 0
    if manner.only_before_lists and not _LIST_LINE.search(body):
        return (), 0
    return manner.leads, manner.lead_share * (1 if facts else 0.5)


def _drawn(forms: Sequence[Form], share: float, rng: Random) -> str:
    if not forms or rng.random() >= share:
        return ""
    return word(forms[rng.randrange(len(forms))], rng, {})


def _led(lead: str, body: str, rng: Random) -> str:
    """The body behind its opener: on the same line, or below where it is a list or a longer text."""
    lead = _upper(lead)
    if not lead or not body:
        return body
    below = _LIST_LINE.match(body) is not None or body.split("\n")[0].rstrip("*").endswith(":")
    if below:
        title = lead.rstrip(",–… ") + (
            "" if lead.endswith((":", ".", "!", "**", ")", "🙂")) or lead.startswith("#") else ":"
        )
        return f"{title}\n{'' if rng.random() < 0.5 else chr(10)}{body}"
    if lead.endswith((",", "–", ":", "…")):
        behind = lowered(body)
        if behind == body and lead.endswith(",") and not re.match(r"[\"“]|I\b", body):
            lead = lead[:-1] + ":"
        gap = "\n\n" if lead.endswith(":") and ("\n" in body or ":" in body[:20] or rng.random() < 0.2) else " "
        return f"{lead}{gap}{body if gap != ' ' else behind}"
    return f"{lead}{chr(10) * 2 if rng.random() < 0.3 else ' '}{body}"


def _gap(text: str, rng: Random) -> str:
    if _ends_in_list(text) or "\n\n" in text or not text.endswith((".", "!", "?", ")", "🙂")):
        return "\n\n"
    return "\n\n" if rng.random() < 0.4 else " "


def _ends_in_list(text: str) -> bool:
    return _LIST_LINE.match(text.split("\n")[-1]) is not None


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
