"""An endpoint's own batch API over real sockets: nothing is paid twice, no secret told, downloads bounded."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters.batch.api import BatchApi
from negforge.adapters.batch.files import Limits, request_files
from negforge.adapters.batch.submitted import read_submitted
from negforge.adapters.chat.endpoint import Secret
from negforge.core.errors import NegforgeError, RunError, UsageError
from negforge.pipeline.endpoints import batch_sending
from tests.adapters.batch_lines import answered
from tests.test_batch_rounds import files_of, finish, requests_of, run_stage, straight

KEY = "sk-secret-0123456789"


@dataclass
class Service:
    """A batch API of our own that can misbehave. ``fault``: what goes wrong, by name."""

    fault: str = ""
    base_url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def upload(self, raw: bytes) -> dict[str, Any]:
        content = raw.split(b"\r\n\r\n", 2)[2] if b'name="file"' in raw.split(b"\r\n\r\n")[1] else b""
        found = re.search(rb'name="file".*?\r\n\r\n(.*?)\r\n--', raw, re.DOTALL)
        file_id = f"file-{len(self.files)}"
        self.files[file_id] = (
            found[1] + b"\n" if found and not found[1].endswith(b"\n") else found[1] if found else content
        )
        return {"id": file_id, "object": "file", "purpose": "batch"}

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        lines = [json.loads(line) for line in self.files[asked["input_file_id"]].splitlines()]
        replies = [answered(line["custom_id"], f"echo of {line['body']['messages'][-1]['content']}") for line in lines]
        output = f"file-{len(self.files)}"
        self.files[output] = "".join(json.dumps(one) + "\n" for one in replies).encode()
        batch = {
            "id": f"batch_{len(self.batches)}", "object": "batch", "status": "completed", "output_file_id": output,
            "request_counts": {"total": len(lines), "completed": len(lines), "failed": 0}, **asked,
        }  # fmt: skip
        self.batches[batch["id"]] = batch
        return batch


@contextmanager
def serving(**settings: Any) -> Iterator[Service]:
    service = Service(**settings)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(f"GET {self.path}")
            if service.fault == "web page":
                return self.say(b"<html>hello</html>", kind="text/html")
            if service.fault == "echo":
                return self.say(
                    json.dumps({"error": {"message": f"no: {self.headers['Authorization']}"}}).encode(), 400
                )
            if self.path.startswith("/v1/batches?"):
                if service.fault == "no list":
                    return self.say(b"{}", 404)
                return self.say({"object": "list", "data": list(service.batches.values()), "has_more": False})
            if self.path.startswith("/v1/batches/"):
                return self.say(service.batches[self.path.rpartition("/")[2]])
            return self.download(self.path.split("/")[3])

        def do_POST(self) -> None:
            service.asked.append(f"POST {self.path}")
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if service.fault == "web page":
                return self.say(b"<html>hello</html>", kind="text/html")
            if self.path == "/v1/files":
                return self.say(service.upload(raw))
            batch = service.create(json.loads(raw))
            if service.fault == "lost answer":
                service.fault = ""
                return self.connection.close()
            return self.say(batch)

        def download(self, file_id: str) -> None:
            content = service.files[file_id]
            if service.fault == "key in reply":
                content = content.replace(b"echo", b"Bearer " + self.headers["Authorization"].encode())
            self.send_response(200)
            self.send_header("Content-Length", str(10**12 if service.fault == "endless" else len(content)))
            self.end_headers()
            try:
                if service.fault == "cut":
                    service.fault = ""
                    self.wfile.write(content[: len(content) // 2])
                    return self.connection.close()
                self.wfile.write(content)
                while service.fault == "endless":
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
            return None

        def say(self, body: Any, status: int = 200, kind: str = "application/json") -> None:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def unheard(_: str) -> None:
    pass


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THE_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run that waits for 40 replies in two files."""
    run_stage(tmp_path / "run", limits=Limits(lines=25))
    return tmp_path / "run"


def test_submit_poll_and_fetch_bring_the_run_to_the_end_of_a_direct_one(run: Path, tmp_path: Path) -> None:
    notes: list[str] = []
    with serving() as service:
        for made in (2, 2):
            assert batch_sending.submit(run, service.base_url, "THE_KEY", notes.append) == made
            assert all(one.ended for one in batch_sending.poll(run, service.base_url, "THE_KEY", unheard))
            assert batch_sending.fetch(run, service.base_url, "THE_KEY", notes.append) == made
            results, waiting = run_stage(run, limits=Limits(lines=25))
    assert waiting is None and results == straight(tmp_path)[0]
    assert [batch["metadata"]["round"] for batch in service.batches.values()] == ["round-001"] * 2 + ["round-002"] * 2
    told = "".join(notes).encode() + b"".join(path.read_bytes() for path in run.rglob("*") if path.is_file())
    assert KEY.encode() not in told and service.base_url.encode() not in told


