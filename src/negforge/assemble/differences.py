"""What a judge that never reads the task could go by: the one list of the differences that selection balances.

A difference is the chosen's figure less the rejected's. What both sides share, at the beginning and at the end, is left
out first: it cancels, and that is most of a pair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from negforge.core.message import Message, Say, ToolCall, ToolResponse, said_by, text_of
from negforge.core.trajectory import Trajectory

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_LIST_LINE = re.compile(r"^\s*(?:[-*•–→|]|\d+[.)])\s", re.MULTILINE)
_HEDGE = re.compile(
    r"\b(?:may|might|perhaps|probably|possibly|seems?|appears?|should|likely|about|roughly|apparently)\b", re.IGNORECASE
)
_DENIAL = re.compile(r"\b(?:not|no|cannot|can't|unable|unfortunately|couldn't|didn't|won't|never)\b", re.IGNORECASE)
_EXCUSE = re.compile(r"\b(?:sorry|apolog\w+|afraid|regret)\b", re.IGNORECASE)
_DONE = re.compile(r"\b(?:done|completed?|successful\w*|confirmed|has been|have been|is now)\b", re.IGNORECASE)
_CAUSE = re.compile(r"\b(?:because|since|so|therefore|as|due)\b", re.IGNORECASE)
_CONTRAST = re.compile(r"\b(?:but|however|though|although|instead|only|except)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|every|each|both|total|together|altogether|entire)\b", re.IGNORECASE)
_OFFER = re.compile(r"\b(?:let me know|would you like|if you|anything else|happy to|want me to)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|I've|I'll|I'm|my)\b")
_YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_PLEASE = re.compile(r"\b(?:please|thanks?|thank you|glad|great|sure)\b", re.IGNORECASE)
_ERROR = re.compile(r"\b(?:error|fail(?:ed|ure|s)?|invalid|denied|unavailable|timed? ?out|not found)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair: ``own`` without what it shares with the other, the assistant's words in it, the last words of
    the whole side, and whether words end it."""

    own: Sequence[Message]
    said: str
    final: str
    ends_in_words: bool


@dataclass(frozen=True, slots=True)
class Feature:
    """One cue: its name in reports, and its figure on a side."""

    name: str
    figure: Callable[[Side], float]


def differences(chosen: Trajectory, rejected: Trajectory) -> tuple[float, ...]:
    """Of every cue in ``NAMES``, the chosen's figure less the rejected's; of two together 1 where the chosen has the
    figures that they are named for, -1 where the rejected has."""
    good, bad = _sides(chosen.messages, rejected.messages)
    found = {feature.name: feature.figure(good) - feature.figure(bad) for feature in FEATURES}
    return (*found.values(), *(value for one, other in TOGETHER for value in _together(found[one], found[other])))


def _together(one: float, other: float) -> tuple[float, float, float]:
    """More of both; more of the one and less of the other; more of the other where the one is equal."""
    first, second = (one > 0) - (one < 0), (other > 0) - (other < 0)
    return (
        float(first) if first == second else 0.0,
        float(first) if first == -second else 0.0,
        float(second) if first == 0 else 0.0,
    )


def _sides(chosen: Sequence[Message], rejected: Sequence[Message]) -> tuple[Side, Side]:
    shorter = min(len(chosen), len(rejected))
    head = next((at for at in range(shorter) if chosen[at] != rejected[at]), shorter)
    tail = next((at for at in range(shorter - head) if chosen[-1 - at] != rejected[-1 - at]), shorter - head)
    return _side(chosen, head, tail), _side(rejected, head, tail)


def _side(messages: Sequence[Message], head: int, tail: int) -> Side:
    own = messages[head : len(messages) - tail]
    words = [text_of(one) for one in own if said_by(one, "assistant")]
    last = next((text_of(one) for one in reversed(messages) if said_by(one, "assistant")), "")
    return Side(own, "\n".join(words), last, bool(messages) and isinstance(messages[-1], Say))


def _length(side: Side) -> float:
    return sum(len(text_of(one)) for one in side.own)


def _calls(side: Side) -> float:
    return sum(isinstance(one, ToolCall) for one in side.own)


def _of(kind: type[Message]) -> Callable[[Side], float]:
    return lambda side: sum(len(text_of(one)) for one in side.own if isinstance(one, kind))


def _errors(side: Side) -> float:
    return sum(bool(one.is_error) or _begins_bad(one) for one in side.own if isinstance(one, ToolResponse))


def _begins_bad(response: ToolResponse) -> bool:
    return bool(_ERROR.search(text_of(response)[:200]))


def _repeats(side: Side) -> float:
    calls = [(one.name, one.arguments) for one in side.own if isinstance(one, ToolCall)]
    return len(calls) - len(set(calls))


def _talk(side: Side) -> float:
    return sum(said_by(one, "assistant") for one in side.own)


def _turns(side: Side) -> float:
    return sum(said_by(one, "user") for one in side.own)


def _parallel(side: Side) -> float:
    return sum(isinstance(one, ToolCall) and one.with_previous for one in side.own)


