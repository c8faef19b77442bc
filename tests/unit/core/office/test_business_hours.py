"""Office hours: business days and the promises that a reply may make."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.core.office.business_hours import (
    TOKYO,
    Promise,
    add_business_days,
    business_day,
    day_in_tokyo,
    next_business_day,
    open_at,
    promise,
)
from mailbot.core.office.office import Bracket, Branch, Office, Surety, Tariff

MIYAGI = Branch(
    id="miyagi",
    name="宮城支店",
    tel="022-000-0001",
    fax="022-000-0002",
    mail="miyagi@hosho.example.jp",
    address="宮城県仙台市青葉区一番町0-0-0",
    number_prefix="00427",
)
OFFICE = Office(
    surety=Surety(
        name="みちのく建設業保証株式会社",
        president="取締役社長　奥山 恵",
        address="宮城県仙台市青葉区一番町0-0-0",
        domain="hosho.example.jp",
        desk="moushikomi@hosho.example.jp",
        platform_name="みちのく保証確認サービス",
        portal_url="https://hosho.example.jp/verify",
    ),
    branches={"miyagi": MIYAGI},
    contractors={},
    obligees={},
    tariff=Tariff(
        version="T",
        valid_from=date(2026, 1, 1),
        demo=True,
        brackets={"advance": (Bracket(None, Decimal("0.01")),)},
        minimum=0,
    ),
    closing_days=MappingProxyType(
        {
            date(2026, 3, 20): "春分の日",
            date(2026, 12, 29): "年末休業",
            date(2026, 12, 30): "年末休業",
            date(2026, 12, 31): "年末休業",
            date(2027, 1, 1): "元日",
            date(2027, 1, 2): "年始休業",
            date(2027, 1, 3): "年始休業",
        }
    ),
)


def tokyo(text: str) -> datetime:
    """Read a moment that is written in the time of Asia/Tokyo."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-03-19", True),
        ("2026-03-20", False),
        ("2026-03-21", False),
        ("2026-03-22", False),
        ("2026-03-23", True),
        ("2026-12-29", False),
    ],
)
def test_office_rests_on_weekends_holidays_and_closing_days(
    day: str, *, works: bool
) -> None:
    """Saturday, Sunday, a public holiday and the year's end are no business days."""
    assert works is business_day(OFFICE, date.fromisoformat(day))


def test_next_business_day_leaps_over_a_long_weekend() -> None:
    """After Thursday 19 March 2026 comes Monday 23: Friday is the equinox."""
    assert date(2026, 3, 23) == next_business_day(OFFICE, date(2026, 3, 19))


def test_next_business_day_leaps_over_the_years_end() -> None:
    """After Monday 28 December 2026 the office opens on Monday 4 January 2027."""
    assert date(2027, 1, 4) == next_business_day(OFFICE, date(2026, 12, 28))


def test_no_business_days_later_is_the_same_day() -> None:
    """Adding nothing changes nothing, even on a Sunday."""
    assert date(2026, 3, 22) == add_business_days(OFFICE, date(2026, 3, 22), 0)


def test_three_business_days_skip_what_lies_between() -> None:
    """Three business days after Wednesday 18 March 2026 is Tuesday 24 March."""
    assert date(2026, 3, 24) == add_business_days(OFFICE, date(2026, 3, 18), 3)


def test_business_days_are_not_counted_backward() -> None:
    """A negative count is a mistake of the caller and says so."""
    with pytest.raises(ValueError, match="forward"):
        add_business_days(OFFICE, date(2026, 3, 18), -1)


@given(
    start=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    count=st.integers(1, 30),
)
def test_counted_day_is_a_business_day_and_the_steps_add_up(
    start: date, count: int
) -> None:
    """The n-th business day is one, and is one step after the one before it."""
    end = add_business_days(OFFICE, start, count)

    assert business_day(OFFICE, end)
    assert end == next_business_day(OFFICE, add_business_days(OFFICE, start, count - 1))


@pytest.mark.parametrize(
    ("now", "by", "same_day"),
    [
        ("2026-03-18 07:30", "2026-03-18 17:00", True),
        ("2026-03-18 09:14", "2026-03-18 17:00", True),
        ("2026-03-18 15:00", "2026-03-18 17:00", True),
        ("2026-03-18 15:00:01", "2026-03-19 17:00", False),
        ("2026-03-19 18:00", "2026-03-23 17:00", False),
        ("2026-03-20 10:00", "2026-03-23 17:00", False),
        ("2026-12-28 16:00", "2027-01-04 17:00", False),
    ],
)
def test_reply_promises_today_only_until_the_cut_off(
    now: str, by: str, *, same_day: bool
) -> None:
    """Until 15:00 on a business day it is today, afterwards the next business day."""
    assert Promise(tokyo(by), same_day) == promise(OFFICE, MIYAGI, tokyo(now))


def test_promise_is_made_in_the_time_of_japan() -> None:
    """23:30 UTC on Tuesday is 8:30 on Wednesday in Japan, so Wednesday counts."""
    now = datetime(2026, 3, 17, 23, 30, tzinfo=UTC)

    assert Promise(tokyo("2026-03-18 17:00"), same_day=True) == promise(
        OFFICE, MIYAGI, now
    )


def test_promise_follows_the_branchs_own_hours() -> None:
    """A branch that closes at 16:00 with cut-off at noon promises by those hours."""
    early = replace(MIYAGI, closes=time(16), cut_off=time(12))

    assert Promise(tokyo("2026-03-19 16:00"), same_day=False) == promise(
        OFFICE, early, tokyo("2026-03-18 12:01")
    )


@given(
    now=st.datetimes(
        datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        datetime(2027, 12, 31),  # noqa: DTZ001 - the same
        timezones=st.just(TOKYO),
    )
)
def test_promise_is_never_in_the_past_nor_on_a_closing_day(now: datetime) -> None:
    """Whatever the moment: the promised one is later, and on a business day."""
    made = promise(OFFICE, MIYAGI, now)

    assert now < made.by
    assert business_day(OFFICE, day_in_tokyo(made.by))
    assert made.same_day is (day_in_tokyo(made.by) == day_in_tokyo(now))
    assert made.by - now < timedelta(days=8)


def test_naive_moment_has_no_day() -> None:
    """A moment without a zone is refused, not taken for the machine's zone."""
    with pytest.raises(ValueError, match="time zone"):
        day_in_tokyo(datetime(2026, 3, 18, 9))  # noqa: DTZ001 - naive on purpose


@pytest.mark.parametrize(
    ("moment", "answers"),
    [
        ("2026-03-18 08:59:59", False),
        ("2026-03-18 09:00", True),
        ("2026-03-18 16:59", True),
        ("2026-03-18 17:00", False),
        ("2026-03-20 10:00", False),
    ],
)
def test_telephone_is_answered_in_office_hours(moment: str, *, answers: bool) -> None:
    """9:00 to 17:00 on business days, the last minute excluded."""
    assert answers is open_at(OFFICE, MIYAGI, tokyo(moment))
