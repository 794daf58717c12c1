"""From what a recipe says about logs to how they are read: tools, policy, format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from negforge.adapters.json_values import NotJson, decode
from negforge.core.errors import UsageError
from negforge.core.task import Tool
from negforge.ingest.reading import Format, parse_tools
from negforge.pipeline.gathering.own_rollouts import ALL_FORMATS
from negforge.pipeline.running.inputs import sha256_of_input
from negforge.recipe.knobs import Recipe


@dataclass(frozen=True, slots=True)
class Reads:
    """How logs are read: what the user says about tools, policy and format, and how many rollouts."""

    tools: tuple[Tool, ...] | None
    policy: str | None
    format: Format | None
    limit: int | None


def reads_of(recipe: Recipe) -> Reads:
    chosen = next((one for one in ALL_FORMATS if one.name == recipe.format), None)
    return Reads(_tools(recipe.tools), _policy(recipe.policy), chosen, recipe.limit)


def _tools(file: str | None) -> tuple[Tool, ...] | None:
    """Tool declarations from a file: the list itself, or an object that holds it under ``tools``."""
    if file is None:
        return None
    sha256_of_input(Path(file))
    try:
        value = decode(Path(file).read_bytes())
        if isinstance(value, dict) and "tools" in value:
            value = value["tools"]
        return parse_tools(value)
    except (NotJson, ValueError) as error:
        raise UsageError(f"{file}: {error}; tools are a JSON list such as OpenAI's `tools`") from None


def _policy(file: str | None) -> str | None:
    if file is None:
        return None
    sha256_of_input(Path(file))
    try:
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{file}: is not UTF-8 text; save the policy as UTF-8") from None
