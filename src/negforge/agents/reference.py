"""Reference agents: the goal's policy, carried out with a skill, a style and a voice, in the world itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from negforge.agents.decisions import Decision, Slip
from negforge.agents.episode import Act, Episode
from negforge.agents.hands import PLAIN, Nothing, Over, ScriptedHands, Stuck, Style
from negforge.agents.recording import rollout_of
from negforge.agents.skills import CAREFUL, LAPSES, SLIPS_ONCE, Skill, skill_with
from negforge.agents.voices import VOICES, Voice, VoiceName
from negforge.core.json_text import Json
from negforge.core.trajectory import Rollout
from negforge.worlds.outcome import Outcome
from negforge.worlds.session import Session
from negforge.worlds.tasks import WorldTask

HARD_TO_SHOW = ("tell", "more")  # slips that the transcript alone seldom shows: tried after the others
SLIPS_TRIED = 6  # forks at which a slip is tried, until one costs the outcome


@dataclass(frozen=True, slots=True)
class Agent:
    """A reference agent: skill, style and voice are independent of one another."""

    skill: Skill = CAREFUL
    style: Style = PLAIN
    voice: VoiceName = "terse"

    @property
    def name(self) -> str:
        return f"reference {self.voice}"


@dataclass(frozen=True, slots=True)
class Played:
    """A rollout with its outcome check, the session it ran in, what was done reply by reply, and the forks it came
    to."""

    rollout: Rollout
    outcome: Outcome
    session: Session
    acts: tuple[Act, ...]
    decisions: tuple[Decision, ...]


def play(task: WorldTask, agent: Agent, rng_seed: int = 0, slip: Slip | None = None, wording: int = 0) -> Played:
    """One rollout of the task by a reference agent. The same task, agent and seed give the same messages; with a slip
    the same up to that fork; with another ``wording`` the same work in other words to the user."""
    if agent.skill.lapse == "slips_once" and slip is None:
        slip = _costly_slip(task, agent, rng_seed)
    episode = Episode(task)
    seed = f"play:{task.name}:{agent.name}:{agent.style.name}:{rng_seed}"
    hands = ScriptedHands(episode, agent.skill, agent.style, Voice(agent.voice), seed, slip, wording)
    settings: dict[str, Json] = {
        "skill": agent.skill.name,
        "style": agent.style.name,
        "voice": agent.voice,
        "rng_seed": rng_seed,
    }
    try:
        task.goal.solve(hands)
    except Stuck as stuck:
        hands.report(stuck)
    except Nothing:
        hands.report_nothing()
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, StopIteration) as error:
        if agent.skill.lapse == "none" and slip is None and not episode.session.faults_met:
            settings["tripped"] = repr(error)  # without cause: a fault of the goal's policy, which no run may hide
        hands.report_nothing()  # an answer that a fault cut down, or that was not read well, leaves nothing to go on
    except Over:
        pass
    outcome = episode.outcome()
    rollout = rollout_of(episode, agent.name, settings, "finished", outcome)
    return Played(rollout, outcome, episode.session, tuple(episode.acts), tuple(hands.decisions))


def drawn_agent(task: WorldTask, rng: Random, careful: float = 0.5) -> Agent:
    """An agent with a random voice and style, careful with probability ``careful``, else with a lapse: every other one
    slips once, the others leave one sort of decision out wherever they come to it."""
    style = Style(rng.random() < 0.5, rng.random() < 0.4, rng.random() < 0.5)
    skill = CAREFUL if rng.random() < careful else _careless(task, rng)
    return Agent(skill, style, rng.choice(VOICES))


def _careless(task: WorldTask, rng: Random) -> Skill:
    return SLIPS_ONCE if rng.random() < 0.5 else skill_with(rng.choice(LAPSES), task.goal.constraints, rng)


def _costly_slip(task: WorldTask, agent: Agent, rng_seed: int) -> Slip | None:
    """One fork of the careful run at which a slip costs the outcome; None where none of those tried does."""
    careful = replace(agent, skill=CAREFUL)
    forks = [one for one in play(task, careful, rng_seed).decisions if one.kind != "call"]
    Random(f"slip:{task.name}:{agent.name}:{agent.style.name}:{rng_seed}").shuffle(forks)
    forks.sort(key=lambda fork: fork.kind in HARD_TO_SHOW)
    slips = (Slip(fork.number) for fork in forks[:SLIPS_TRIED])
    return next((slip for slip in slips if not play(task, careful, rng_seed, slip).outcome.success), None)
