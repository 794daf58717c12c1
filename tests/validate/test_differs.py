"""What a judge reads must differ."""

from __future__ import annotations

from dataclasses import replace

from negforge.core.edit import Edit
from negforge.validate.differs import differs
from tests.validate.examples import CHOSEN, call, pair_of, response


def test_other_words_differ() -> None:
    assert differs(pair_of()) is None


def test_another_name_of_the_tool_differs() -> None:
    assert differs(pair_of((Edit(2, CHOSEN[2], call("c2", "R2", name="price")),))) is None


def test_another_call_id_alone_reads_the_same() -> None:
    edits = (Edit(0, CHOSEN[0], call("x", "R1")), Edit(1, CHOSEN[1], response("x", "31.50")))
    assert differs(pair_of(edits)) == "both sides read the same"


def test_hidden_reasoning_alone_reads_the_same() -> None:
    thoughtful = replace(CHOSEN[4], reasoning="Swap them?")  # type: ignore[call-arg]
    assert differs(pair_of((Edit(4, CHOSEN[4], thoughtful),))) == "both sides read the same"
