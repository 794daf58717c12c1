"""Steps that many policies take: find a document, read it, its details or its table, edit, share, move, export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from negforge.worlds.goal import Hands
from negforge.worlds.notebook.rules import EXPORT_MINUTES
from negforge.worlds.wording import Form

Row: TypeAlias = dict[str, Any]


def listed_rows(text: str) -> list[Row]:
    """The documents of a listing in plain text."""
    rows = []
    for line in text.splitlines()[1:]:
        parts = line.split()
        if len(parts) == 8 and parts[7].startswith("/"):
            rows.append(
                {
                    "modified": parts[0],
                    "owner": parts[2],
                    "kb": float(parts[3].replace(",", "")),
                    "version": int(parts[5][1:]),
                    "flags": parts[6],
                    "path": parts[7],
                }
            )
    return rows


def listing(hands: Hands, why: Form, path: str, **more: Any) -> list[Row]:
    return listed_rows(hands.call("list_folder", why, path=path, **more))


def slug_of(title: str) -> str:
    return title.lower().replace(" ", "-")


def locate(hands: Hands, name: str, client: str, known: str | None = None) -> str:
    """The path of a client's document in the folder itself or in one below, the working copy before others."""
    if known is not None:
        return known
    found = hands.call(
        "list_folder",
        "[find {match}|see where {match} lies|look for {match} in the client folders]",
        otherwise=("search_notes", {"query": {"all": [name]}, "within": f"/clients/{slug_of(client)}"}),
        path="/clients",
        depth=3,
        match=name,
        show="documents",
    )
    rows = found["hits"] if isinstance(found, dict) else listed_rows(found)
    rows = [row for row in rows if row["path"].endswith(f"/{name}")]
    rows = hands.keep(rows, "client", lambda row: row["path"].startswith(f"/clients/{slug_of(client)}/"))
    path: str = hands.best(rows, lambda row: row["path"].count("/"))["path"]
    return path


def details(hands: Hands, why: Form, path: str, *include: str) -> Row:
    found: Row = hands.call("describe_item", why, path=path, include=list(include) or None)
    return found


def read(hands: Hands, why: Form, path: str, **more: Any) -> list[tuple[int, str]]:
    """The lines of a document with their numbers."""
    found = hands.call("read_lines", why, path=path, **more)
    lines = []
    for line in found["text"].split("\n"):
        number, _, text = line.strip().partition("  ")
        if number.isdigit():
            lines.append((int(number), text))
    return lines


def entry(lines: Sequence[tuple[int, str]], key: str) -> tuple[int, str]:
    """The number of the line that begins with ``key:``, and what it says after that."""
    for number, text in lines:
        if text.startswith(f"{key}:"):
            return number, text.partition(":")[2].strip()
    return 0, ""


def table(hands: Hands, why: Form, path: str, where: Sequence[Mapping[str, Any]]) -> list[Row]:
    """All rows of a table that fit, page by page."""
    conditions = [dict(one) for one in where] or None
    found = hands.call("query_table", why, path=path, where=conditions)
    rows: list[Row] = list(found["rows"])
    for page in range(2, found["pages"] + 1):
        if not hands.bother("the further pages", "more"):
            break
        more = hands.call("query_table", "[read page {page}|get the next page]", path=path, where=conditions, page=page)
        rows += more["rows"]
    return rows


def equal(column: str, value: object) -> Row:
    return {"column": column, "is": "=", "value": value}


def sum_of(rows: Sequence[Row]) -> float:
    return round(float(sum(row["net"] for row in rows)), 2)


def edit(hands: Hands, why: Form, path: str, version: int, *operations: Row) -> Row:
    def landed() -> Row | None:
        now = details(hands, "[see whether the edit went through|check which version it is at]", path)
        return {"path": path, "version": now["version"], "diff": ""} if now["version"] > version else None

    found: Row = hands.call(
        "edit_document", why, landed=landed, path=path, base_version=version, operations=list(operations)
    )
    return found


