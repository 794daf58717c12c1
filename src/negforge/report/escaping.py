"""Text of logs and models made fit to be shown: what cannot be seen, or would reorder what can, becomes a visible mark.

The same characters are marked by ``page/text.js`` in what the page unpacks.
"""

from __future__ import annotations

import re
from html import escape
from unicodedata import category

# Letters that fonts draw as nothing; all other invisible characters are told by their category.
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKDOWN = re.compile(r"([\\`*_{}\[()#!|<>~&@:])")
_BEHIND = re.compile(r"(?<=[:/_+.-])")
_FORMULA = ("=", "+", "-", "@")


def is_hidden(character: str) -> bool:
    """Control and format characters (ANSI escapes, bidi controls, zero widths), surrogates, private and unassigned
    ones; line breaks and tabs are not."""
    return character not in "\n\t" and (character in BLANK or category(character) in _HIDDEN)


def mark_of(character: str) -> str:
    """``U+202E``, ``ESC`` as ``U+001B``."""
    return f"U+{ord(character):04X}"


def plain(text: str) -> str:
    """One line for outputs without markup: hidden characters as ``[U+202E]``, breaks and tabs as spaces."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"[{mark_of(one)}]" if is_hidden(one) else " " if one in "\n\t" else one for one in text)


def html(text: str) -> str:
    """For text and attribute values in double quotes: escaped, hidden characters as ``[U+202E]``."""
    return escape(plain(text), quote=True)


def markdown(text: str) -> str:
    """For a cell of a table: no character of it begins markup, a link or another cell."""
    return _MARKDOWN.sub(r"\\\1", plain(text)).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")


def cell(text: str) -> str:
    """For CSV: a text that a spreadsheet would reckon with is quoted by an apostrophe."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def in_script(json_text: str) -> str:
    """JSON text for a ``<script type="application/json">``: nothing in it ends the element or begins a comment."""
    return json_text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def breakable(name: str) -> str:
    """The same of a name that may be long: a line may break behind its punctuation, rather than inside a word."""
    return "<wbr>".join(html(part) for part in _BEHIND.split(name) if part)
