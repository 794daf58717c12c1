"""What is held against one another: what the user asked for in a task, and what a whole run reads like."""

from __future__ import annotations

from negforge.core.message import said_by, text_of
from negforge.core.task import Task
from negforge.core.trajectory import Trajectory, shown
from negforge.core.transcript import render_messages


def task_text(task: Task, trajectory: Trajectory) -> str:
    """All that the user says, a line a turn: later turns are part of what is asked."""
    return "\n".join(text_of(one) for one in shown(task, trajectory) if said_by(one, "user"))


def transcript_text(task: Task, trajectory: Trajectory) -> str:
    """The run as it is read, without the rules: all tasks of a world have those in common."""
    return "\n".join(render_messages([one for one in shown(task, trajectory) if not said_by(one, "system")]))
