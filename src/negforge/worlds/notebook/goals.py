"""What the notebook's users want, put together."""

from __future__ import annotations

from negforge.worlds.notebook.goals_bypass import BYPASS
from negforge.worlds.notebook.goals_changes import CHANGES
from negforge.worlds.notebook.goals_later import LATER
from negforge.worlds.notebook.goals_leaving import LEAVING
from negforge.worlds.notebook.goals_look import LOOK
from negforge.worlds.notebook.goals_missing import MISSING
from negforge.worlds.notebook.goals_money import MONEY
from negforge.worlds.notebook.goals_papers import PAPERS
from negforge.worlds.notebook.goals_refusal import REFUSAL
from negforge.worlds.notebook.goals_talks import TALKS

GOALS = (*LOOK, *MONEY, *PAPERS, *LEAVING, *TALKS, *LATER, *CHANGES, *REFUSAL, *BYPASS, *MISSING)
