"""Publishing a run: three layouts of the same pairs, the same bytes each time, and nobody's files lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from negforge.adapters.full_layout import read_full
from negforge.adapters.parquet import read_parquet
from negforge.adapters.wire import decode_pair
from negforge.cli.main import main
from negforge.core.canary import CANARY, CANARY_ID
from negforge.core.errors import RunError, UsageError
from negforge.core.message import say
from negforge.core.trajectory import Trajectory
from negforge.pipeline.building import publishing_run
from negforge.pipeline.building.publishing_run import publish_run
from negforge.pipeline.reading import publication
from negforge.pipeline.reading.pair_files import load_pairs
from negforge.pipeline.reading.published_split import names_of, write_split
from negforge.pipeline.running.remarks import Remark
from negforge.pipeline.running.run_files import sha256_of
from tests.small_run import small_run
from tests.validate.examples import pair_of

Row = dict[str, Any]


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def manifest_of(folder: Path) -> Row:
    manifest: Row = json.loads((folder / "manifest.json").read_bytes())
    return manifest


def splits_of(folder: Path) -> list[str]:
    return list(manifest_of(folder)["counts"]["by_split"])


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def theirs(folder: Path) -> Iterator[Row]:
    for split in splits_of(folder):
        yield from lines(folder / f"{split}.jsonl")


# what is in it


def test_every_pair_of_the_run_stands_in_all_three_layouts(released: Path) -> None:
    for split in splits_of(released):
        built = [decode_pair(line) for line in (small_run() / f"splits/{split}.jsonl").read_bytes().splitlines()]
        plain, full, table = (released / name for name in names_of(split))
        rows = lines(full)
        assert [row["id"] for row in rows] == [pair.id for pair in built]
        assert [row["uuid"] for row in rows] == [row["uuid"] for row in lines(plain)]
        assert list(read_parquet(table)) == rows
        assert [read_full(row).certificate for row in rows] == [pair.certificate for pair in built]


def test_a_uuid_is_a_pairs_own(released: Path) -> None:
    uuids = [row["uuid"] for row in theirs(released)]
    assert len(set(uuids)) == len(uuids) == manifest_of(released)["counts"]["pairs"]
    assert len({row["task_id"] for row in theirs(released)}) < len(uuids)


def test_every_file_and_every_record_bears_the_canary_and_no_message_does(released: Path) -> None:
    assert manifest_of(released)["canary"] == CANARY
    for split in manifest_of(released)["counts"]["by_split"]:
        plain, full, table = (released / name for name in names_of(split))
        rows = [*lines(plain), *lines(full), *read_parquet(table)]
        assert {row.pop("canary") for row in rows} == {CANARY}
        assert CANARY_ID not in json.dumps(rows)


def test_both_sides_have_the_same_keys_in_the_same_order(released: Path) -> None:
    """A key, or its place, that one side has and the other has not would tell the label."""
    shapes: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    for row in theirs(released):
        assert list(row) == "query tools uuid chosen reject _lcp_bucket task_id template_id canary".split()
        for side in ("chosen", "reject"):
            assert list(row[side]) == ["messages"]
            shapes.update((side, entry["role"], tuple(entry)) for entry in row[side]["messages"])
    for role, keys in {(role, keys) for _, role, keys in shapes}:
        assert keys == (("role", "content", "name") if role == "tool_response" else ("role", "content"))
        assert shapes["chosen", role, keys] and shapes["reject", role, keys]


def test_every_response_bears_a_name_that_was_called(released: Path) -> None:
    for row in theirs(released):
        for side in ("chosen", "reject"):
            entries = row[side]["messages"]
            called = {repr_name(entry["content"]) for entry in entries if entry["role"] == "tool_call"}
            assert {entry["name"] for entry in entries if entry["role"] == "tool_response"} <= called


def repr_name(content: str) -> str:
    from ast import literal_eval

    return str(literal_eval(content)["name"])


def test_nothing_tells_how_a_pair_was_made(released: Path) -> None:
    for split in splits_of(released):
        text = (released / f"{split}.jsonl").read_text(encoding="utf-8")
        for row in lines(released / f"full/{split}.jsonl"):
            hints = (row["certificate"]["rule"], row["defect"], row["rollout"], row["maker"], row["parent"])
            assert not [hint for hint in hints if hint and f'"{hint}"' in text]


def test_makers_and_worlds_are_known(released: Path) -> None:
    rows = [row for split in splits_of(released) for row in lines(released / f"full/{split}.jsonl")]
    assert all(row["world"] and row["maker"].startswith("reference") and row["settings"] for row in rows)
    assert all((row["rejected_maker"] is not None) == (row["origin"] == "natural") for row in rows)


def test_the_manifest_says_what_is_there(released: Path) -> None:
    manifest = manifest_of(released)
    run = json.loads((small_run() / "manifest.json").read_bytes())
    assert (manifest["kind"], manifest["release"], manifest["name"]) == ("negforge benchmark", "1.0.0", "small")
    assert (manifest["recipe"], manifest["funnel"]) == (run["recipe"], run["funnel"])
    assert manifest["seeds"]["rng_seed"] == 0 and manifest["published_by"]["versions"]["pyarrow"]
    for name, told in manifest["files"].items():
        assert (told["sha256"], told["bytes"]) == (sha256_of(released / name), (released / name).stat().st_size)
    assert {*manifest["files"], "manifest.json"} == files_in(released).keys()


def test_the_counts_are_those_of_the_rows(released: Path) -> None:
    counts = manifest_of(released)["counts"]
    for split, told in counts["by_split"].items():
        rows = lines(released / f"full/{split}.jsonl")
        assert told["pairs"] == len(rows) == run_counts()[split]
        assert told["tasks"] == len({row["task_id"] for row in rows})
        for name in ("defect", "level", "origin", "world"):
            assert told[f"by_{name}"] == dict(Counter(str(row[name]) for row in rows))
    assert counts["by_defect"] == dict(
        sum((Counter(one["by_defect"]) for one in counts["by_split"].values()), Counter())
    )


def run_counts() -> dict[str, int]:
    counts: dict[str, int] = json.loads((small_run() / "manifest.json").read_bytes())["counts"]["by_split"]
    return counts


def test_the_manifest_knows_no_machine_and_no_clock(released: Path) -> None:
    text = (released / "manifest.json").read_text()
    assert str(small_run().parent) not in text and str(released.parent) not in text


# the same bytes


def test_another_process_gives_the_same_bytes(released: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "negforge", "publish", str(small_run()), "--to", "there", "--release", "1.0.0"]
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "LC_ALL": "C"}
    subprocess.run(words, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert files_in(tmp_path / "there") == files_in(released)


def test_a_second_time_there_is_nothing_to_do(place: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    assert not publish_run(small_run(), place, release="1.0.0").fresh
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before


@pytest.mark.parametrize("after", (1, 8, 17, 24))
def test_a_kill_anywhere_loses_nothing(
    released: Path, tmp_path: Path, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at the n-th file that is moved or written, the same call goes on to the same bytes."""
    moved = 0

    def replaced(self: Path, target: Path) -> Path:
        nonlocal moved
        moved += 1
        if moved == after:
            raise KeyboardInterrupt
        os.replace(self, target)
        return Path(target)

    place = tmp_path / "there"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replaced)
        with pytest.raises(KeyboardInterrupt):
            publish_run(small_run(), place, release="1.0.0")
    with pytest.raises((RunError, UsageError)):
        list(load_pairs(place))
    assert publish_run(small_run(), place, release="1.0.0").fresh
    assert files_in(place) == files_in(released)


