"""Wording: one thing said in many ways. A form such as ``[Could|Can] you look up {title}?`` is drawn and filled.

``[a|b|c]`` is a choice (it nests), ``{name}`` a slot. Choices are drawn before slots are filled, so that a value that
holds a bracket or a brace stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import TypeAlias

Form: TypeAlias = str
_SLOT = re.compile(r"\{(\w+)\}")
_Node: TypeAlias = "str | tuple[tuple[_Node, ...], ...]"


def word(form: Form, rng: Random, slots: Mapping[str, object]) -> str:
    """One drawing of the form with its slots filled. Raises ValueError on unbalanced brackets, KeyError on a slot
    that has no value: a fault of whoever wrote the form."""
    chosen = _draw(_parsed(form), rng)
    filled = _SLOT.sub(lambda slot: str(slots[slot[1]]), chosen)
    return " ".join(filled.split(" ")).replace("  ", " ").strip()


def variants(form: Form) -> int:
    """How many ways the form can be drawn."""
    return _count(_parsed(form))


def a_or_an(noun: str) -> str:
    """The noun with its indefinite article, by its first letter."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def listed(items: list[str] | tuple[str, ...], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


@lru_cache(maxsize=65536)
def _parsed(form: str) -> tuple[_Node, ...]:
    nodes, at = _sequence(form, 0, nested=False)
    if at != len(form):
        raise ValueError(f"a form closes a bracket that it did not open at {at}: {form!r}")
    return nodes


def _sequence(form: str, at: int, *, nested: bool) -> tuple[tuple[_Node, ...], int]:
    nodes: list[_Node] = []
    plain = ""
    while at < len(form):
        letter = form[at]
        if letter == "[":
            options: list[tuple[_Node, ...]] = []
            while True:
                option, at = _sequence(form, at + 1, nested=True)
                options.append(option)
                if at >= len(form):
                    raise ValueError(f"a form leaves a bracket open: {form!r}")
                if form[at] == "]":
                    break
            nodes.extend([plain, tuple(options)] if plain else [tuple(options)])
            plain = ""
        elif (nested and letter in "|]") or letter == "]":
            break
        else:
            plain += letter
        at += 1
    return tuple(nodes + ([plain] if plain else [])), at


def _draw(nodes: tuple[_Node, ...], rng: Random) -> str:
    return "".join(node if isinstance(node, str) else _draw(node[rng.randrange(len(node))], rng) for node in nodes)


def _count(nodes: tuple[_Node, ...]) -> int:
    total = 1
    for node in nodes:
        total *= 1 if isinstance(node, str) else sum(_count(option) for option in node)
    return total
