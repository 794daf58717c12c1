"""What a build may touch: its own run folder and nothing else, and an old run only when the new one can be made."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from negforge.cli.main import main
from negforge.core.errors import RunError, UsageError
from negforge.pipeline.running.run_files import whole_file
from tests.log_builds import build, finish, kill_when, start, typed
from tests.small_logs import files_of, rollout, write_log

DAMAGED_LEDGERS = [
    '{"my": "ledger"}',
    "[]",
    '{"made_from": null, "stages": {}}',
    '{"made_from": [], "stages": {}}',
    '{"made_from": {"negforge": "x"}, "stages": []}',
    '{"made_from": {"negforge": "x"}, "stages": {"ingest": []}}',
    '{"made_from": {"negforge": "x"}, "stages": {"ingest": {"a": 1}}}',
    "{",
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write_log(tmp_path / "log.jsonl", [rollout(number) for number in range(3)])


def tree(folder: Path, files: dict[str, str]) -> dict[str, bytes]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return files_of(folder)


@pytest.mark.parametrize(
    "name",
    [
        "pairs.jsonl",
        "rollouts.jsonl",
        "recipe.yaml",
        "manifest.json",
        "parts/thesis.txt",
        "splits/a.jsonl",
        "a.partial",
    ],
)
@pytest.mark.parametrize("overwrite", [False, True])
def test_files_that_bear_the_names_of_a_run_do_not_make_a_folder_ours(
    log: Path, tmp_path: Path, name: str, overwrite: bool
) -> None:
    before = tree(tmp_path / "mine", {name: "years of work"})
    with pytest.raises(UsageError, match=r"not a run folder \(it holds "):
        build(log, tmp_path / "mine", overwrite=overwrite)
    assert files_of(tmp_path / "mine") == before


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("ledger", DAMAGED_LEDGERS)
def test_a_ledger_that_is_none_of_ours_makes_no_folder_ours(
    log: Path, tmp_path: Path, ledger: str, overwrite: bool
) -> None:
    before = tree(tmp_path / "mine", {"ledger.json": ledger, "pairs.jsonl": "years of work"})
    with pytest.raises(UsageError, match="remove the folder, or choose another --out"):
        build(log, tmp_path / "mine", overwrite=overwrite)
    assert files_of(tmp_path / "mine") == before


def test_what_a_build_reads_does_not_lie_in_its_run_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout()])
    places = {word: tmp_path / word / name for word, name in (("--tools", "pairs.jsonl"), ("--policy", "drops.jsonl"))}
    for path in places.values():
        tree(path.parent, {path.name: "[]"})
    for path in places.values():
        words = ["--input", str(log), *(str(one) for pair in places.items() for one in pair)]
        assert main(["build", "from_logs", *words, "--out", str(path.parent)]) == 2
        assert f"{path.parent}: holds {path}, which this build reads; choose another --out" in capsys.readouterr().err
    recipe = tmp_path / "own" / "recipe.yaml"
    before = tree(recipe.parent, {"recipe.yaml": f"name: mine\ninput: [{log}]\n"})
    assert main(["build", str(recipe), "--out", str(recipe.parent)]) == 2
    assert files_of(recipe.parent) == before


@pytest.mark.parametrize("overwrite", [False, True])
def test_an_input_is_never_lost_to_the_run_that_reads_it(log: Path, tmp_path: Path, overwrite: bool) -> None:
    build(log, tmp_path / "run")
    before = files_of(tmp_path / "run")
    own = tmp_path / "run" / "rollouts.jsonl"
    linked = tmp_path / "linked.jsonl"
    linked.symlink_to(own)
    for path in (own, linked, tmp_path / "run" / ".." / "run" / "rollouts.jsonl"):
        with pytest.raises(UsageError, match="which this build reads"):
            build(path, tmp_path / "run", overwrite=overwrite)
    assert files_of(tmp_path / "run") == before


def test_a_link_to_an_input_is_not_replaced_either(log: Path, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "pairs.jsonl").symlink_to(log)
    with pytest.raises(UsageError, match="which this build reads"):
        build(tmp_path / "run" / "pairs.jsonl", tmp_path / "run")
    assert (tmp_path / "run" / "pairs.jsonl").is_symlink()


def test_a_run_folder_within_an_input_folder_is_refused_before_it_reads_itself(log: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lies in the input folder"):
        build(tmp_path, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_folder_with_nothing_but_a_tape_and_batch_files_is_taken(log: Path, tmp_path: Path) -> None:
    paid = tree(tmp_path / "run", {"tape.sqlite-wal": "paid", "batch/round-1/requests-1.jsonl": "paid"})
    tree(tmp_path / "run", {".trial.123.partial": "", ".ledger.json.123.partial": "{"})
    build(log, tmp_path / "run")
    after = files_of(tmp_path / "run")
    assert paid.items() <= after.items() and not [name for name in after if name.endswith(".partial")]


@pytest.mark.parametrize("unreadable", ['{"weather": "fine"}\n', '{"messages": []}\n'])
def test_overwrite_keeps_the_old_run_where_the_new_input_cannot_be_read(
    log: Path, tmp_path: Path, unreadable: str
) -> None:
    build(log, tmp_path / "run")
    before = files_of(tmp_path / "run")
    (tmp_path / "other.jsonl").write_text(unreadable)
    with pytest.raises(UsageError, match="no rollout could be read"):
        build(tmp_path / "other.jsonl", tmp_path / "run", overwrite=True)
    assert files_of(tmp_path / "run") == before
    assert not (tmp_path / "run" / "incoming").exists()


def test_overwrite_gives_the_bytes_of_a_new_run(log: Path, tmp_path: Path) -> None:
    other = write_log(tmp_path / "other.jsonl", [rollout(number) for number in range(5, 9)])
    build(other, tmp_path / "run")
    for overwritten in (log, log):  # another run's folder, then its own
        build(overwritten, tmp_path / "run", overwrite=True)
    build(log, tmp_path / "fresh")
    assert files_of(tmp_path / "run") == files_of(tmp_path / "fresh")


def test_an_overwrite_killed_anywhere_leaves_the_old_run_or_goes_on_to_the_new_one(tmp_path: Path) -> None:
    old = write_log(tmp_path / "old.jsonl", [rollout(number) for number in range(3)])
    log = write_log(tmp_path / "log.jsonl", [rollout(number) for number in range(25)])
    build(old, tmp_path / "before")
    build(log, tmp_path / "after")
    was, wanted = files_of(tmp_path / "before"), files_of(tmp_path / "after")
    out = tmp_path / "run"
    seen = [
        lambda: (out / "incoming").exists(),
        lambda: any(out.glob("incoming/*.json")),
        lambda: not (out / "manifest.json").exists(),
        lambda: (out / "parts" / "000000.json").exists(),
    ]
    for ready in seen:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "before", out)
        kill_when(start(log, out, "--overwrite"), ready)
        if (out / "ledger.json").read_bytes() == was["ledger.json"]:
            assert {name: data for name, data in files_of(out).items() if name in was} == was
        finish(start(log, out, "--overwrite"))
        assert files_of(out) == wanted


def test_an_overwrite_that_was_killed_goes_on_with_the_same_command(tmp_path: Path) -> None:
    old = write_log(tmp_path / "old.jsonl", [rollout(99)])
    log = write_log(tmp_path / "log.jsonl", [rollout(number) for number in range(65)])
    out = tmp_path / "run"
    build(old, out)
    assert kill_when(start(log, out, "--overwrite"), (out / "parts" / "000001.json").exists)
    err = finish(start(log, out, "--overwrite"))
    assert "perturb and validate 2 of 3" in err and "negforge: read " not in err
    finish(start(log, out))


def test_files_of_others_in_splits_stay_there(log: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    build(log, run)
    tree(run, {"splits/notes.txt": "mine", "splits/mine/a.txt": "mine"})
    (run / "pairs.jsonl").write_text("")
    build(log, run)
    build(log, run, overwrite=True)
    assert (run / "splits/notes.txt").read_text() == (run / "splits/mine/a.txt").read_text() == "mine"
    assert "splits/planning_single_easy.jsonl" in files_of(run)


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("name", ["splits", "parts"])
def test_a_link_in_the_place_of_a_folder_of_a_run_is_refused(
    log: Path, tmp_path: Path, name: str, overwrite: bool
) -> None:
    build(log, tmp_path / "run")
    before = tree(tmp_path / "elsewhere", {"planning_single_easy.jsonl": "mine", "000000.json": "mine"})
    shutil.rmtree(tmp_path / "run" / name, ignore_errors=True)
    (tmp_path / "run" / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=f"run/{name}: is a link that no run makes; move it away"):
        build(log, tmp_path / "run", overwrite=overwrite)
    assert files_of(tmp_path / "elsewhere") == before


@pytest.mark.parametrize(
    "name", ["pairs.jsonl", "manifest.json", "splits/planning_single_easy.jsonl", "parts/thesis", "incoming/thesis"]
)
def test_a_folder_in_the_place_of_a_file_is_refused(log: Path, tmp_path: Path, name: str) -> None:
    build(log, tmp_path / "run")
    (tmp_path / "run" / name).unlink(missing_ok=True)
    tree(tmp_path / "run", {f"{name}/a.txt": "mine"})
    for overwrite in (False, True):
        with pytest.raises(UsageError, match=f"{name}: is a folder that no run makes; move it away"):
            build(log, tmp_path / "run", overwrite=overwrite)
    assert (tmp_path / "run" / name / "a.txt").read_text() == "mine"


def test_a_file_of_others_in_parts_is_refused_for_parts_are_removed(log: Path, tmp_path: Path) -> None:
    build(log, tmp_path / "run")
    tree(tmp_path / "run", {"parts/thesis.txt": "mine"})
    with pytest.raises(UsageError, match=r"parts/thesis\.txt: is a file that no run makes"):
        build(log, tmp_path / "run")
    assert (tmp_path / "run" / "parts" / "thesis.txt").exists()


@pytest.mark.parametrize("stage", ["ingest", "pairs", "judgements"])
def test_a_stage_without_its_files_is_not_done(log: Path, tmp_path: Path, stage: str) -> None:
    run = tmp_path / "run"
    build(log, run)
    wanted = files_of(run)
    ledger = json.loads((run / "ledger.json").read_text())
    ledger["stages"][stage] = {}
    (run / "ledger.json").write_text(json.dumps(ledger))
    (run / "rollouts.jsonl").write_text("")
    build(log, run)
    assert files_of(run) == wanted


@pytest.mark.parametrize("missing", ["counts", "inputs", "funnel"])
def test_a_manifest_that_lacks_a_part_is_made_again(log: Path, tmp_path: Path, missing: str) -> None:
    run = tmp_path / "run"
    build(log, run)
    wanted = files_of(run)
    manifest = json.loads((run / "manifest.json").read_text())
    del manifest[missing]
    (run / "manifest.json").write_text(json.dumps(manifest))
    assert main(typed(log, run)) == 0
    assert files_of(run) == wanted


@pytest.mark.parametrize("use", ["{", "[]", '{"model": 3}'])
def test_a_damaged_record_of_what_was_paid_is_told(log: Path, tmp_path: Path, use: str) -> None:
    build(log, tmp_path / "run")
    (tmp_path / "run" / "use.json").write_text(use)
    with pytest.raises(RunError, match=r"use\.json: damaged; remove it"):
        build(log, tmp_path / "run")


NOTES = ["{}", '{"files": []}', '{"files": {}, "kept": []}', "[]", "no kept"]


def test_a_note_of_a_part_that_is_damaged_counts_for_nothing(tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.jsonl", [rollout(number) for number in range(60)])
    build(log, tmp_path / "wanted")
    run, stopped = tmp_path / "run", tmp_path / "stopped"
    assert kill_when(start(log, run), (run / "parts" / "000001.json").exists)
    shutil.copytree(run, stopped)
    for note in NOTES:
        shutil.rmtree(run)
        shutil.copytree(stopped, run)
        first = run / "parts" / "000000.json"
        first.write_text(note if note != "no kept" else json.dumps({**json.loads(first.read_text()), "kept": []}))
        build(log, run)
        assert files_of(run) == files_of(tmp_path / "wanted"), note


def test_a_full_disk_is_told_of_the_file_that_met_it(tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from negforge.pipeline.running.run_files import whole_file\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\nfolder = Path(sys.argv[1])\n"
        "with whole_file(folder / 'rollouts.jsonl') as rollouts, whole_file(folder / 'refused.jsonl') as refused:\n"
        "    refused.write(b'a line')\n    rollouts.write(bytes(100_000))\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=300)
    assert outcome.stderr.splitlines()[-1] == (
        f"negforge.core.errors.RunError: {tmp_path}/rollouts.jsonl: cannot be written (File too large); "
        "mend that, the same command goes on"
    )
    assert os.listdir(tmp_path) == []


def test_an_error_of_the_block_is_not_told_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "out"):
        (tmp_path / "missing").read_bytes()
    assert os.listdir(tmp_path) == []


def test_a_build_that_failed_leaves_the_folder_free_though_its_error_is_kept(log: Path, tmp_path: Path) -> None:
    build(log, tmp_path / "run")
    (tmp_path / "other.jsonl").write_text("{}")
    with pytest.raises(UsageError) as kept:
        build(tmp_path / "other.jsonl", tmp_path / "run", overwrite=True)
    build(log, tmp_path / "run")
    assert "no rollout could be read" in str(kept.value)
