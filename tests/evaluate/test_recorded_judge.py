"""What a language model really said as a judge, read from a tape."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from negforge.adapters.chat.body import key_of
from negforge.adapters.chat.envelope import flaw_of, outcome_of
from negforge.adapters.tapes.tape import Tape
from negforge.core.chat import Reply
from negforge.evaluate.verdict_text import parse_verdict
from negforge.pipeline.endpoints.tape_tools import merge

RECORDED = Path(__file__).parents[1] / "tapes" / "recorded_judge.jsonl"


def test_every_recorded_reply_is_a_verdict_and_the_same_one_whichever_side_comes_first(tmp_path: Path) -> None:
    merge(tmp_path / "tape.sqlite", [RECORDED])
    lines = [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]
    verdicts = []
    with closing(Tape(tmp_path / "tape.sqlite", readonly=True)) as tape:
        for line in lines:
            stored, asked = tape.get(line["key"]), tape.asked(line["key"])
            assert stored is not None and asked is not None
            assert key_of(asked.body, asked.sample) == line["key"]
            assert flaw_of(stored.raw, stored.media) is None
            reply = outcome_of(stored.raw, stored.media)
            assert isinstance(reply, Reply)
            verdicts.append(parse_verdict(reply.text))
            assert f'"verdict": "{verdicts[-1]}"' in reply.text.splitlines()[-1]
    assert sorted(map(str, verdicts)) == ["A", "A", "A", "B", "B", "B"]
