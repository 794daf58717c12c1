"""Warranted: a defect of efficiency is one only where a sentence of the query or the policy makes it wrong."""

from __future__ import annotations

from negforge.checks.readings.thrift import sentence_against
from negforge.core.defect import Defect
from negforge.core.pair import Pair

WASTE = 1
"""The severity of defects that waste and do no other harm."""


def warrant_for(pair: Pair, defect: Defect) -> str | None:
    """The sentence that makes the defect wrong in this task; "" where it is wrong by itself, None where it is not."""
    return "" if defect.severity > WASTE else sentence_against(pair.task, defect.check)
