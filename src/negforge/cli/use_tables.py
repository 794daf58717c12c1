"""Tables about asking models: what it will take, and what it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from negforge.cli.terminal import table

if TYPE_CHECKING:
    from negforge.pipeline.endpoints.forecast import Plan


def plan_table(plan: Plan) -> str:
    """A row a model: what is on the tape already costs nothing."""
    header = [
        "stage",
        "model",
        "questions",
        "on tape",
        "to ask",
        "prompt tokens",
        "completion tokens",
        "cost",
        "at most",
    ]
    rows = [
        [
            one.stage,
            one.model,
            str(one.calls),
            str(one.stored),
            str(one.calls - one.stored - one.too_long),
            f"{one.prompt_tokens:,}",
            f"{one.completion_tokens:,}",
            money_if_known(one.cost, one.prompt_tokens),
            money_if_known(one.most_cost, one.prompt_tokens),
        ]
        for one in plan.forecasts
    ]
    lines = [table(header, rows, right=range(2, len(header)))]
    too_long = sum(one.too_long for one in plan.forecasts)
    if too_long:
        lines.append(f"{too_long} questions are longer than max_prompt_tokens and will not be asked.")
    if plan.spent.calls:
        spent = f"{plan.spent.calls} calls, {plan.spent.tokens:,} tokens, {money(plan.spent.cost)}"
        lines.append(f"Spent by this run before: {spent}.")
    lines += [f"{one}." for one in plan.passes]
    return "\n".join([*lines, "Nothing was asked. Expected figures; lost and repeated attempts come on top."])


def use_table(use: Any) -> str:
    """A row a model: what this run asked, got and paid, earlier parts of it included; in brackets the forecast."""
    header = [
        "asked",
        "requests",
        "replies",
        "prompt tokens",
        "completion tokens",
        "cost",
        "attempts that brought none",
    ]
    rows = []
    for name, one in use.items():
        attempts = ", ".join(f"{kind} {count}" for kind, count in one["attempts"].items())
        cells = [_beside(one, knob) for knob in ("requests", "prompt_tokens", "completion_tokens", "cost")]
        rows.append([name, cells[0], str(one["replies"]), *cells[1:], attempts or "-"])
    lines = [
        table(header, rows, right=range(1, 6)),
        "(of all runs of this folder, as the server counts; in brackets the forecast)",
    ]
    for name, one in use.items():
        if shared := one.get("shared_with"):
            others = ", ".join(shared)
            lines.append(
                f"{name} is one model on the server with {others}: the row has the tokens of all, at its price."
            )
        assumed = one["assumed"]
        if assumed["prompt_tokens"]:
            most = f"{assumed['prompt_tokens']:,} and {assumed['completion_tokens']:,} tokens, {money(assumed['cost'])}"
            lines.append(f"{name}: answers lost on the way may have taken up to {most} more.")
    return "\n".join(lines)


def _beside(one: Any, knob: str) -> str:
    expected = one["forecast"].get(knob)  # of a reward model elsewhere only the requests are forecast
    if knob == "cost":
        told = money_if_known(one[knob], one["prompt_tokens"])
        return told if expected is None else f"{told} ({money_if_known(expected, one['forecast']['prompt_tokens'])})"
    return f"{one[knob]:,}" if expected is None else f"{one[knob]:,} ({expected:,})"


def money_if_known(amount: float, tokens: int) -> str:
    """A dash where tokens cost nothing: there is no price, so what they cost is not known."""
    return "-" if tokens and not amount else money(amount)


def money(amount: float) -> str:
    return f"{amount:,.2f}" if amount >= 1 or amount == 0 else f"{amount:.4f}"
