"""What goes wrong on purpose: as often as was asked for, in the way that was asked for, and the same way every time."""

from __future__ import annotations

import asyncio
import json
import time
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from negforge.adapters.mock_server.app import MockServer
from negforge.adapters.mock_server.faults import FAULTS, mix_of
from negforge.adapters.mock_server.settings import MockSettings
from negforge.core.errors import UsageError
from tests.mock_endpoint import served

KEY = "Bearer sk-secret"
PATIENCE = 0.7  # seconds after which a client gives a hanging request up


def body_of(number: int, *, stream: bool = False) -> bytes:
    more = {"stream": True} if stream else {}
    return json.dumps(
        {"model": "mock", "messages": [{"role": "user", "content": f"question {number}"}], **more}
    ).encode()


async def outcome(session: Any, url: str, body: bytes) -> tuple[str, bytes, dict[str, str]]:
    """How one request ended: the status or the name of the client's error, and what came."""
    from aiohttp import ClientError

    try:
        headers = {"Content-Type": "application/json", "Authorization": KEY}
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            return str(response.status), await response.read(), dict(response.headers)
    except (ClientError, ConnectionError) as error:
        return type(error).__name__, b"", {}
    except TimeoutError:
        return "TimeoutError", b"", {}


def asked(bodies: list[bytes], *, at_once: int = 1, **settings: Any) -> tuple[list[Any], dict[str, Any]]:
    """The outcome for each body, in their order, and the server's counts."""
    from aiohttp import ClientSession, ClientTimeout

    async def run() -> tuple[list[Any], dict[str, Any]]:
        gate = asyncio.Semaphore(at_once)
        async with (
            MockServer(MockSettings(**settings)) as server,
            ClientSession(timeout=ClientTimeout(total=PATIENCE if "hang" in settings["faults"] else 30)) as session,
        ):

            async def one(body: bytes) -> Any:
                async with gate:
                    return await outcome(session, f"{server.base_url}/chat/completions", body)

            found = await asyncio.gather(*map(one, bodies))
            return found, server.counts.as_json()

    return asyncio.run(run())


def alone(kind: str, *, stream: bool = False, **settings: Any) -> tuple[str, bytes, dict[str, str]]:
    found, counts = asked([body_of(0, stream=stream)], faults=f"{kind}=1", **settings)
    assert (counts["faults"], counts["bodies"], counts["replies"]) == ({kind: 1}, {}, {})
    return found[0]


# how often, and when


def test_over_three_thousand_requests_each_fault_is_near_its_share() -> None:
    from aiohttp import ClientSession

    async def run() -> dict[str, Any]:
        spec = "standard,hang=0,500=0.07"  # nobody waits for 60 hanging requests; their share goes to another kind
        gate = asyncio.Semaphore(64)
        async with MockServer(MockSettings(faults=spec)) as server, ClientSession() as session:

            async def one(number: int) -> None:
                async with gate:
                    await outcome(session, f"{server.base_url}/chat/completions", body_of(number))

            await asyncio.gather(*map(one, range(3000)))
            return server.counts.as_json()

    counts = asyncio.run(run())
    assert counts["requests"] == 3000
    assert sum(counts["faults"].values()) + sum(counts["replies"].values()) == 3000
    for kind, share in mix_of("standard,hang=0,500=0.07").items():
        spread = 3.5 * (share * (1 - share) / 3000) ** 0.5
        assert abs(counts["faults"].get(kind, 0) / 3000 - share) <= spread, kind


def test_the_standard_mix_is_the_one_that_is_promised() -> None:
    assert mix_of("standard") == {
        "429": 0.10, "500": 0.05, "reset": 0.02, "hang": 0.02, "broken": 0.03, "null": 0.03, "cut": 0.03,
    }  # fmt: skip


