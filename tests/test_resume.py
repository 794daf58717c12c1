"""The same bytes, whatever happens: any number of workers, a kill at any moment, a rule more."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest

from negforge.core.errors import UsageError
from negforge.perturb.registry import RULES
from negforge.pipeline.building.build import build_benchmark
from tests.log_builds import EVERY_RULE, FEW_RULES, PATIENCE, build, finish, kill_when, signal_when, start
from tests.small_logs import files_of, rollout, write_log

ROLLOUTS = 65  # three chunks


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return log_of(ROLLOUTS, tmp_path_factory.mktemp("log"))


def log_of(rollouts: int, folder: Path) -> Path:
    """Some failures among them, and a broken line behind them."""
    records = [rollout(number, success=number % 7 != 0) for number in range(rollouts)]
    path = write_log(folder / "log.jsonl", records)
    path.write_text(path.read_text() + "{broken\n")
    return path


@pytest.fixture(scope="module")
def undisturbed(log: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """All files of a build that nothing disturbed, in one process."""
    folder = tmp_path_factory.mktemp("undisturbed") / "run"
    build(log, folder)
    files = files_of(folder)
    assert {"pairs.jsonl", "drops.jsonl", "refused.jsonl", "manifest.json", "metrics.json", "ledger.json"} <= set(files)
    return files


def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    log = log_of(30, tmp_path)
    build(log, tmp_path / "one", every_rule=True)
    finish(start(log, tmp_path / "two", *EVERY_RULE, "--workers", "2"))
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")


def test_the_same_input_elsewhere_gives_the_same_bytes(
    log: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "log.jsonl").write_bytes(log.read_bytes())
    build(tmp_path / "log.jsonl", tmp_path / "run")
    assert files_of(tmp_path / "run") == undisturbed


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_after_every_part_it_ends_with_the_same_bytes(
    log: Path, undisturbed: dict[str, bytes], tmp_path: Path, workers: int
) -> None:
    out = tmp_path / "run"
    kills = 0
    for part in range(4):
        note = out / "parts" / f"{part:06d}.json"
        kills += kill_when(start(log, out, "--workers", str(workers)), note.exists)
    assert kills >= 2
    finish(start(log, out, "--workers", str(workers)))
    assert files_of(out) == undisturbed


@pytest.mark.parametrize(
    "name",
    ["ledger.json", "rollouts.jsonl", "pairs.jsonl", "splits", "judgements.jsonl", "metrics.json", "manifest.json"],
)
def test_killed_when_a_file_appears_it_ends_with_the_same_bytes(
    log: Path, undisturbed: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    out = tmp_path / "run"
    kill_when(start(log, out), (out / name).exists)
    finish(start(log, out))
    assert files_of(out) == undisturbed


@pytest.mark.parametrize("seconds", [0.2, 0.5, 0.7, 0.9, 1.2, 1.6])
def test_killed_at_any_time_it_ends_with_the_same_bytes(
    log: Path, undisturbed: dict[str, bytes], tmp_path: Path, seconds: float
) -> None:
    begun = time.monotonic()
    kill_when(start(log, tmp_path / "run", "--workers", "2"), lambda: time.monotonic() - begun > seconds)
    finish(start(log, tmp_path / "run"))
    assert files_of(tmp_path / "run") == undisturbed


def test_parts_that_are_whole_are_not_made_again(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    note = out / "parts" / "000001.json"
    assert kill_when(start(log, out), note.exists)
    before = note.stat().st_mtime_ns
    process = start(log, out)
    seen = [line for line in process.stderr or () if "perturb" in line]
    process.wait(timeout=PATIENCE)
    assert before and seen[0] == "negforge: perturb and validate 2 of 3\n"


def test_a_part_that_was_cut_short_is_made_again(log: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert kill_when(start(log, out), (out / "parts" / "000001.json").exists)
    part = out / "parts" / "000000.pairs.jsonl"
    part.write_bytes(part.read_bytes()[:1000])
    finish(start(log, out))
    assert files_of(out) == undisturbed


def test_a_file_that_was_altered_is_made_again(log: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    for name in ("pairs.jsonl", "splits/planning_single_easy.jsonl", "metrics.json", "manifest.json"):
        build(log, tmp_path / "run")
        (tmp_path / "run" / name).write_bytes(b"{}\n")
        build(log, tmp_path / "run")
        assert files_of(tmp_path / "run") == undisturbed


def test_workers_end_with_a_killed_build(log: Path, tmp_path: Path) -> None:
    process = start(log, tmp_path / "run", "--workers", "2")
    children: set[str] = set()

    def two_at_work() -> bool:
        children.update(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
        return (tmp_path / "run" / "parts" / "000000.json").exists()

    assert kill_when(process, two_at_work)
    until = time.monotonic() + 10
    while time.monotonic() < until and any(at_work(child) for child in children):
        time.sleep(0.05)
    assert children and not [child for child in children if at_work(child)]


def at_work(process: str) -> bool:
    """Whether the process lives (a zombie does not)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_ctrl_c_says_that_the_same_command_goes_on(log: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    process = start(log, tmp_path / "run", "--workers", "2")
    signal_when(process, signal.SIGINT, (tmp_path / "run" / "rollouts.jsonl").exists)  # this one stays
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130 and "Traceback" not in err
    assert err.splitlines()[-1] == "negforge: stopped; the same command goes on where it was"
    finish(start(log, tmp_path / "run"))
    assert files_of(tmp_path / "run") == undisturbed


def test_two_builds_do_not_write_into_one_folder(log: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    first = start(log, tmp_path / "run")
    signal_when(first, signal.SIGSTOP, (tmp_path / "run" / "ledger.json").exists)
    second = start(log, tmp_path / "run")
    _, err = second.communicate(timeout=PATIENCE)
    first.send_signal(signal.SIGCONT)
    finish(first)
    assert second.returncode == 2 and "another negforge is at work there" in err
    assert files_of(tmp_path / "run") == undisturbed


def pairs_by_rule(folder: Path) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for line in (folder / "pairs.jsonl").read_bytes().splitlines():
        found.setdefault(json.loads(line)["certificate"]["rule"], []).append(line)
    return found


def test_adding_rules_changes_no_other_rules_pairs(tmp_path: Path) -> None:
    """Rules are added at the end, as the registry says: of equal pairs the first rule's is kept."""
    first = [rule.name for rule in RULES[: len(RULES) // 2]]
    every_pair = {"limit": 12, "perturb.per_rollout": None}
    build_benchmark("quickstart", tmp_path / "all", overrides=every_pair)
    build_benchmark("quickstart", tmp_path / "few", overrides={**every_pair, "perturb.rules": first})
    few, every = pairs_by_rule(tmp_path / "few"), pairs_by_rule(tmp_path / "all")
    assert few and set(every) > set(few)
    assert all(every[name] == pairs for name, pairs in few.items())


def test_another_rng_seed_is_another_run(log: Path, tmp_path: Path) -> None:
    build(log, tmp_path / "run")
    other = {"input": [str(log)], "perturb.rules": list(FEW_RULES), "rng_seed": 1}
    with pytest.raises(UsageError, match=r"made from other inputs \(recipe changed\)"):
        build_benchmark("from_logs", tmp_path / "run", overrides=other)
