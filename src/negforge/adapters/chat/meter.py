"""The meter: what calls may cost at most is set aside before they are made, so that no bound is ever passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from negforge.adapters.chat.endpoint import Price
from negforge.core.chat import Usage

MILLION = 1_000_000
AROUND = 256  # tokens that a chat template may put around a prompt


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds for one run, over all its models and all its earlier, broken-off parts. None: no bound."""

    max_calls: int | None = None
    max_tokens: int | None = None
    max_cost: float | None = None

    @property
    def bounded(self) -> bool:
        return (self.max_calls, self.max_tokens, self.max_cost) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Amount:
    """So many calls, tokens and so much money."""

    calls: int = 0
    tokens: int = 0
    cost: float = 0.0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.calls + other.calls, self.tokens + other.tokens, self.cost + other.cost)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.calls - other.calls, self.tokens - other.tokens, self.cost - other.cost)


def cost_of(usage: Usage, price: Price) -> float:
    cached = price.prompt if price.cached is None else price.cached
    fresh = usage.prompt - min(usage.cached, usage.prompt)
    return (fresh * price.prompt + (usage.prompt - fresh) * cached + usage.completion * price.completion) / MILLION


def amount_of(calls: int, usage: Usage, price: Price) -> Amount:
    return Amount(calls, usage.prompt + usage.completion, cost_of(usage, price))


class Meter:
    """Counts what one run spends. Shared by all models of the run."""

    def __init__(self, budget: Budget, spent: Amount = Amount()) -> None:
        self.budget = budget
        self.spent = spent
        self.set_aside = Amount()
        self._tokens_per_byte = 1.0  # no tokenizer of bytes makes more; a server that counts more is believed

    def most(self, prompt_bytes: int, max_tokens: int, price: Price) -> Amount:
        """What one attempt may cost at most."""
        dearest = Price(max(price.prompt, price.cached or 0.0), price.completion)
        return amount_of(1, self.most_usage(prompt_bytes, max_tokens), dearest)

    def most_usage(self, prompt_bytes: int, max_tokens: int) -> Usage:
        """The tokens of one attempt at most: no server says before what it will count."""
        return Usage(int(prompt_bytes * self._tokens_per_byte) + AROUND, max_tokens)

    def reserve(self, most: Amount) -> str | None:
        """Set the amount aside, or say which bound it would pass."""
        after = self.spent + self.set_aside + most
        for name, bound, value in (
            ("max_calls", self.budget.max_calls, after.calls),
            ("max_tokens", self.budget.max_tokens, after.tokens),
            ("max_cost", self.budget.max_cost, after.cost),
        ):
            if bound is not None and value > bound:
                return f"{name} {bound:g} would be passed"
        self.set_aside = self.set_aside + most
        return None

    @property
    def under_way(self) -> bool:
        """Whether something that was set aside may still turn out cheaper."""
        return self.set_aside.calls > 0

    def settle(self, most: Amount, real: Amount) -> None:
        """The attempt is over: what it really cost takes the place of what was set aside."""
        self.set_aside = self.set_aside - most
        self.spent = self.spent + real

    def learn(self, prompt_bytes: int, usage: Usage) -> None:
        """A server may count more tokens than a prompt has bytes: then it is reckoned with."""
        if usage.prompt > prompt_bytes + AROUND:
            self._tokens_per_byte = max(self._tokens_per_byte, 2 * usage.prompt / max(1, prompt_bytes))


def spent_so_far(by_model: Mapping[str, tuple[int, Usage]], prices: Mapping[str, Price]) -> Amount:
    """What the earlier parts of a run cost, from the requests and tokens that its tape holds by model."""
    total = Amount()
    for model, (requests, usage) in by_model.items():
        total = total + amount_of(requests, usage, prices.get(model, Price()))
    return total
