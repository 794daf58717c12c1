"""Steps that the bank's scripted policies share: finding accounts and payees, reading live figures, writes with their proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from negforge.worlds.goal import Hands
from negforge.worlds.session import Response
from negforge.worlds.wording import Form
from negforge.worlds.written import plain

Row = dict[str, Any]
T = TypeVar("T")


def money(minor: int, currency: str) -> str:
    return f"{currency} {minor / 100:,.2f}"


def shop_of(descriptor: str) -> str:
    """Who stands on a line such as ``PINEGATE GROCERS 412`` or ``SO FALK LETTINGS``."""
    words = [word for word in descriptor.split() if not word.isdigit()]
    return " ".join(words[1:] if words[0] in ("SO", "PAYMENT") else words).title()


def day_of(text: str) -> date:
    return date.fromisoformat(text[:10])


def settled_by(hands: Hands, constraint: str, right: T, wrong: T) -> T:
    """What a constraint decides between: who forgets it goes the other way."""
    return hands.keep(((False, wrong), (True, right)), constraint, lambda pair: pair[0])[0][1]


def accounts(hands: Hands) -> list[Row]:
    """The customer's accounts; where the overview is down, the ledger lists them too."""
    body = hands.call(
        "get_overview",
        "[look up the account numbers|see which accounts there are|find the account]",
        otherwise=("read_ledger", {}),
    )
    rows: list[Row] = body["accounts"] or hands.call("read_ledger", "[ask the ledger for the accounts]")["accounts"]
    return rows


def the(hands: Hands, rows: list[Row], **wanted: object) -> Row:
    """The row with these values; where none has them, the work ends with an honest report."""
    return hands.best([row for row in rows if all(row[key] == value for key, value in wanted.items())], lambda row: 0)


def account_numbers(hands: Hands, *names: str) -> dict[str, str]:
    """The numbers of the accounts that the user calls so."""
    rows = accounts(hands)
    return {name: the(hands, rows, name=name)["account_id"] for name in names}


def account_named(hands: Hands, name: str, known: str | None = None) -> str:
    """The number of the account that the user calls so; ``known``: the user gave the number as well."""
    if known is not None:
        return known
    rows = hands.keep(accounts(hands), "account", lambda row: row["name"] == name)
    found: str = hands.best(rows, lambda row: 0)["account_id"]
    return found


def ledger(hands: Hands, *account_ids: str, include: list[str] | None = None) -> list[Row]:
    """Live figures of accounts, in this order; read again where a row does not add up."""
    for _ in range(3):
        body = hands.call(
            "read_ledger",
            "[read the live figures|see what the ledger says|check the current balance]",
            account_ids=list(account_ids),
            include=include,
        )
        by_id = {row["account_id"]: row for row in body["accounts"]}
        adds_up = "served_from" in body or all(
            row["booked"] - row["on_hold"] + row["overdraft"] == row["available"] for row in by_id.values()
        )
        if adds_up and set(by_id) >= set(account_ids):
            break
    return [by_id[account_id] for account_id in account_ids]


def own(row: Mapping[str, Any]) -> int:
    """What a ledger row leaves without the overdraft."""
    return int(row["booked"] - row["on_hold"])


def quote(hands: Hands, sell: str, buy: str, value: float, side: str = "sell") -> Row:
    """A quote; asked for again where rate and result do not fit each other."""
    for _ in range(3):
        got: Row = hands.call(
            "quote_exchange",
            "[get a quote|ask for the rate|see what the rate is]",
            sell=sell,
            buy=buy,
            amount={"value": value, "side": side},
        )
        if "served_from" in got or _fits(got):
            break
    return got


def _fits(got: Row) -> bool:
    return bool(abs(got["you_sell"]["value"] * got["rate"] - got["you_buy"]["value"]) < max(0.02, got["rate"] * 0.011))


def transactions(hands: Hands, why: Form, **query: Any) -> list[Row]:
    """All lines of a search, page by page."""
    page = hands.call("search_transactions", why, **query)
    rows: list[Row] = list(page["items"])
    while page["next_cursor"] and hands.bother("the further pages", "more"):
        page = hands.call(
            "search_transactions",
            "[read the next page|see the rest of them|go on to the next page]",
            **query,
            cursor=page["next_cursor"],
        )
        rows += page["items"]
    return rows


def payees(hands: Hands, words: str) -> list[Row]:
    """The payees whose name holds these words, all pages of them."""
    body = hands.call(
        "list_payees",
        "[look up the payee|find the payee among the saved ones|see which payees fit]",
        name_contains=words,
    )
    rows: list[Row] = list(body["payees"])
    while body["page"] < body["pages"] and hands.bother("the further pages", "more"):
        body = hands.call("list_payees", "", name_contains=words, page=body["page"] + 1)
        rows += body["payees"]
    return rows


def active_payee(hands: Hands, name: str) -> Row:
    """The payee of exactly this name that can be paid."""
    rows = hands.keep(payees(hands, name.split()[-1]), "payee", lambda row: row["name"] == name)
    return hands.best(rows, lambda row: row["state"] != "active")


def planned(
    hands: Hands, why: Form = "[see what is planned|list the planned payments|read the payment plan]", **query: Any
) -> list[Row]:
    rows: list[Row] = hands.call("list_payments", why, **query)["payments"]
    return rows


def _paid(hands: Hands, today: date, arguments: Mapping[str, Any]) -> Callable[[], Any]:
    def landed() -> Any:
        body = hands.call(
            "list_payments",
            "[see whether it went through]",
            payee_id=arguments["payee_id"],
            statuses=["accepted", "scheduled", "active", "settled"],
        )
        wanted = (arguments["account_id"], arguments["amount_minor"])
        return next(
            (
                row
                for row in body["payments"]
                if (row["account_id"], row["amount_minor"]) == wanted and day_of(row["created"]) == today
            ),
            None,
        )

    return landed


