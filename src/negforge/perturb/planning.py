"""Planning: values, constraints and steps put wrong in a run that had them right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random

from negforge.checks.claims import claimed_deeds
from negforge.checks.confirmation import confirmation, needs_yes
from negforge.checks.constraints import constraints, form, near, whole_value
from negforge.checks.grounding import grounding
from negforge.checks.handover import handovers, offer_agreed_to
from negforge.checks.readings.phrases import AFFIRMATIVE, ASKS, PAST, deed_group, object_words, sentences
from negforge.checks.readings.records import Record, records
from negforge.checks.readings.tools import Step, argument_leaves, failed, is_handover, is_write, only_computes
from negforge.checks.readings.values import Value, canons, is_small, key, restyle, unit_of, values
from negforge.checks.records import attribute_stated, belonging, choices_of, named_in, own_attributes, units
from negforge.checks.repeats import repeats
from negforge.checks.superseded import corrections, superseded
from negforge.checks.unasked import unasked
from negforge.core.certificate import Finding
from negforge.core.defect import (
    CLAIM_WITHOUT_STEP,
    NEEDLESS_HANDOVER,
    REDUNDANT_CALL,
    SKIPPED_CONFIRMATION,
    SUPERSEDED_VALUE,
    SWAPPED_VALUES,
    UNASKED_WRITE,
    VIOLATED_CONSTRAINT,
    WRITE_CLAIMED_NOT_MADE,
    WRONG_RECORD_VALUE,
)
from negforge.core.edit import Edit
from negforge.core.json_text import Json, parse_object
from negforge.core.message import Message, Say, Text, ToolCall, ToolResponse, text_of
from negforge.core.ports import LoggedCall, Proposal, Recollection
from negforge.core.task import Task, find_tool
from negforge.core.trajectory import Trajectory
from negforge.perturb.making import (
    answers_to,
    asked_again,
    assistant_words,
    delete,
    each,
    edited,
    feeds_a_call,
    final_answer,
    gaps,
    insert_step,
    only_source,
    reword,
    said_later,
    shuffled,
    stands_alone,
    step_like,
    taken_out,
    trajectory_steps,
    turn_start,
    with_invented_values,
    written_like,
)
from negforge.perturb.rule import rule

_TRIES = 60
_COMPARES = re.compile(
    r"\b(?:cheap|expensive|pric|low|high|earl|late|fast|slow|short|long|near|clos|big|larg|small|great|few)i?(?:er|est)\b|"
    r"\b(?:more|less|most|least|best|worst|better|worse|difference|saves?|than|too|limit|past|over|under)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"current_?(?:date_?)?time|date_?time|clock|(?:^|_)now(?:_|$)|random|uuid", re.IGNORECASE)
_REPORTS = ("I've also", "I have also", "I've already", "In addition, I have", "Besides that, I have")
_FOR_YOU = (" to your account", "", " in your name")
_SUMMARIES = (
    "The user wants to",
    "The customer has confirmed that they want to",
    "User asks to",
    "The user would like to",
)


@rule(SWAPPED_VALUES)
def exchange_values(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Exchange two grounded values of one kind between the records they are given for: the same bag of words."""
    if belonging(task, chosen):
        return
    messages = chosen.messages
    for at in assistant_words(messages):
        text = text_of(messages[at])
        stated = [v for v in values(text) if not is_small(v) and text.count(v.raw) == 1 and not _compares(text, v)]
        couples = [
            (one, other)
            for one, other in combinations(stated, 2)
            if (one.kind, unit_of(text, one)) == (other.kind, unit_of(text, other))
            and one.canon != other.canon
            and (one.kind != "id" or form(one.raw) == form(other.raw))
        ]
        for number in shuffled(range(len(couples)), rng)[:_TRIES]:
            one, other = couples[number]
            if said_later(messages, at, frozenset({key(one), key(other)})):
                continue
            swapped = text[: one.start] + other.raw + text[one.end : other.start] + one.raw + text[other.end :]
            edits = (reword(messages, at, swapped),)
            if not _keeps_order(text, swapped, one.start, other.start):
                continue
            if len(belonging(task, edited(chosen, edits))) >= 2:
                yield Proposal(edits, (("one", one.raw), ("other", other.raw)))


