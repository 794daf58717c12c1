"""The seam to models over real sockets: what comes back, what goes wrong, what is kept, what is never told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters.chat.client import Client, question
from negforge.adapters.chat.desk import Desk
from negforge.adapters.chat.endpoint import Endpoint, Secret
from negforge.adapters.chat.meter import Budget, Meter
from negforge.adapters.tapes.tape import Tape
from negforge.core.chat import ChatRequest, NoReply, OutputSchema, Reply
from negforge.core.errors import RunError, UsageError
from negforge.core.message import say
from negforge.core.task import Tool
from tests.mock_endpoint import MockEndpoint, mock_endpoint

KEY = "sk-very-secret-0123456789"
Outcome = Reply | NoReply


def endpoint_at(base_url: str, **more: Any) -> Endpoint:
    given = {"in_flight": 32, "deadline": 30.0, "silence": 1.0, **more}
    return Endpoint("judge", "mock-model", Secret(base_url), Secret(KEY), **given)


def request(text: str, **more: Any) -> ChatRequest:
    return ChatRequest((say("user", text),), max_tokens=200, temperature=0.0, **more)


def ask(
    endpoint: Endpoint,
    tape: Path,
    requests: Sequence[ChatRequest],
    *,
    budget: Budget | None = None,
    notes: list[str] | None = None,
) -> list[Outcome]:
    """All at once, on a fresh client."""

    async def main() -> list[Outcome]:
        with closing(Tape(tape, run="test")) as opened:
            desk = Desk(opened)
            client = Client(endpoint, desk, Meter(budget or Budget()), (notes if notes is not None else []).append)
            try:
                return list(await asyncio.gather(*(client.complete(one) for one in requests)))
            finally:
                await client.close()
                desk.flush()

    return asyncio.run(main())


def only(outcomes: Sequence[Outcome]) -> Outcome:
    (outcome,) = outcomes
    return outcome


def many(number: int) -> list[ChatRequest]:
    return [request(f"question {index}") for index in range(number)]


def attempts(tape: Path) -> dict[str, int]:
    with closing(Tape(tape, readonly=True)) as opened:
        return dict(opened.spent()["mock-model"].attempts)


def test_what_was_answered_is_not_asked_again_be_it_streamed_or_not(tmp_path: Path) -> None:
    with mock_endpoint() as server:
        streamed = ask(endpoint_at(server.base_url, stream=True), tmp_path / "a.sqlite", many(20))
        whole = ask(endpoint_at(server.base_url, stream=False), tmp_path / "b.sqlite", many(20))
        assert streamed == whole and all(isinstance(one, Reply) and one.text for one in streamed)
        before = server.counts()["requests"]
        assert ask(endpoint_at(server.base_url, stream=False), tmp_path / "a.sqlite", many(20)) == streamed
        assert server.counts()["requests"] == before == 40


def test_the_same_question_asked_twice_at_once_is_asked_once(tmp_path: Path) -> None:
    with mock_endpoint(latency_ms=30) as server:
        found = ask(endpoint_at(server.base_url), tmp_path / "t.sqlite", [request("same")] * 10)
        assert server.counts()["requests"] == 1
    assert len({repr(one) for one in found}) == 1


def test_samples_are_questions_of_their_own(tmp_path: Path) -> None:
    with mock_endpoint() as server:
        ask(endpoint_at(server.base_url), tmp_path / "t.sqlite", [request("same", sample=n) for n in range(5)])
        assert server.counts()["requests"] == 5


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_under_faults_all_is_answered_as_without_and_nothing_that_was_stored_is_asked_again(
    tmp_path: Path, stream: bool
) -> None:
    with mock_endpoint() as calm:
        expected = ask(endpoint_at(calm.base_url), tmp_path / "calm.sqlite", many(150))
    with mock_endpoint(faults="standard", latency_ms=2, retry_after=0.05, rng_seed=3) as rough:
        endpoint = endpoint_at(rough.base_url, stream=stream, silence=0.5)
        assert ask(endpoint, tmp_path / "rough.sqlite", many(150)) == expected
        counts = rough.counts()
        assert sum(counts["faults"].values()) > 20 and {"429", "500", "null", "broken"} <= counts["faults"].keys()
        assert set(counts["bodies"].values()) == {1} and len(counts["bodies"]) == 150
        assert ask(endpoint, tmp_path / "rough.sqlite", many(150)) == expected
        assert rough.counts()["requests"] == counts["requests"]
    kinds = attempts(tmp_path / "rough.sqlite")
    assert {"status 429", "status 500", "malformed"} <= kinds.keys()


def test_an_outage_changes_nothing_but_the_time(tmp_path: Path) -> None:
    notes: list[str] = []
    with mock_endpoint(latency_ms=5) as server:
        expected = ask(endpoint_at(server.base_url), tmp_path / "a.sqlite", many(30))
        server.outage(1.5)
        assert ask(endpoint_at(server.base_url), tmp_path / "b.sqlite", many(30), notes=notes) == expected
    assert attempts(tmp_path / "b.sqlite").get("unreachable", 0) + attempts(tmp_path / "b.sqlite").get("status 503", 0)


def test_an_endpoint_that_is_not_there_ends_the_call_at_its_deadline(tmp_path: Path) -> None:
    outcome = only(ask(endpoint_at("http://127.0.0.1:9/v1", deadline=0.6), tmp_path / "t.sqlite", [request("x")]))
    assert isinstance(outcome, NoReply) and outcome.kind == "timeout"
    assert "refused" in outcome.reason and "127.0.0.1" not in outcome.reason


def test_where_nobody_ever_answered_it_is_given_up_early_and_the_place_is_told_without_what_may_be_secret(
    tmp_path: Path,
) -> None:
    notes: list[str] = []
    endpoint = endpoint_at("http://127.0.0.1:9/path-that-is-secret/v1", deadline=600.0, patience=0.6)
    outcomes = ask(endpoint, tmp_path / "t.sqlite", many(3), notes=notes)
    assert all(isinstance(one, NoReply) and one.kind == "provider" for one in outcomes)
    assert not any("127.0.0.1" in one.reason for one in outcomes if isinstance(one, NoReply))
    (told,) = notes
    assert told.startswith("judge: nobody answers at 127.0.0.1:9 (connect: Connection refused): given up after")
    assert "path-that-is-secret" not in told and KEY not in told


def test_one_deadline_bounds_a_call_with_all_its_attempts(tmp_path: Path) -> None:
    with mock_endpoint(faults="429=1", retry_after=60.0) as server:
        outcome = only(ask(endpoint_at(server.base_url, deadline=1.0), tmp_path / "t.sqlite", [request("x")]))
    assert isinstance(outcome, NoReply) and outcome.kind == "timeout" and "429" in outcome.reason


def test_a_server_that_hangs_is_given_up_and_counted(tmp_path: Path) -> None:
    with mock_endpoint(faults="hang=1") as server:
        endpoint = endpoint_at(server.base_url, deadline=1.5, silence=0.3)
        outcome = only(ask(endpoint, tmp_path / "t.sqlite", [request("x")]))
    assert isinstance(outcome, NoReply) and outcome.kind == "timeout"
    assert attempts(tmp_path / "t.sqlite").keys() <= {"silence", "deadline"}


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("fault", ["huge", "endless", "deep", "latin", "null", "broken", "cut"])
def test_hostile_answers_end_as_a_counted_failure_within_bounds(tmp_path: Path, fault: str, stream: bool) -> None:
    with mock_endpoint(faults=f"{fault}=1", huge_bytes=3_000_000) as server:
        endpoint = endpoint_at(server.base_url, stream=stream, attempts=2, most_bytes=200_000, deadline=5.0)
        outcome = only(ask(endpoint, tmp_path / "t.sqlite", [request("x")]))
    assert isinstance(outcome, NoReply) and outcome.kind == "malformed", outcome
    assert sum(attempts(tmp_path / "t.sqlite").values()) == 2
    assert (tmp_path / "t.sqlite").stat().st_size < 2_000_000


def test_a_server_that_dribbles_meets_the_deadline(tmp_path: Path) -> None:
    with mock_endpoint(faults="slow=1", slow_ms=50) as server:
        outcome = only(ask(endpoint_at(server.base_url, deadline=1.0), tmp_path / "t.sqlite", [request("x")]))
    assert isinstance(outcome, NoReply) and outcome.kind in ("timeout", "malformed")


def test_a_redirect_is_not_followed_so_the_key_goes_nowhere_else(tmp_path: Path) -> None:
    with mock_endpoint(faults="redirect=1") as server:
        outcome = only(ask(endpoint_at(server.base_url), tmp_path / "t.sqlite", [request("x")]))
        assert server.counts()["elsewhere"] == 0
    assert isinstance(outcome, NoReply) and outcome.kind == "provider" and "302" in outcome.reason


def test_a_key_that_a_server_echoes_is_taken_out_before_anything_is_kept(tmp_path: Path) -> None:
    with mock_endpoint(faults="echo=1") as server:
        outcome = only(ask(endpoint_at(server.base_url, stream=False), tmp_path / "t.sqlite", [request("x")]))
    assert isinstance(outcome, Reply) and outcome.text.endswith("[key]")
    with closing(Tape(tmp_path / "t.sqlite", readonly=True)) as tape:
        assert all(KEY.encode() not in one.heard.raw + one.asked.body for one in tape.entries())
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_refused_key_stops_everything_and_is_not_told(tmp_path: Path) -> None:
    with mock_endpoint(api_key="another") as server, pytest.raises(RunError, match="the key is refused") as caught:
        ask(endpoint_at(server.base_url), tmp_path / "t.sqlite", many(3))
    assert KEY not in repr(caught.value) and KEY not in str(caught.getrepr())


def test_secrets_do_not_show_themselves() -> None:
    import pickle

    endpoint = endpoint_at("http://user:pass@host/v1")
    assert KEY not in repr(endpoint) and "pass" not in repr(endpoint) and KEY not in f"{endpoint.api_key}"
    with pytest.raises(TypeError):
        pickle.dumps(endpoint)


def test_over_tls_only_a_trusted_certificate_will_do(tmp_path: Path) -> None:
    with mock_endpoint(tls=True) as server:
        trusting = endpoint_at(server.base_url, ca_file=server.ca_file)
        assert isinstance(only(ask(trusting, tmp_path / "a.sqlite", [request("x")])), Reply)
        with pytest.raises(RunError, match="no safe connection") as caught:
            ask(replace(trusting, ca_file=None), tmp_path / "b.sqlite", [request("x")])
        assert "127.0.0.1" not in str(caught.value)
        with pytest.raises(UsageError, match="no certificates"):
            ask(replace(trusting, ca_file=tmp_path / "none.pem"), tmp_path / "c.sqlite", [request("x")])


def test_no_more_are_in_flight_than_the_endpoint_takes(tmp_path: Path) -> None:
    with mock_endpoint(latency_ms=10) as server:
        ask(endpoint_at(server.base_url, in_flight=7), tmp_path / "t.sqlite", many(60))
        assert server.counts()["in_flight_max"] == 7


def test_a_bound_on_calls_is_never_passed_and_a_larger_one_goes_on(tmp_path: Path) -> None:
    with mock_endpoint(latency_ms=5) as server:
        endpoint, tape = endpoint_at(server.base_url), tmp_path / "t.sqlite"
        first = ask(endpoint, tape, many(20), budget=Budget(max_calls=8))
        ends = [one.kind if isinstance(one, NoReply) else "reply" for one in first]
        assert (ends.count("reply"), ends.count("over_budget")) == (8, 12)
        assert server.counts()["requests"] == 8
        assert all(isinstance(one, Reply) for one in ask(endpoint, tape, many(20)))
        assert server.counts()["requests"] == 20


def test_a_bound_on_tokens_waits_for_what_turns_out_cheaper_and_is_never_passed(tmp_path: Path) -> None:
    with mock_endpoint(latency_ms=2) as server:
        ask(endpoint_at(server.base_url), tmp_path / "t.sqlite", many(40), budget=Budget(max_tokens=2000))
        counts = server.counts()
    spent = counts["prompt_tokens"] + counts["completion_tokens"]
    assert spent <= 2000 and counts["requests"] > 2000 // 300  # more than if each took the worst


def test_tools_schemas_reasoning_and_logprobs_come_through(tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    script.write_text(
        '{"match": "call", "reply": {"content": "I look.", "reasoning_content": "hm", "finish_reason": "tool_calls", '
        '"tool_calls": [{"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{\\"a\\":1}"}}]}}\n'
        '{"match": "refuse", "reply": {"content": null, "refusal": "No.", "finish_reason": "stop"}}\n'
        '{"match": "long", "reply": {"content": "and", "finish_reason": "length"}}\n'
    )
    schema = OutputSchema("v", '{"type":"object","properties":{"verdict":{"enum":["A"]}},"required":["verdict"]}')
    asked = [
        request("call", tools=(Tool("look", "looks", '{"type":"object","properties":{"a":{"type":"integer"}}}'),)),
        request("refuse"),
        request("long"),
        request("judge", schema=schema),
        request("prob", top_logprobs=2),
    ]
    for stream in (True, False):
        with mock_endpoint(script=script) as server:
            called, refused, cut, structured, probable = ask(
                endpoint_at(server.base_url, stream=stream), tmp_path / f"{stream}.sqlite", asked
            )
        assert isinstance(called, Reply) and called.reasoning == "hm" and called.text == "I look."
        assert [(one.name, one.arguments, one.with_previous) for one in called.calls] == [("look", '{"a":1}', True)]
        assert isinstance(refused, NoReply) and (refused.kind, refused.text) == ("refusal", "No.")
        assert isinstance(cut, NoReply) and (cut.kind, cut.text) == ("cut_by_length", "and")
        assert isinstance(structured, Reply) and '"A"' in structured.text
        assert isinstance(probable, Reply) and probable.logprobs and len(probable.logprobs[0].top) == 2


def test_a_caller_that_leaves_does_not_take_a_paid_reply_with_it(tmp_path: Path) -> None:
    async def main(server: MockEndpoint) -> None:
        with closing(Tape(tmp_path / "t.sqlite")) as tape:
            desk = Desk(tape)
            client = Client(endpoint_at(server.base_url), desk, Meter(Budget()), print)
            impatient = asyncio.create_task(client.complete(request("x")))
            patient = asyncio.create_task(client.complete(request("x")))
            await asyncio.sleep(0.05)
            impatient.cancel()
            assert isinstance(await patient, Reply)
            assert isinstance(await client.complete(request("x")), Reply)
            await client.close()
            desk.flush()

    with mock_endpoint(latency_ms=150) as server:
        asyncio.run(main(server))
        assert server.counts()["requests"] <= 2


class _CountsNothing(BaseHTTPRequestHandler):
    """An endpoint that does not say what its answers took."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"choices": [{"message": {"content": "yes"}, "finish_reason": "stop"}]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def test_of_a_server_that_counts_no_tokens_the_worst_is_assumed(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _CountsNothing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        endpoint = endpoint_at(f"http://127.0.0.1:{server.server_port}/v1", in_flight=1)
        found = ask(endpoint, tmp_path / "t.sqlite", many(30), budget=Budget(max_tokens=3000))
        server.shutdown()
    ends = [one.kind if isinstance(one, NoReply) else "reply" for one in found]
    assert 0 < ends.count("reply") < 10 and ends.count("reply") + ends.count("over_budget") == 30
    with closing(Tape(tmp_path / "t.sqlite", readonly=True)) as tape:
        usage = tape.spent()["mock-model"].usage
        assert 0 < usage.prompt + usage.completion <= 3000


