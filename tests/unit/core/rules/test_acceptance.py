"""R-08: from which day an obligee takes electronic form, and by which date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailbot.configuration.load_office import load_office
from mailbot.configuration.load_settings import load_settings
from mailbot.core.office.office import Acceptance, Basis, Office
from parsers.reading import Value
from tests.support.talk import (
    COMPLETE,
    Talk,
    called,
    duty,
    mail_of,
    make_office,
    reading,
    rows_of,
    sent,
)

SHIPPED = load_office(load_settings())
FIRST = date(2026, 1, 1)


def office(since: date | None, basis: Basis) -> Office:
    """Return an office in which 角田市 has this first day."""
    base = make_office()
    kakuda = base.obligees["kakuda"]
    taken = (Acceptance("advance", since, basis=basis),)
    changed = replace(kakuda, acceptances=taken)
    return replace(base, obligees={**base.obligees, "kakuda": changed})


def asked(where: Office, **days: date) -> tuple[str, ...]:
    """Return what is asked of an application with these days; () is a read-back."""
    talk = Talk(where)
    fields: dict[str, Value] = {**COMPLETE, **days}
    talk.hears(reading("apply", fields))
    return talk.open.asked


@pytest.mark.parametrize("basis", ["notice", "tender"])
def test_the_day_of_the_notice_counts_where_the_obligee_says_so(basis: Basis) -> None:
    """A contract after the first day is refused when its notice came before it."""
    where = office(FIRST, basis)

    early, late = date(2025, 12, 31), date(2026, 1, 1)
    signed = date(2026, 2, 20)
    assert asked(where, contract_date=signed, notice_date=early) == ("advance.form",)
    assert asked(where, contract_date=signed, notice_date=late) == ()


def test_the_day_of_the_contract_counts_otherwise() -> None:
    """By contract, an early notice does not matter and an early contract does."""
    where = office(FIRST, "contract")

    early = date(2025, 12, 31)
    assert asked(where, notice_date=early) == ()
    assert asked(where, contract_date=early) == ("advance.form",)


def test_a_notice_that_is_not_given_is_asked_for_and_never_guessed() -> None:
    """Without 公告日 the contract's day says it only where it leaves no doubt."""
    where = office(FIRST, "tender")

    assert asked(where, contract_date=date(2026, 2, 20)) == ("notice_date",)
    assert asked(where, contract_date=date(2025, 12, 31)) == ("advance.form",)
    old = office(FIRST - timedelta(days=400), "tender")
    assert asked(old, contract_date=date(2026, 2, 20)) == ()


def test_an_obligee_without_a_first_day_is_looked_at_by_a_person() -> None:
    """No page says since when: the はい leads to a review, not to an issue."""
    talk = Talk(office(None, "contract"))
    assert sent(talk.hears(reading("apply", COMPLETE))) == ["readback"]

    decision = talk.hears(reading("confirm"))

    assert called(decision) == ["review"]
    assert duty(decision, "review")["because"] == ["R-08:start_unknown"]


def test_the_question_names_the_first_day() -> None:
    """The contractor reads whose date it is and since when (found, not made up)."""
    talk = Talk(office(FIRST, "tender"))
    decision = talk.hears(
        reading("apply", {**COMPLETE, "contract_date": date(2026, 2, 20)})
    )

    (row,) = rows_of(mail_of(decision, "questions"), "questions")
    assert (row["code"], row["field"]) == ("notice_date_needed", "notice_date")
    assert row["params"]["since"] == "2026-01-01"


_DATED: dict[str, tuple[date | None, Basis]] = {
    "kakuda": (date(2026, 3, 1), "contract"),
    "miyagi": (date(2023, 4, 1), "contract"),
    "motosu": (date(2023, 11, 1), "contract"),
    "gifu": (None, "contract"),
    "shiga": (date(2024, 1, 4), "contract"),
    "itoigawa": (date(2026, 1, 1), "tender"),
    "nobeoka": (date(2026, 1, 1), "contract"),
    "kaga": (date(2025, 1, 1), "contract"),
    "tottori-tobu": (date(2025, 4, 1), "contract"),
    "nagato": (None, "contract"),
    "matsuyama": (date(2024, 4, 1), "contract"),
    "iwakuni": (None, "contract"),
    "etajima": (None, "contract"),
    "arao": (date(2024, 5, 1), "contract"),
    "ichikikushikino": (date(2026, 4, 1), "contract"),
    "chiryu": (date(2025, 10, 1), "contract"),
    "fukushima-med": (date(2025, 9, 1), "notice"),
    "hirosaki": (date(2024, 4, 1), "notice"),
    "kitashiobara": (date(2023, 10, 1), "contract"),
    "yachiyo": (date(2024, 10, 1), "tender"),
    "goto": (date(2026, 1, 1), "contract"),
}


@pytest.mark.parametrize("obligee", _DATED)
def test_real_profiles_have_the_dates_of_their_pages(obligee: str) -> None:
    """First day and basis are those of the obligee's page; none is made up."""
    profile = SHIPPED.obligees[obligee]

    assert {(one.since, one.basis) for one in profile.acceptances} == {_DATED[obligee]}
    assert profile.source
    assert profile.checked
    assert "開始日は仮" not in profile.source


def test_every_real_profile_is_in_the_list() -> None:
    """A profile that is added brings its dates here."""
    assert set(SHIPPED.obligees) == {*_DATED, "wakabano"}
