"""`mailbot check` tells which obligees' profiles nobody has looked at lately."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mailbot.cli.check.profiles import profiles
from mailbot.core.office.office import Acceptance, Office
from tests.support.talk import make_office

TODAY = date(2026, 11, 29)


def office(since: date | None, checked: date | None) -> Office:
    """Return an office with one profile."""
    base = make_office()
    one = replace(
        base.obligees["kakuda"],
        acceptances=(Acceptance("advance", since),),
        checked=checked,
    )
    return replace(base, obligees={"kakuda": one})


def test_a_profile_checked_within_a_year_is_all_right() -> None:
    """A year to the day is still in time."""
    (found,) = profiles(office(date(2026, 3, 1), date(2025, 11, 29)), TODAY)

    assert found.state == "ok"


def test_an_old_profile_is_a_warning_that_names_it() -> None:
    """A day more than a year: look again, and write the day down."""
    (found,) = profiles(office(date(2026, 3, 1), date(2025, 11, 28)), TODAY)

    assert found.state == "warn"
    assert "角田市" in found.says
    assert "more than a year ago" in found.says


def test_a_profile_without_dates_is_a_warning() -> None:
    """Neither a first day nor a day of checking: each is said for itself."""
    first, second = profiles(office(None, None), TODAY)

    assert "no page says since when" in first.says
    assert "nobody wrote down when" in second.says
    assert {first.state, second.state} == {"warn"}
