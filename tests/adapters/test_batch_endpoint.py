"""By batch files and directly, one endpoint brings the same: over real sockets, with what goes wrong in batches."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from negforge.adapters.chat.client import Client
from negforge.adapters.chat.desk import Desk
from negforge.adapters.chat.endpoint import Endpoint, Secret
from negforge.adapters.chat.envelope import outcome_of
from negforge.adapters.chat.meter import Budget, Meter
from negforge.adapters.tapes.tape import Tape
from negforge.cli.batch import app
from negforge.core.chat import NoReply, Reply
from negforge.pipeline.endpoints import batch_sending
from negforge.pipeline.endpoints.batch_rounds import Limits
from tests.adapters.batch_lines import MODEL
from tests.mock_endpoint import mock_endpoint
from tests.test_batch_rounds import ITEMS, run_stage, two_turns

LIMITS = Limits(lines=17)
KEY = "sk-of-the-mock-12345"


def directly(base_url: str, tape_file: Path) -> list[str]:
    with Tape(tape_file) as tape:

        async def main() -> list[str]:
            endpoint = Endpoint("mock", MODEL, Secret(base_url), Secret(KEY))
            desk = Desk(tape)
            client = Client(endpoint, desk, Meter(Budget()), lambda _: None)
            try:
                return list(await asyncio.gather(*(two_turns(client, number) for number in range(ITEMS))))
            finally:
                await client.close()
                desk.flush()

        return asyncio.run(main())


def outcomes(tape_file: Path) -> Mapping[str, Reply | NoReply]:
    with Tape(tape_file, readonly=True) as tape:
        return {
            one.asked.key: outcome_of(one.heard.raw, one.heard.media)
            for one in tape.entries(attempts=False)
            if one.heard.flaw is None
        }


def by_batches(base_url: str, run: Path) -> tuple[list[str], int]:
    """The results, and how many rounds they took."""
    for rounds in range(20):
        results, waiting = run_stage(run, limits=LIMITS)
        if waiting is None:
            return results, rounds
        batch_sending.submit(run, base_url, "MOCK_KEY", lambda _: None)
        states = batch_sending.poll(run, base_url, "MOCK_KEY", lambda _: None, wait=20, every=0.02)
        assert all(state.ended for state in states)
        batch_sending.fetch(run, base_url, "MOCK_KEY", lambda _: None)
    raise AssertionError("it does not end")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCK_KEY", KEY)


def test_batches_with_a_fifth_missing_and_some_doubled_and_failed_end_as_a_direct_run(tmp_path: Path) -> None:
    shares = {"batch_missing": 0.2, "batch_failed": 0.1, "batch_doubled": 0.1}
    with mock_endpoint(api_key=KEY, **shares) as endpoint:
        direct = directly(endpoint.base_url, tmp_path / "direct.sqlite")
        results, rounds = by_batches(endpoint.base_url, tmp_path / "run")
    assert results == direct and not {"waiting", "provider", "malformed", "timeout"} & set(direct)
    assert rounds > 2  # two turns, and at least one more for what was missing
    assert outcomes(tmp_path / "run/tape.sqlite") == outcomes(tmp_path / "direct.sqlite")
    told = b"".join(path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file())
    assert KEY.encode() not in told and endpoint.base_url.encode() not in told


def test_the_commands_submit_poll_and_fetch_do_it(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _, waiting = run_stage(run)
    assert waiting is not None
    runner = CliRunner()
    with mock_endpoint(api_key=KEY) as endpoint:
        options = [str(run), "--base-url", endpoint.base_url, "--api-key-env", "MOCK_KEY"]
        submitted = runner.invoke(app, ["submit", *options])
        polled = runner.invoke(app, ["poll", *options, "--wait", "--every", "0.1", "--at-most", "0.5"])
        fetched = runner.invoke(app, ["fetch", *options])
    assert [one.exit_code for one in (submitted, polled, fetched)] == [0, 0, 0], (submitted, polled, fetched)
    assert "1 submitted; see how far they are: negforge batch poll" in submitted.output
    assert "completed" in polled.output and "fetch what came: negforge batch fetch" in polled.output
    assert "1 files fetched; type the run's command again to go on" in fetched.output
    _, waiting = run_stage(run)
    assert waiting is not None and waiting.files[0].parent.name == "round-002"


def test_the_commands_stand_under_one_name() -> None:
    above = typer.Typer()
    above.add_typer(app, name="batch")
    shown = CliRunner().invoke(above, ["--help"])
    assert shown.exit_code == 0 and "batch" in shown.output
