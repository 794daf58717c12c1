"""What scoring by reward models elsewhere will take, before anything is asked: two texts a pair, each asked once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack

from negforge.adapters.chat.meter import cost_of
from negforge.adapters.remote_rm import text_asked
from negforge.adapters.tapes.tape import Tape
from negforge.core.chat import Usage
from negforge.core.pair import Pair
from negforge.pipeline.endpoints.forecast import BYTES_PER_TOKEN, REMOTE, Forecast
from negforge.pipeline.endpoints.models import Asking, price_of

STAGE = "scores"


def forecast_scores(names: Sequence[str], asking: Asking, pairs: Iterable[Pair]) -> list[Forecast]:
    """One forecast for each ``remote-rm:NAME``. Prompt tokens are the question's bytes / 4; there is no completion. The
    tape is read, never written."""
    found = [Forecast(STAGE, name) for name in names]
    met: list[set[str]] = [set() for _ in names]
    with ExitStack() as held:
        tape = held.enter_context(Tape(asking.tape, readonly=True)) if asking.tape.exists() else None
        for pair in pairs:
            for one, keys in zip(found, met, strict=True):
                model = asking.models[one.model.removeprefix(REMOTE)]
                for side in (pair.chosen, pair.rejected):
                    asked = text_asked(model.model, pair.task, side)
                    if asked.key in keys:
                        continue  # the same text is asked once
                    keys.add(asked.key)
                    one.calls += 1
                    if tape is not None and tape.get(asked.key) is not None:
                        one.stored += 1
                        continue
                    tokens = round(len(asked.body) / BYTES_PER_TOKEN)
                    one.prompt_tokens += tokens
                    one.cost += cost_of(Usage(tokens), price_of(model))
    for one in found:
        one.most_cost = one.cost
    return found
