"""The tables that a user's SQL sees: flat columns, their types and what they mean.

No name is a reserved word of SQL (hence ``order_asked`` and ``check_name``), so that none needs quoting in a shell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from negforge.adapters.columns import Column, Plain


def _columns(kind: Plain, **says: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, text) for name, text in says.items())


RUN = _columns("string", run="The PATH that the row comes from.")
PAIRS = (
    *RUN,
    *_columns(
        "string",
        pair_id="A hash of task and both trajectories.",
        split="The published file that it belongs to.",
        family="The scenario family.",
        defect="The declared fault of the rejected.",
        claim="What that defect says.",
    ),
    *_columns("int64", severity="Of the defect: 1 wasteful, 2 misleading, 3 harmful."),
    *_columns("string", mirror="Another defect, or a kind of chosen, where the same change is right."),
    *_columns("int64", level="1 to 5: how hard the fault is to see."),
    *_columns("string", depth="early, middle or late: the third in which the sides part."),
    *_columns("float64", similarity="Of the agents' parts of both sides, 0 to 1."),
    *_columns(
        "string",
        origin="rule, minimal_edit, natural or mined.",
        suffix="What followed the edit: freeze, replay or reroll.",
        twin="The change by which it is another pair's twin; empty: a pair of its own.",
        world="The executable world of the task.",
        parent="The source's own name of the task.",
        task_id="The task: query, tools and policy.",
        template_id="The plan skeleton: the unit to cluster by.",
        rollout_id="The chosen's rollout (table rollouts).",
        rule="The rule or way the pair was made by.",
        check_name="The check that proves the defect.",
        finding="What it finds on the rejected, in a sentence.",
        chosen_outcome="How the chosen ended in its world.",
        rejected_outcome="How the rejected ended in its world.",
        label_by="Who says which side is better: program, outcome, person or panel.",
    ),
    *_columns("float64", label_strength="How sure they are."),
    *_columns(
        "int64",
        edits="From the base to the rejected; root edits and what followed.",
        roots="Of these, those that put the defect in.",
        neutral_edits="Differences that must not matter, on both sides.",
        consequences="Further findings that the defect implies.",
        hops="Messages between the symptom and the farthest evidence.",
        arithmetic="Steps of reckoning that it takes to see it.",
        conditions="Conditions to hold in mind at once.",
        changes="Writes between symptom and evidence.",
        tools="Tools on offer.",
        user_turns="Of the chosen, its opening included.",
        chosen_messages="Messages of the chosen, after the opening.",
        rejected_messages="The same of the rejected.",
        chosen_calls="Tool calls of the chosen.",
        rejected_calls="The same of the rejected.",
        chosen_tokens="Tokens (UTF-8 bytes / 4) of the chosen, after the opening.",
        rejected_tokens="The same of the rejected.",
        tokens="Of opening, policy, tools and both sides.",
    ),
)
PAIR_TEXTS = _columns(
    "string",
    query="The user turns of the opening.",
    policy="The rules given beside the messages.",
    chosen_text="The transcript of the chosen, after the opening.",
    rejected_text="The same of the rejected.",
)
DROPS = (
    *RUN,
    *_columns(
        "string",
        pair_id="The pair that was refused.",
        check_name="The check that refused it.",
        reason="Why.",
        rule="The rule that proposed it.",
        defect="The defect it declared.",
        rollout_id="The chosen's rollout (table rollouts).",
    ),
)
JUDGEMENTS = (
    *RUN,
    *_columns(
        "string",
        pair_id="The pair that was judged.",
        evaluator="The judge.",
        order_asked="chosen_first or rejected_first.",
    ),
    *_columns("int64", sample="Number of the answer to the same question."),
    *_columns("string", verdict="chosen, rejected or tie, the order undone; null: a failure."),
    *_columns("float64", value="Of the verdict: 1, 0 or one half."),
    *_columns(
        "string", failure_kind="Why there is no verdict; null: there is one.", failure_reason="The same in words."
    ),
    *_columns(
        "float64",
        probability="That the chosen is better, as the judge has it.",
        chosen_score="The judge's number for the chosen.",
        rejected_score="The same for the rejected.",
    ),
    *_columns(
        "int64",
        prompt_tokens="Tokens of the question; null: nothing was asked.",
        completion_tokens="Tokens of the answer.",
        cached_tokens="Of the question those from the provider's cache.",
        reasoning_tokens="Of the answer those of reasoning.",
    ),
    *_columns(
        "float64", seconds="How long the answer took when it was first given.", cost="In the money of the prices."
    ),
    *_columns("string", note="What the judge noted beside the verdict."),
)
JUDGEMENT_TEXTS = _columns(
    "string", raw="The model's words as they came.", reasoning="What it thought apart from them."
)
SCORES = (
    *RUN,
    *_columns("string", evaluator="The judge.", split="The split, or macro: the average over the splits."),
    *_columns("float64", value="Accuracy, 0 to 1; a tie counts one half."),
    *_columns("int64", n="Pairs with a verdict.", failed="Pairs without one."),
    *_columns("float64", low="Lower end of the 95 % interval.", high="Upper end."),
    *_columns("int64", clusters="Templates among the pairs."),
    *_columns("float64", flip_rate="Share of pairs whose verdicts differ between the orders."),
    *_columns("string", other="JSON of whatever else metrics.json has of the row."),
)
ROLLOUTS = (
    *RUN,
    *_columns(
        "string",
        rollout_id="A hash of task, messages and maker.",
        task_id="The task.",
        template_id="The plan skeleton: the unit to cluster by.",
        family="The scenario family of the task.",
        world="The executable world of the task.",
        parent="The source's own name of the task.",
        maker="Who made it.",
        settings="JSON of how it was made.",
        outcome="How it ended, where that is known.",
        outcome_by="Who says so: program, outcome, person or panel.",
        faults="The faults of the world that it met, parted by commas.",
    ),
    *_columns(
        "int64",
        tools="Tools on offer.",
        messages="After the opening.",
        calls="Tool calls.",
        user_turns="The opening included.",
        tokens="Of the messages after the opening (UTF-8 bytes / 4).",
    ),
)
ROLLOUT_TEXTS = _columns(
    "string", query="The user turns of the opening.", transcript="The transcript, after the opening."
)

TABLES: Mapping[str, Sequence[Column]] = {
    "pairs": PAIRS,
    "drops": DROPS,
    "judgements": JUDGEMENTS,
    "scores": SCORES,
    "rollouts": ROLLOUTS,
}
TEXTS: Mapping[str, Sequence[Column]] = {
    "pairs": PAIR_TEXTS,
    "judgements": JUDGEMENT_TEXTS,
    "rollouts": ROLLOUT_TEXTS,
}
"""Columns that are there only where they are asked for: they are most of a run."""


def columns_of(table: str, texts: bool) -> tuple[Column, ...]:
    return (*TABLES[table], *(TEXTS.get(table, ()) if texts else ()))
