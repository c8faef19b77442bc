"""Days and periods: every way of writing that we know, and every doubt to be asked."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.reading import Length
from parsers.values import dates, periods
from parsers.values.dates import Day, Known
from parsers.values.flaws import Flaw
from parsers.values.periods import Period

TODAY = date(2026, 3, 2)
KNOWN = Known("contract_date", TODAY, {})
WIDE = str.maketrans("0123456789/.", "０１２３４５６７８９／．")
KANJI = "〇一二三四五六七八九"


def kanji(number: int) -> str:
    """Write a number under 100 in kanji."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else KANJI[tens]) + "十" if tens else ""
    return head + (KANJI[ones] if ones else "")


DAYS = [date(2026, 3, 1), date(2026, 12, 31), date(2027, 2, 28), date(2028, 2, 29),
        date(2019, 5, 1), date(2030, 10, 10), date(2026, 11, 20)]  # fmt: skip
STYLES: dict[str, Callable[[date], str]] = {
    "era": lambda d: f"令和{d.year - 2018}年{d.month}月{d.day}日",
    "era wide": lambda d: f"令和{d.year - 2018}年{d.month}月{d.day}日".translate(WIDE),
    "era kanji": lambda d: (
        f"令和{kanji(d.year - 2018)}年{kanji(d.month)}月{kanji(d.day)}日"
    ),
    "era spaced": lambda d: f"令和 {d.year - 2018} 年 {d.month} 月 {d.day} 日",
    "letter": lambda d: f"R{d.year - 2018}.{d.month}.{d.day}",
    "letter wide": lambda d: f"Ｒ{d.year - 2018}／{d.month}／{d.day}".translate(WIDE),
    "letter zero": lambda d: f"R{d.year - 2018:02}.{d.month:02}.{d.day:02}",
    "letter dash": lambda d: f"r{d.year - 2018}-{d.month}-{d.day}",
    "short era": lambda d: f"令{d.year - 2018}.{d.month}.{d.day}",
    "western": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "western named": lambda d: f"西暦{d.year}年{d.month}月{d.day}日",
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dots wide": lambda d: f"{d.year}.{d.month}.{d.day}".translate(WIDE),
    "iso": lambda d: d.isoformat(),
    "iso time": lambda d: f"{d.isoformat()}T09:00:00+09:00",
    "compact": lambda d: f"{d:%Y%m%d}",
    "english": lambda d: f"{d:%B} {d.day}, {d.year}",
    "weekday": lambda d: (
        f"{d.year}年{d.month}月{d.day}日（{'月火水木金土日'[d.weekday()]}）"
    ),
    "signed": lambda d: f"令和{d.year - 2018}年{d.month}月{d.day}日付",
    "corrected": lambda d: f"2025年1月1日→{d.year}年{d.month}月{d.day}日",
}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("style", STYLES)
def test_a_day_reads_the_same_in_every_style(day: date, style: str) -> None:
    """140 lines: seven days in twenty ways of writing."""
    assert dates.read(STYLES[style](day), KNOWN) == Day(day)