def test_a_repeated_request_gets_through_in_the_end_and_its_reply_is_the_faultless_one() -> None:
    from aiohttp import ClientSession, ClientTimeout

    bodies = [body_of(number, stream=number % 2 == 0) for number in range(60)]
    faultless, _ = asked(bodies, faults="none")

    async def run() -> tuple[list[bytes], dict[str, Any]]:
        async with (
            MockServer(MockSettings(faults="standard,429=0.2,500=0.1")) as server,
            ClientSession(timeout=ClientTimeout(total=PATIENCE)) as session,
        ):

            async def through(body: bytes, wanted: bytes) -> bytes:
                for _ in range(30):
                    status, raw, _ = await outcome(session, f"{server.base_url}/chat/completions", body)
                    if status == "200" and raw == wanted:
                        return raw
                raise AssertionError("never answered")

            found = [through(body, wanted) for body, (_, wanted, _) in zip(bodies, faultless, strict=True)]
            return await asyncio.gather(*found), server.counts.as_json()

    found, counts = asyncio.run(run())
    assert found == [raw for _, raw, _ in faultless]
    assert sum(counts["faults"].values()) > 10
    assert sum(counts["bodies"].values()) == 60 == len(counts["bodies"])


def test_what_a_body_meets_hangs_neither_on_order_nor_on_concurrency() -> None:
    mix = "429=0.2,500=0.2,broken=0.2,null=0.1"
    bodies = [body_of(number) for number in range(50)]

    def kinds(found: list[Any]) -> list[tuple[str, bytes]]:
        return [(status, raw) for status, raw, _ in found]

    forth, _ = asked(bodies, faults=mix)
    back, _ = asked(bodies[::-1], faults=mix, at_once=16)
    assert kinds(forth) == kinds(back)[::-1]
    assert kinds(forth) != kinds(asked(bodies, faults=mix, rng_seed=7)[0])
    assert len({status for status, _ in kinds(forth)}) == 3


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("429=2", "needs a share between 0 and 1"),
        ("hangs=0.1", "did you mean hang?"),
        ("500=x", "needs a share between 0 and 1, such as 500=0.05"),
        ("429=0.6,500=0.6", "sum to 1.2"),
        ("", "is no fault; known are none, standard, 429"),
    ],
)
def test_a_mix_that_is_none_says_why(spec: str, told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("?", r"\?")):
        mix_of(spec)


def test_every_fault_that_is_named_can_happen() -> None:
    small = {"huge_bytes": 1000, "deep_levels": 10, "slow_ms": 0.0}
    bodies = [body_of(number, stream=number % 3 == 0) for number in range(120)]
    kinds = [kind for kind in FAULTS if kind not in ("endless", "hang")]
    _, counts = asked(bodies, faults=",".join(f"{kind}=0.0833" for kind in kinds), at_once=20, **small)
    assert set(counts["faults"]) == set(kinds)


# in which way


def test_too_many_requests_names_a_wait_in_seconds_or_a_date() -> None:
    found, _ = asked([body_of(number) for number in range(60)], faults="429=1", retry_after=0.2)
    assert {status for status, _, _ in found} == {"429"}
    told = [headers["Retry-After"] for _, _, headers in found]
    seconds = [float(text) for text in told if text[0].isdigit()]
    dates = [parsedate_to_datetime(text).timestamp() for text in told if not text[0].isdigit()]
    assert len(seconds) > 15 and len(dates) > 15
    assert all(0.05 <= value <= 0.2 for value in seconds)
    assert all(time.time() - 30 < value < time.time() + 2 for value in dates)
    exact = [headers for _, _, headers in found if "retry-after-ms" in headers]
    assert 0 < len(exact) < len(seconds)
    for headers in exact:
        assert abs(float(headers["retry-after-ms"]) / 1000 - float(headers["Retry-After"])) < 0.001
    assert json.loads(found[0][1])["error"]["code"] == "rate_limit_exceeded"


def test_the_wait_of_a_429_can_be_scaled() -> None:
    found, _ = asked([body_of(number) for number in range(20)], faults="429=1", retry_after=20.0)
    seconds = [float(headers["Retry-After"]) for _, _, headers in found if headers["Retry-After"][0].isdigit()]
    assert seconds and all(5 <= value <= 20 for value in seconds)


