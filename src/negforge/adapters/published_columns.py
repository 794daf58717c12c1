"""What stands in the published files, column by column: Plan-RewardBench's layout, and ours in full."""

from __future__ import annotations

from negforge.adapters.columns import Column

_ENTRY = (
    Column("role", "string", "`user`, `assistant`, `tool_call` or `tool_response`."),
    Column(
        "content",
        "string",
        "What was said or returned; of a call a Python literal `{'name': ..., 'arguments': '<JSON text>'}`.",
    ),
    Column("name", "string", "On every tool response the name of its tool.", "no tool response (the key is absent)"),
)
_ENTRIES = (Column("messages", _ENTRY, "All messages in order; N calls in a row, then their N responses.", many=True),)

PLAN_REWARDBENCH: tuple[Column, ...] = (
    Column("query", "string", "The user turns that open the task, a line each."),
    Column("tools", "json", 'The tools on offer: a list of `{"type": "function", "function": {...}}`.'),
    Column("uuid", "string", "Of the pair (theirs is the task's): unique in a release, and the same in later ones."),
    Column("chosen", _ENTRIES, "The better trajectory, its first user turn included."),
    Column("reject", _ENTRIES, "The worse trajectory."),
    Column("_lcp_bucket", "string", "The split, by their name for it."),
    Column("task_id", "string", "The task: pairs of one task share query, tools and policy."),
    Column("template_id", "string", "The plan skeleton of the task: the unit to cluster intervals by."),
    Column("canary", "string", "The same text in every record: a corpus that holds it holds benchmark data."),
)

_MESSAGE = (
    Column("role", "string", "`system`, `user`, `assistant`, `tool_call` or `tool_response`."),
    Column("content", "string", "What was said or returned; of a call its arguments, the caller's own JSON text."),
    Column("name", "string", "The tool that is called or answers.", "words, or a response whose tool is not known"),
    Column("call_id", "string", "Ties a response to its call. Hashed anew: its spelling tells nothing.", "words"),
    Column("with_previous", "bool", "Whether a call came in the same reply as the message before it."),
    Column("is_error", "bool", "Whether the response is an error by the tool's own flag.", "nobody says"),
    Column("reasoning", "string", "What an assistant thought before it spoke.", "nothing is known of it"),
    Column("other", "string", "JSON text of what a log had beside these (images, speakers).", "there is nothing else"),
)
_EDIT = (
    Column("at", "int64", "The place in the base, counted before any edit."),
    Column("before", _MESSAGE, "The message that stands there.", "this one is inserted"),
    Column("after", _MESSAGE, "The message that stands there then.", "this one is deleted"),
)
_EVIDENCE = (
    Column("message", "int64", "The message's number in `opening` and side, counted in one row from 0."),
    Column("quote", "string", "Stands in that message's text."),
)
_FINDING = (
    Column("check", "string", "The check that objects."),
    Column("says", "string", "A sentence that a reader can verify."),
    Column("evidence", _EVIDENCE, "Where to look: the symptom first, then what proves it.", many=True),
    Column("arithmetic", "int64", "Steps of reckoning that it takes to see it."),
    Column("constraints", "int64", "Conditions to hold in mind at once."),
)
_REACH = (
    Column("hops", "int64", "Messages between the symptom and the farthest evidence."),
    Column("arithmetic", "int64", "Steps of reckoning."),
    Column("constraints", "int64", "Conditions to hold in mind at once."),
    Column("changes", "int64", "Writes between symptom and evidence."),
    Column("neutral", "int64", "Differences that do not matter, on both sides."),
    Column("tokens", "int64", "Of query, tools and the longer side, UTF-8 bytes / 4."),
)
_CERTIFICATE = (
    Column("check", "string", "The check that finds nothing on the chosen and the defect on the rejected."),
    Column("failed", _FINDING, "What it finds on the rejected.", many=True),
    Column("rule", "string", "The rule or the way the pair was made."),
    Column("parameters", "string", "JSON text of what the rule chose, so that the pair can be made again."),
    Column("passed", "string", "All checks that find nothing on the chosen.", many=True),
    Column(
        "consequences", _FINDING, "What other checks find on the rejected because the defect implies it.", many=True
    ),
    Column("chosen_outcome", "string", "How the chosen ended in its world; empty: not known."),
    Column("rejected_outcome", "string", "How the rejected ended in its world; empty: not known."),
    Column("depth", "string", "`early`, `middle` or `late`: the third of the run in which the sides part."),
    Column("similarity", "float64", "Of the agents' parts of both sides, 0 to 1.", "not computed"),
    Column("reach", _REACH, "What the level is computed from.", "not computed"),
    Column("warrant", "string", "The sentence of query or policy that makes a waste wrong; empty: none is needed."),
)
_LABEL = (
    Column("value", "string", "The better side: `chosen`."),
    Column("by", "string", "Who says so: `program`, `outcome`, `person` or `panel`."),
    Column("strength", "float64", "How sure they are.", "nobody says"),
    Column("votes", "string", "Single opinions behind it.", many=True),
    Column("reason", "string", "One sentence; empty: none was given."),
)
_TOOL = (
    Column("name", "string", "Its name."),
    Column("description", "string", "What it is for, as the agent was told."),
    Column("parameters", "string", "JSON text of its JSON Schema."),
    Column("other", "string", "JSON text of its annotations.", "there are none"),
)

