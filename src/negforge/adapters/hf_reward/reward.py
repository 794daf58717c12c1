"""A reward model that runs here, behind the port: items to text, to tokens, to numbers, which the tape keeps."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from negforge.adapters.hf_reward.attention import use_branch_attention, use_own_attention
from negforge.adapters.hf_reward.encoding import Encoded, Encoder
from negforge.adapters.hf_reward.loading import Loaded, load
from negforge.adapters.hf_reward.options import HfOptions
from negforge.adapters.hf_reward.own_score import own_score
from negforge.adapters.hf_reward.prefix_tree import Tokens
from negforge.adapters.hf_reward.rendering import chat_of, defusing, render, tools_of
from negforge.adapters.hf_reward.running import Widths, can_share
from negforge.adapters.hf_reward.work import Effort, Made, Worker
from negforge.adapters.score_tape import ScoreTape, question_of
from negforge.adapters.tapes.tape import Asked, Tape
from negforge.core.json_text import Json
from negforge.core.ports import Reading
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory
from negforge.core.verdict import Failure

Item = tuple[Task, Trajectory]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is scored: the tokens, or for a model that renders itself the chat (as JSON)."""

    asked: Asked
    sequence: Tokens
    left_out: int
    chat: str = ""


class HfReward:
    """See ``RewardModel``. ``remarks``: what a user should know of how this model is read."""

    def __init__(
        self, name: str, loaded: Loaded, options: HfOptions, tape: Tape | None = None, progress: Progress | None = None
    ) -> None:
        """``progress`` hears how many more items have their number."""
        model, config = loaded.model, loaded.model.config
        self._name, self._loaded = name, loaded
        self._tape, self._progress = ScoreTape(tape), progress or (lambda _: None)
        self._style = loaded.style if loaded.kind == "classifier" else "turns"
        most = min(loaded.context, options.max_length or loaded.context)
        self._encoder = Encoder(
            loaded.tokenizer,
            loaded.style,
            most=most,
            long=options.long,
            padding=getattr(config.get_text_config(), "pad_token_id", None),
        )
        self._defused = defusing([str(one) for one in loaded.tokenizer.all_special_tokens])
        rows = options.rows or (8 if loaded.device.startswith("cuda") else 1)
        shared = options.share and loaded.kind == "classifier" and _shares(model)
        self.worker = Worker(model, Widths(rows, options.batch_tokens), shared)
        self.remarks = tuple(_remarks(name, loaded, options, shared))

    @property
    def name(self) -> str:
        return self._name

    @property
    def effort(self) -> Effort:
        """What was read so far, what came from the tape not counted."""
        return self.worker.effort

    async def read(self, items: Sequence[Item]) -> list[Reading | Failure]:
        """See ``RewardModel``. Every number is on the tape before the next is begun; between two passes the call may
        be cancelled."""
        prepared = await asyncio.to_thread(lambda: [self.prepare(*item) for item in items])
        by_key = {one.asked.key: one for one in prepared if isinstance(one, Prepared)}
        known: dict[str, Reading | Failure] = {**self._tape.known(one.asked for one in by_key.values())}
        wanted: dict[str, int] = {}
        for one in prepared:
            key = one.asked.key if isinstance(one, Prepared) else ""
            wanted[key] = wanted.get(key, 0) + 1
        self._progress(sum(times for key, times in wanted.items() if not key or key in known))
        missing = [one for key, one in by_key.items() if key not in known]
        steps = self._made(missing)
        while (made := await asyncio.to_thread(next, steps, None)) is not None:
            done = [(missing[number], _reading(missing[number], value, took)) for number, value, took in made]
            self._tape.keep([(one.asked, reading) for one, reading in done if isinstance(reading, Reading)])
            known.update((one.asked.key, reading) for one, reading in done)
            self._progress(sum(wanted[one.asked.key] for one, _ in done))
        return [one if isinstance(one, Failure) else known[one.asked.key] for one in prepared]

    def prepare(self, task: Task, trajectory: Trajectory) -> Prepared | Failure:
        """What will be read, without reading it."""
        chat = self._defused(chat_of(task, trajectory, self._style))
        try:
            tools = self._defused(tools_of(task, self._style))
            text = render(self._loaded.tokenizer, self._loaded.style, chat, tools)
        except Exception as error:  # a template is a program of the model's maker: it may raise anything
            return Failure("malformed", f"the chat template refused: {type(error).__name__}: {error}"[:300])
        encoded = self._encoder.encode(text)
        if isinstance(encoded, Failure):
            return encoded
        if self._loaded.kind == "classifier":
            return self._asked(encoded, hashlib.sha256(array("q", encoded.sequence.tokens)).hexdigest(), "")
        if encoded.left_out:
            return Failure("too_long", "a model that renders its text itself cannot be given a text cut in its middle")
        written = json.dumps(chat, sort_keys=True)
        return self._asked(encoded, hashlib.sha256(written.encode("ascii")).hexdigest(), written)

    def _asked(self, encoded: Encoded, content: str, chat: str) -> Prepared:
        """Which device worked, and how it was batched, is no part of the question."""
        loaded = self._loaded
        settings: Json = {"kind": loaded.kind, "dtype": loaded.dtype}
        asked = question_of({"model": loaded.identity, "settings": settings, "content": content}, self._name)
        return Prepared(asked, encoded.sequence, encoded.left_out, chat)

    def _made(self, missing: Sequence[Prepared]) -> Iterator[list[Made]]:
        if self._loaded.kind == "classifier":
            yield from self.worker.score([one.sequence for one in missing])
            return
        for number, one in enumerate(missing):
            began = time.perf_counter()
            value = own_score(self._loaded, json.loads(one.chat))
            yield [(number, value, time.perf_counter() - began)]


def _shares(model: Any) -> bool:
    """Whether beginnings can be shared; where they can, by the faster attention if that comes to the same."""
    vocabulary = model.config.get_text_config().vocab_size
    if not can_share(model, vocabulary):
        return False
    if use_branch_attention(model) and not can_share(model, vocabulary):
        use_own_attention(model)
    return True


def open_reward(
    name: str, place: str, options: HfOptions, tape: Tape | None = None, progress: Progress | None = None
) -> HfReward:
    """The model at ``place`` (a folder, or a name on the hub), ready to score. Raises UsageError."""
    return HfReward(name, load(place, options), options, tape, progress)


def _reading(one: Prepared, value: float | Failure, seconds: float) -> Reading | Failure:
    return value if isinstance(value, Failure) else Reading(value, len(one.sequence.tokens), one.left_out, seconds)


def _remarks(name: str, loaded: Loaded, options: HfOptions, shared: bool) -> Iterator[str]:
    styles = {
        "tool_roles": "its chat template with tool roles",
        "turns": "its chat template, tool turns folded into the assistant's text",
        "one_answer": "its chat template, the whole trajectory folded into one answer",
        "plain": "no chat template: a line a turn",
    }
    yield f"{name}: {loaded.dtype} on {loaded.device}; read by {styles[loaded.style]}"
    if options.share and not shared:
        yield f"{name}: beginnings are not shared (the model gives other scores that way); each text is read alone"
