"""The pages under docs/ say what is true: tables are those of the program, and the worked example installs and runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from negforge.core.defect import DEFECTS, FAMILIES, find_defect
from tests.docs_tables import PAGE, with_tables

RECIPE = """
name: own
input: worlds
collect: {tasks: {planning_single_easy: 16}, careful: 1.0}
perturb: {rules: [ask_twice]}
"""
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_of_the_page_are_those_of_the_program() -> None:
    assert with_tables(TEXT) == TEXT, "run python -m tests.docs_tables"


def test_every_mirror_and_every_consequence_is_there() -> None:
    for one in DEFECTS:
        assert " " in one.mirror or find_defect(one.mirror) is not None, one
        assert all(find_defect(slug) is not None for slug in one.implies), one


def test_every_family_has_ten_defects_and_more() -> None:
    assert len(DEFECTS) >= 30
    assert all(sum(family in one.families for one in DEFECTS) >= 10 for family in FAMILIES)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the page, installed by pip into a folder of its own."""
    source, site = tmp_path_factory.mktemp("my-rules"), tmp_path_factory.mktemp("site")
    (module,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (project,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (source / "my_rules.py").write_text(module, encoding="utf-8")
    (source / "pyproject.toml").write_text(project, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(site), str(source)], check=True, capture_output=True, timeout=300)
    return site


def run(installed: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "negforge", *words]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)
    return ran.stdout


def test_the_rule_of_an_installed_package_is_listed_behind_the_built_in_ones(installed: Path) -> None:
    rows = json.loads(run(installed, "list", "rules", "--json"))
    assert (rows[-1]["rule"], rows[-1]["says"]) == ("ask_twice", "Make the last call of the run a second time.")


def test_the_rule_of_an_installed_package_makes_pairs(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(RECIPE)
    run(installed, "build", str(tmp_path / "own.yaml"), "--out", str(tmp_path / "run"))
    pairs = [json.loads(line) for line in (tmp_path / "run" / "pairs.jsonl").read_text("utf-8").splitlines()]
    assert pairs and {one["certificate"]["rule"] for one in pairs} == {"ask_twice"}
