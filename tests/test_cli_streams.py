"""Commands whose output cannot be written, or that are told to stop: how they end, and what they do all the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from negforge.pipeline.building.build import build_benchmark
from tests.log_builds import PATIENCE, signal_when, start, typed
from tests.small_logs import files_of, rollout, write_log

ME = f"{sys.executable} -m negforge"
FULL, CLOSED = ">/dev/full", ">&-"


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    everything = {**os.environ, **environment}
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=everything, timeout=300)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_log(tmp_path_factory.mktemp("log") / "log.jsonl", [rollout(number) for number in range(3)])


@pytest.fixture(scope="module")
def run(log: Path) -> Path:
    build_benchmark("from_logs", log.parent / "run", overrides={"input": [str(log)]})
    return log.parent / "run"


@pytest.fixture
def long_log(tmp_path: Path) -> Path:
    """More than one part: a build of it is under way when its first part is there."""
    return write_log(tmp_path / "log.jsonl", [rollout(number) for number in range(80)])


@pytest.mark.parametrize("where", [FULL, CLOSED])
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "verb", ["--help", "--version", "build --help", "list rules", "show '' --run {run}", "evaluate {run} --json"]
)
def test_a_result_that_cannot_be_printed_is_told_and_ends_with_1(
    run: Path, verb: str, where: str, unbuffered: str
) -> None:
    named = verb.format(run=run).replace("show ''", f"show {first_pair(run)}")
    outcome = shell(f"{ME} {named} {where}", PYTHONUNBUFFERED=unbuffered)
    why = "No space left on device" if where == FULL else "it is closed"
    told = f"negforge: stdout: cannot be written ({why}); mend that, or send the output elsewhere\n"
    assert (outcome.returncode, outcome.stderr) == (1, told)


def first_pair(run: Path) -> str:
    return str(json.loads((run / "pairs.jsonl").read_text().splitlines()[0])["id"])


@pytest.mark.parametrize("where", [FULL, CLOSED])
def test_a_build_whose_summary_cannot_be_printed_is_made_all_the_same(
    log: Path, run: Path, tmp_path: Path, where: str
) -> None:
    outcome = shell(f"{ME} build from_logs --input {log} --out {tmp_path}/run --workers 2 {where}")
    assert outcome.returncode == 1 and outcome.stderr.splitlines()[-1].startswith("negforge: stdout: cannot be written")
    assert files_of(tmp_path / "run") == files_of(run)


def test_wrong_usage_ends_with_2_where_nothing_can_be_told() -> None:
    for where in ("2>/dev/full", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
        outcome = shell(f"{ME} build quickstrat {where}")
        assert (outcome.returncode, outcome.stdout, outcome.stderr) == (2, "", "")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("where", ["2>/dev/full", "2>&-", "<&- 2>&-"])
def test_a_build_goes_on_without_stderr(log: Path, run: Path, tmp_path: Path, where: str, workers: int) -> None:
    outcome = shell(f"{ME} build from_logs --input {log} --out {tmp_path}/run --workers {workers} {where}")
    assert outcome.returncode == 0 and outcome.stderr == ""
    assert outcome.stdout.startswith("Read 3 rollouts") and "negforge: " not in outcome.stdout
    assert files_of(tmp_path / "run") == files_of(run)


@pytest.mark.parametrize("where", ["2>/dev/full", "2>&-"])
def test_messages_without_stderr_do_not_go_to_stdout(run: Path, tmp_path: Path, where: str) -> None:
    lines = (run / "pairs.jsonl").read_text().splitlines()
    (tmp_path / "pairs.jsonl").write_text(f"{lines[0]}\n{{broken\n{lines[1]}\n")
    outcome = shell(f"{ME} evaluate {tmp_path}/pairs.jsonl --judge shorter --json {where}")
    assert outcome.returncode == 0 and json.loads(outcome.stdout)[-1]["n"] == 2


def test_terminal_escapes_in_the_name_of_a_run_folder_are_spelled_out(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "a\x1b[31mb"
    failed = write_log(tmp_path / "failed.jsonl", [rollout(success=False)])
    for words, told in (
        (f"--input {log}", "Files: "),
        (f"--input {log}", "finished before"),
        (f"--input {failed} --overwrite", "no pair was made; see "),
    ):
        outcome = shell(f"{ME} build from_logs {words} --out $'{tmp_path}/a\\x1b[31mb'")
        assert told in outcome.stdout + outcome.stderr and "\\x1b[31mb" in outcome.stdout
        assert "\x1b" not in outcome.stdout + outcome.stderr
    assert out.is_dir()


def test_a_build_from_a_folder_that_is_gone_ends_well(log: Path, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    named = f"{Path(sys.executable).parent / 'negforge'}"
    outcome = shell(
        f"cd {tmp_path}/gone && rmdir {tmp_path}/gone && {named} build from_logs -i {log} -o {tmp_path}/run"
    )
    assert outcome.returncode == 0 and "Traceback" not in outcome.stderr and "Next:  " in outcome.stdout


def test_a_build_into_a_folder_below_one_that_is_gone_is_refused(log: Path, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    outcome = shell(f"cd {tmp_path}/gone && rmdir {tmp_path}/gone && {ME} build from_logs -i {log} -o run")
    assert outcome.returncode == 2 and "Traceback" not in outcome.stderr
    assert outcome.stderr.startswith("negforge: run: cannot be found ")


def test_without_docstrings_everything_works_the_same(log: Path, run: Path, tmp_path: Path) -> None:
    outcome = shell(f"{ME} build from_logs --input {log} --out {tmp_path}/run", PYTHONOPTIMIZE="2")
    assert outcome.returncode == 0, outcome.stderr
    assert files_of(tmp_path / "run") == files_of(run)
    listed = shell(f"{ME} list rules --json", PYTHONOPTIMIZE="2")
    assert listed.returncode == 0 and all(row["says"] for row in json.loads(listed.stdout))


@pytest.mark.parametrize("workers", [1, 2])
def test_sigterm_ends_like_ctrl_c_and_with_143(long_log: Path, tmp_path: Path, workers: int) -> None:
    process = start(long_log, tmp_path / "run", "--workers", str(workers))
    signal_when(process, signal.SIGTERM, (tmp_path / "run" / "parts" / "000000.json").exists)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 143 and "Traceback" not in err and "resource_tracker" not in err
    assert err.splitlines()[-1] == "negforge: stopped; the same command goes on where it was"


def test_sigterm_reaches_a_command_that_hears_no_ctrl_c(long_log: Path, tmp_path: Path) -> None:
    """As a script starts it with ``&``."""
    code = (
        "import signal, sys\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nfrom negforge.cli.main import run\n"
        f"sys.argv = ['negforge', *{typed(long_log, tmp_path / 'run')!r}]\nrun()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    signal_when(process, signal.SIGTERM, (tmp_path / "run" / "parts" / "000000.json").exists)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 143 and err.endswith("negforge: stopped; the same command goes on where it was\n")


def test_ctrl_c_while_the_verbs_are_imported_is_no_traceback() -> None:
    """The light door is open before the heavy house is: typer is what takes time."""
    code = (
        "import sys\n"
        "class Slow:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'typer':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Slow())\n"
        "from negforge.cli.main import run\n"
        "sys.argv = ['negforge', '--version']\n"
        "run()\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert (outcome.returncode, outcome.stdout) == (130, "")
    assert outcome.stderr == "negforge: stopped; the same command goes on where it was\n"