def replace(number: int, text: str) -> Row:
    return {"op": "replace", "anchor": {"start_line": number, "end_line": number}, "text": text}


def share(hands: Hands, why: Form, path: str, **change: Any) -> Row:
    def landed() -> Row | None:
        now = details(hands, "[see whether the access has changed|check who has access]", path, "shares")
        have = {row["with"]: row["role"] for row in now["shares"]}
        wanted = {grant["with"]: grant["role"] for grant in change.get("grants") or ()}
        return (
            {"path": path, "shares": now["shares"]}
            if wanted.items() <= have.items() and not set(have) & set(change.get("revoke") or ())
            else None
        )

    found: Row = hands.call("share_item", why, landed=landed, path=path, **change)
    return found


def move(hands: Hands, why: Form, *pairs: tuple[str, str], mode: str | None = None) -> Row:
    def landed() -> Row | None:
        folder = pairs[-1][1].rsplit("/", 1)[0]
        there = [row["path"] for row in listing(hands, "[see what has arrived|check whether it was moved]", folder)]
        return {"items": [{"from": a, "to": b} for a, b in pairs]} if all(b in there for _, b in pairs) else None

    found: Row = hands.call("move_items", why, landed=landed, moves=[{"from": a, "to": b} for a, b in pairs], mode=mode)
    return found


def trash(hands: Hands, why: Form, paths: Sequence[str]) -> Row:
    def landed() -> Row | None:
        folder = paths[0].rsplit("/", 1)[0]
        there = [row["path"] for row in listing(hands, "[see what is still there|check whether they are gone]", folder)]
        return {"trashed": [{"path": p, "trash_id": ""} for p in paths]} if not set(there) & set(paths) else None

    found: Row = hands.call("trash_items", why, landed=landed, paths=list(paths))
    return found


def update(hands: Hands, why: Form, path: str, **change: Any) -> Row:
    def landed() -> Row | None:
        parts = ("lock", "comments", "versions")
        now = details(hands, "[see whether the change was made|check how it stands]", path, *parts)
        texts = [comment["text"] for comment in now["comments"]]
        lock = change.get("lock", {}).get("action")
        done = (
            change.get("comment", {}).get("text") in (None, *texts)
            and change.get("marking") in (None, now["marking"])
            and set(change.get("tags", {}).get("add", ())) <= set(now["tags"])
            and (lock is None or (lock == "take") == bool(now["lock"] and now["lock"]["yours"]))
            and (change.get("keep_versions") or len(now["versions"])) >= len(now["versions"])
        )
        return now | {"versions_kept": len(now["versions"])} if done else None

    found: Row = hands.call("update_item", why, landed=landed, path=path, **change)
    return found


def export(hands: Hands, why: Form, paths: Sequence[str], format: str, options: Row | None = None) -> str:
    def landed() -> Row | None:
        rows = hands.call("get_exports", "[see whether the export was taken on|look at the queue]")["exports"]
        mine = [row for row in rows if row["sources"] == list(paths) and row["format"] == format]
        return mine[0] if mine else None

    asked = hands.call(
        "start_export", why, landed=landed, sources=[{"path": path} for path in paths], format=format, options=options
    )
    identity: str = asked["export_id"]
    return identity


def exported(hands: Hands, identity: str) -> Row | None:
    """The finished export, after the time it takes; None where it is not finished yet."""
    if hands.bother("exports finish later", "more"):
        hands.call(
            "pause", "[give the export time to finish|wait for the export]", length={"minutes": EXPORT_MINUTES + 1}
        )
    rows = hands.call("get_exports", "[see how the export stands|look the export up]", ids=[identity])["exports"]
    return next((row for row in rows if row["status"] == "finished"), None)


def running(share: Row, today: date) -> bool:
    return share["expires"] is None or str(share["expires"]) >= today.isoformat()


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def person(handle: str) -> str:
    """A handle as a name: ``mira.tolland`` is Mira Tolland."""
    return " ".join(part.capitalize() for part in handle.split("."))
