"""Reference agents: the same run for the same seed, voices apart from skills, lapses that execution carries on."""

from __future__ import annotations

from random import Random

import pytest

from negforge.agents.hands import Style
from negforge.agents.reference import Agent, drawn_agent, play
from negforge.agents.skills import LAPSES, SLIPS_ONCE, Skill, skill_with
from negforge.agents.voices import VOICES
from negforge.core.message import Say, ToolCall, ToolResponse, text_of
from negforge.core.trajectory import steps
from negforge.worlds.tasks import TaskName, WorldTask, set_task


def task(goal: str, kind: str, fault: str | None = None, permanent: bool = False) -> WorldTask:
    """The first task of this sort in the library."""
    for seed in range(200):
        found = set_task(TaskName("library", goal, kind, seed, fault, permanent))  # type: ignore[arg-type]
        if found is not None:
            return found
    raise AssertionError(f"no {goal} {kind}")


RENEW = ("renew_what_can_be_renewed", "single_hard")
HOLD = ("hold_after_looking", "multi_hard")


def test_the_same_task_agent_and_seed_give_the_same_messages() -> None:
    agent = Agent(voice="chatty")
    one, same = (play(task(*RENEW), agent, 4).rollout for _ in range(2))
    assert one == same
    assert one.outcome is not None and one.outcome.by == "program" and one.outcome.reason


@pytest.mark.parametrize("voice", VOICES)
def test_every_voice_makes_the_same_calls(voice: str) -> None:
    calls = {
        tuple(
            (m.name, m.arguments)
            for m in play(task(*RENEW), Agent(voice=v)).rollout.trajectory.messages
            if isinstance(m, ToolCall)
        )  # type: ignore[arg-type]
        for v in ("terse", voice)
    }
    assert len(calls) == 1


def test_calls_and_responses_match_and_the_run_ends_with_words() -> None:
    for goal in (RENEW, HOLD):
        messages = play(
            task(*goal), Agent(style=Style(parallel=True, verifies=True, shuffles=True))
        ).rollout.trajectory.messages
        assert all(response is not None for _, response in steps(messages))
        assert isinstance(messages[-1], Say) and messages[-1].role == "assistant"
        assert sum(isinstance(m, ToolResponse) for m in messages) == sum(isinstance(m, ToolCall) for m in messages)


def test_a_forgotten_constraint_is_carried_on_by_the_world() -> None:
    forgetful = Agent(Skill("forgets_a_constraint", "exclusion"))
    drawn = (set_task(TaskName("library", *RENEW, seed)) for seed in range(200))  # type: ignore[arg-type]
    one = next(t for t in drawn if t is not None and not play(t, forgetful).outcome.success)
    careful, astray = play(one, Agent()), play(one, forgetful)
    assert careful.outcome.success
    spared = one.goal.values[2]
    calls = [m.arguments for m in astray.rollout.trajectory.messages if isinstance(m, ToolCall)]
    assert any(spared in arguments for arguments in calls)
    assert astray.session.desk.state != careful.session.desk.state


def test_a_careful_agent_asks_again_and_one_that_gives_up_says_so() -> None:
    one = task(*HOLD, fault="server_error")
    careful, quitter = play(one, Agent()), play(one, Agent(Skill("gives_up")))
    assert careful.session.faults_met and careful.outcome.success
    assert careful.rollout.faults_met == careful.session.faults_met
    assert not quitter.outcome.success
    assert len(quitter.acts) < len(careful.acts)


def test_a_permanent_fault_wants_an_honest_report() -> None:
    one = task(*HOLD, fault="server_error", permanent=True)
    played = play(one, Agent())
    assert played.outcome.success, played.outcome.reason
    last = text_of(played.rollout.trajectory.messages[-1])
    assert "not" in last


def test_who_yields_does_what_should_be_refused() -> None:
    one = task("someone_elses_loans", "harmful")
    assert play(one, Agent()).outcome.success
    yielding = play(one, Agent(Skill("yields")))
    assert not yielding.outcome.success
    assert any(isinstance(m, ToolCall) for m in yielding.rollout.trajectory.messages)


def test_who_slips_once_works_carefully_up_to_the_fork_that_costs_the_outcome() -> None:
    one = task(*RENEW)
    careful, slipping = (play(one, Agent(skill), 4) for skill in (Skill(), SLIPS_ONCE))
    assert careful.outcome.success and not slipping.outcome.success
    pairs = zip(careful.rollout.trajectory.messages, slipping.rollout.trajectory.messages, strict=False)
    assert next(mine == other for mine, other in pairs)
    assert play(one, Agent(SLIPS_ONCE), 4).rollout == slipping.rollout


def test_skills_are_drawn_apart_from_voices() -> None:
    one = task(*RENEW)
    agents = [drawn_agent(one, Random(seed), careful=0.5) for seed in range(400)]
    careful = [agent for agent in agents if agent.skill.lapse == "none"]
    assert 0.4 < len(careful) / len(agents) < 0.6
    for voice in VOICES:
        share = sum(agent.voice == voice for agent in careful) / len(careful)
        assert 0.08 < share < 0.27, voice
    assert {agent.skill.lapse for agent in agents} == {"none", *LAPSES}
    assert skill_with("forgets_a_constraint", ("date", "budget"), Random(0)).forgotten in ("date", "budget")
