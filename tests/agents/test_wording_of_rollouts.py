"""What reference agents say over many tasks: no sentence is common, and an answer is more than a list of labels."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from random import Random

from negforge.agents.planning import playable
from negforge.agents.reference import drawn_agent, play
from negforge.core.message import Say, text_of
from negforge.recipe.collecting import PROPORTIONS
from tests.worlds.sentences import masked_sentences

EACH = 60


def test_no_assistant_sentence_is_common() -> None:
    """Names and numbers masked: at most 2 % of rollouts."""
    found: Counter[str] = Counter()
    total = 0
    for split in PROPORTIONS:
        for task in islice(playable(split), EACH):
            agent = drawn_agent(task, Random(str(task.name)), careful=0.6)
            messages = play(task, agent).rollout.trajectory.messages
            words = (text_of(m) for m in messages if isinstance(m, Say) and m.role == "assistant")
            found.update({sentence for text in words for sentence in masked_sentences(text)})
            total += 1
    sentence, count = found.most_common(1)[0]
    assert count <= 0.02 * total, (sentence, count, total)
