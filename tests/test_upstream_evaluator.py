"""The published evaluator scores our files unchanged: it runs as a child process against the mock server."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from negforge.pipeline.building.publishing_run import publish_run
from tests.mock_endpoint import mock_endpoint
from tests.small_run import small_run
from tests.upstream_evaluator import lines, predictions, run_upstream, upstream


def test_every_pair_is_scored_in_both_orders_without_an_error(tmp_path: Path) -> None:
    script = upstream()
    counts = publish_run(small_run(), tmp_path / "benchmark").manifest["counts"]["by_split"]
    with mock_endpoint() as endpoint:
        ran = run_upstream(script, tmp_path, endpoint.base_url)
    assert ran.returncode == 0, ran.stderr
    assert "Error" not in ran.stdout and "failed" not in ran.stdout, ran.stdout
    for split, told in counts.items():
        found = lines(predictions(tmp_path, split))
        assert Counter(one["swapped"] for one in found) == {False: told["pairs"], True: told["pairs"]}
        assert len({one["uuid"] for one in found}) == told["pairs"]
        assert {one["winner"] for one in found} <= {"A", "B", "Tie"}
        assert all(one["total_tokens"] > 0 for one in found)