LINES = {
    "令和元年5月1日": date(2019, 5, 1),
    "令和八年三月一日": date(2026, 3, 1),
    "二〇二六年三月一日": date(2026, 3, 1),
    "８年３月１日": date(2026, 3, 1),
    "平成31年4月30日": date(2019, 4, 30),
    "H31.4.30": date(2019, 4, 30),
    "昭和64年1月7日": date(1989, 1, 7),
    "㋿8年3月1日": date(2026, 3, 1),
    "令和8年3月末日": date(2026, 3, 31),
    "令和8年2月末": date(2026, 2, 28),
    "1 Mar 2026": date(2026, 3, 1),
    "令和8年3月1日締結": date(2026, 3, 1),
    "令和8年3月1日を令和8年3月5日に変更": date(2026, 3, 5),
    "令和8年3月1日から令和8年3月5日に訂正": date(2026, 3, 5),
    "令和8年3月5日（変更前 令和8年3月1日）": date(2026, 3, 5),
}
FLAWS = {
    "8/3/1": "ambiguous_date",
    "8.3.1": "ambiguous_date",
    "26.3.1": "ambiguous_date",
    "03/04/05": "ambiguous_date",
    "26年3月1日": "ambiguous_date",
    "令和8年3月1日（月）": "ambiguous_date",
    "令和8年3月1日頃": "ambiguous_date",
    "令和8年3月1日 令和8年3月2日": "ambiguous_date",
    "別途": "ambiguous_date",
    "令和8年2月30日": "impossible_date",
    "令和8年13月1日": "impossible_date",
    "2026/13/1": "impossible_date",
    "平成32年1月1日": "impossible_date",
    "平成31年5月1日": "impossible_date",
    "令和元年4月30日": "impossible_date",
    "令和8年4月31日": "impossible_date",
    "2027年2月29日": "impossible_date",
    "3月1日": "incomplete_date",
    "3/1": "incomplete_date",
    "3月末日": "incomplete_date",
    "令和8年3月": "incomplete_date",
    "2026年3月": "incomplete_date",
    "令和8年度": "incomplete_date",
    "令和8年3月下旬": "incomplete_date",
    "本年3月1日": "incomplete_date",
    "契約日から90日": "relative_period",
    "落札決定後5日以内": "relative_period",
}


@pytest.mark.parametrize(("text", "day"), LINES.items())
def test_a_day_is_read(text: str, day: date) -> None:
    """The ways people write one day."""
    assert dates.read(text, KNOWN) == Day(day)


@pytest.mark.parametrize(("text", "code"), FLAWS.items())
def test_a_day_that_is_not_one_day_is_a_problem(text: str, code: str) -> None:
    """Ambiguous, impossible, incomplete or relative: asked, never guessed."""
    found = dates.read(text, KNOWN)
    assert isinstance(found, Flaw)
    assert found.code == code


def test_a_planned_day_says_so() -> None:
    """予定 beside the day, or in the label's brackets."""
    assert dates.read("令和8年3月1日（予定）", KNOWN) == Day(
        date(2026, 3, 1), planned=True
    )
    assert dates.read("令和8年3月1日", KNOWN, "予定") == Day(
        date(2026, 3, 1), planned=True
    )


def test_a_day_without_a_year_needs_a_known_day_beside_it() -> None:
    """3月1日 is completed from known days only, never from the arrival."""
    beside = Known("contract_date", TODAY, {"work_start": date(2026, 3, 3)})
    across = Known("contract_date", TODAY, {"work_start": date(2026, 1, 10)})
    far = Known("work_end", TODAY, {"work_start": date(2026, 1, 10)})

    assert dates.read("3月1日", beside) == Day(date(2026, 3, 1))
    assert dates.read("12月25日", across) == Day(date(2025, 12, 25))
    assert dates.read("12月25日", far) == Flaw("incomplete_date")
    assert dates.read("2月30日", beside) == Flaw("impossible_date")