FULL: tuple[Column, ...] = (
    Column("id", "string", "Of the pair: a hash of task and both trajectories."),
    Column("uuid", "string", "The same pair's `uuid` in Plan-RewardBench's layout."),
    Column("split", "string", "The published file that it belongs to."),
    Column("task_id", "string", "The task: pairs of one task share query, tools and policy."),
    Column("template_id", "string", "The plan skeleton of the task: the unit to cluster intervals by."),
    Column("family", "string", "The scenario family.", "a foreign pair of none"),
    Column("world", "string", "The executable world that the task is set in.", "a log or a written rollout"),
    Column("parent", "string", "The source's own name of the task; in a world it makes the task again.", "it has none"),
    Column("defect", "string", "The declared fault of the rejected.", "a foreign pair does not say"),
    Column("claim", "string", "What that defect says, for a reader to check.", "no defect is declared"),
    Column("severity", "int64", "Of the defect: 1 wasteful, 2 misleading, 3 harmful.", "no defect is declared"),
    Column("mirror", "string", "Another defect, or a kind of chosen, where the same change is right.", "no defect"),
    Column("level", "int64", "1 to 5: how hard the fault is to see.", "not computed"),
    Column("depth", "string", "`early`, `middle` or `late`: the third in which the sides part.", "not computed"),
    Column("similarity", "float64", "Of the agents' parts of both sides, 0 to 1.", "not computed"),
    Column("origin", "string", "`rule`, `minimal_edit`, `natural` or `mined`."),
    Column("suffix", "string", "What followed the edit: `freeze`, `replay` or `reroll`.", "nothing was edited"),
    Column("twin", "string", "The change by which it is another pair's twin; empty: it is a pair of its own."),
    Column("maker", "string", "Who made the chosen's rollout.", "the log does not say"),
    Column("rejected_maker", "string", "Who made the rejected's rollout, where another one did.", "it was edited"),
    Column("settings", "string", "JSON text of how the chosen's rollout was made.", "the log does not say"),
    Column("rollout", "string", "The id of the chosen's rollout in the run.", "there is none"),
    Column("policy", "string", "The rules that the agent was given beside the messages.", "it was given none"),
    Column("tools_declared", "bool", "False: the log named no tools, they were inferred from the calls."),
    Column("tools", _TOOL, "The tools on offer.", many=True),
    Column("opening", _MESSAGE, "The messages before the agent acts; both sides share them.", many=True),
    Column("chosen", _MESSAGE, "The better trajectory, after the opening.", many=True),
    Column("rejected", _MESSAGE, "The worse trajectory, after the opening.", many=True),
    Column("edits", _EDIT, "Lead from the base to the rejected, before its neutral differences.", many=True),
    Column("roots", "int64", "So many of the first edits put the defect in; the others followed from them."),
    Column("neutral_chosen", _EDIT, "Differences that must not matter: base to chosen.", many=True),
    Column("neutral_rejected", _EDIT, "The same for the rejected, after the edits.", many=True),
    Column("label", _LABEL, "Which side is better, and who says so."),
    Column("certificate", _CERTIFICATE, "What proves the defect.", "a foreign pair has none"),
    Column("canary", "string", "The same text in every record: a corpus that holds it holds benchmark data."),
)