@pytest.mark.parametrize("stream", [False, True])
def test_a_reset_is_a_reset_and_a_hang_lasts_until_the_client_leaves(stream: bool) -> None:
    assert alone("reset", stream=stream)[0] == "ClientOSError"
    assert alone("hang", stream=stream)[0] == "TimeoutError"


@pytest.mark.parametrize("kind", ["broken", "deep", "latin", "null"])
@pytest.mark.parametrize("stream", [False, True])
def test_a_spoilt_reply_is_complete_as_http_and_spoilt_as_json(kind: str, stream: bool) -> None:
    status, raw, headers = alone(kind, stream=stream)
    assert status == "200"
    assert headers["Content-Type"] == ("text/event-stream" if stream else "application/json")
    pieces = [line.removeprefix(b"data: ") for line in raw.splitlines() if line] if stream else [raw]
    assert not stream or pieces.pop() == b"[DONE]"
    if kind == "deep":
        assert any(piece.count(b"[") >= 100_000 and piece.count(b"]") >= 100_000 for piece in pieces)
    elif kind == "latin":
        with pytest.raises(UnicodeDecodeError):
            raw.decode("utf-8")
        assert json.loads(raw.decode("latin-1")) if not stream else True
    elif kind == "broken":
        with pytest.raises(json.JSONDecodeError):
            [json.loads(piece) for piece in pieces]
    else:
        choices = [json.loads(piece)["choices"][0] for piece in pieces]
        said = [choice.get("message", choice.get("delta")) for choice in choices]
        assert not any(one.get("content") or one.get("refusal") or one.get("tool_calls") for one in said)
        assert choices[-1]["finish_reason"] == "stop"


def test_a_cut_body_is_shorter_than_it_says_and_a_cut_stream_never_ends_well() -> None:
    assert alone("cut")[0] == "ClientPayloadError"
    found, counts = asked([body_of(number, stream=True) for number in range(30)], faults="cut=1")
    assert {status for status, _, _ in found} == {"200", "ClientPayloadError"}
    assert all(b"[DONE]" not in raw and b'"finish_reason":"stop"' not in raw for _, raw, _ in found)
    assert counts["replies"] == {}


def test_a_huge_reply_is_as_long_as_asked_and_well_formed() -> None:
    status, raw, _ = alone("huge", huge_bytes=3_000_000)
    assert status == "200" and len(json.loads(raw)["choices"][0]["message"]["content"]) > 3_000_000
    _, streamed, _ = alone("huge", stream=True, huge_bytes=3_000_000)
    assert len(streamed) > 3_000_000 and streamed.endswith(b"data: [DONE]\n\n")
    assert MockSettings().huge_bytes == 100_000_000


@pytest.mark.parametrize("stream", [False, True])
def test_an_endless_reply_does_not_end_and_the_server_outlives_it(stream: bool) -> None:
    from aiohttp import ClientSession

    async def run() -> tuple[int, dict[str, Any]]:
        async with MockServer(MockSettings(faults="endless=1")) as server, ClientSession() as session:
            read = 0
            async with session.post(f"{server.base_url}/chat/completions", data=body_of(0, stream=stream)) as response:
                while read < 500_000:
                    read += len(await response.content.readany())
            async with session.get(f"{server.base_url}/models") as response:
                assert response.status == 200
            for _ in range(200):
                if not server.counts.in_flight:
                    break
                await asyncio.sleep(0.01)
            return read, server.counts.as_json()

    read, counts = asyncio.run(run())
    assert read >= 500_000 and counts["in_flight"] == 0


def test_a_slow_reply_comes_byte_by_byte_and_is_whole() -> None:
    status, raw, _ = alone("slow", slow_ms=0.0)
    assert status == "200" and json.loads(raw)["choices"][0]["message"]["content"] == "You said: question 0"


@pytest.mark.parametrize("stream", [False, True])
def test_an_echo_tells_the_key_that_was_sent(stream: bool) -> None:
    _, raw, _ = alone("echo", stream=stream)
    pieces = [json.loads(line.removeprefix(b"data: ")) for line in raw.splitlines() if line and b"[DONE]" not in line]
    said = [piece["choices"][0].get("message") or piece["choices"][0]["delta"] for piece in pieces]
    assert "".join(one.get("content") or "" for one in said) == KEY


