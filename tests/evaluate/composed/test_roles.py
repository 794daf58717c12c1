"""Roles: pairs that the checks decided and pairs that were passed on, each with its own accuracy; members' failures."""

from __future__ import annotations

from negforge.core.verdict import BOTH_ORDERS, Failure, Judgement, Order, Verdict
from negforge.evaluate.composed.gated import Veto, gated
from negforge.evaluate.composed.names import Ensemble, Gated
from negforge.evaluate.composed.roles import GateRole, MemberRole, roles

GATE = Gated("gated:b", "b")
SAID: dict[str, tuple[Verdict, Veto]] = {
    "p1": ("rejected", Veto("chosen", ("claims", "repeats"))),
    "p2": ("chosen", Veto("rejected", ("repeats",))),
    "p3": ("chosen", Veto("chosen", ("claims",))),
    "p4": ("tie", Veto(None)),
    "p5": ("chosen", Veto(None)),
    "p6": ("chosen", Veto(Failure("crash", "a check"))),
}
BASE = [Judgement(pair, "b", order, said) for pair, (said, _) in SAID.items() for order in BOTH_ORDERS]
OWN = [gated(one, GATE.name, SAID[one.pair_id][1]) for one in BASE]
CLUSTERS = {pair: pair for pair in SAID}


def test_both_roles_of_a_gate_are_told_apart() -> None:
    by_role = {one.role: one for one in roles([GATE], [*BASE, *OWN], CLUSTERS) if isinstance(one, GateRole)}
    veto, passed, crashed = by_role["veto"], by_role["passed on"], by_role["crashed"]
    assert (veto.rate.n, round(veto.rate.value, 3), round(veto.base.value, 3)) == (3, 0.667, 0.667)
    assert (passed.rate.n, passed.rate.value, passed.base.value) == (2, 0.75, 0.75)
    assert (crashed.rate.n, crashed.rate.failed, crashed.base.value) == (0, 1, 1.0)
    assert [(name, rate.n, rate.value) for name, rate in veto.by] == [("claims", 2, 1.0), ("repeats", 2, 0.5)]


def test_a_gate_that_never_crashed_has_two_roles_even_where_one_was_idle() -> None:
    idle = [one for one in OWN if one.pair_id == "p5"]
    found = roles([GATE], [*BASE, *idle], CLUSTERS)
    assert [(one.role, one.rate.n) for one in found if isinstance(one, GateRole)] == [("veto", 0), ("passed on", 1)]


def test_members_of_an_ensemble_are_counted() -> None:
    one = Ensemble("ensemble:a+b", ("a", "b"))

    def judged(name: str, order: Order, outcome: Verdict | Failure) -> Judgement:
        return Judgement("p1", name, order, outcome)

    held = [
        judged("a", "chosen_first", "chosen"),
        judged("a", "rejected_first", Failure("timeout", "late")),
        judged("b", "chosen_first", "rejected"),
        judged("b", "rejected_first", "rejected"),
        judged(one.name, "chosen_first", "tie"),
        judged(one.name, "rejected_first", "rejected"),
    ]
    assert roles([one], held, {"p1": "t"}) == (MemberRole(one.name, "a", 2, 1, 0), MemberRole(one.name, "b", 2, 0, 1))


def test_samples_vote_in_a_role_as_they_do_in_the_accuracy() -> None:
    said: list[Verdict] = ["chosen", "chosen", "rejected"]
    base = [Judgement("p5", "b", "chosen_first", one, sample=at) for at, one in enumerate(said)]
    own = [gated(one, GATE.name, Veto(None)) for one in base]
    by_role = {one.role: one for one in roles([GATE], [*base, *own], CLUSTERS) if isinstance(one, GateRole)}
    assert (by_role["passed on"].rate.value, by_role["passed on"].base.value) == (1.0, 1.0)
