"""What the README shows is true: its rule runs, its commands exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from typer.main import get_command

from negforge import build_benchmark
from negforge.adapters.json_values import decode
from negforge.checks.registry import CHECKS
from negforge.cli.main import app
from negforge.ingest.openai_chat import read
from negforge.ingest.reading import Reading, Source
from negforge.perturb.recollection import EMPTY
from negforge.perturb.rule import perturb
from negforge.recipe.knobs import Recipe
from negforge.validate.validate import Bounds, Inspector

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_rule_of_the_readme_makes_a_valid_pair() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(block, "README.md", "exec"), names)  # our own page, not data  # noqa: S102
    seed = ROOT / "seeds/planning/bothnia_tides_loan.json"
    reading = read(decode(seed.read_bytes()), Source(seed.name, 0, {}, None, None))
    assert isinstance(reading, Reading)
    (candidate,) = perturb(reading.rollout, [names["repeat_first_read"]], EMPTY, rng_seed=1, per_rule=1)
    pair = Inspector(Bounds(8, 0.0, 0.6), CHECKS, warrants=False).validate(candidate)
    assert getattr(pair, "defect", None) == "redundant_call"
    assert getattr(pair, "certificate", None) is not None


def test_the_pair_of_the_readme_is_one_of_the_quickstart(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^\$ negforge show (\w+)$", README, re.MULTILINE)
    run = build_benchmark("quickstart", tmp_path / "run")
    pairs = (run.folder / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    (pair,) = (one for one in map(json.loads, pairs) if one["id"].startswith(shown))
    claim, finding = pair["defect"], pair["certificate"]["failed"][0]["says"]
    assert f"defect    {claim}" in README and finding in README


def test_every_command_of_the_readme_exists() -> None:
    typed = set(re.findall(r"(?:^(?:\$ )?|`)negforge ([\w-]+)", README, re.MULTILINE))
    assert typed == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_every_option_of_the_readme_exists() -> None:
    known = {name for command in get_command(app).commands.values() for name in _options(command)}  # type: ignore[attr-defined]
    typed = set(re.findall(r"(?<![\w-])--[a-z][\w-]+", README))
    assert typed and typed <= {*known, "--help"}


def test_the_recipe_of_the_readme_is_one() -> None:
    from ruamel.yaml import YAML

    (block,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    values = YAML(typ="safe").load(block)
    recipe = Recipe.model_validate({"name": "readme", **values})
    assert recipe.models["judge"].api_key == "${JUDGE_KEY}"


def _options(command: Any) -> list[str]:
    inner = [name for one in getattr(command, "commands", {}).values() for name in _options(one)]
    return [*inner, *(name for parameter in command.params for name in parameter.opts)]


def test_every_target_of_the_readme_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake (\w+) ", README))
    assert targets and all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
