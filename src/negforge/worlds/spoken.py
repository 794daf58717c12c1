"""Values as people tell them: numbers, dates and times in their usual forms, and whether words give one."""

from __future__ import annotations

import re
from datetime import date, datetime, time


def is_told(value: object, words: str) -> bool:
    """Whether the words give the value. Numbers: with or without thousands marks and trailing zeros; dates and times in
    their usual forms; text: without regard to case and white space, and not inside a longer word."""
    return any(_stands(form, words) for form in spoken_forms(value))


def _stands(form: str, words: str) -> bool:
    pattern = r"\s+".join(re.escape(part) for part in form.split())
    begin = r"(?<![\w.,])" if form[:1].isdigit() else r"(?<!\w)"
    end = r"(?![\w]|[.,]\d)" if form[-1:].isalnum() else ""
    return re.search(begin + pattern + end, words, re.IGNORECASE) is not None


def spoken_forms(value: object) -> tuple[str, ...]:
    """The forms in which a value may be told."""
    if isinstance(value, bool):
        return ("yes",) if value else ("no",)
    if isinstance(value, int | float):
        return _number_forms(float(value))
    if isinstance(value, datetime):
        days = (*_date_forms(value.date()), *(f"{day} {value.year}" for day in _date_forms(value.date())))
        hours = _time_forms(value.time())
        return tuple(f"{day}{gap}{hour}" for day in days for hour in hours for gap in (" ", ", ", " at ", "T"))
    if isinstance(value, date):
        return _date_forms(value)
    if isinstance(value, time):
        return _time_forms(value)
    return (str(value),)


def _number_forms(value: float) -> tuple[str, ...]:
    if value == int(value):
        whole = int(value)
        return tuple(
            dict.fromkeys(
                (str(whole), f"{whole:,}", f"{whole}.00", f"{whole:,}.00", f"{whole}.0", *_SMALL.get(whole, ()))
            )
        )
    plain = f"{value:g}" if abs(value) < 1e6 else str(value)
    return tuple(
        dict.fromkeys(
            (plain, str(value), f"{value:.2f}", f"{value:,.2f}", f"{value:.1f}" if round(value, 1) == value else plain)
        )
    )


_NAUGHT = ("zero", "nothing", "no extra", "no additional", "free", "no further", "no more", "none")
_SMALL = {
    n: (w,) if n else _NAUGHT
    for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}


def _date_forms(day: date) -> tuple[str, ...]:
    month, short = day.strftime("%B"), day.strftime("%b")
    ordinal = f"{day.day}{'th' if 10 <= day.day % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day.day % 10, 'th')}"
    return tuple(
        dict.fromkeys(
            [day.isoformat(), day.strftime("%d.%m.%Y"), day.strftime("%d/%m/%Y")]
            + [f"{d} {m}" for d in (str(day.day), f"{day.day:02d}", ordinal) for m in (month, short)]
            + [f"{m} {d}" for d in (str(day.day), f"{day.day:02d}", ordinal) for m in (month, short)]
            + [f"{ordinal} of {month}"]
        )
    )


def _time_forms(moment: time) -> tuple[str, ...]:
    hour = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    forms = [
        moment.strftime("%H:%M"),
        f"{moment.hour}:{moment.minute:02d}",
        f"{hour}:{moment.minute:02d} {half}",
        f"{hour}:{moment.minute:02d}{half}",
    ]
    if moment.minute == 0:
        forms += [f"{hour} {half}", f"{hour}{half}"]
    return tuple(dict.fromkeys(forms))
