"""Hypothesis strategies for core's values: anything that its types allow, sane or not."""

from __future__ import annotations

from hypothesis import strategies as st

from negforge.core.certificate import Certificate, Evidence, Finding
from negforge.core.edit import Edit
from negforge.core.json_text import Json, compact
from negforge.core.message import Message, Pointer, Say, Text, ToolCall, ToolResponse, Unknown
from negforge.core.pair import Drop, Neutral, Pair
from negforge.core.task import Task, Tool
from negforge.core.trajectory import Label, Rollout, Trajectory
from negforge.core.verdict import Failure, Judgement


def _join_surrogates(text: str) -> str:
    """Two surrogates that form one character become that character, as in every text that came out of JSON."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def texts(max_size: int = 12) -> st.SearchStrategy[str]:
    """Any text, lone surrogates, control characters and NUL included."""
    return st.text(st.characters(exclude_categories=()), max_size=max_size).map(_join_surrogates)


def names() -> st.SearchStrategy[str]:
    return st.sampled_from(["search_flights", "get_user", "call_0", "x", ""]) | texts(4)


def json_values() -> st.SearchStrategy[Json]:
    """What strict JSON can hold, integers beyond 64 bits included."""
    plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts()
    return st.recursive(
        plain | st.integers(2**63, 2**80),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts(4), inner, max_size=3),
        max_leaves=6,
    )


def json_texts() -> st.SearchStrategy[str]:
    return json_values().map(compact)


def arguments() -> st.SearchStrategy[str]:
    """Of a tool call: JSON of an object as a rule, malformed now and then."""
    objects = st.dictionaries(names(), json_values(), max_size=3).map(compact)
    return objects | st.sampled_from(["", "{", '{"a": 1,}', "{'a': 1}", "[]", "null"]) | texts()


def pointers() -> st.SearchStrategy[Pointer]:
    return st.builds(Pointer, texts(), st.integers(0, 10**6), texts())


def parts() -> st.SearchStrategy[tuple[Text | Unknown, ...]]:
    part = st.builds(Text, texts()) | st.builds(Unknown, json_texts())
    return st.lists(part, max_size=3).map(tuple)


def says() -> st.SearchStrategy[Say]:
    role = st.sampled_from(["system", "user", "assistant"])
    return st.builds(Say, role, parts(), *(_maybe(texts()),) * 2, _maybe(json_texts()), _maybe(pointers()))


def tool_calls() -> st.SearchStrategy[ToolCall]:
    requestor = st.sampled_from(["assistant", "user"])
    extra, source = _maybe(json_texts()), _maybe(pointers())
    return st.builds(ToolCall, names(), names(), arguments(), st.booleans(), requestor, extra, source)


def tool_responses() -> st.SearchStrategy[ToolResponse]:
    extra, source = _maybe(json_texts()), _maybe(pointers())
    return st.builds(ToolResponse, names(), _maybe(names()), parts(), _maybe(st.booleans()), extra, source)


def messages() -> st.SearchStrategy[Message]:
    return says() | tool_calls() | tool_responses()


def trajectories(max_size: int = 6) -> st.SearchStrategy[Trajectory]:
    return st.builds(Trajectory, _tuples(messages(), max_size))


def tools() -> st.SearchStrategy[Tool]:
    return st.builds(Tool, names(), texts(), json_texts(), _maybe(json_texts()))


def tasks() -> st.SearchStrategy[Task]:
    return st.builds(
        Task, names(), names(), _tuples(messages(), 2), _tuples(tools(), 2), st.booleans(), *(_maybe(texts()),) * 3
    )


def labels() -> st.SearchStrategy[Label]:
    by = st.sampled_from(["program", "outcome", "person", "panel"])
    return st.builds(Label, names(), by, _maybe(st.floats(allow_nan=False, allow_infinity=False)), _tuples(texts(), 2))


def rollouts() -> st.SearchStrategy[Rollout]:
    return st.builds(
        Rollout,
        names(),
        tasks(),
        trajectories(),
        _maybe(texts()),
        _maybe(json_texts()),
        _maybe(labels()),
        _tuples(texts(), 2),
    )


def edits() -> st.SearchStrategy[Edit]:
    return st.builds(Edit, st.integers(0, 100), _maybe(messages()), _maybe(messages()))


def certificates() -> st.SearchStrategy[Certificate]:
    evidence = st.builds(Evidence, st.integers(0, 100), texts())
    finding = st.builds(Finding, names(), texts(), _tuples(evidence, 2))
    return st.builds(Certificate, names(), _tuples(finding, 2), names(), json_texts())


def pairs() -> st.SearchStrategy[Pair]:
    return st.builds(
        Pair,
        id=names(),
        task=tasks(),
        chosen=trajectories(4),
        rejected=trajectories(4),
        defect=_maybe(names()),
        family=_maybe(names()),
        origin=st.sampled_from(["rule", "minimal_edit", "natural", "mined"]),
        label=labels(),
        edits=_tuples(edits(), 2),
        neutral=st.builds(Neutral, _tuples(edits(), 1), _tuples(edits(), 1)),
        suffix=st.sampled_from([None, "freeze", "replay", "reroll"]),
        level=st.sampled_from([None, 1, 2, 3, 4, 5]),
        certificate=_maybe(certificates()),
        split=_maybe(names()),
        rollout=_maybe(names()),
        extra=_maybe(json_texts()),
    )


def drops() -> st.SearchStrategy[Drop]:
    return st.builds(Drop, *(texts(),) * 3, *(_maybe(texts()),) * 3)


def judgements() -> st.SearchStrategy[Judgement]:
    failure = st.builds(Failure, st.sampled_from(["provider", "unparsable", "too_long", "crash"]), texts())
    outcome = st.sampled_from(["chosen", "rejected", "tie"]) | failure
    order = st.sampled_from(["chosen_first", "rejected_first"])
    return st.builds(Judgement, names(), names(), order, outcome, texts())


def _maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


def _tuples(strategy: st.SearchStrategy[object], max_size: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=max_size).map(tuple)