def test_a_redirect_leads_to_another_host_where_visitors_are_counted() -> None:
    status, _, headers = alone("redirect")
    assert status == "302" and headers["Location"].startswith("http://localhost:")

    async def scenario(server: MockServer, client: Any) -> dict[str, Any]:
        import openai

        with pytest.raises(openai.NotFoundError):
            await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
        return server.counts.as_json()

    counts = served(scenario, faults="redirect=1")
    assert (counts["elsewhere"], counts["elsewhere_with_key"]) == (1, 0)


def test_the_openai_package_gets_through_the_faults_that_it_retries() -> None:
    async def scenario(server: MockServer, client: Any) -> tuple[list[str], dict[str, Any]]:
        patient = client.with_options(max_retries=20)
        questions = [[{"role": "user", "content": f"q{number}"}] for number in range(12)]
        found = [patient.chat.completions.create(model="m", messages=question) for question in questions]
        replies = await asyncio.gather(*found)
        return [reply.choices[0].message.content for reply in replies], server.counts.as_json()

    said, counts = served(scenario, faults="429=0.3,reset=0.1", retry_after=0.05)
    assert said == [f"You said: q{number}" for number in range(12)]
    assert counts["faults"] and sum(counts["bodies"].values()) == 12


# outages


def test_in_an_outage_connections_are_refused_and_afterwards_all_is_well() -> None:
    from aiohttp import ClientSession

    async def run() -> tuple[str, str, str, str, dict[str, Any]]:
        async with MockServer() as server, ClientSession() as session, ClientSession() as late:
            url = f"{server.base_url}/chat/completions"
            before = (await outcome(session, url, body_of(0)))[0]
            await server.outage(0.8)
            standing = (await outcome(session, url, body_of(0)))[0]
            fresh = (await outcome(late, url, body_of(0)))[0]
            after = "refused"
            for _ in range(300):
                await asyncio.sleep(0.05)
                after = (await outcome(late, url, body_of(0)))[0]
                if after == "200":
                    break
            return before, standing, fresh, after, server.counts.as_json()

    before, standing, fresh, after, counts = asyncio.run(run())
    assert (before, standing, fresh, after) == ("200", "503", "ClientConnectorError", "200")
    assert counts["errors"] == {"503": 1} and counts["replies"] == {"stop": 2}


def test_an_outage_can_be_planned_from_the_first_request_on() -> None:
    from aiohttp import ClientSession, TCPConnector

    async def run() -> list[str]:
        settings = MockSettings(outage=(0.1, 0.4))
        connector = TCPConnector(force_close=True)
        async with MockServer(settings) as server, ClientSession(connector=connector) as session:
            await asyncio.sleep(0.3)  # before the first request nothing happens
            seen: list[str] = []
            for _ in range(300):
                status = (await outcome(session, f"{server.base_url}/chat/completions", body_of(0)))[0]
                if not seen or seen[-1] != status:
                    seen.append(status)
                if len(seen) == 3:
                    break
                await asyncio.sleep(0.02)
            return seen

    assert asyncio.run(run()) == ["200", "ClientConnectorError", "200"]


def test_a_client_that_leaves_in_the_middle_of_a_body_leaves_no_error_behind(caplog: pytest.LogCaptureFixture) -> None:
    from aiohttp import ClientSession

    async def run() -> dict[str, Any]:
        async with MockServer(MockSettings(faults="endless=1", tls=True)) as server, ClientSession() as session:
            for number in range(10):
                url = f"{server.base_url}/chat/completions"
                async with session.post(url, data=body_of(number, stream=True), ssl=False) as response:
                    await response.content.readany()
                    response.close()
            for _ in range(200):
                if not server.counts.in_flight:
                    break
                await asyncio.sleep(0.01)
            return server.counts.as_json()

    counts = asyncio.run(run())
    assert (counts["in_flight"], counts["faults"]) == (0, {"endless": 10})
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
