"""Two versions of a benchmark: what came, went and changed, and which numbers compare still."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from negforge.adapters.full_layout import Known, full_row
from negforge.adapters.json_values import encode
from negforge.adapters.pair_layouts import write_plan_rewardbench
from negforge.adapters.wire import encode_pair
from negforge.cli.main import main
from negforge.core.certificate import Certificate
from negforge.core.errors import UsageError
from negforge.core.message import say
from negforge.core.pair import Pair, pair_id
from negforge.core.task import new_task
from negforge.core.trajectory import Label, Trajectory
from negforge.pipeline.building.publishing_run import publish_run
from negforge.pipeline.reading.pair_files import load_pairs
from negforge.pipeline.telling.comparing import compare
from negforge.pipeline.telling.comparison import Comparison, SplitChange
from tests.small_run import small_run
from tests.validate.examples import FARES

PROOF = Certificate("records", (), "swap_values", "{}")


def pair(number: int, *, answer: str = "", split: str = "planning_single_easy", proof: Certificate = PROOF) -> Pair:
    """The pair of the task with this number; ``answer``: of the rejected."""
    task = new_task((say("user", f"What does train {number} cost?"),), FARES.tools, parent="fares")
    chosen = Trajectory((say("assistant", f"It costs {number}."),))
    rejected = Trajectory((say("assistant", answer or f"It costs {number + 1}."),))
    label = Label("chosen", by="program")
    return Pair(
        pair_id(task, chosen, rejected), task, chosen, rejected, "swapped_values", "planning", "rule", label,
        certificate=proof, split=split,
    )  # fmt: skip


def file_of(path: Path, pairs: Sequence[Pair]) -> Path:
    path.write_bytes(b"".join(encode_pair(one) + b"\n" for one in pairs))
    return path


def compared(folder: Path, old: Sequence[Pair], new: Sequence[Pair], tolerance: float = 0.05) -> Comparison:
    return compare(file_of(folder / "a.jsonl", old), file_of(folder / "b.jsonl", new), print, tolerance=tolerance)


def only(found: Comparison) -> SplitChange:
    (one,) = found.splits
    return one


def test_the_same_pairs_compare(tmp_path: Path) -> None:
    found = compared(tmp_path, [pair(n) for n in range(5)], [pair(n) for n in reversed(range(5))])
    one = only(found)
    assert (one.before, one.after, len(one.common)) == (5, 5, 5)
    assert not (one.retold or one.changed or one.dropped or one.added or found.moved)
    assert found.accuracy_compares(one) and found.slices_compare(one) and found.macro_compares


def test_added_and_dropped_pairs_are_named(tmp_path: Path) -> None:
    one = only(compared(tmp_path, [pair(1), pair(2)], [pair(2), pair(3)]))
    assert (one.dropped, one.added, one.common) == ([pair(1).id], [pair(3).id], [pair(2).id])
    assert one.turnover == 0.5


def test_the_same_task_with_other_words_is_changed(tmp_path: Path) -> None:
    one = only(compared(tmp_path, [pair(1), pair(2)], [pair(1), pair(2, answer="It costs a lot.")]))
    assert one.changed == [(pair(2).id, pair(2, answer="It costs a lot.").id)]
    assert not one.added and not one.dropped


def test_of_several_pairs_of_a_task_those_of_the_same_defect_belong_together(tmp_path: Path) -> None:
    old = [pair(1, answer="a"), replace(pair(1, answer="b"), defect="overclaimed")]
    new = [replace(pair(1, answer="c"), defect="overclaimed"), pair(1, answer="d"), pair(1, answer="e")]
    one = only(compared(tmp_path, old, new))
    assert one.changed == [(old[0].id, new[1].id), (old[1].id, new[0].id)]
    assert one.added == [new[2].id]


def test_another_proof_of_the_same_words_is_retold(tmp_path: Path) -> None:
    found = compared(tmp_path, [pair(1)], [pair(1, proof=replace(PROOF, depth="late"))])
    assert only(found).retold == [pair(1).id]
    assert found.accuracy_compares(only(found)) and not found.slices_compare(only(found))


def test_sides_that_are_exchanged_are_another_pair(tmp_path: Path) -> None:
    own = pair(1)
    turned = replace(own, chosen=own.rejected, rejected=own.chosen)
    one = only(compared(tmp_path, [own], [turned]))
    assert len(one.changed) == 1 and not one.common


def test_a_pair_in_another_split_is_told(tmp_path: Path) -> None:
    found = compared(tmp_path, [pair(1)], [pair(1, split="planning_single_hard")])
    assert found.moved == ((pair(1).id, "planning_single_easy", "planning_single_hard"),)
    assert [one.split for one in found.splits] == ["planning_single_easy", "planning_single_hard"]
    assert not found.macro_compares


@pytest.mark.parametrize(("tolerance", "compares"), [(0.05, False), (0.1, True), (0.0, False), (1.0, True)])
def test_the_tolerance_decides_what_compares(tmp_path: Path, tolerance: float, compares: bool) -> None:
    found = compared(tmp_path, [pair(n) for n in range(10)], [pair(n) for n in range(1, 11)], tolerance)
    assert found.accuracy_compares(only(found)) is found.macro_compares is compares


def test_growth_counts_too(tmp_path: Path) -> None:
    found = compared(tmp_path, [pair(1)], [pair(n) for n in range(10)])
    assert only(found).turnover == 0.9


def test_layouts_compare_with_one_another(tmp_path: Path) -> None:
    pairs = [pair(n, answer=text) for n, text in enumerate(["", "Ürümqi\u2028😀", '"\\'])]
    own = file_of(tmp_path / "own.jsonl", pairs)
    (tmp_path / "full.jsonl").write_bytes(b"".join(encode(full_row(one, Known("u"))) + b"\n" for one in pairs))
    plain = (encode(write_plan_rewardbench(one)) + b"\n" for one in pairs)
    (tmp_path / "plain.jsonl").write_bytes(b"".join(plain))
    for name in ("full.jsonl", "plain.jsonl"):
        one = only(compare(own, tmp_path / name, print))
        assert (len(one.common), one.retold, one.changed) == (3, [], []), name


def test_a_run_compares_with_its_release(tmp_path: Path) -> None:
    publish_run(small_run(), tmp_path / "b")
    found = compare(small_run(), tmp_path / "b", print)
    assert all(len(one.common) == one.before == one.after and not one.retold for one in found.splits)
    assert found.remade == ()


def test_releases_say_what_they_were_made_from(tmp_path: Path) -> None:
    for name in ("1", "2"):
        publish_run(small_run(), tmp_path / name, release=name)
    assert compare(tmp_path / "1", tmp_path / "2", print).remade == ("release",)


def test_a_place_without_pairs_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(UsageError, match=r"empty\.jsonl"):
        compare(file_of(tmp_path / "a.jsonl", [pair(1)]), tmp_path / "empty.jsonl", print)


def test_the_verb_tells_and_writes_the_common_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = file_of(tmp_path / "a.jsonl", [pair(1), pair(2)]), file_of(tmp_path / "b.jsonl", [pair(2), pair(3)])
    words = ["diff", str(old), str(new)]
    assert main([*words, "--common", str(tmp_path / "c.jsonl")]) == 0
    shown = capsys.readouterr().out
    assert "planning_single_easy  2  2       1" in shown and "the 1 common pairs do" in shown
    assert [one.id for one in load_pairs(tmp_path / "c.jsonl")] == [pair(2).id]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["splits"][0]["added"] == [pair(3).id] and told["macro_compares"] is False
    assert main(["diff", str(old), str(tmp_path / "nowhere")]) == 2
