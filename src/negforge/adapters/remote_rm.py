"""A reward model behind an endpoint: POST /v1/score as the published evaluator asks it, through the one seam, with its
retries, limits and tape.

The whole trajectory goes as one answer of the assistant, as published; the server renders it, and cuts it or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from negforge.adapters.chat.attempt import Line
from negforge.adapters.chat.client import Client
from negforge.adapters.chat.desk import Desk
from negforge.adapters.chat.endpoint import Endpoint
from negforge.adapters.chat.meter import Meter
from negforge.adapters.chat.score_reply import reading_of, score_form
from negforge.adapters.published_chat import one_answer_chat
from negforge.adapters.score_tape import question_of
from negforge.adapters.tapes.tape import Asked
from negforge.core.chat import NoReply
from negforge.core.json_text import Json
from negforge.core.ports import Reading
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import Failure, failure_of

KNOCKS, KNOCK_SECONDS = (0.0, 0.5, 1.5), 5.0  # seconds before each knock; how long one may last


async def nobody_there(endpoint: Endpoint) -> str | None:
    """Why nobody can be asked at this address, after a few knocks; None where somebody answers, whatever they say. No
    question is asked, and no key is sent."""
    line = Line(endpoint)
    try:
        for wait in KNOCKS:
            await asyncio.sleep(wait)
            found = await line.knock(KNOCK_SECONDS)
            if found is None or found.trouble == "reset":
                return None
        return found.reason if found is not None else None
    finally:
        await line.close()


def text_asked(model: str, task: Task, trajectory: Trajectory) -> Asked:
    """What is asked about one text of the model that the server calls ``model``, and its key on the tape."""
    messages: list[Json] = [{**said} for said in one_answer_chat(task, trajectory)]
    return question_of({"model": model, "messages": messages}, model)


class RemoteReward:
    """See ``RewardModel``. To be used in one event loop, and closed there."""

    def __init__(
        self,
        name: str,
        endpoint: Endpoint,
        desk: Desk,
        meter: Meter,
        note: Callable[[str], None] = lambda _: None,
        stored: Callable[[], None] = lambda: None,
    ) -> None:
        """``stored`` is called for each score that came from the tape."""
        self._name, self._model = name, endpoint.model
        below_v1 = endpoint.base_url.reveal().rstrip("/").endswith("/v1")  # published addresses end before it
        form = score_form("score" if below_v1 else "v1/score")
        self._client = Client(replace(endpoint, stream=False), desk, meter, note, form, stored)

    @property
    def name(self) -> str:
        return self._name

    async def read(self, items: Sequence[tuple[Task, Trajectory]]) -> list[Reading | Failure]:
        """All at once, as far as the endpoint's limits go; the same text is asked once."""
        return list(await asyncio.gather(*(self._read(*item) for item in items)))

    async def close(self) -> None:
        await self._client.close()

    async def _read(self, task: Task, trajectory: Trajectory) -> Reading | Failure:
        answer = await self._client.answer(text_asked(self._model, task, trajectory), 0)
        if isinstance(answer, NoReply):
            return failure_of(answer)
        reading = reading_of(answer.text.encode("utf-8"))
        return Failure("malformed", reading) if isinstance(reading, str) else reading
