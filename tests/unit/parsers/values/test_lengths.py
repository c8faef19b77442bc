"""Lengths of time: the two days that 契約日から180日間 may end on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.read import read
from parsers.reading import Length
from parsers.values.lengths import length

SIGNED = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def ends(text: str, signed: date | None) -> tuple[date, ...]:
    """Return the last days of what a text says."""
    found = length(text)
    return found.ends(signed) if found else ()


LENGTHS = {
    "契約日から180日間": date(2026, 8, 29),
    "契約日より９０日間": date(2026, 5, 31),
    "契約締結日の翌日から６か月間": date(2026, 9, 3),
    "契約締結の翌日から180日間": date(2026, 8, 30),
    "契約日から2年間": date(2028, 3, 2),
    "令和8年3月10日から150日間": date(2026, 8, 7),
    "令和8年1月31日から1ヶ月間": date(2026, 2, 28),
    "令和8年8月31日から6箇月間": date(2027, 2, 28),
    "令和10年2月29日から1年間": date(2029, 2, 28),
    "2026-03-10から3週間": date(2026, 3, 31),
    "March 10, 2026から3週間": date(2026, 3, 31),
}


@pytest.mark.parametrize(("text", "last"), LENGTHS.items())
def test_a_length_may_end_on_two_days(text: str, last: date) -> None:
    """With the first day not counted, and counted; months end as calendars do."""
    assert ends(text, SIGNED) == (last - timedelta(days=1), last)


@pytest.mark.parametrize(
    "text",
    [
        *("契約締結後7日以内", "契約日から30営業日", "着工日から90日間", "180日間", ""),
        *("令和8年2月30日から10日間", "3月1日から10日間", "契約日から9999年間"),
        *("令和8年3月1日または令和8年4月1日から10日間", "契約日から180日間" * 99),
    ],
)
def test_a_length_from_no_certain_day_has_no_end(text: str) -> None:
    """Nothing is worked out from a day that is not told, or does not exist."""
    assert ends(text, SIGNED) == ()


def test_the_contract_day_may_not_be_known() -> None:
    """契約日から counts from the contract's day only where that is known."""
    assert ends("契約日から180日間", None) == ()


@given(st.text(alphabet="0123456789年月日間から契約翌令和か週後 ", max_size=40))
def test_any_text_gives_two_days_or_none(text: str) -> None:
    """The reader is total, and the later end is the day after the earlier one."""
    found = ends(text, SIGNED)
    assert found == () or found[0] + timedelta(days=1) == found[1]


def test_a_mail_keeps_the_length_beside_the_problem() -> None:
    """Where the end of the works is a length, the reading has it; not elsewhere."""
    text = "電子保証の申込み\n工期：契約日から180日間\n請負契約日：落札後7日以内\n"
    head = "From: a@b.example\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8"
    raw = f"{head}\r\n\r\n{text}".encode()

    told = {one.field: one.length for one in read(raw, NOON).problems}

    assert told == {"work_end": Length(None, days=180), "contract_date": None}
