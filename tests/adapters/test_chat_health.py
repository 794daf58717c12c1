"""How long an endpoint that does not answer is waited for, and what the user is told of it."""

from __future__ import annotations

import pytest

from negforge.adapters.chat.endpoint import Endpoint, Secret
from negforge.adapters.chat.health import Health

REFUSED = "Connection refused"
ENDPOINT = Endpoint("far", "m", Secret("https://rm.example:8443/v1/token-in-path"), Secret("sk-very-secret-0123456789"))


def test_who_never_answered_and_refuses_is_given_up_after_its_patience_and_that_is_told_once() -> None:
    notes: list[str] = []
    health = Health(ENDPOINT, notes.append, set())
    for second in range(30):
        health.failed(REFUSED, float(second), refused=True)
        assert not health.hopeless(REFUSED, float(second))
    assert health.wait(20.0, 25.0) == 5.0  # the last attempt is not put off beyond the end
    assert health.hopeless(REFUSED, 30.0) and health.hopeless(REFUSED, 31.0)
    assert notes == [
        "far: no answer so far from rm.example:8443 (Connection refused); nobody answered there yet: given up after "
        "30 s",
        "far: nobody answers at rm.example:8443 (Connection refused): given up after 30 s; start the server or mend "
        "the address, then type the same command again (--set patience=600 waits longer for a server that is starting)",
    ]


@pytest.mark.parametrize("status", [True, False], ids=["answered before", "an error with a status"])
def test_where_somebody_is_it_is_waited_for_as_long_as_one_call_may_take(status: bool) -> None:
    notes: list[str] = []
    health = Health(ENDPOINT, notes.append, set())
    if status:
        health.served(0.0)
    else:
        health.failed("status 503", 0.0)
    for second in range(1, 590):
        health.failed(REFUSED, float(second), refused=True)
        assert not health.hopeless(REFUSED, float(second))
    assert health.hopeless(REFUSED, 601.0)
    (told,) = notes
    assert "rm.example:8443" in told and "up to 600 s; --set deadline=60 for less; nothing is lost" in told
    health.served(602.0)
    assert "answers again after" in notes[-1] and not health.hopeless(REFUSED, 603.0)


def test_what_answered_one_stage_is_known_to_the_next() -> None:
    there: set[str] = set()
    Health(ENDPOINT, lambda _: None, there).served(0.0)
    later = Health(ENDPOINT, lambda _: None, there)
    later.failed(REFUSED, 0.0, refused=True)
    assert not later.hopeless(REFUSED, 100.0)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("http://name:password@host.example/v1?key=secret", "host.example"),
        ("http://[::1]:8000/v1", "[::1]:8000"),
        ("http://127.0.0.1:8000/v1", "127.0.0.1:8000"),
    ],
)
def test_a_place_is_host_and_port_and_nothing_else(address: str, place: str) -> None:
    assert Endpoint("far", "m", Secret(address), Secret("none")).place == place
