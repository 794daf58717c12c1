"""What an evaluation notes of itself in its ``evaluation.json``: how each judge was asked, about how many pairs; and
what a later one in the same folder would replace."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from negforge.core.errors import UsageError
from negforge.core.json_text import Json
from negforge.pipeline.endpoints.folders import MARK, PATHS
from negforge.pipeline.endpoints.model_judging import PREFIX
from negforge.pipeline.endpoints.models import Asking
from negforge.pipeline.endpoints.reward_judging import NO_REWARDS, REMOTE, Rewards
from negforge.pipeline.judging.baseline import judgements_in
from negforge.pipeline.judging.judged_places import json_at
from negforge.pipeline.judging.judging_stage import JUDGEMENTS
from negforge.pipeline.judging.pairs_wanted import ALL, Wanted
from negforge.pipeline.running.inputs import what_lies_at
from negforge.pipeline.running.run_files import write_text
from negforge.recipe.models import ASKED_FOR
from negforge.recipe.rewards import DECIDES

Settings = Mapping[str, Mapping[str, Json]]  # of each judge the knobs that decide what it says
UNTOLD = frozenset({"extra"})  # may hold what is nobody's business


@dataclass(frozen=True, slots=True)
class Noted:
    """``pairs``: how many were judged. ``judges``: by name; of one that has no knobs, or of which none are noted, none
    stand there."""

    judges: Settings
    pairs: int
    paths: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)

    def json(self) -> Json:
        return {
            "evaluation": "by negforge",
            PATHS: list(self.paths),
            "pairs": self.pairs,
            "limit": self.wanted.limit,
            "splits": list(self.wanted.splits),
            "judges": {name: dict(knobs) for name, knobs in self.judges.items()},
        }


def noted(
    paths: Sequence[Path], named: Sequence[str], pairs: int, asking: Asking, wanted: Wanted = ALL,
    rewards: Rewards = NO_REWARDS,
) -> Noted:  # fmt: skip
    """What an evaluation of so many pairs by the judges ``named`` is to note."""
    judges = {name: _settings(name, asking, rewards) for name in dict.fromkeys(named)}
    asked = replace(wanted, shares=None)  # what was typed, as it is read again
    return Noted(judges, pairs, tuple(str(path.absolute()) for path in paths), asked)


def write_noted(folder: Path, note: Noted) -> None:
    write_text(folder / MARK, json.dumps(note.json()) + "\n")


def read_noted(folder: Path) -> Noted | None:
    """Of a finished evaluation; None where none lies there. Of one that noted nothing, its judgements are counted."""
    if not ((folder / MARK).is_file() and (folder / JUDGEMENTS).is_file()):
        return None
    mark = json_at(folder / MARK)
    held = mark if isinstance(mark, dict) else {}
    judges, pairs, limit = held.get("judges"), held.get("pairs"), held.get("limit")
    wanted = Wanted(limit if isinstance(limit, int) else None, _texts(held.get("splits")))
    paths = _texts(held.get(PATHS))
    if isinstance(judges, dict) and isinstance(pairs, int):
        return Noted({name: _knobs(knobs) for name, knobs in judges.items()}, pairs, paths, wanted)
    evaluators: dict[str, Mapping[str, Json]] = {}
    judged = set()
    for judgement in judgements_in(folder / JUDGEMENTS):
        evaluators[judgement.evaluator] = {}
        judged.add(judgement.pair_id)
    return Noted(evaluators, len(judged), paths, wanted)


def settings_at(place: Path) -> Settings:
    """How the judges of an evaluation were asked, as far as its folder says: of a folder, or of a file in one."""
    mark = json_at((place if what_lies_at(place) == "folder" else place.parent) / MARK)
    judges = mark.get("judges") if isinstance(mark, dict) else None
    return {name: _knobs(knobs) for name, knobs in judges.items()} if isinstance(judges, dict) else {}


def refuse_less(folder: Path, held: Noted, new: Noted, *, overwrite: bool) -> str:
    """What is to be told of an evaluation that takes the place of another; empty where it is the same one again. Raises
    UsageError where less would be there than before, unless to ``overwrite`` is wanted."""
    was = f"{folder}: holds an evaluation of {_of(held)}"
    lost = [name for name in held.judges if name not in new.judges]
    less = [f"would have {_many(new.pairs, 'pair')}"] if new.pairs < held.pairs else []
    less += [f"would leave out {', '.join(lost)}"] if lost else []
    if less and not overwrite:
        raise UsageError(
            f"{was}; this one {' and '.join(less)}: choose another --out, or say --overwrite "
            "(the tape keeps what was answered)"
        )
    if new == held:
        return ""
    return f"{folder}: replaces an evaluation of {_of(held)} (the tape keeps what was answered)"


def asked_otherwise(before: Settings, after: Settings) -> list[str]:
    """A line for each judge of both that was asked otherwise: ``llm:x: asked otherwise: rubric general -> family``.
    Nothing is said of a knob that only one of them notes."""
    found = []
    for name in (name for name in before if name in after):
        old, new = before[name], after[name]
        moved = [
            f"{knob} {_said(old[knob])} -> {_said(new[knob])}" for knob in old if knob in new and old[knob] != new[knob]
        ]
        found += [f"{name}: asked otherwise: {', '.join(moved)}"] if moved else []
    return found


def _settings(name: str, asking: Asking, rewards: Rewards) -> Mapping[str, Json]:
    if name.startswith(PREFIX):
        return asking.models[name.removeprefix(PREFIX)].model_dump(mode="json", include=set(ASKED_FOR - UNTOLD))
    if name not in rewards.names:
        return {}
    knobs = rewards.knobs_of(name).model_dump(mode="json", include=set(DECIDES))
    if name.startswith(REMOTE):
        return {"model": asking.models[name.removeprefix(REMOTE)].model, "tie_band": knobs["tie_band"]}
    return knobs


def _knobs(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _of(one: Noted) -> str:
    return f"{_many(one.pairs, 'pair')} by {_many(len(one.judges), 'judge')}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _said(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)
