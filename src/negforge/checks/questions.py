"""Questions: the agent does not ask the user for what the user has just said."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.checks.readings.askings import askings, said_for
from negforge.checks.readings.phrases import sentences
from negforge.checks.readings.things import names_in
from negforge.checks.readings.tools import all_steps, failed
from negforge.checks.readings.unread import unread
from negforge.core.certificate import Evidence, Finding
from negforge.core.message import Message, ToolResponse, said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown

CHECK = "questions"


def questions(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
    """A question for one thing (which account, what day, how much) that offers no choice, where the user's words right
    before say exactly one such thing, and since then nothing failed and no response gave reason to doubt: none held
    that name or value more than once."""
    messages = shown(task, trajectory)
    if blind := unread(CHECK, task, messages, words_only=True):
        return blind
    found = []
    for at, message in enumerate(messages):
        if not said_by(message, "assistant") or "?" not in text_of(message):
            continue
        heard = next((k for k in range(at - 1, -1, -1) if said_by(messages[k], "user")), None)
        if heard is None or _gives_reason(messages, heard, at):
            continue
        for sentence in sentences(text_of(message)):
            for asking in askings(sentence.text):
                quote = said_for(asking, text_of(messages[heard]))
                if (
                    quote
                    and _offers_nothing(sentence.text, text_of(messages[heard]))
                    and not _twofold(messages, heard, at, quote)
                ):
                    says = f"The assistant asks {sentence.text.strip()!r}; the user had just said {quote!r}."
                    evidence = (Evidence(at, sentence.text.strip()), Evidence(heard, quote))
                    found.append(Finding(CHECK, says, evidence))
    return tuple(found)


def _gives_reason(messages: Sequence[Message], since: int, until: int) -> bool:
    return any(since < step.at < until and failed(step.response) for step in all_steps(messages[:until]))


def _offers_nothing(question: str, words: str) -> bool:
    """Whether the question names nothing that the user had not named."""
    first = question.split()[0].lower() if question.split() else ""
    return names_in(question) - {first} <= names_in(words)


def _twofold(messages: Sequence[Message], since: int, until: int, quote: str) -> bool:
    """Whether a response since then holds one of the names twice or more: then it may leave open which is meant."""
    names = [name for name in names_in(quote) if ":" not in name]
    texts = [text_of(m).lower() for m in messages[since:until] if isinstance(m, ToolResponse)]
    return any(text.count(name) > 1 for text in texts for name in names)