def test_what_was_made_before_a_kill_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def stopping(split: str, *rest: Any) -> Any:
        made.append(split)
        if len(made) == 3:
            raise KeyboardInterrupt
        return write_split(split, *rest)

    monkeypatch.setattr(publishing_run, "write_split", stopping)
    with pytest.raises(KeyboardInterrupt):
        publish_run(small_run(), tmp_path / "there")
    publish_run(small_run(), tmp_path / "there")
    assert len(made) == len(run_counts()) + 1 and made[2] == made[3]


# nobody's files


def test_another_release_is_replaced_only_when_asked(place: Path) -> None:
    with pytest.raises(UsageError, match=r"holds release 1\.0\.0 of small; use --overwrite"):
        publish_run(small_run(), place, release="2.0.0")
    assert publish_run(small_run(), place, release="2.0.0", overwrite=True).fresh
    assert manifest_of(place)["release"] == "2.0.0"


def test_what_others_put_there_stays(place: Path) -> None:
    (place / "README.md").write_text("card")
    (place / "readings").mkdir()
    (place / "readings" / "a.jsonl").write_text("{}\n")
    publish_run(small_run(), place, release="2.0.0", overwrite=True)
    assert (place / "README.md").read_text() == "card"
    assert (place / "readings" / "a.jsonl").read_text() == "{}\n"


