"""Who made which rollout, read from the file of rollouts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from negforge.adapters.rollout_makers import Made, makers_in
from negforge.adapters.wire import encode_rollout
from negforge.core.errors import UsageError
from negforge.core.message import say
from negforge.core.trajectory import Rollout, Trajectory
from tests.validate.examples import CHOSEN, FARES

RUN = Rollout("r1", FARES, Trajectory(CHOSEN), "reference formal", '{"voice":"formal"}')


def test_the_maker_and_the_settings_by_id(tmp_path: Path) -> None:
    odd = replace(RUN, id="r2", maker=None, settings=None, trajectory=Trajectory((say("user", "\ud800"),)))
    odd_maker = replace(RUN, id="r3", maker="half \ud800")
    (tmp_path / "r").write_bytes(b"".join(encode_rollout(one) + b"\n" for one in (RUN, odd, odd_maker)))
    made = makers_in(tmp_path / "r")
    assert made["r1"] == Made("reference formal", '{"voice":"formal"}')
    assert made["r2"] == Made(None, None)
    assert made["r3"].maker == "half \ud800"


@pytest.mark.parametrize("line", [b"{}", b"[]", b"nonsense", b'{"id":1}'])
def test_what_is_no_rollout_is_told_with_its_line(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "r").write_bytes(encode_rollout(RUN) + b"\n" + line + b"\n")
    with pytest.raises(UsageError, match="line 2: no rollout"):
        makers_in(tmp_path / "r")
