"""Options of ``negforge evaluate`` that no judge of the call would heed: refused, not passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from negforge.core.errors import UsageError

LLM, HERE, ELSEWHERE = "llm:", "rm:", "remote-rm:"
KNOB = "rm."


def refuse_idle(
    judges: Sequence[str], settings: Sequence[str], of_llms: Mapping[str, object], of_models: Mapping[str, object]
) -> None:
    """Raises UsageError for the first option that was given in vain. ``settings``: those of --set; ``of_llms``: options
    that only llm: judges heed, by their names as typed; ``of_models``: those that models heed. One
    that is None, False or empty was not given."""
    kinds = tuple(kind for kind in (LLM, HERE, ELSEWHERE) if any(name.startswith(kind) for name in judges))
    if not kinds:
        given = {**of_models, **of_llms, **({f"--set {settings[0]}": True} if settings else {})}
        _refuse(
            given, "no judge of this call is a model (llm:, rm: or remote-rm:); leave it out, or name one by --judge"
        )
    if LLM not in kinds:
        _refuse(of_llms, "no judge of this call is an llm: judge; leave it out, or name one by --judge")
    for one in settings:
        if one.startswith(KNOB) and kinds == (LLM,):
            _refuse({f"--set {one}": True}, "no judge of this call is a reward model (rm: or remote-rm:)")
        if not one.startswith(KNOB) and kinds == (HERE,):
            told = (
                f"no judge of this call is asked over an endpoint (llm: or remote-rm:); knobs of rm: begin with {KNOB}"
            )
            _refuse({f"--set {one}": True}, told)


def _refuse(given: Mapping[str, object], reason: str) -> None:
    for option, value in given.items():
        if value not in (None, False) and value != ():
            raise UsageError(f"{option}: {reason}")