def test_a_larger_bound_among_the_extra_fields_is_what_is_set_aside(tmp_path: Path) -> None:
    with mock_endpoint() as server:
        endpoint = endpoint_at(server.base_url, extra={"max_completion_tokens": 50_000})
        (outcome,) = ask(endpoint, tmp_path / "t.sqlite", many(1), budget=Budget(max_tokens=9000))
        assert isinstance(outcome, NoReply) and outcome.kind == "over_budget"
        assert server.counts()["requests"] == 0


def test_two_names_of_one_model_ask_the_same_question_once(tmp_path: Path) -> None:
    async def main(server: MockEndpoint) -> None:
        with closing(Tape(tmp_path / "t.sqlite")) as tape:
            desk, meter = Desk(tape), Meter(Budget())
            clients = [Client(endpoint_at(server.base_url), desk, meter, print) for _ in range(3)]
            found = await asyncio.gather(*(client.complete(request("x")) for client in clients))
            assert len({repr(one) for one in found}) == 1
            for client in clients:
                await client.close()
            desk.flush()

    with mock_endpoint(latency_ms=50) as server:
        asyncio.run(main(server))
        assert server.counts()["requests"] == 1


def test_a_call_that_is_cancelled_under_way_counts_as_spent(tmp_path: Path) -> None:
    async def main(server: MockEndpoint) -> None:
        with closing(Tape(tmp_path / "t.sqlite")) as tape:
            desk, meter = Desk(tape), Meter(Budget(max_calls=9))
            client = Client(endpoint_at(server.base_url), desk, meter, print)
            task = asyncio.create_task(client.complete(request("x")))
            while not server.counts()["requests"]:
                await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await client.close()
            desk.flush()
            assert meter.spent.calls == 1 and tape.spent()["mock-model"].attempts == {"left": 1}

    with mock_endpoint(latency_ms=2000) as server:
        asyncio.run(main(server))


def test_a_server_that_says_no_wait_at_all_is_not_asked_thousands_of_times(tmp_path: Path) -> None:
    with mock_endpoint(faults="429=1", retry_after=0.0) as server:
        ask(endpoint_at(server.base_url, deadline=2.0), tmp_path / "t.sqlite", [request("x")])
        assert server.counts()["requests"] < 20


def test_another_process_that_hangs_on_a_question_is_waited_for_no_longer_than_a_call_may_take(tmp_path: Path) -> None:
    with mock_endpoint() as server, closing(Tape(tmp_path / "t.sqlite")) as other:
        endpoint = endpoint_at(server.base_url, deadline=1.0)
        other.claim([question(request("x"), endpoint.model, endpoint.extra).key])
        (outcome,) = ask(endpoint, tmp_path / "t.sqlite", [request("x")])
        assert isinstance(outcome, NoReply) and outcome.kind == "timeout" and "another process" in outcome.reason
        assert server.counts()["requests"] == 0
