"""What the papers of the notebook say at the start: minutes, reports in versions, cost tables, interviews, notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from negforge.worlds.notebook import vocabulary as words

TABLE_COLUMNS = ("date", "ref", "category", "paid_by", "net", "status", "remark")


def minutes(rng: Random, client: str, day: date, people: Sequence[str]) -> list[str]:
    decisions = rng.sample(words.DECISIONS, 4)
    tasks = rng.sample(words.ACTIONS, 4)
    return [
        f"# Minutes, {client}, {day.isoformat()}",
        f"Present: {', '.join(people)}",
        "",
        "## Decisions",
        *(
            f"D{n}. {text.format(month=rng.choice(words.MONTHS), n=rng.randrange(3, 60))}."
            for n, text in enumerate(decisions, 1)
        ),
        "",
        "## Actions",
        "no | who | what | due",
        *(
            f"A{n} | {rng.choice(people)} | {task} | {(day + timedelta(days=rng.randrange(5, 60))).isoformat()}"
            for n, task in enumerate(tasks, 1)
        ),
        "",
        f"Next meeting: {(day + timedelta(days=rng.randrange(14, 40))).isoformat()}",
    ]


def report_versions(rng: Random, topic: str, client: str, count: int) -> list[list[str]]:
    """A report and how it grew: each version changes one or two figures of the one before."""
    figures: dict[str, str] = {
        "Sites visited": str(rng.randrange(4, 40)),
        "Interviews held": str(rng.randrange(9, 90)),
        "Response rate": f"{rng.randrange(180, 890) / 10} %",
        "Estimated saving a year (EUR)": f"{rng.randrange(40, 900) * 100}",
        "Expenses so far (EUR)": f"{rng.randrange(90_000, 990_000) / 100:.2f}",
        "Open questions": str(rng.randrange(2, 14)),
        "Pilot ends on": date(2026, rng.randrange(9, 13), rng.randrange(1, 28)).isoformat(),
    }
    findings = [rng.choice(words.FINDINGS).format(odd=odd) for odd in rng.sample(words.ODD_WORDS, 4)]

    def text() -> list[str]:
        rows = [f"{key}: {value}" for key, value in figures.items()]
        return [
            f"# {topic.replace('-', ' ').title()} at {client}",
            "",
            "## 1 Scope",
            *rows[:2],
            "",
            "## 2 Findings",
            rows[2],
            *(f"- {finding}" for finding in findings),
            "",
            "## 3 Money",
            *rows[3:5],
            "",
            "## 4 Next",
            *rows[5:],
        ]

    found = [text()]
    for _ in range(count - 1):
        for key in rng.sample(sorted(figures), 2):
            figures[key] = _other(rng, figures[key])
        found.append(text())
    return found


def _other(rng: Random, value: str) -> str:
    if value.endswith("%"):
        return f"{rng.randrange(180, 890) / 10} %"
    if value.count("-") == 2:
        return date(2026, rng.randrange(9, 13), rng.randrange(1, 28)).isoformat()
    if "." in value:
        return f"{rng.randrange(90_000, 990_000) / 100:.2f}"
    return str(max(2, int(value) + rng.choice((-3, -2, 1, 2, 4)) * (1 if int(value) < 100 else 700)))


def costs(rng: Random, start: date, end: date, team: Sequence[str]) -> list[str]:
    """A table of expenses: approved, pending and void ones, in the order in which they were entered."""
    rows = []
    span = max(10, (end - start).days)
    refs = rng.sample(range(1000, 9999), 46)
    for ref in refs[: rng.randrange(26, 46)]:
        day = start + timedelta(days=rng.randrange(span))
        status = rng.choice(("approved", "approved", "approved", "pending", "void"))
        rows.append(
            f"{day.isoformat()},E{ref},{rng.choice(words.CATEGORIES)},{rng.choice(team)},{rng.randrange(900, 62_000) / 100:.2f},{status},{rng.choice(words.REMARKS)}"
        )
    return [",".join(TABLE_COLUMNS), *rows]


def interview(rng: Random, name: str) -> list[str]:
    odds = rng.sample(words.ODD_WORDS, 3)
    return [
        f"# Interview {name}",
        f"Length: {rng.randrange(22, 95)} minutes",
        f"Consent: {rng.choice(('recorded', 'written', 'spoken only'))}",
        "",
        *(
            f"[{rng.randrange(2, 50):02d}:{rng.randrange(60):02d}] {rng.choice(words.FINDINGS).format(odd=odd)}"
            for odd in odds
        ),
        f"Follow-up: {rng.choice(words.ACTIONS)}",
    ]


def library_note(rng: Random, topic: str, author: str, year: int, method: str) -> list[str]:
    return [
        f"# {author} ({year}) on {topic.replace('-', ' ')}",
        f"Method: {method}",
        f"Sample: {rng.randrange(12, 2400)} people",
        f"Countries: {rng.randrange(1, 9)}",
        f"Main point: {rng.choice(words.FINDINGS).format(odd=rng.choice(words.ODD_WORDS))}",
    ]