def test_a_split_that_there_is_no_more_goes(place: Path) -> None:
    manifest = manifest_of(place)
    (place / "planning_multi_hard.jsonl").write_text("{}\n")
    (place / "precious.txt").write_text("mine")
    outside = place.parent / "outside.txt"
    outside.write_text("mine")
    for name in ("planning_multi_hard.jsonl", "precious.txt", "../outside.txt"):
        manifest["files"][name] = {"sha256": "", "bytes": 3}
    (place / "manifest.json").write_text(json.dumps(manifest))
    publish_run(small_run(), place, release="2.0.0", overwrite=True)
    assert not (place / "planning_multi_hard.jsonl").exists()
    assert (place / "precious.txt").exists() and outside.exists()


@pytest.mark.parametrize("name", ["tool_irrelevance.jsonl", "full/tool_irrelevance.jsonl", "manifest.json"])
def test_a_strangers_file_is_never_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("{}\n")
    with pytest.raises(UsageError, match=f"holds a {name} that no `negforge publish` put there"):
        publish_run(small_run(), tmp_path, overwrite=True)
    assert (tmp_path / name).read_text() == "{}\n"


def test_an_altered_release_is_replaced_only_when_asked(place: Path) -> None:
    (place / "types" / "full.json").write_text("{}")
    with pytest.raises(UsageError, match="--overwrite"):
        publish_run(small_run(), place, release="1.0.0")
    publish_run(small_run(), place, release="1.0.0", overwrite=True)
    assert (place / "types" / "full.json").stat().st_size > 2


def test_a_run_folder_is_no_place_for_it(released: Path) -> None:
    with pytest.raises(UsageError, match="lies in the run folder"):
        publish_run(small_run(), small_run() / "out")
    with pytest.raises(UsageError, match="is a published folder already"):
        publish_run(released, released.parent / "again")


def test_an_altered_run_is_not_published(tmp_path: Path) -> None:
    shutil.copytree(small_run(), tmp_path / "run")
    with (tmp_path / "run/splits/tool_irrelevance.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(RunError, match=r"splits/tool_irrelevance\.jsonl is not as the build wrote it"):
        publish_run(tmp_path / "run", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no finished run"):
        publish_run(tmp_path, tmp_path / "out")


# reading it


def test_a_release_is_read_like_the_run(released: Path) -> None:
    told: list[Remark] = []
    read = {pair.id: pair for pair in load_pairs(released, told.append)}
    assert read.keys() == {pair.id for pair in load_pairs(small_run())}
    assert not told


def test_a_file_that_was_altered_is_told(place: Path) -> None:
    path = place / "full/tool_irrelevance.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    told: list[Remark] = []
    assert len(list(load_pairs(place, told.append))) == sum(run_counts().values()) - 1
    assert [one.kind for one in told] == ["altered"]


def test_the_verb_publishes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["publish", str(small_run()), "--to", str(tmp_path / "b"), "--release", "3.1"]
    assert main(words) == 0
    assert "small 3.1 in" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["fresh"], told["manifest"]["release"]) == (False, "3.1")
    assert main(["publish", str(small_run()), "--to", str(tmp_path / "b")]) == 2


# hostile text


def test_hostile_text_is_published_whole(tmp_path: Path) -> None:
    hostile = "<script>\x00\u202e\u2028 {0} %s [[A]] 😀 \ud800"
    own = pair_of()
    odd = replace(own, chosen=Trajectory((say("assistant", hostile),)), defect="no_such_defect")
    tally = write_split("tool_irrelevance", [odd, own], tmp_path, {}, {})
    assert (tally.pairs, tally.repaired) == (2, 1)
    plain, full, table = (tmp_path / name for name in names_of("tool_irrelevance"))
    shown = hostile.replace("\ud800", "\ufffd")
    assert json.loads(plain.read_bytes().split(b"\n")[0])["chosen"]["messages"][-1]["content"] == shown
    assert next(iter(read_parquet(table)))["chosen"][-1]["content"] == shown  # type: ignore[index,call-overload]
    assert read_full(json.loads(full.read_bytes().split(b"\n")[0])).chosen.messages == (say("assistant", shown),)


def test_a_note_that_cannot_be_read_counts_for_nothing(tmp_path: Path) -> None:
    aside = tmp_path / "there" / publication.ASIDE
    aside.mkdir(parents=True)
    (aside / publication.NOTE).write_text("[1")
    assert publish_run(small_run(), tmp_path / "there").fresh
    assert not aside.exists()