def _tools(side: Side) -> float:
    return len({one.name for one in side.own if isinstance(one, ToolCall)})


def _in_final(pattern: re.Pattern[str]) -> Callable[[Side], float]:
    return lambda side: len(pattern.findall(side.final))


def _in_said(pattern: re.Pattern[str]) -> Callable[[Side], float]:
    return lambda side: len(pattern.findall(side.said))


def _signs(marks: str) -> Callable[[Side], float]:
    return lambda side: sum(side.final.count(mark) for mark in marks)


def _mean_word(side: Side) -> float:
    words = _WORD.findall(side.final)
    return sum(map(len, words)) / len(words) if words else 0.0


def _sentences(side: Side) -> float:
    return len(re.findall(r"[.!?](?:\s|$)", side.final))


def _variety(side: Side) -> float:
    words = _WORD.findall(side.said.lower())
    return len(set(words)) / len(words) if words else 0.0


def _sentence_length(side: Side) -> float:
    return len(_WORD.findall(side.final)) / max(1.0, _sentences(side))


def _first_words(side: Side) -> float:
    return next((len(text_of(one)) for one in side.own if said_by(one, "assistant")), 0)


FEATURES: tuple[Feature, ...] = (
    Feature("characters", _length),
    Feature("messages", lambda side: len(side.own)),
    Feature("calls", _calls),
    Feature("different_tools", _tools),
    Feature("parallel_calls", _parallel),
    Feature("repeated_calls", _repeats),
    Feature("error_responses", _errors),
    Feature("assistant_messages", _talk),
    Feature("user_turns", _turns),
    Feature("ends_in_words", lambda side: side.ends_in_words),
    Feature("argument_characters", _of(ToolCall)),
    Feature("response_characters", _of(ToolResponse)),
    Feature("assistant_characters", lambda side: len(side.said)),
    Feature("final_characters", lambda side: len(side.final)),
    Feature("final_words", _in_final(_WORD)),
    Feature("final_sentences", _sentences),
    Feature("final_lines", lambda side: side.final.count("\n")),
    Feature("final_list_lines", _in_final(_LIST_LINE)),
    Feature("final_numbers", _in_final(_NUMBER)),
    Feature("final_clock_times", _in_final(_CLOCK)),
    Feature("final_word_length", _mean_word),
    Feature("final_bold", _signs("*_#`")),
    Feature("final_commas", _signs(",;")),
    Feature("final_dashes", _signs("–—-")),
    Feature("final_brackets", _signs("(")),
    Feature("final_quotes", _signs("\"“”'")),
    Feature("final_colons", _signs(":")),
    Feature("final_exclamations", _signs("!")),
    Feature("final_questions", _signs("?")),
    Feature("final_ends_in_question", lambda side: side.final.rstrip().endswith("?")),
    Feature("final_ends_in_full_stop", lambda side: side.final.rstrip().endswith(".")),
    Feature("final_trailing_space", lambda side: side.final != side.final.rstrip()),
    Feature("final_capitals", lambda side: sum(map(str.isupper, side.final))),
    Feature("final_not_ascii", lambda side: sum(not letter.isascii() for letter in side.final)),
    Feature("final_denials", _in_final(_DENIAL)),
    Feature("final_excuses", _in_final(_EXCUSE)),
    Feature("final_hedges", _in_final(_HEDGE)),
    Feature("final_done", _in_final(_DONE)),
    Feature("final_causes", _in_final(_CAUSE)),
    Feature("final_contrasts", _in_final(_CONTRAST)),
    Feature("final_all", _in_final(_ALL)),
    Feature("final_offers", _in_final(_OFFER)),
    Feature("final_i", _in_final(_I)),
    Feature("final_you", _in_final(_YOU)),
    Feature("final_courtesies", _in_final(_PLEASE)),
    Feature("said_questions", lambda side: side.said.count("?")),
    Feature("said_denials", _in_said(_DENIAL)),
    Feature("said_hedges", _in_said(_HEDGE)),
    Feature("said_numbers", _in_said(_NUMBER)),
    Feature("said_variety", _variety),
    Feature("final_sentence_length", _sentence_length),
    Feature("first_words", _first_words),
)
TOGETHER: tuple[tuple[str, str], ...] = (
    ("calls", "final_words"),
    ("calls", "final_denials"),
    ("calls", "final_done"),
    ("calls", "final_i"),
    ("calls", "final_numbers"),
    ("messages", "said_denials"),
    ("messages", "said_hedges"),
    ("final_words", "final_denials"),
    ("final_words", "final_hedges"),
    ("final_words", "final_numbers"),
    ("final_words", "final_all"),
    ("final_words", "final_i"),
    ("final_sentences", "final_denials"),
)
"""Cues that say little alone and much together: a refusal in fewer words, a doubt in more, a report without a call."""

NAMES: tuple[str, ...] = (
    *(feature.name for feature in FEATURES),
    *(name for one, other in TOGETHER for name in (f"{one}+{other}", f"{one}-{other}", f"{other}, {one} equal")),
)