def test_what_was_submitted_is_not_submitted_again(run: Path) -> None:
    with serving() as service:
        assert batch_sending.submit(run, service.base_url, "THE_KEY", unheard) == 2
        before = files_of(run)
        assert batch_sending.submit(run, service.base_url, "THE_KEY", unheard) == 0
        assert (len(service.batches), files_of(run)) == (2, before)
        run_stage(run, limits=Limits(lines=25))
        assert batch_sending.submit(run, service.base_url, "THE_KEY", unheard) == 0
    assert len(service.batches) == 2


@pytest.mark.parametrize("forgotten", ["the batch", "all"])
def test_killed_before_the_ids_were_written_it_finds_its_batches_again(run: Path, forgotten: str) -> None:
    notes: list[str] = []
    with serving() as service:
        batch_sending.submit(run, service.base_url, "THE_KEY", unheard)
        path = run / "batch/round-001/submitted.json"
        held = json.loads(path.read_bytes())
        if forgotten == "all":
            path.unlink()
        else:
            path.write_text(json.dumps({name: {**one, "batch": None, "status": None} for name, one in held.items()}))
        assert batch_sending.submit(run, service.base_url, "THE_KEY", notes.append) == 0
        assert len(service.batches) == 2
        found = read_submitted(path.parent)
    assert {name: one.batch for name, one in found.items()} == {name: one["batch"] for name, one in held.items()}
    assert all("found among the endpoint's batches" in note for note in notes) and len(notes) == 2


def test_killed_between_upload_and_creation_it_creates_from_the_uploaded_file(run: Path) -> None:
    with serving() as service:
        batch_sending.submit(run, service.base_url, "THE_KEY", unheard)
        path = run / "batch/round-001/submitted.json"
        held = json.loads(path.read_bytes())
        path.write_text(json.dumps({name: {**one, "batch": None, "status": None} for name, one in held.items()}))
        service.batches.clear()
        service.asked.clear()
        assert batch_sending.submit(run, service.base_url, "THE_KEY", unheard) == 2
    assert "POST /v1/files" not in service.asked and len(service.batches) == 2


def test_an_answer_that_was_lost_on_the_way_is_no_second_batch(run: Path) -> None:
    with serving(fault="lost answer") as service:
        with pytest.raises(RunError, match="the batch API failed"):
            batch_sending.submit(run, service.base_url, "THE_KEY", unheard)
        assert len(service.batches) == 1
        assert batch_sending.submit(run, service.base_url, "THE_KEY", unheard) == 1
        assert len(service.batches) == 2


def test_an_endpoint_that_cannot_list_its_batches_is_used_all_the_same(run: Path) -> None:
    with serving(fault="no list") as service:
        assert batch_sending.submit(run, service.base_url, "THE_KEY", unheard) == 2


def test_a_file_with_replies_beside_it_is_not_sent(run: Path) -> None:
    first, second = request_files(run / "batch/round-001")
    first.with_name("replies-01.jsonl").write_text(json.dumps(answered(requests_of(first)[0]["custom_id"])) + "\n")
    notes: list[str] = []
    with serving() as service:
        assert batch_sending.submit(run, service.base_url, "THE_KEY", notes.append) == 1
    assert notes == [
        f"{first}: replies lie beside it; type the run's command again to have them read",
        f"{second}: submitted",
    ]


def test_a_request_file_that_was_altered_since_is_refused(run: Path) -> None:
    with serving() as service:
        batch_sending.submit(run, service.base_url, "THE_KEY", unheard)
        path = request_files(run / "batch/round-001")[0]
        path.write_bytes(path.read_bytes().replace(b"question", b"Question"))
        with pytest.raises(RunError, match=r"requests-01\.jsonl: altered since it was sent"):
            batch_sending.submit(run, service.base_url, "THE_KEY", unheard)


