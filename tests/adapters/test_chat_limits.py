"""The window of attempts in flight, and the meter of what they may cost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negforge.adapters.chat.endpoint import Endpoint, Price, Secret
from negforge.adapters.chat.limits import Limits
from negforge.adapters.chat.meter import Amount, Budget, Meter, amount_of, cost_of
from negforge.core.chat import Usage


def endpoint(in_flight: int, **more: float) -> Endpoint:
    return Endpoint("m", "m", Secret("http://x/v1"), Secret("key"), in_flight=in_flight, **more)  # type: ignore[arg-type]


def run(main: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(_awaited(main), 20))


async def _awaited(main: Callable[[], Awaitable[None]]) -> None:
    await main()


def test_never_more_are_in_flight_than_allowed_and_all_get_their_turn() -> None:
    async def main() -> None:
        limits, active, most, done = Limits(endpoint(3)), 0, 0, 0

        async def one() -> None:
            nonlocal active, most, done
            await limits.enter(10)
            active += 1
            most = max(most, active)
            await asyncio.sleep(0)
            active -= 1
            done += 1
            limits.leave()

        await asyncio.gather(*(one() for _ in range(50)))
        assert (most, done, active) == (3, 50, 0)

    run(main)


def test_whoever_is_cancelled_while_waiting_takes_no_place_with_it() -> None:
    async def main() -> None:
        limits = Limits(endpoint(1))
        await limits.enter(1)
        waiting = [asyncio.create_task(limits.enter(1)) for _ in range(3)]
        await asyncio.sleep(0)
        limits.leave()  # wakes the first, which is cancelled in the same moment
        waiting[0].cancel()
        await asyncio.wait({waiting[1]}, timeout=5)
        assert waiting[1].done() and not waiting[2].done()
        waiting[2].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    run(main)


def test_the_window_shrinks_under_many_refusals_and_grows_again_but_single_ones_leave_it() -> None:
    async def main() -> None:
        limits = Limits(endpoint(64))
        now = 0.0
        for number in range(400):
            now += 0.05
            limits.refused(now, None) if number % 10 == 0 else limits.answered(now)
        assert limits.window == 64
        for _ in range(400):
            now += 0.05
            limits.refused(now, None)
        assert limits.window < 4
        for _ in range(2000):
            now += 0.05
            limits.answered(now)
        assert limits.window == 64

    run(main)


def test_an_endpoint_that_asks_to_be_left_alone_twice_in_a_row_is() -> None:
    async def main() -> None:
        limits, loop = Limits(endpoint(8)), asyncio.get_running_loop()
        limits.refused(loop.time(), 0.3)
        before = loop.time()
        await limits.enter(1)
        assert loop.time() - before < 0.29  # one refusal holds up its own call only
        limits.refused(loop.time(), 0.3)
        before = loop.time()
        await limits.enter(1)
        assert loop.time() - before > 0.25

    run(main)


def test_requests_per_minute_hold_back_what_goes_beyond() -> None:
    async def main() -> None:
        limits = Limits(endpoint(1000, requests_per_minute=600.0))
        for _ in range(600):
            await limits.enter(1)
        late = asyncio.create_task(limits.enter(1))
        _, pending = await asyncio.wait({late}, timeout=0.02)
        late.cancel()
        assert pending

    run(main)


def test_money_is_counted_by_prompt_cached_prompt_and_completion() -> None:
    usage = Usage(1_000_000, 500_000, cached=400_000)
    assert cost_of(usage, Price(2.0, 8.0)) == pytest.approx(6.0)
    assert cost_of(usage, Price(2.0, 8.0, cached=0.5)) == pytest.approx(0.6 * 2 + 0.4 * 0.5 + 4)
    assert cost_of(Usage(10, 0, cached=99), Price(1.0, 1.0, cached=0.0)) == 0


def test_a_bound_names_itself_and_room_that_was_set_aside_comes_back() -> None:
    meter = Meter(Budget(max_calls=2, max_tokens=10_000, max_cost=1.0))
    most = meter.most(1000, 100, Price(10.0, 10.0))
    assert most.tokens > 100 + 1000 // 4
    assert meter.reserve(most) is None and meter.reserve(most) is None
    assert meter.reserve(most) == "max_calls 2 would be passed"
    assert meter.under_way
    meter.settle(most, Amount())
    meter.settle(most, Amount(1, 5, 0.1))
    assert not meter.under_way and meter.spent == Amount(1, 5, 0.1)
    dear = meter.most(1000, 100, Price(10_000.0, 0.0))
    assert meter.reserve(dear) == "max_cost 1 would be passed"
    assert meter.reserve(meter.most(100_000, 100, Price())) == "max_tokens 10000 would be passed"


def test_what_was_spent_before_counts() -> None:
    meter = Meter(Budget(max_calls=5), Amount(5, 0, 0.0))
    assert meter.reserve(meter.most(10, 10, Price())) == "max_calls 5 would be passed"


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(10, 5000), st.integers(1, 300), st.floats(0.05, 0.5), st.integers(0, 300), st.booleans()),
        max_size=60,
    ),
    st.integers(0, 20_000),
)
def test_no_bound_is_ever_passed_whatever_the_calls_turn_out_to_take(
    calls: list[tuple[int, int, float, int, bool]], max_tokens: int
) -> None:
    meter, price = Meter(Budget(max_tokens=max_tokens)), Price(1.0, 2.0)
    under_way: list[tuple[Amount, Amount]] = []
    densest = 0.0
    for size, longest, density, completion, settle in calls:
        density = densest if densest and density > 1.2 * densest else density  # prompts of one run are alike
        densest = max(densest, density)
        usage = Usage(int(size * density), min(completion, longest))
        most = meter.most(size, longest, price)
        if meter.reserve(most) is None:
            under_way.append((most, amount_of(1, usage, price)))
            meter.learn(size, usage)
        if settle and under_way:
            meter.settle(*under_way.pop())
        assert meter.spent.tokens <= max_tokens
    for pair in under_way:
        meter.settle(*pair)
    assert meter.spent.tokens <= max_tokens