_PAY = "[send the payment|make the payment|place the payment order]"


def pay(hands: Hands, today: date, why: Form = _PAY, **arguments: Any) -> Row:
    paid: Row = hands.call("create_payment", why, landed=_paid(hands, today, arguments), **arguments)
    return paid


def try_to_pay(hands: Hands, today: date, why: Form = _PAY, **arguments: Any) -> Response:
    return hands.attempt("create_payment", why, landed=_paid(hands, today, arguments), **arguments)


def change(hands: Hands, why: Form, was: Row | None = None, **arguments: Any) -> Row:
    """Change a planned payment; whether it landed shows in the list. ``was``: the row as it was before."""

    def landed() -> Any:
        body = hands.call(
            "list_payments", "[see whether the change is in]", statuses=["scheduled", "active", "paused", "cancelled"]
        )
        row = next((row for row in body["payments"] if row["payment_id"] == arguments["payment_id"]), None)
        done = {"cancel": "cancelled", "pause": "paused", "resume": "active"}.get(arguments["action"])
        if row is None:
            return None
        new = arguments.get("amendment") or {}
        if arguments["action"] == "skip_next":
            return row if was is not None and row["next_on"] != was["next_on"] else None
        amended = all(row.get(key) == value for key, value in plain(new).items())
        return row if (row["status"] == done if done else amended and bool(new)) else None

    changed: Row = hands.call("change_payment", why, landed=landed, **arguments)
    return changed


def _moved(hands: Hands, today: date, arguments: Mapping[str, Any]) -> Callable[[], Any]:
    def landed() -> Any:
        source, minor = arguments["from_account"], round(arguments["amount"] * 100)
        day = today.isoformat()
        body = hands.call(
            "search_transactions",
            "[see whether it was booked]",
            account_id=source,
            period={"from": day, "to": day},
            direction="out",
            page_size=50,
        )
        row = next(
            (
                r
                for r in body["items"]
                if r.get("other_account") == arguments["to_account"] and r["amount_minor"] == -minor
            ),
            None,
        )
        if row is None:
            return None
        return {
            "transaction_id": row["transaction_id"],
            "debited": {"account_id": source, "minor": minor},
            "credited": {"account_id": arguments["to_account"], "minor": row["other_amount_minor"]},
        }

    return landed


_MOVE = "[move the money|book the transfer between the accounts|carry out the transfer]"


def move(hands: Hands, today: date, why: Form = _MOVE, **arguments: Any) -> Row:
    moved: Row = hands.call("move_money", why, landed=_moved(hands, today, arguments), **arguments)
    return moved


def try_to_move(hands: Hands, today: date, why: Form = _MOVE, **arguments: Any) -> Response:
    return hands.attempt("move_money", why, landed=_moved(hands, today, arguments), **arguments)


def cards(hands: Hands) -> list[Row]:
    rows: list[Row] = hands.call(
        "get_overview", "[look up the card|see which cards there are|find the card]", sections=["cards"]
    )["cards"]
    return rows


def set_card(hands: Hands, why: Form, **arguments: Any) -> Row:
    """Change a card; whether it landed shows among the cards."""

    def landed() -> Any:
        body = hands.call("get_overview", "[see whether the card has changed]", sections=["cards"])
        row = next((row for row in body["cards"] if row["card_id"] == arguments["card_id"]), None)
        if row is None:
            return None
        frozen = arguments.get("freeze")
        limits = arguments.get("limits") or {}
        regions = arguments.get("regions")
        as_wanted = (
            (frozen is None or (row["status"] == "frozen") == frozen["frozen"])
            and all(value in (row["limits"][name], row["limits_waiting"].get(name)) for name, value in limits.items())
            and (regions is None or set(row["regions"]) == set(regions))
        )
        return row if as_wanted else None

    changed: Row = hands.call("update_card", why, landed=landed, **arguments)
    return changed


def dispute(hands: Hands, why: Form, **arguments: Any) -> Row:
    """Open a dispute; whether it landed shows among the disputes."""

    def landed() -> Any:
        body = hands.call("get_overview", "[see whether the dispute is in]", sections=["disputes"])
        return next(
            (
                d
                for d in body["disputes"]
                if d["transaction_id"] == arguments["transaction_id"] and d["status"] != "closed"
            ),
            None,
        )

    opened: Row = hands.call("open_dispute", why, landed=landed, **arguments)
    return opened


def save_payee(hands: Hands, **arguments: Any) -> Row:
    """Save a payee; whether it landed shows among the payees."""

    def landed() -> Any:
        rows = payees(hands, arguments["name"])
        return next((row for row in rows if row["account_number"] == arguments["account_number"]), None)

    saved: Row = hands.call("add_payee", "[save the new payee|add the payee]", landed=landed, **arguments)
    return saved


def set_alert(hands: Hands, **arguments: Any) -> Row:
    """Set an alert; whether it landed shows among the alerts."""

    def landed() -> Any:
        body = hands.call("get_overview", "[see whether the alert is set]", sections=["alerts"])
        wanted = {"account_id": arguments["account_id"], "recipient": arguments["recipient"], **arguments["alert"]}
        return next((row for row in body["alerts"] if all(row[key] == value for key, value in wanted.items())), None)

    done: Row = hands.call("set_alert", "[set the alert|change the alert]", landed=landed, **arguments)
    return done


def finish(hands: Hands, heard: str) -> None:
    """Answer whatever the user still says of a thing that is done."""
    while heard:
        heard = hands.say(
            "[It is done already.|That has been carried out already.|It has been seen to, there is nothing left to do.]"
        )
