"""How the notebook's users name papers and people, and wants that many of its goals share."""

from __future__ import annotations

from collections.abc import Sequence

from negforge.worlds.goal import Draw
from negforge.worlds.notebook.state import Document, Folder, Notebook
from negforge.worlds.wants import Holds

RIGHTS = {"view": "read it", "comment": "comment on it", "edit": "edit it"}
ROLE = {"view": "read", "comment": "comment on", "edit": "edit"}
NTH = {"q1": "first", "q2": "second"}


def client_of(notebook: Notebook, document: Document) -> Folder:
    return notebook.folders["/".join(document.path.split("/")[:3])]


def named(draw: Draw, document: Document) -> tuple[str, str | None]:
    """How the user refers to a client's paper: by its path, which the agent then knows, or by what it is and whose."""
    client = client_of(draw.state, document).title
    if draw.chance(0.3):
        return document.path, document.path
    stem = document.name.rsplit(".", 1)[0]
    if stem.startswith("costs-"):
        form = "[the {nth}-quarter cost table of {client}|{client}'s expense table for the {nth} quarter|{name} in the {client} folder|the {nth}-quarter expenses of {client} ({name})]"
    elif stem.endswith("-report"):
        form = "[the working copy of the {topic} report for {client}|our {topic} report for {client} (the working copy)|{name} at the top of the {client} folder|the {client} report on {topic}, the one still being worked on]"
    else:
        form = "[{name} in the {client} folder|{name} of {client}|{client}'s {name}|the document {name} under {client}]"
    phrase = draw.word(
        form,
        nth=NTH.get(stem[-2:], ""),
        client=client,
        name=document.name,
        topic=stem.removesuffix("-report").replace("-", " "),
    )
    return phrase, None


def reports(notebook: Notebook) -> list[Document]:
    """Reports still being worked on: at the top of a client's folder."""
    return [
        d
        for d in notebook.documents.values()
        if d.name.endswith("-report.md") and d.path.count("/") == 3 and d.trashed is None
    ]


def tables(notebook: Notebook) -> list[Document]:
    return [d for d in notebook.documents.values() if d.kind == "csv" and d.trashed is None]


def named_like(notebook: Notebook, part: str) -> list[Document]:
    return [d for d in notebook.documents.values() if part in d.name and d.trashed is None]


def value_in(document: Document, key: str, version: int | None = None) -> str:
    """What a document says after ``key:``."""
    lines = document.lines if version is None else next(v.lines for v in document.versions if v.number == version)
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(f"{key}:")), "")


def rewritten(document: Document) -> tuple[str, ...]:
    """What an edit changes of the state."""
    return (f"documents.{document.id}.versions", f"documents.{document.id}.found")


def reads(document: Document, lines: Sequence[str], what: str) -> Holds:
    """The document's text in the end, blanks at the ends of lines aside."""
    wanted = [line.rstrip() for line in lines]

    def found(state: Notebook) -> list[str]:
        return [line.rstrip() for line in state.documents[document.id].lines]

    def differs(state: Notebook) -> str:
        have = found(state)
        odd = next((line for line in have if line not in wanted), None)
        gone = next((line for line in wanted if line not in have), None)
        if gone is not None:
            return f"{document.name} lacks the line {gone!r}" + (f" and has {odd!r}" if odd else "")
        return f"{document.name} has {odd!r} besides" if odd else f"the lines of {document.name} stand in another order"

    return Holds(what, lambda state: found(state) == wanted, what, differs)


def with_line(document: Document, key: str, value: str) -> list[str]:
    """The document's lines with another value after ``key:``."""
    return [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in document.lines]


def shared_as(document: Document, wanted: dict[str, str]) -> Holds:
    """The document's shares in the end, with their roles, and no others."""

    def found(state: Notebook) -> dict[str, str]:
        return {who: s.role for who, s in state.documents[document.id].shares.items()}

    told = ", ".join(f"{who} ({role})" for who, role in sorted(wanted.items())) or "nobody"
    return Holds(
        f"who has {document.name}",
        lambda state: found(state) == wanted,
        f"{document.name} is shared with {told}",
        lambda state: (
            "it is shared with " + (", ".join(f"{w} ({r})" for w, r in sorted(found(state).items())) or "nobody")
        ),
    )


def gone_to_trash(documents: Sequence[Document], kept: Sequence[Document] = ()) -> list[Holds]:
    return [_in_trash(d, True) for d in documents] + [_in_trash(d, False) for d in kept]


def _in_trash(document: Document, gone: bool) -> Holds:
    words = (f"{document.path} is still there", f"{document.path} is in the trash")

    def test(state: Notebook) -> bool:
        return (state.documents[document.id].trashed is not None) == gone

    return Holds(f"{document.name} {'trashed' if gone else 'kept'}", test, words[gone], lambda state: words[not gone])
