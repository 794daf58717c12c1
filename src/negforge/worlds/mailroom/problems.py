"""Errors as the mailroom's services write them: problem details in the manner of RFC 9457."""

from __future__ import annotations

import json

from negforge.worlds.world import Problem


def described(problem: Problem) -> str:
    """The body of an error response."""
    body = {
        "type": f"https://api.orrinvale.example/problems/{problem.code.replace('_', '-')}",
        "status": problem.status,
        "detail": problem.message,
        **problem.details,
    }
    return json.dumps(body, ensure_ascii=False, default=str)