@rule(WRONG_RECORD_VALUE)
def quote_other_record(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Give, for a record named in the answer, what the same field holds in another record."""
    if belonging(task, chosen):
        return
    messages = chosen.messages
    for at in assistant_words(messages):
        known = [r for m in messages[:at] if isinstance(m, ToolResponse) for r in records(text_of(m))]
        text = text_of(messages[at])
        later = "\n".join(text_of(m) for m in messages[at + 1 :] if isinstance(m, Say))
        choices = [option for option in _other_choices(text, known) if not _as_word(option[1].lower(), later)]
        options = [*_other_values(messages, at, known, rng), *choices]
        for number in shuffled(range(len(options)), rng)[:_TRIES]:
            start, right, wrong = options[number]
            new_text = text[:start] + wrong + text[start + len(right) :]
            edits = (reword(messages, at, new_text),)
            if _keeps_order(text, new_text, start) and belonging(task, edited(chosen, edits)):
                yield Proposal(edits, (("right", right), ("wrong", wrong)))


@rule(VIOLATED_CONSTRAINT)
def change_stated_argument(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Change or drop an argument the user spelled out, where the response stays true or the log has another."""
    if constraints(task, chosen):
        return
    messages = chosen.messages
    for step in each(trajectory_steps(chosen), rng):
        if step.response is None or failed(step.response) or step.call.requestor != "assistant":
            continue
        options = _acknowledged(task, messages, step, rng) if is_write(task, step.call.name) else ()
        for arguments, what in options:
            edits: tuple[Edit, ...] = (_recall(messages, step, arguments),)
            if constraints(task, edited(chosen, edits)):
                yield Proposal(edits, (("argument", what),))
        for arguments, response, what in _logged_elsewhere(task, messages, step, log, rng):
            assert step.response_at is not None
            edits = (_recall(messages, step, arguments), Edit(step.response_at, step.response, response))
            if constraints(task, edited(chosen, edits)):
                yield Proposal(edits, (("argument", what),))


@rule(CLAIM_WITHOUT_STEP)
def remove_needed_step(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take a read out and let the answer give figures all the same: of the right form, but invented."""
    if grounding(task, chosen):
        return
    messages = chosen.messages
    for step in each(trajectory_steps(chosen), rng):
        if step.response is None or step.response_at is None or failed(step.response):
            continue
        if is_write(task, step.call.name) or only_computes(step.call.name) or not stands_alone(messages, step):
            continue
        sole = only_source(task, messages, step)
        if not sole or feeds_a_call(task, messages, step) or answers_to(task, messages, step):
            continue
        taken = delete(messages, taken_out(messages, step))
        if not _only_from(grounding(task, edited(chosen, taken)), sole):
            continue
        invented = with_invented_values(messages, step.response_at, sole, rng)
        if invented is not None and grounding(task, edited(chosen, (*taken, *invented))):
            yield Proposal((*taken, *invented), (("tool", step.call.name),))


@rule(WRITE_CLAIMED_NOT_MADE)
def claim_write_not_made(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take a write out and leave the words that report it as done."""
    if claimed_deeds(task, chosen):
        return
    messages = chosen.messages
    for step in each(trajectory_steps(chosen), rng):
        if step.response is None or step.response_at is None or failed(step.response):
            continue
        if not is_write(task, step.call.name) or not stands_alone(messages, step) or _seen_later(messages, step):
            continue
        edits = delete(messages, taken_out(messages, step))
        if claimed_deeds(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name),))


