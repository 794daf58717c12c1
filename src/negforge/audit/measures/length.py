"""How much there is of everything: what must be balanced in a pair set, since no length makes a side right."""

from __future__ import annotations

from itertools import pairwise

from negforge.audit.measures.measure import Feature, share
from negforge.audit.phrases import SENTENCE_END, WORD
from negforge.audit.side import Side
from negforge.core.message import ToolCall, said_by, text_of


def _characters(side: Side) -> float:
    return sum(len(text_of(one)) for one in side.messages)


def _parallel(side: Side) -> float:
    """Calls in the same reply as the call before them."""
    row = side.messages
    return sum(
        isinstance(one, ToolCall) and one.with_previous and isinstance(row[at - 1], ToolCall)
        for at, one in enumerate(row)
        if at
    )


def _narrations(side: Side) -> float:
    """Words of the assistant that are followed by a call."""
    return sum(said_by(one, "assistant") and isinstance(later, ToolCall) for one, later in pairwise(side.messages))


def _word_length(side: Side) -> float:
    words = WORD.findall(side.final)
    return share(sum(map(len, words)), len(words))


def _sentence_length(side: Side) -> float:
    return share(len(WORD.findall(side.final)), max(1, len(SENTENCE_END.findall(side.final))))


def _variety(side: Side) -> float:
    words = [word.lower() for word in WORD.findall(side.words)]
    return share(len(set(words)), len(words))


LENGTH: tuple[Feature, ...] = (
    Feature("messages", "length", lambda side: len(side.messages)),
    Feature("calls", "length", lambda side: len(side.calls)),
    Feature("parallel calls", "length", _parallel),
    Feature("different tools", "length", lambda side: len({call.name for call in side.calls})),
    Feature("characters", "length", _characters),
    Feature("characters in responses", "length", lambda side: sum(len(text_of(one)) for one in side.responses)),
    Feature("characters in arguments", "length", lambda side: sum(len(call.arguments) for call in side.calls)),
    Feature("assistant's messages", "length", lambda side: len(side.said)),
    Feature("words before calls", "length", _narrations),
    Feature("assistant's characters", "length", lambda side: len(side.words)),
    Feature("assistant's words", "length", lambda side: len(WORD.findall(side.words))),
    Feature("characters in the final answer", "length", lambda side: len(side.final)),
    Feature("words in the final answer", "length", lambda side: len(WORD.findall(side.final))),
    Feature("sentences in the final answer", "length", lambda side: len(SENTENCE_END.findall(side.final))),
    Feature("lines in the final answer", "length", lambda side: side.final.count("\n")),
    Feature("characters in the first words", "length", lambda side: len(side.said[0]) if side.said else 0),
    Feature("letters a word of the final answer", "length", _word_length, scale=True),
    Feature("words a sentence of the final answer", "length", _sentence_length, scale=True),
    Feature("share of distinct words", "length", _variety, scale=True),
)
