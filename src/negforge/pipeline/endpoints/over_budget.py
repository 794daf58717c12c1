"""What is told where the budget ends before the work does."""

from __future__ import annotations

from negforge.core.errors import RunError
from negforge.recipe.models import Spend


def over_budget(spend: Spend, left: int, of: int, what: str) -> RunError:
    """The error to raise. ``what`` says of which things ``left`` are left, and how: "questions are not asked"."""
    bounds = ", ".join(f"{name} {value:g}" for name, value in spend.model_dump().items() if value is not None)
    return RunError(
        f"the budget ({bounds}) ends here: {left} of {of} {what}; raise it and type the same command again: "
        "what is answered is kept, and is not paid for twice"
    )
