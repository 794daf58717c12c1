"""How things of the railway are called in words: fares, parties, times, sums."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from negforge.worlds.wording import listed

FARE = {"saver": "Saver", "semiflex": "Semi-Flex", "flex": "Flex"}
PAY_TO = {"payment_card": "the payment card", "points": "the points account", "voucher": "a voucher"}
_NUMBER = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
_GROUP = {
    "adults": ("adult", "adults"),
    "youths": ("youth", "youths"),
    "children": ("child", "children"),
    "infants": ("infant", "infants"),
}

# Reasons why people travel, ask and change their minds: one is drawn, or none.
TRIP = "[My sister is getting married there.|I have a job interview in the morning.|It's for a hospital appointment.|We are visiting my grandmother.|There's a trade fair on.|My son's team plays away.|I promised to help with a house move.|A course I signed up for got moved.|My old choir meets once a year.|I'm collecting a second-hand cello.|The notary wants us there in person.|An old friend turns fifty.]"
CHANGE = "[My meeting has been moved.|The babysitter cancelled.|Work has thrown my week over.|My daughter has come down with something.|The concert was put off.|A client wants me earlier than planned.|The builders are coming that day.|I mixed up the weeks.|My back is playing up again.|The funeral was set for another day.]"


def money(amount: float) -> str:
    return f"EUR {amount:.2f}"


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def people(party: Mapping[str, int]) -> str:
    """``two adults and one child``."""
    return listed([f"{_NUMBER[number]} {_GROUP[group][number > 1]}" for group, number in party.items() if number])


def count(number: int) -> str:
    return _NUMBER[number]


def yours(thing: str) -> str:
    """A thing of the traveller's as the agent calls it: ``my bike`` is ``your bike``."""
    return f"your {thing[3:]}" if thing.startswith("my ") else thing
