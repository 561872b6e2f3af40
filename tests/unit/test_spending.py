"""A day's budget: set aside before a call, settled after it, never promised twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from briefing.enrichment.translation.budget import BudgetError, Prices, RunSpending, Unlimited, written
from briefing.storage.spending import DailySpending, Limits, Spent

DAY = date(2026, 3, 10)


def budget(path: Path, limits: Limits, day: date = DAY) -> DailySpending:
    return DailySpending(path / "spending.sqlite", limits, lambda: day)


def test_what_is_set_aside_counts_until_it_is_settled(tmp_path: Path) -> None:
    tokens = budget(tmp_path, Limits(tokens=100))
    first = tokens.reserve(80, Decimal(0))
    assert first is not None
    assert tokens.reserve(30, Decimal(0)) is None
    tokens.settle(first, 10, Decimal("0.25"))
    assert tokens.spent(DAY) == Spent(10, Decimal("0.25"))
    assert tokens.reserve(90, Decimal(0)) is not None
    assert tokens.reserve(1, Decimal(0)) is None


def test_a_process_that_died_leaves_its_reservation_as_spent(tmp_path: Path) -> None:
    budget(tmp_path, Limits(tokens=100)).reserve(80, Decimal(1))
    again = budget(tmp_path, Limits(tokens=100))
    assert again.reserve(30, Decimal(0)) is None
    assert again.spent(DAY) == Spent(80, Decimal(1))


def test_cost_is_exact_and_each_day_has_its_own(tmp_path: Path) -> None:
    limits = Limits(cost=Decimal("0.3"))
    today = budget(tmp_path, limits)
    tenths = [today.reserve(1, Decimal("0.1")) for _ in range(4)]
    assert [r is not None for r in tenths] == [True, True, True, False]
    tomorrow = budget(tmp_path, limits, date(2026, 3, 11))
    late = tenths[0]
    assert late is not None and tomorrow.reserve(1, Decimal("0.3")) is not None
    tomorrow.settle(late, 1, Decimal(0))  # what began yesterday is yesterday's
    assert today.spent(DAY).cost == Decimal("0.2")
    assert tomorrow.spent(date(2026, 3, 11)).cost == Decimal("0.3")


def test_no_room_is_given_twice(tmp_path: Path) -> None:
    shared = [budget(tmp_path, Limits(tokens=50)) for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda n: shared[n % 4].reserve(1, Decimal(0)), range(80)))
    assert sum(r is not None for r in got) == 50
    assert shared[0].spent(DAY).tokens == 50


def test_without_limits_everything_is_counted_and_nothing_refused(tmp_path: Path) -> None:
    open_end = budget(tmp_path, Limits())
    assert open_end.reserve(10**9, Decimal(10**5)) is not None
    assert open_end.spent(DAY) == Spent(10**9, Decimal(10**5))
    assert Unlimited().reserve(1, Decimal(1)) is not None


def test_a_run_counts_its_own_spending_beside_that_of_others(tmp_path: Path) -> None:
    day, other = budget(tmp_path, Limits(tokens=100)), budget(tmp_path, Limits(tokens=100))
    run = RunSpending(day)
    assert other.reserve(20, Decimal(1)) is not None
    first, second = run.reserve(40, Decimal("0.4")), run.reserve(30, Decimal("0.3"))
    assert first is not None and second is not None
    assert run.reserve(30, Decimal(0)) is None  # refused is not spent
    run.settle(first, 10, Decimal("0.1"))
    assert (run.tokens, run.cost) == (40, Decimal("0.4"))
    assert day.spent(DAY) == Spent(60, Decimal("1.4"))


def test_a_budget_that_cannot_be_kept_says_so(tmp_path: Path) -> None:
    run = RunSpending(budget(tmp_path, Limits()))
    reserved = run.reserve(5, Decimal(1))
    assert reserved is not None
    (tmp_path / "spending.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(BudgetError, match=r"spending\.sqlite: file is not a database"):
        run.reserve(1, Decimal(0))
    with pytest.raises(BudgetError):
        run.settle(reserved, 1, Decimal(0))
    assert (run.tokens, run.cost) == (5, Decimal(1))
    with pytest.raises(BudgetError):
        budget(tmp_path, Limits())


def test_prices_and_their_writing() -> None:
    prices = Prices(Decimal("0.15"), Decimal("0.60"))
    assert prices.cost(1_000, 500) == Decimal("0.00045")
    assert [written(Decimal(text)) for text in ("0", "0.00", "1.50", "1E+2", "0.00045", "1E-9")] == [
        "0", "0", "1.5", "100", "0.00045", "0.000000001",
    ]  # fmt: skip