@rule(REDUNDANT_CALL)
def repeat_successful_call(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Make a read again that had succeeded, with nothing changed in between."""
    if repeats(task, chosen):
        return
    messages = chosen.messages
    free = gaps(messages)
    for step in each(trajectory_steps(chosen), rng):
        if step.response is None or step.response_at is None or failed(step.response):
            continue
        if is_write(task, step.call.name) or only_computes(step.call.name) or step.call.requestor != "assistant":
            continue
        same = asked_again(step.response, rng)
        if same is None or _CLOCK.search(step.call.name):
            continue
        later = [at for at in free if at > step.response_at and turn_start(messages, at) <= step.at]
        for at in (*shuffled(later[1:], rng), *later[:1]):  # some steps later rather than back to back
            if at == len(messages) or not isinstance(messages[at - 1], ToolResponse):
                continue  # after its last words of a turn the agent waits for the user
            edits = insert_step(at, step_like(messages, step.call.name, step.call.arguments, same, rng))
            if repeats(task, edited(chosen, edits)):
                yield Proposal(edits, (("tool", step.call.name),))
                break


@rule(SUPERSEDED_VALUE)
def use_superseded_value(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Put the earlier, since corrected value into the last answer."""
    if superseded(task, chosen):
        return
    messages = chosen.messages
    at = final_answer(messages)
    if at is None:
        return
    text = text_of(messages[at])
    changes = corrections((*task.opening, *messages[:at]))
    for number in shuffled(range(len(changes)), rng):
        change = changes[number]
        stated = [value for value in values(text) if key(value) == key(change.new)]
        raw = restyle(stated[0], change.old) if stated else None
        if raw is None or any(key(value) == key(change.old) for value in values(text)):
            continue
        if said_later(messages, at, frozenset({key(change.old), key(change.new)})):
            continue
        new_text = _put(text, stated, raw)
        edits = (reword(messages, at, new_text),)
        if superseded(task, edited(chosen, edits)):
            yield Proposal(edits, (("holds", change.new.raw), ("superseded", change.old.raw)))


@rule(UNASKED_WRITE)
def add_unasked_write(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """Carry out a write nobody asked for, with the response the log knows, and report it as if asked for."""
    if unasked(task, chosen):
        return
    messages = chosen.messages
    answer = final_answer(messages)
    if answer is None or answer not in gaps(messages) or len(text_of(messages[answer])) < 120:
        return
    for call in _writes_for(task, chosen, log, rng):
        sentence = _report(call, rng)
        if sentence is None:
            continue
        step = step_like(messages, call.name, call.arguments, call.response, rng)
        edits = (*insert_step(answer, step), reword(messages, answer, _slip_in(text_of(messages[answer]), sentence)))
        if unasked(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", call.name),))


@rule(SKIPPED_CONFIRMATION)
def skip_confirmation(task: Task, chosen: Trajectory, rng: Random) -> Iterator[Proposal]:
    """Take the question and the user's yes out, and make the write all the same."""
    if confirmation(task, chosen):
        return
    messages = chosen.messages
    for step in each(trajectory_steps(chosen), rng):
        if step.at < 3 or not needs_yes(task, step) or failed(step.response):
            continue
        asked, agreed = messages[step.at - 2], messages[step.at - 1]
        if not (isinstance(asked, Say) and asked.role == "assistant" and ASKS.search(text_of(asked))):
            continue
        if not (isinstance(agreed, Say) and agreed.role == "user" and _mere_yes(agreed, step.call.arguments)):
            continue
        edits = delete(messages, [step.at - 2, step.at - 1])
        if confirmation(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name),))


@rule(NEEDLESS_HANDOVER)
def hand_over_needlessly(task: Task, chosen: Trajectory, rng: Random, log: Recollection) -> Iterator[Proposal]:
    """End the run by handing over to a person, where the user had just agreed to what the agent offered to do."""
    if handovers(task, chosen):
        return
    messages = chosen.messages
    replies = _handover_replies(task, log)
    for step in each(trajectory_steps(chosen), rng):
        if not replies or not is_write(task, step.call.name) or step.at not in gaps(messages):
            continue
        if step.response_at != step.at + 1:
            continue
        if offer_agreed_to((*task.opening, *messages), len(task.opening) + step.at) is None:
            continue
        name, parameter, response = replies[rng.randrange(len(replies))]
        wish = _wish(step)
        if wish is None:
            continue
        summary = written_like({parameter: f"{rng.choice(_SUMMARIES)} {wish}."}, step.call.arguments)
        handed_over = step_like(messages, name, summary, response, rng)
        edits = (
            Edit(step.at, messages[step.at], handed_over[0]),
            Edit(step.at + 1, messages[step.at + 1], handed_over[1]),
            *delete(messages, range(step.at + 2, len(messages))),
        )
        if handovers(task, edited(chosen, edits)):
            yield Proposal(edits, (("tool", step.call.name),))


def _wish(step: Step) -> str | None:
    """What a write would have done, in a few words: its deed, its object and the id that it names."""
    verb = next((word for word in re.findall(r"[a-z]+", step.call.name.lower()) if word in PAST), None)
    nouns = " ".join(object_words(step.call.name))
    named = [str(leaf) for path, leaf in argument_leaves(step.call.arguments) if str(path[-1]).endswith("id")]
    return f"{verb} the {nouns} {named[0] if named else ''}".rstrip() if verb and nouns else None


def _handover_replies(task: Task, log: Recollection) -> list[tuple[str, str, ToolResponse]]:
    """(tool, its one parameter, reply) of tools that hand over and answer every logged call alike."""
    found: dict[str, tuple[str, str, ToolResponse]] = {}
    for call in log.explained_writes(task):
        paths = [path for path, _ in argument_leaves(call.arguments)]
        if is_handover(task, call.name) and len(paths) == 1 and len(paths[0]) == 1:
            found.setdefault(call.name, (call.name, str(paths[0][0]), call.response))
    return list(found.values())


def _other_values(
    messages: tuple[Message, ...], at: int, known: list[Record], rng: Random
) -> Iterator[tuple[int, str, str]]:
    """(place, value, value of another record) for each value that the words give for a record, one other each."""
    text = text_of(messages[at])
    for unit in units(text):
        for value in values(unit.text):
            if is_small(value) or text.count(value.raw) != 1 or said_later(messages, at, frozenset({key(value)})):
                continue
            if _compares(unit.text, value):
                continue
            _, meant = named_in(unit, known)
            for other in _same_field(value, meant, known, rng):
                raw = restyle(value, other)
                if raw is not None and raw not in text:
                    yield unit.start + value.start, value.raw, raw
                    break


def _other_choices(text: str, known: list[Record]) -> Iterator[tuple[int, str, str]]:
    """(place, choice, choice of another record) for fields such as a cabin or a status."""
    choices = choices_of(known)
    for unit in units(text):
        for field, held in sorted(choices.items()):
            stated = attribute_stated(unit.text, field, held)
            if stated is None:
                continue
            _, meant = named_in(unit, known)
            own = own_attributes(meant, field)
            for other in sorted(held - own) if stated.lower() in own else ():
                styled = other.title() if stated[:1].isupper() and " " in stated + other else other
                styled = styled.capitalize() if stated[:1].isupper() and " " not in other else styled
                yield unit.start + unit.text.rindex(stated), stated, styled


def _only_from(findings: Sequence[Finding], sole: frozenset[str]) -> bool:
    """Whether every value that has lost its ground was the step's own, and none computed from them."""
    quoted = [value for finding in findings for value in values(finding.evidence[0].quote)]
    return bool(quoted) and all(key(value) in sole for value in quoted)


def _compares(text: str, value: Value) -> bool:
    """Whether the sentence of a value compares: an exchange would make its own words give it away."""
    return any(s.start <= value.start < s.end and _COMPARES.search(s.text) is not None for s in sentences(text))


def _keeps_order(before: str, after: str, *places: int) -> bool:
    """Whether times that rose around these places (a departure, an arrival) still do: nobody lands before leaving."""
    return all(not _rising(before, place) or _rising(after, place) for place in places)


def _rising(text: str, place: int) -> bool:
    times = [value.canon for value in values(text[max(0, place - 60) : place + 60]) if value.kind == "time"]
    return times == sorted(times)


def _same_field(value: Value, meant: list[Record], known: list[Record], rng: Random) -> list[Value]:
    """What the field that holds ``value`` in a meant record holds in the other records that have it."""
    fields = {name for record in meant for name, text in record.fields if _is_value(text, value)}
    others = [
        inside[0]
        for record in known
        if record not in meant and record.names
        for name, text in record.fields
        if name in fields and len(inside := values(text)) == 1 and inside[0].kind == value.kind
    ]
    unique = list({other.canon: other for other in others if other.canon != value.canon}.values())
    rng.shuffle(unique)
    return unique


def _is_value(text: str, value: Value) -> bool:
    inside = values(text)
    return len(inside) == 1 and key(inside[0]) == key(value)


def _recall(messages: tuple[Message, ...], step: Step, arguments: str) -> Edit:
    call = step.call
    return Edit(step.at, call, ToolCall(call.call_id, call.name, arguments, call.with_previous, call.requestor))


def _acknowledged(task: Task, messages: tuple[Message, ...], step: Step, rng: Random) -> tuple[tuple[str, str], ...]:
    """Other arguments under which a short acknowledgement stays true: it echoes nothing of the changed value, gives no
    figure that could follow from it, and nothing said or returned afterwards shows the value."""
    assert step.response is not None and step.response_at is not None
    reply = text_of(step.response)
    given = parse_object(step.call.arguments)
    if given is None or len(reply) > 400 or any(v.kind == "number" and not is_small(v) for v in values(reply)):
        return ()
    later = "\n".join(text_of(m) for m in messages[step.response_at :] if not _is_assistants(m))
    offered = canons(*(text_of(m) for m in messages[: step.at] if isinstance(m, ToolResponse)))
    heard = "\n".join(text_of(m) for m in (*task.opening, *messages[: step.at]) if _is_users(m))
    options: list[tuple[str, str]] = []
    for path, leaf in argument_leaves(step.call.arguments):
        value = whole_value(leaf)
        spelled_out = (value is not None and key(value) in canons(heard)) or (
            isinstance(leaf, str) and len(leaf) >= 3 and leaf.replace("_", " ").lower() in heard.lower()
        )
        if not spelled_out or (value is not None and key(value) in canons(later)) or str(leaf).lower() in later.lower():
            continue
        if value is not None and key(value) not in offered:  # what a tool offered it may refuse to have otherwise
            for other in _near(value, leaf, rng):
                changed = written_like(_with(given, path, other), step.call.arguments)
                options.append((changed, f"{path[-1]}: {leaf} -> {other}"))
        if len(path) == 1 and isinstance(path[0], str) and _optional(task, step.call.name, path[0]):
            shorter = written_like({k: v for k, v in given.items() if k != path[0]}, step.call.arguments)
            options.append((shorter, f"{path[0]}: left out"))
    rng.shuffle(options)
    return tuple(options)


def _near(value: Value, leaf: Json, rng: Random) -> list[Json]:
    """Values a careless agent could have written instead: a day later, one more or less, a quarter of an hour off."""
    if isinstance(leaf, int):
        return [leaf + step for step in rng.sample((-2, -1, 1, 2), 2) if leaf + step > 0]
    if not isinstance(leaf, str):
        return []
    if value.kind == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", leaf):
        day = int(leaf[8:])
        return [f"{leaf[:8]}{other:02d}" for other in (day + 1, day - 1) if 1 <= other <= 28]
    if value.kind == "time" and re.fullmatch(r"\d{2}:\d{2}", leaf):
        return [f"{(int(leaf[:2]) + 1) % 24:02d}{leaf[2:]}"]
    return []


def _with(given: dict[str, Json], path: tuple[str | int, ...], new: Json) -> Json:
    def put(value: Json, rest: tuple[str | int, ...]) -> Json:
        if not rest:
            return new
        if isinstance(value, dict):
            return {name: put(part, rest[1:]) if name == rest[0] else part for name, part in value.items()}
        assert isinstance(value, list)
        return [put(part, rest[1:]) if number == rest[0] else part for number, part in enumerate(value)]

    return put(given, path)


def _optional(task: Task, name: str, parameter: str) -> bool:
    tool = find_tool(task, name)
    schema = parse_object(tool.parameters) if tool is not None and task.tools_declared else None
    required = schema.get("required") if schema is not None else None
    return schema is not None and not (isinstance(required, list) and parameter in required)


def _logged_elsewhere(
    task: Task, messages: tuple[Message, ...], step: Step, log: Recollection, rng: Random
) -> Iterator[tuple[str, ToolResponse, str]]:
    """Reads of the same tool with one argument other than the user stated, but confusable with it, for which the log
    knows the response; and that response bears out all that is said and called afterwards as well as the true one."""
    if is_write(task, step.call.name) or step.response is None or step.response_at is None:
        return
    mine = dict(argument_leaves(step.call.arguments))
    before = (*task.opening, *messages[: step.at])
    heard = canons(*(text_of(m) for m in before if _is_users(m)))
    met = canons(*(text_of(m) for m in before))
    called = canons(*(m.arguments for m in messages if isinstance(m, ToolCall)))
    logged = log.calls_of_tool(task, step.call.name)
    for number in shuffled(range(len(logged)), rng):
        arguments = logged[number].arguments
        theirs = dict(argument_leaves(arguments))
        other = [path for path in mine if mine[path] != theirs.get(path)]
        if len(other) != 1 or mine.keys() != theirs.keys():
            continue
        value, wrong = whole_value(mine[other[0]]), whole_value(theirs[other[0]])
        if value is None or wrong is None or key(value) not in heard or key(wrong) in called:
            continue
        if not (key(wrong) in met or (wrong.kind not in ("id", "address") and near(value, wrong))):
            continue
        response = log.answer(task, step.call.name, arguments)
        if response is None or not _bears_out(messages, step, response):
            continue
        answered = ToolResponse(step.call.call_id, step.response.name, response.parts, response.is_error)
        yield arguments, answered, f"{other[0][-1]}: {mine[other[0]]} -> {theirs[other[0]]}"


def _bears_out(messages: tuple[Message, ...], step: Step, response: ToolResponse) -> bool:
    """Whether everything that is said or called after the step and stands in its response stands in the other too."""
    assert step.response is not None and step.response_at is not None
    later = "\n".join(text_of(m) for m in messages[step.response_at + 1 :] if not isinstance(m, ToolResponse)).lower()
    spoken = later.replace("_", " ")
    other = text_of(response)
    if (canons(text_of(step.response)) - canons(other)) & canons(later):
        return False
    words = {text.lower().replace("_", " ") for r in records(text_of(step.response)) for _, text in r.fields}
    return all(word in other.lower().replace("_", " ") for word in words if len(word) >= 2 and word in spoken)


def _seen_later(messages: tuple[Message, ...], step: Step) -> bool:
    """Whether a later message of a tool shows that the write was made: it names what the write's arguments name, or
    what only its response named; or a response returns what was written and was in none before."""
    assert step.response is not None and step.response_at is not None
    earlier = "\n".join(text_of(m) for m in messages[: step.at])
    names = canons(step.call.arguments) | (canons(text_of(step.response)) - canons(earlier))
    names = frozenset(name for name in names if name.startswith(("id:", "address:")))
    answered = "\n".join(text_of(m) for m in messages[: step.at] if isinstance(m, ToolResponse))
    written = {str(leaf).lower() for _, leaf in argument_leaves(step.call.arguments) if len(str(leaf)) >= 2}
    for message in messages[step.response_at + 1 :]:
        text = text_of(message)
        if isinstance(message, ToolResponse | ToolCall) and canons(text) & names:
            return True
        if isinstance(message, ToolResponse) and any(_as_word(w, text) and not _as_word(w, answered) for w in written):
            return True
    return False


def _as_word(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text.lower()) is not None


def _writes_for(task: Task, chosen: Trajectory, log: Recollection, rng: Random) -> Iterator[LoggedCall]:
    """Writes of other runs whose response follows from the arguments, with this run's subject put in their place."""
    made = {step.call.name for step in trajectory_steps(chosen)}
    writes = [c for c in log.explained_writes(task) if deed_group(c.name) and c.name not in made]
    met = canons("\n".join(text_of(message) for message in (*task.opening, *chosen.messages)))
    for number in shuffled(range(len(writes)), rng)[:_TRIES]:
        moved = _moved(writes[number], _subject(chosen, writes[number]))
        unmet = canons(moved.arguments) - met if moved is not None else frozenset()
        if moved is not None and not any(name.startswith(("id:", "address:")) for name in unmet):
            yield moved


def _subject(chosen: Trajectory, call: LoggedCall) -> tuple[str, str] | None:
    """(parameter, value) of an id that this run passes under the name of one of the call's parameters."""
    names = [path[-1] for path, _ in argument_leaves(call.arguments)]
    for step in trajectory_steps(chosen):
        for path, leaf in argument_leaves(step.call.arguments):
            if path[-1] in names and isinstance(leaf, str) and str(path[-1]).endswith("id"):
                return str(path[-1]), leaf
    return None


def _moved(call: LoggedCall, subject: tuple[str, str] | None) -> LoggedCall | None:
    """The call and its reply with this run's subject in the place of the logged one."""
    given = parse_object(call.arguments)
    if subject is None or given is None or not isinstance(given.get(subject[0]), str):
        return None
    was, reply = str(given[subject[0]]), text_of(call.response)
    if was not in reply and len(argument_leaves(call.arguments)) > 1:
        return None
    given[subject[0]] = subject[1]
    moved = re.sub(rf"(?<!\w){re.escape(was)}(?!\w)", lambda _: subject[1], reply)
    said = ToolResponse(call.response.call_id, call.response.name, (Text(moved),), call.response.is_error)
    return LoggedCall(call.name, written_like(given, call.arguments), said)


def _report(call: LoggedCall, rng: Random) -> str | None:
    """A sentence that tells of the write as of a thing that was wanted."""
    verb = next((word for word in re.findall(r"[a-z]+", call.name.lower()) if word in PAST), None)
    nouns = " ".join(object_words(call.name))
    if verb is None or not nouns:
        return None
    leaves = [(path, leaf) for path, leaf in argument_leaves(call.arguments) if not isinstance(leaf, bool)]
    figures = [str(leaf) for _, leaf in leaves if isinstance(leaf, int | float)]
    detail = f" for {figures[0]}" if figures else ""
    article = "an" if nouns[0] in "aeiou" else "a"
    return f"{rng.choice(_REPORTS)} {PAST[verb]} {article} {nouns}{detail}{rng.choice(_FOR_YOU)}."


def _slip_in(text: str, sentence: str) -> str:
    """The sentence after the first paragraph, or the first sentence where there is only one."""
    head, blank, tail = text.partition("\n\n")
    if blank and not head.rstrip().endswith(":"):
        return f"{head} {sentence}{blank}{tail}"
    first = sentences(text)[0]
    if first.end < len(text) and not first.text.rstrip().endswith(":"):
        return f"{text[: first.end].rstrip()} {sentence} {text[first.end :].lstrip()}"
    return f"{text} {sentence}"


def _mere_yes(message: Message, arguments: str) -> bool:
    """A short yes that brings no value with it, and no word that the call is then made with."""
    text = text_of(message)
    if AFFIRMATIVE.search(text) is None or len(text.split()) > 10 or canons(text):
        return False
    leaves = " ".join(str(leaf) for _, leaf in argument_leaves(arguments)).lower()
    called_with = set(re.findall(r"[^\W_]{3,}", leaves))
    return not called_with & set(re.findall(r"[^\W_]{3,}", text.lower()))


def _put(text: str, stated: list[Value], raw: str) -> str:
    for value in reversed(stated):
        text = text[: value.start] + raw + text[value.end :]
    return text


def _is_users(message: Message) -> bool:
    return isinstance(message, Say) and message.role == "user"


def _is_assistants(message: Message) -> bool:
    return isinstance(message, Say) and message.role == "assistant"
