"""Days in era form."""

from datetime import date, timedelta

import pytest

from mailbot.core.office.era_dates import era_date


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 3, 2), "令和8年3月2日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1868, 10, 23), "明治元年10月23日"),
    ],
)
def test_days_are_written_in_their_era(day: date, written: str) -> None:
    """The first year of an era is 元年, and years change with January, not the era."""
    assert era_date(day) == written


@pytest.mark.parametrize(
    ("first", "before"),
    [
        (date(2019, 5, 1), "平成31年4月30日"),
        (date(1989, 1, 8), "昭和64年1月7日"),
        (date(1926, 12, 25), "大正15年12月24日"),
        (date(1912, 7, 30), "明治45年7月29日"),
    ],
)
def test_eve_of_an_era_belongs_to_the_old_one(first: date, before: str) -> None:
    """The day before an era begins is written in the era that ends."""
    assert era_date(first - timedelta(days=1)) == before


def test_days_before_meiji_have_no_form() -> None:
    """A day before 明治 is an error of the caller, not a wrong text."""
    with pytest.raises(ValueError, match="明治"):
        era_date(date(1868, 10, 22))