APRIL, MARCH = date(2026, 4, 1), date(2027, 3, 25)
RELATIVE, INCOMPLETE = Flaw("relative_period"), Flaw("incomplete_date")
PERIODS = {
    "自 令和8年4月1日 至 令和9年3月25日": Period(APRIL, MARCH),
    "自：令和8年4月1日　至：令和9年3月25日": Period(APRIL, MARCH),
    "令和8年4月1日～令和9年3月25日": Period(APRIL, MARCH),
    "令和8年4月1日〜令和9年3月25日": Period(APRIL, MARCH),
    "R8.4.1～R9.3.25": Period(APRIL, MARCH),
    "R8.4.1-R9.3.25": Period(APRIL, MARCH),
    "2026/4/1-2027/3/25": Period(APRIL, MARCH),
    "2026-04-01 - 2027-03-25": Period(APRIL, MARCH),
    "令和8年4月1日から令和9年3月25日まで": Period(APRIL, MARCH),
    "令和8年4月1日（水）～令和9年3月25日（木）": Period(APRIL, MARCH),
    "令和８年４月１日　ー　令和９年３月２５日": Period(APRIL, MARCH),
    "令和8年4月1日～翌年3月25日": Period(APRIL, MARCH),
    "令和8年4月1日～11月30日": Period(APRIL, date(2026, 11, 30)),
    "令和8年4月1日～同年11月30日": Period(APRIL, date(2026, 11, 30)),
    "令和8年4月1日～3月25日": Period(APRIL, INCOMPLETE),
    "令和8年4月1日～令和9年3月": Period(APRIL, INCOMPLETE),
    "令和8年4月1日～令和9年2月30日": Period(APRIL, Flaw("impossible_date")),
    "令和9年3月25日まで": Period(None, MARCH),
    "～令和9年3月25日": Period(None, MARCH),
    "令和8年4月1日から": Period(APRIL, None),
    "契約日から180日間": Period(None, RELATIVE),
    "契約締結日の翌日から180日": Period(None, RELATIVE),
    "令和8年4月1日から180日間": Period(APRIL, RELATIVE),
    "契約日の翌日から令和9年3月25日まで": Period(RELATIVE, MARCH),
    "着手の日から令和9年3月25日まで": Period(RELATIVE, MARCH),
    "8/4/1～9/3/25": Period(Flaw("ambiguous_date"), Flaw("ambiguous_date")),
    "令和8年4月1日": Period(Flaw("ambiguous_date"), Flaw("ambiguous_date")),
    "未定": None,
    "": None,
}


@pytest.mark.parametrize(("text", "period"), PERIODS.items())
def test_a_period_has_two_ends_or_says_which_is_missing(
    text: str, period: Period | None
) -> None:
    """自…至…, A～B, one end alone, and ends that are only relative."""
    assert periods.period(text, KNOWN) == period


@given(st.dates(date(2019, 5, 1), date(2099, 12, 31)))
def test_any_day_of_reiwa_reads_back(day: date) -> None:
    """The long and the short form name the same day."""
    assert dates.read(f"令和{day.year - 2018}年{day.month}月{day.day}日") == Day(day)
    assert dates.read(f"R{day.year - 2018}.{day.month}.{day.day}") == Day(day)


@given(
    st.text(
        alphabet="0123456789年月日令和平成RH./-～自至から契約元末（）予定 ", max_size=50
    )
)
def test_any_text_gives_a_day_a_flaw_or_nothing(text: str) -> None:
    """The readers of days and periods are total."""
    found = dates.read(text, KNOWN)
    assert found is None or isinstance(found, Day | Flaw)
    span = periods.period(text, KNOWN)
    assert span is None or isinstance(span, Period)


def runs_of_dateutil(work: Callable[[], object]) -> set[str]:
    """Return which functions of dateutil run for something."""
    ran: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_globals["__name__"].startswith("dateutil."):
            ran.add(frame.f_code.co_qualname)

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return ran


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("March 1st, 2026", "parser.parse"),
        ("1 Mar 2026", "parser.parse"),
        ("令和8年2月末日", "relativedelta.__radd__"),
    ],
)
def test_dateutil_reads_months_and_adds_them(text: str, function: str) -> None:
    """English days and the ends of months are dateutil's work (decision 0013)."""
    assert function in runs_of_dateutil(lambda: dates.read(text, KNOWN))


def test_dateutil_adds_lengths_of_time() -> None:
    """契約日から6か月間 is added up by dateutil."""
    ran = runs_of_dateutil(lambda: Length(None, months=6).ends(TODAY))
    assert "relativedelta.__radd__" in ran


@pytest.mark.parametrize(
    "text", ["令和8年3月1日", "R8.3.1", "2026/3/1", "2026年3月1日"]
)
def test_dateutil_sees_no_japanese_day(text: str) -> None:
    """Its parser would take such a day for another one, so it is never asked."""
    ran = runs_of_dateutil(lambda: dates.read(text, KNOWN))
    assert not any(one.startswith("parser.") for one in ran)
