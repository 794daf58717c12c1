"""Files and batches, through the openai package: what comes back, in which order, and what is missing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from negforge.adapters.mock_server.app import MockServer
from negforge.adapters.mock_server.batch_lines import lines_of
from negforge.adapters.mock_server.settings import MockSettings
from negforge.core.errors import UsageError
from tests.mock_endpoint import served

URL = "/v1/chat/completions"


def body_of(number: int) -> dict[str, Any]:
    return {"model": "mock", "messages": [{"role": "user", "content": f"question {number}"}]}


def line_of(number: int, **more: Any) -> dict[str, Any]:
    return {"custom_id": f"item-{number}", "method": "POST", "url": URL, "body": body_of(number), **more}


def file_of(lines: list[Any]) -> bytes:
    return b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)


async def started(client: Any, content: bytes) -> Any:
    file = await client.files.create(file=("requests.jsonl", content), purpose="batch")
    return await client.batches.create(
        input_file_id=file.id, endpoint=URL, completion_window="24h", metadata={"round": "1"}
    )


async def ended(client: Any, batch: Any) -> Any:
    for _ in range(50):
        batch = await client.batches.retrieve(batch.id)
        if batch.status not in ("validating", "in_progress", "finalizing", "cancelling"):
            return batch
    raise AssertionError("the batch never ended")


async def lines_in(client: Any, file_id: str | None) -> list[dict[str, Any]]:
    if file_id is None:
        return []
    return [json.loads(line) for line in (await client.files.content(file_id)).text.splitlines()]


def ran(count: int, **settings: Any) -> tuple[Any, list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """(the ended batch, its output lines, its error lines, the counts)"""

    async def scenario(server: MockServer, client: Any) -> Any:
        batch = await ended(client, await started(client, file_of([line_of(number) for number in range(count)])))
        outputs, errors = await lines_in(client, batch.output_file_id), await lines_in(client, batch.error_file_id)
        return batch, outputs, errors, server.counts.as_json()["batches"]

    return served(scenario, **settings)


def test_a_batch_answers_every_line_as_the_endpoint_would_in_another_order() -> None:
    async def scenario(server: MockServer, client: Any) -> None:
        created = await started(client, file_of([line_of(number) for number in range(30)]))
        assert (created.status, created.metadata, created.endpoint) == ("validating", {"round": "1"}, URL)
        statuses = []
        batch = created
        while batch.status != "completed":
            batch = await client.batches.retrieve(created.id)
            statuses.append(batch.status)
        assert statuses == ["in_progress"] * 3 + ["completed"]
        assert (batch.request_counts.total, batch.request_counts.completed, batch.request_counts.failed) == (30, 30, 0)
        assert batch.error_file_id is None
        outputs = await lines_in(client, batch.output_file_id)
        ids = [output["custom_id"] for output in outputs]
        assert sorted(ids) == sorted(f"item-{number}" for number in range(30)) and ids != sorted(ids)
        assert ids != [f"item-{number}" for number in range(30)]
        for output in outputs:
            direct = await client.chat.completions.create(**body_of(int(output["custom_id"].removeprefix("item-"))))
            assert output["response"]["status_code"] == 200
            assert direct.model_dump(exclude_unset=True) == output["response"]["body"]

    served(scenario, batch_polls=3)


def test_shares_of_lines_fail_are_missing_or_come_twice() -> None:
    batch, outputs, errors, counts = ran(400, batch_failed=0.2, batch_missing=0.2, batch_doubled=0.1)
    assert batch.status == "expired"
    failed = [error for error in errors if error["response"] is not None]
    expired = [error for error in errors if error["response"] is None]
    assert all(error["response"]["status_code"] == 500 and "error" in error["response"]["body"] for error in failed)
    assert {error["error"]["code"] for error in expired} == {"batch_expired"}
    ids = [output["custom_id"] for output in outputs]
    told = {*ids, *(error["custom_id"] for error in errors)}
    absent = 400 - len(told)
    doubled = len(ids) - len(set(ids))
    assert 50 <= len(failed) <= 110 and 15 <= len(expired) <= 65 and 15 <= absent <= 65 and 20 <= doubled <= 60
    assert counts["lines_failed"] == len(failed) and counts["lines_doubled"] == doubled
    assert counts["lines_missing"] == len(expired) + absent
    assert batch.request_counts.failed == len(failed) and batch.request_counts.completed == len(set(ids))


def test_the_same_batch_fares_the_same_and_what_failed_comes_through_when_sent_again() -> None:
    settings = {"batch_failed": 0.3, "batch_missing": 0.2, "batch_doubled": 0.1, "batch_polls": 0}
    one, other = ran(40, **settings), ran(40, **settings)
    assert one[1:] == other[1:]

    async def scenario(_: MockServer, client: Any) -> int:
        waiting = set(range(40))
        for rounds in range(1, 30):
            batch = await ended(client, await started(client, file_of([line_of(number) for number in sorted(waiting)])))
            for output in await lines_in(client, batch.output_file_id):
                waiting.discard(int(output["custom_id"].removeprefix("item-")))
            if not waiting:
                return rounds
        raise AssertionError(f"{waiting} never came")

    assert 1 < served(scenario, **settings) < 30


@pytest.mark.parametrize(
    ("lines", "code", "number"),
    [
        ([line_of(1), line_of(2), line_of(1)], "duplicate_custom_id", 3),
        ([line_of(1), b'{"custom_id": '], "invalid_json_line", 2),
        ([[1]], "invalid_json_line", 1),
        ([line_of(1, method="GET")], "invalid_method", 1),
        ([line_of(1, url="/v1/embeddings")], "mismatched_endpoint", 1),
        ([line_of(1, body="text")], "missing_required_parameter", 1),
        ([line_of(1, custom_id=None)], "missing_required_parameter", 1),
        ([], "empty_file", None),
        ([line_of(number) for number in range(9)], "too_many_requests", None),
    ],
)
def test_a_file_that_is_no_batch_fails_and_says_which_line(lines: list[Any], code: str, number: int | None) -> None:
    async def scenario(_: MockServer, client: Any) -> None:
        batch = await ended(client, await started(client, file_of(lines) or b"\n"))
        assert (batch.status, batch.output_file_id, batch.error_file_id) == ("failed", None, None)
        assert [(error.code, error.line) for error in batch.errors.data] == [(code, number)]

    served(scenario, batch_lines_limit=8)


def test_the_limits_are_those_of_the_real_api() -> None:
    assert (MockSettings().batch_lines_limit, MockSettings().file_bytes_limit) == (50_000, 200 * 1024 * 1024)
    row = json.dumps(line_of(0)).encode()
    _, errors = lines_of(b"\n".join([row] * 50_001), URL, MockSettings().batch_lines_limit)
    assert [error.code for error in errors] == ["too_many_requests"]


def test_a_file_of_too_many_bytes_is_refused_at_the_door() -> None:
    import openai

    async def scenario(_: MockServer, client: Any) -> None:
        await client.files.create(file=("small.jsonl", b"x" * 100_000), purpose="batch")
        with pytest.raises(openai.APIStatusError, match="too large") as caught:
            await client.files.create(file=("big.jsonl", b"x" * 3_000_000), purpose="batch")
        assert caught.value.status_code == 413

    served(scenario, file_bytes_limit=100_000)


def test_a_line_whose_request_is_refused_is_an_error_line() -> None:
    async def scenario(_: MockServer, client: Any) -> None:
        lines = [line_of(1), line_of(2, body={"model": "mock", "messages": []})]
        batch = await ended(client, await started(client, file_of(lines)))
        errors = await lines_in(client, batch.error_file_id)
        assert [(error["custom_id"], error["response"]["status_code"]) for error in errors] == [("item-2", 400)]

    served(scenario)


def test_a_cancelled_batch_keeps_what_was_done_by_then() -> None:
    import openai

    async def scenario(_: MockServer, client: Any) -> None:
        batch = await started(client, file_of([line_of(number) for number in range(40)]))
        await client.batches.retrieve(batch.id)
        assert (await client.batches.cancel(batch.id)).status == "cancelling"
        batch = await ended(client, batch)
        assert batch.status == "cancelled"
        assert len(await lines_in(client, batch.output_file_id)) == 10 == batch.request_counts.completed
        with pytest.raises(openai.BadRequestError):
            await client.batches.cancel(batch.id)

    served(scenario, batch_polls=3)


def test_batches_are_listed_page_by_page_newest_first() -> None:
    async def scenario(_: MockServer, client: Any) -> None:
        made = [(await started(client, file_of([line_of(number)]))).id for number in range(5)]
        first = await client.batches.list(limit=2)
        assert [batch.id for batch in first.data] == made[:-3:-1] and first.has_more
        assert [batch.id async for batch in client.batches.list(limit=2)] == made[::-1]

    served(scenario)


def test_files_can_be_found_read_and_removed() -> None:
    import openai

    async def scenario(_: MockServer, client: Any) -> None:
        content = file_of([line_of(1)])
        file = await client.files.create(file=("requests.jsonl", content), purpose="batch")
        again = await client.files.create(file=("requests.jsonl", content), purpose="batch")
        assert file.id != again.id
        found = await client.files.retrieve(file.id)
        assert (found.bytes, found.filename, found.purpose) == (len(content), "requests.jsonl", "batch")
        assert (await client.files.content(file.id)).content == content
        assert (await client.files.delete(file.id)).deleted
        with pytest.raises(openai.NotFoundError):
            await client.files.retrieve(file.id)
        with pytest.raises(openai.NotFoundError):
            await client.batches.create(input_file_id=file.id, endpoint=URL, completion_window="24h")
        with pytest.raises(openai.NotFoundError):
            await client.batches.retrieve("batch_none")
        with pytest.raises(openai.BadRequestError):
            await client.batches.create(input_file_id=again.id, endpoint="/v1/embeddings", completion_window="24h")

    served(scenario)


def test_shares_that_sum_to_more_than_one_are_refused() -> None:
    with pytest.raises(UsageError, match="sum to 1 at most"):
        MockServer(MockSettings(batch_failed=0.7, batch_missing=0.7))


def test_an_upload_that_is_no_form_is_refused() -> None:
    from aiohttp import ClientSession, FormData

    async def run() -> list[int]:
        async with MockServer() as server, ClientSession() as session:
            form = FormData()
            form.add_field("file", b"{}", filename="a.jsonl")
            found = []
            for data in (b"plain", form):
                async with session.post(f"{server.base_url}/files", data=data) as response:
                    found.append(response.status)
                    assert "error" in await response.json()
            return found

    assert asyncio.run(run()) == [400, 400]
