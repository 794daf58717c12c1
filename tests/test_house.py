"""The walls: import contracts, nothing heavy at start, locks without hosts, a wheel that works anywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = (
    "openai", "datasets", "pyarrow", "duckdb", "torch", "transformers", "mcp", "sklearn", "scipy", "numpy", "pandas",
    "rapidfuzz", "jsonschema_rs", "rich.console", "ruamel.yaml", "concurrent.futures.process", "aiohttp", "httpx",
    "urllib.request",
)  # fmt: skip


def python(code: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **extra}, check=False
    )


@pytest.mark.parametrize("module", ["negforge", "negforge.cli", "negforge.cli.main"])
def test_importing_starts_nothing_heavy(module: str) -> None:
    done = python(f"import {module}, sys; print([name for name in {HEAVY!r} if name in sys.modules])")
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_importing_writes_nothing_and_reads_no_environment_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NEGFORGE_FROM_FILE=1\n")
    code = f"import os; os.chdir({str(tmp_path)!r}); import negforge; print(os.environ.get('NEGFORGE_FROM_FILE'))"
    done = python(code)
    assert (done.stdout, done.stderr) == ("None\n", "")
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_the_public_names_are_there() -> None:
    names = ("Task", "Trajectory", "Edit", "Defect", "Pair", "rule", "load_pairs", "build_benchmark", "evaluate_pairs")
    done = python(f"import negforge; print([name for name in {names!r} if getattr(negforge, name, None) is None])")
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b0 broken", done.stdout)


def test_every_check_and_every_family_stands_under_its_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    walled = {module for contract in contracts for module in contract.get("modules", ())}
    checks = {f"negforge.checks.{path.stem}" for path in (ROOT / "src/negforge/checks").glob("*.py")}
    assert checks - {"negforge.checks.__init__", "negforge.checks.registry"} <= walled
    assert {f"negforge.perturb.{family}" for family in ("planning", "robust_recovery")} <= walled


def test_the_locks_pin_every_direct_dependency_by_hash_and_name_no_host() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for lock, wanted in (
        ("base.txt", project["dependencies"]),
        ("dev.txt", project["dependencies"] + project["optional-dependencies"]["dev"]),
    ):
        text = (ROOT / "requirements" / lock).read_text()
        pinned = set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))
        names = {re.split(r"[<>=\[ ]", need)[0].lower().replace(".", "-").replace("_", "-") for need in wanted}
        assert names <= pinned
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")


def test_no_file_of_ours_evaluates_or_unpickles_data() -> None:
    guilty = re.compile(
        r"(?<![\w.])(?:eval|exec)\(|\bimport pickle\b|\bfrom pickle\b|pickle\.loads|trust_remote_code=True"
    )
    found = [str(path) for path in (ROOT / "src").rglob("*.py") if guilty.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_a_wheel_holds_recipes_and_seeds_and_builds_from_any_folder(tmp_path: Path) -> None:
    wheel_made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert wheel_made.returncode == 0, wheel_made.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    installed = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(installed)], check=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "negforge", "build", "quickstart", "--set", "limit=12", "--json"],
        cwd=elsewhere, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    where = python("import negforge; print(negforge.__file__)", PYTHONPATH=str(installed))
    assert where.stdout.startswith(str(installed))
    lines = (elsewhere / "runs/quickstart/pairs.jsonl").read_bytes().splitlines()
    assert len(lines) >= 20
