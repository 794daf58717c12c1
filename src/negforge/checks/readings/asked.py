"""Asked: whether a call does what the user's words ask for, and whether later words of the user bring anything new."""

from __future__ import annotations

import re
from collections.abc import Sequence

from negforge.checks.readings.phrases import AFFIRMATIVE
from negforge.checks.readings.prohibitions import rules_of, stems
from negforge.checks.readings.tools import Step, argument_leaves, user_text
from negforge.checks.readings.values import canons
from negforge.core.message import Message, Say, text_of
from negforge.core.task import Task, policy_text

_SHARED = 2  # words that a call and the words that ask for it have in common, where they share no value
_LONG_ENOUGH = 4  # characters of an argument that is found again word for word
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[_/.-]")
_NAMES_ONE = re.compile(r"\d.*\d|/\w+/")
_OFFERS = re.compile(
    r"\?|\b(?:I (?:can|could)|shall I|would you|if you (?:like|want|wish)|instead|let me know)\b", re.IGNORECASE
)


def does_what_is_asked(step: Step, asked: str) -> bool:
    """Whether a call carries a value of the user's words, an argument word for word, or two of their words."""
    arguments, words = step.call.arguments, asked.lower()
    told = (str(leaf).lower() for _, leaf in argument_leaves(arguments) if isinstance(leaf, str))
    if any(len(one) >= _LONG_ENOUGH and one in words for one in told):
        return True
    return bool(canons(arguments) & canons(asked)) or len(stems(words_of(step)) & stems(asked)) >= _SHARED


def names_what_is_asked(step: Step, asked: str) -> bool:
    """Whether a call carries an id or a path of the user's words, word for word: for a look, which shares much with any
    words about the same things."""
    told = (str(leaf) for _, leaf in argument_leaves(step.call.arguments) if isinstance(leaf, str))
    return any(len(one) > _LONG_ENOUGH and _NAMES_ONE.search(one) and one.lower() in asked.lower() for one in told)


def words_of(step: Step) -> str:
    """The words of a call's name and arguments."""
    return _SPLIT.sub(" ", f"{step.call.name} {step.call.arguments}")


def brings_something_new(task: Task, messages: Sequence[Message], at: int, until: int) -> bool:
    """Whether the user, between two places, says a value or a word of the rules that was not said before, or takes up
    what the words at ``at`` offer: then the case is another one."""
    before = "\n".join(text_of(message) for message in messages[: at + 1] if isinstance(message, Say))
    later = user_text(messages[at + 1 : until])
    if canons(later) - canons(before):
        return True
    if AFFIRMATIVE.search(later) and _OFFERS.search(text_of(messages[at])):
        return True
    of_rules = frozenset().union(*(rule.stems for rule in rules_of(policy_text(task)) if rule.forbids))
    return len((stems(later) - stems(before)) & of_rules) >= _SHARED
