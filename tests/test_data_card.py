"""The data card: every block from the published files and the reports beside them, and no figure from anywhere else."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from benchmarks.card import page as data_card
from benchmarks.card.markdown import SHORT, harmless
from benchmarks.card.page import NOT_PUBLISHED, OF_RELEASE, OF_REPORTS, PROSE, blocks_in, card_of
from benchmarks.card.release import makers_block, read_release
from benchmarks.card.reports import ABSENT
from benchmarks.card.shortcuts import SIX_SPLITS, reference_figures

from negforge.assemble.splits import SPLITS
from negforge.cli.main import main
from negforge.core.canary import CANARY
from negforge.core.defect import find_defect
from negforge.evaluate.ladder.rungs import RUNGS
from negforge.pipeline.building.build import build_benchmark
from negforge.pipeline.building.publishing_run import publish_run
from tests import gated_run

ROOT = PROSE.parents[1]
GATED = f"{gated_run.RECIPE}gate: {{kind: quick, tasks_per_pair: 3, quick: {{process: 0.1}}}}\n"


@pytest.fixture(scope="module")
def reports(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Audit and ladder of it."""
    folder = tmp_path_factory.mktemp("reports")
    assert main(["audit", str(released), "--quick", "--json", str(folder / "audit.json")]) == 0
    done = subprocess.run(
        [sys.executable, "-m", "negforge", "ladder", str(released), "--json"], capture_output=True, check=True
    )
    (folder / "ladder.json").write_bytes(done.stdout)
    return folder


def written(folder: Path, *words: str) -> dict[str, str]:
    """The blocks of the card that the script writes there."""
    assert data_card.main([str(folder), *words]) == 0
    return blocks_in((folder / "README.md").read_text(encoding="utf-8"))


def front(card: str) -> dict[str, Any]:
    from ruamel.yaml import YAML

    found: dict[str, Any] = YAML(typ="safe").load(card.split("---\n")[1])
    return found


def counts(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())["counts"]
    return found