@pytest.mark.parametrize("status", ["expired", "failed", "cancelled"])
def test_a_batch_that_ended_badly_gives_what_it_has_and_the_rest_is_asked_again(run: Path, status: str) -> None:
    notes: list[str] = []
    with serving() as service:
        batch_sending.submit(run, service.base_url, "THE_KEY", unheard)
        one, other = service.batches.values()
        one["status"] = other["status"] = status
        other["output_file_id"] = None
        other["errors"] = {"object": "list", "data": [{"code": "x", "message": f"why? {KEY}"}]}
        assert batch_sending.fetch(run, service.base_url, "THE_KEY", notes.append) == 1
        assert any(f"the batch {status} (why? [key]); what it did not answer goes" in note for note in notes)
        _, waiting = run_stage(run, limits=Limits(lines=25))
        assert waiting is not None and {path.parent.name for path in waiting.files} == {"round-002"}
        assert waiting.requests == 40
        assert batch_sending.submit(run, service.base_url, "THE_KEY", unheard) == 2


def test_a_download_that_was_cut_leaves_nothing_and_comes_whole_the_next_time(run: Path) -> None:
    with serving() as service:
        batch_sending.submit(run, service.base_url, "THE_KEY", unheard)
        service.fault = "cut"
        with pytest.raises(RunError, match="the batch API failed"):
            batch_sending.fetch(run, service.base_url, "THE_KEY", unheard)
        assert list((run / "batch/round-001").glob("*repl*")) == list((run / "batch/round-001").glob(".*")) == []
        left_over = run / "batch/round-001/.replies-01-fetched.jsonl.1.download"
        left_over.touch()
        assert batch_sending.fetch(run, service.base_url, "THE_KEY", unheard) == 2
    assert not left_over.exists()
    assert finish(run) == straight(run.parent)[0]


def test_a_download_without_end_is_stopped_at_its_bound(run: Path) -> None:
    folder = run / "batch/round-001"
    with serving() as service, BatchApi(Secret(service.base_url), Secret(KEY), most_bytes=1_000_000) as api:
        api.submit(folder, request_files(folder), unheard)
        service.fault = "endless"
        with pytest.raises(RunError, match=r"replies-01-fetched\.jsonl: more than 1000000 bytes"):
            api.fetch(folder, unheard)
    assert list(folder.glob(".*")) == [] and list(folder.glob("replies*")) == []


def test_a_key_that_a_server_echoes_is_neither_told_nor_kept(run: Path) -> None:
    with serving(fault="echo") as service:
        with pytest.raises(RunError, match=r"\[key\]") as raised:
            batch_sending.submit(run, service.base_url, "THE_KEY", unheard)
        assert KEY not in str(raised.value)
        service.fault = ""
        batch_sending.submit(run, service.base_url, "THE_KEY", unheard)
        service.fault = "key in reply"
        batch_sending.fetch(run, service.base_url, "THE_KEY", unheard)
    replies = (run / "batch/round-001/replies-01-fetched.jsonl").read_text()
    assert KEY not in replies and "Bearer [key] of question" in replies.replace("Bearer Bearer", "Bearer")


def test_a_web_page_is_no_batch_api(run: Path) -> None:
    with serving(fault="web page") as service, pytest.raises(RunError, match="no batch API") as raised:
        batch_sending.submit(run, service.base_url, "THE_KEY", unheard)
    assert service.base_url not in str(raised.value)


def test_what_is_missing_on_the_command_line_is_told(run: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    cases = {
        "give --base-url URL, or set OPENAI_BASE_URL": (run, None, "THE_KEY"),
        "the environment variable NO_SUCH_KEY is not set": (run, "http://127.0.0.1:9/v1", "NO_SUCH_KEY"),
        "no run folder with batch files": (tmp_path / "none", "http://127.0.0.1:9/v1", None),
    }
    for words, arguments in cases.items():
        with pytest.raises(UsageError, match=words):
            batch_sending.submit(*arguments, unheard)
    with pytest.raises(UsageError, match="nothing was submitted; `negforge batch submit"):
        batch_sending.poll(run, "http://127.0.0.1:9/v1", None, unheard)
    finish(run)
    with pytest.raises(UsageError, match="waits for no replies; nothing to submit"):
        batch_sending.submit(run, "http://127.0.0.1:9/v1", None, unheard)


def test_an_endpoint_that_is_not_there_is_a_run_error(run: Path) -> None:
    with pytest.raises(NegforgeError, match="the batch API failed") as raised:
        batch_sending.submit(run, "http://127.0.0.1:9/v1", "THE_KEY", unheard)
    assert raised.value.exit_code == 1 and "127.0.0.1" not in str(raised.value)
