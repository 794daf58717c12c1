"""All tools of the tracker, and what may happen later."""

from __future__ import annotations

from negforge.worlds.tracker.tools_issue import add_comment, assign_reviewer, edit_issue, link_issues, transition_issue
from negforge.worlds.tracker.tools_more import (
    bulk_edit,
    poll_events,
    refresh_token,
    run_job,
    save_query,
    update_worklog,
)
from negforge.worlds.tracker.tools_read import get_issue, list_sprints, project_details, search_issues, sprint_table

TOOLS = (
    search_issues, get_issue, project_details, list_sprints, sprint_table, edit_issue, transition_issue, link_issues,
    add_comment, update_worklog, bulk_edit, save_query, poll_events, refresh_token,
)  # fmt: skip
EFFECTS = {"assign_reviewer": assign_reviewer, "run_job": run_job}