def lines_of(block: str) -> dict[str, list[str]]:
    """The rows of the block's tables, by their first cell."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines() if line[:1] == "|"]
    return {row[0]: row[1:] for row in rows}


# the committed card


def test_the_committed_card_is_what_the_script_writes() -> None:
    """Before anything is published every block says so; then reports that lie nowhere here are taken at their word."""
    card = PROSE.read_text(encoding="utf-8")
    here, made = blocks_in(card), card_of(PROSE.parent)
    there = blocks_in(made)
    gone = [] if read_release(PROSE.parent) is None else [name for name in OF_REPORTS if ABSENT in there[name]]
    assert {name: here[name] for name in here if name not in gone} == {
        name: there[name] for name in there if name not in gone
    }, "run python -m benchmarks.card"
    assert front(card) == front(made)


def test_the_card_says_what_is_not_published(tmp_path: Path) -> None:
    blocks = written(tmp_path)
    assert {name for name, text in blocks.items() if text == NOT_PUBLISHED} == {*OF_RELEASE, *OF_REPORTS}
    assert "configs" not in front((tmp_path / "README.md").read_text())


def test_the_licence_is_that_of_the_repository() -> None:
    assert front(PROSE.read_text(encoding="utf-8"))["license"] == "apache-2.0"
    assert "Apache License\n" in (text := (ROOT / "LICENSE").read_text()) and "Version 2.0" in text


def test_no_figure_of_a_release_stands_in_the_prose() -> None:
    """Shares and numbers of pairs belong between the markers."""
    prose = data_card._FRONT.sub("", data_card._BLOCK.sub("", PROSE.read_text(encoding="utf-8")))
    assert re.findall(r"\d+(?:[.,]\d+)* (?:pairs|tasks|worlds|defects)|\d+\.\d+ %", prose) == []


# a release


def test_all_blocks_are_written(place: Path, reports: Path) -> None:
    blocks = written(place, *(word for name in ("audit", "ladder") for word in (f"--{name}", f"{reports}/{name}.json")))
    assert {name for name, text in blocks.items() if NOT_PUBLISHED in text or not text} == set()
    assert {name for name, text in blocks.items() if ABSENT in text} == {"gate", "gate_full", "selection"}
    assert CANARY in blocks["canary"] and "1.0.0" in blocks["citation"]


def test_the_front_matter_names_one_configuration_a_split(place: Path) -> None:
    written(place)
    told = front((place / "README.md").read_text(encoding="utf-8"))
    assert told["configs"] == [
        {"config_name": split, "data_files": [{"split": "test", "path": f"parquet/{split}.parquet"}]}
        for split in counts(place)["by_split"]
    ]
    assert all((place / one["data_files"][0]["path"]).is_file() for one in told["configs"])
    assert (told["license"], told["language"], told["size_categories"]) == ("apache-2.0", ["en"], ["n<1K"])


def test_a_split_loads_by_its_name(place: Path, tmp_path: Path) -> None:
    if find_spec("datasets") is None:
        pytest.skip("datasets is not installed: pip install 'negforge[hub]'")
    written(place)
    code = "import sys; from datasets import load_dataset as load; print(len(load(*sys.argv[1:], split='test')))"
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path / "cache")}
    words = [sys.executable, "-c", code, str(place), "robust_recovery"]
    done = subprocess.run(words, env={**os.environ, **offline}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) == counts(place)["by_split"]["robust_recovery"]["pairs"]


def test_a_second_time_nothing_changes(place: Path, reports: Path) -> None:
    shutil.copytree(reports, place / "reports")
    first = written(place)
    bytes_then = (place / "README.md").read_bytes()
    assert written(place) == first and ABSENT not in first["audit"]
    assert (place / "README.md").read_bytes() == bytes_then


def test_the_numbers_are_those_of_the_manifest(place: Path) -> None:
    blocks, told = written(place), counts(place)
    rows = lines_of(blocks["numbers"].partition("\n\n")[0])
    for split, of in told["by_split"].items():
        levels = [str(of["by_level"].get(str(level), 0)) for level in range(1, 6)]
        assert rows[split][:3] == [str(of["pairs"]), str(of["tasks"]), str(of["templates"])]
        assert rows[split][-5:] == levels
    assert rows["all"][0] == str(told["pairs"])
    levels_told = {level: cells[0].split()[0] for level, cells in lines_of(blocks["levels"]).items() if level.isdigit()}
    assert levels_told == {str(level): str(told["by_level"].get(str(level), 0)) for level in range(1, 6)}


def test_every_defect_has_its_claim_its_mirror_and_its_pairs(place: Path) -> None:
    rows, told = lines_of(written(place)["defects"]), counts(place)
    for slug, number in told["by_defect"].items():
        defect = find_defect(slug)
        claim, check, severity, mirror, _, pairs, *by_split = rows[slug]
        assert defect is not None and (claim, check, mirror) == (defect.claim, defect.check, defect.mirror)
        assert (severity, pairs) == (str(defect.severity), str(number))
        assert [int(cell or 0) for cell in by_split] == [
            of["by_defect"].get(slug, 0) for of in told["by_split"].values()
        ]


def test_who_made_the_rollouts_is_said_plainly(released: Path) -> None:
    release = read_release(released)
    assert release is not None
    assert "No language model was asked for a step or a word" in makers_block(release)
    release.rows[0]["maker"] = "some-model"
    told = makers_block(release)
    assert "by others: some-model 1" in told and "No language model" not in told


def test_the_example_is_the_first_by_id_and_quotes_its_evidence(place: Path) -> None:
    text = written(place)["example"]
    lines = (place / "full/planning_single_easy.jsonl").read_bytes().splitlines()
    row = min(map(json.loads, lines), key=lambda one: str(one["id"]))
    assert f"`{row['id']}`" in text and row["claim"] in text and row["certificate"]["failed"][0]["says"] in text
    assert len(text) < 4000


def test_readings_are_held_against_their_key(place: Path) -> None:
    pair = json.loads((place / "full/tool_irrelevance.jsonl").read_bytes().splitlines()[0])["id"]
    folder = place / "readings" / "first"
    folder.mkdir(parents=True)
    (folder / "key.json").write_text(
        json.dumps({"01": {"better": "A", "pair": pair}, "02": {"better": "B", "pair": "x"}})
    )
    verdicts = [{"pair": "01", "better": "A", "confidence": 0.9}, {"pair": "02", "better": "A", "confidence": 0.7}]
    (folder / "verdicts.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in verdicts))
    told = written(place)["readings"]
    assert lines_of(told)["[first](readings/first)"] == ["2", "1 of 2", "80.0", "1"] and "hold as worded" not in told
    read = [{"pair": "01", "accept": True, "claim_true": True}, {"pair": "02", "accept": True, "claim_true": False}]
    (folder / "acceptances.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in read))
    assert written(place)["readings"].endswith("were found to hold as worded in: first 1 of 2.")


def test_files_that_were_altered_are_refused(place: Path) -> None:
    path = place / "full/tool_irrelevance.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    with pytest.raises(SystemExit, match="its files are not as its manifest says"):
        card_of(place)


# reports


def test_a_missing_report_is_told_plainly(place: Path) -> None:
    blocks = written(place)
    assert {name for name, text in blocks.items() if ABSENT.strip("*") in text} == set(OF_REPORTS)
    assert SIX_SPLITS["surface"] in blocks["audit"]


def test_the_audit_stands_beside_the_reference(place: Path, reports: Path) -> None:
    rows = lines_of(written(place, "--audit", str(reports / "audit.json"))["audit"])
    found = json.loads((reports / "audit.json").read_bytes())
    theirs, _ = reference_figures()
    for one in found["groups"]:
        macro, at_most, _, three, six = rows[one["group"]]
        estimate = one["ensemble"]["macro"]
        assert macro.startswith(f"{100 * estimate['value']:.1f} [") and at_most == f"{100 * estimate['upper']:.1f}"
        assert three == theirs[one["group"]]["macro"] and six == SIX_SPLITS.get(one["group"], "")
    assert "lower share of distinct words" in rows["best single cue"][0]
    judges = {one["name"]: one["figures"]["macro"] for group in found["groups"] for one in group["judges"]}
    name = max(judges, key=lambda one: (judges[one]["value"], one))
    macro, at_most, *_ = rows["best judge alone"]
    assert macro.startswith(f"{100 * judges[name]['value']:.1f} [") and f"({name}; of {len(judges)})" in macro
    assert at_most == f"{100 * judges[name]['upper']:.1f}"


def test_the_ladder_has_six_rungs_and_its_bars(place: Path, reports: Path) -> None:
    blocks = written(place, "--ladder", str(reports / "ladder.json"))
    rows = lines_of(blocks["ladder"])
    assert (
        [name[0] for name in rows if name[0].isdigit()] == list("123456") == [str(at + 1) for at in range(len(RUNGS))]
    )
    found = json.loads((reports / "ladder.json").read_bytes())
    missed = [bar["says"] for bar in found["bars"] if bar["met"] is False]
    assert missed and all(says in blocks["ladder"] for says in missed)
    assert "rung 6" in lines_of(blocks["ladder_by_level"])


def test_gate_and_selection_tell_what_was_not_reached(tmp_path: Path) -> None:
    (tmp_path / "gated.yaml").write_text(GATED)
    run, place = tmp_path / "run", tmp_path / "benchmark"
    build_benchmark(str(tmp_path / "gated.yaml"), run)
    publish_run(run, place)
    words = [word for name in ("gate", "selection") for word in (f"--{name}", str(run / f"{name}.json"))]
    blocks = written(place, *words)
    assert "**Not passed.**" in blocks["gate"] and "are the full gate's, told next" in blocks["gate"]
    assert f"with at most {100 * selection_of(run)['gap']:.1f} % of its objective left to gain" in blocks["selection"]
    assert lines_of(blocks["gate"])["process, independent build"][-2:] == ["estimate at most 10.0", "**not passed**"]
    hard = [one for one in selection_of(run)["missed"] if one["rank"] in ("size", "task", "bar")]
    assert hard and all(one["name"] in blocks["selection"] for one in hard)
    assert lines_of(blocks["selection"].split("missed in")[0])["tool_irrelevance"][4] == str(len(hard))
    broken = {**json.loads((run / "selection.json").read_bytes()), "splits": {}}
    (run / "selection.json").write_text(json.dumps(broken))
    with pytest.raises(SystemExit, match="is of 0 pairs, not all of them these"):
        written(place, *words)


def selection_of(run: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run / "selection.json").read_bytes())["splits"]["tool_irrelevance"]
    return found


def test_a_report_of_other_pairs_is_refused(place: Path, reports: Path) -> None:
    found = json.loads((reports / "audit.json").read_bytes())
    (place / "reports").mkdir()
    (place / "reports/audit.json").write_text(json.dumps({**found, "pairs": 7}))
    says = rf"audit\.json: is of 7 pairs; the release holds {found['pairs']}: measure this release"
    with pytest.raises(SystemExit, match=says):
        card_of(place)
    (place / "reports/audit.json").write_text('{"kind": "other"}')
    with pytest.raises(SystemExit, match="is no report of audit"):
        card_of(place)


# the pieces


def test_data_cannot_break_out_of_its_block() -> None:
    assert "<!--" not in harmless("<!-- end of example -->")


def test_all_splits_have_a_short_name() -> None:
    assert tuple(SHORT) == SPLITS and max(Counter(SHORT.values()).values()) == 1
