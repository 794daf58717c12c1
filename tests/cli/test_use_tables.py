"""What asking took, as a table."""

from __future__ import annotations

from typing import Any

from negforge.cli.use_tables import use_table

NONE = {"prompt_tokens": 0, "completion_tokens": 0, "cost": 0.0}


def row(cost: float, **more: Any) -> dict[str, Any]:
    taken = {"requests": 4, "replies": 4, "attempts": {}, "prompt_tokens": 100, "completion_tokens": 8, "cost": cost}
    forecast = {"requests": 4, "prompt_tokens": 90, "completion_tokens": 9, "cost": 1.0}
    return {**taken, "assumed": NONE, "forecast": forecast, **more}


def test_names_that_share_a_model_are_told_and_where_only_requests_are_forecast_no_other_bracket_stands() -> None:
    shown = use_table(
        {
            "judge": row(2.0, shared_with=["other"]),
            "other": row(3.0, shared_with=["judge"]),
            "remote-rm:far": row(0.5, forecast={"requests": 6}),
        }
    ).splitlines()
    assert "2.00 (1.00)" in shown[1] and "3.00 (1.00)" in shown[2]
    assert "4 (6)" in shown[3] and "0.5000" in shown[3] and "100" in shown[3] and shown[3].count("(") == 1
    assert "judge is one model on the server with other: the row has the tokens of all, at its price." in shown


def test_where_no_price_is_known_a_dash_stands_and_no_zero() -> None:
    forecast = {"requests": 4, "prompt_tokens": 90, "completion_tokens": 9, "cost": 0.0}
    shown = use_table({"judge": row(0.0, forecast=forecast)}).splitlines()
    assert "- (-)" in shown[1] and "0.00" not in shown[1]
