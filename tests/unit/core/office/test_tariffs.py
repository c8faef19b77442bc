"""A premium is that of the tariff in force on the day, and stays once it is agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from mailbot.core.decisions.amendment import with_values
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.office.office import Bracket, Office
from parsers.reading import PRODUCTS
from tests.support.talk import NOON, Talk, called, confirmed, issued, make_office


def two_tariffs() -> Office:
    """Return an office whose next tariff, twice as dear, begins on 10 March 2026."""
    office = make_office()
    dearer = replace(
        office.tariff,
        version="次の料率",
        valid_from=date(2026, 3, 10),
        brackets={name: (Bracket(None, Decimal("0.002")),) for name in PRODUCTS},
    )
    return replace(office, later_tariffs=(dearer,))


def test_tariff_of_the_day_makes_the_premium() -> None:
    """The day before the next tariff costs 0.1 %, its first day 0.2 %."""
    costs = []
    for days in (7, 8):
        talk = confirmed(Talk(two_tariffs(), now=NOON + timedelta(days)))
        (one,) = talk.open.guarantees
        costs.append((one.terms.premium, one.terms.tariff_version))

    assert costs == [(20_000, "デモ料率"), (40_000, "次の料率")]


def test_before_the_first_tariff_a_person_looks() -> None:
    """Nothing is issued by itself while no tariff is in force (R-11)."""
    office = make_office()
    later = replace(office.tariff, valid_from=date(2026, 4, 1))

    talk = confirmed(Talk(replace(office, tariff=later)))

    assert called(talk.log[-1]) == ["review"]
    assert talk.open.guarantees[0].state is GuaranteeState.REVIEWING


def test_other_words_cost_nothing_anew() -> None:
    """A correction of words keeps premium and tariff; another amount does not."""
    (one,) = issued(Talk(two_tariffs())).open.guarantees
    later = date(2026, 4, 1)
    office = two_tariffs()

    words = with_values(one, {"project_name": "市道枝野線改良工事"}, office, later)
    more = with_values(one, {"advance.amount": 19_000_000}, office, later)

    assert (words.premium, words.tariff_version) == (20_000, "デモ料率")
    assert (more.premium, more.tariff_version) == (38_000, "次の料率")


def test_a_day_of_the_contract_is_planned_no_more() -> None:
    """What is corrected to the day of signing is not 予定 any more (R-28)."""
    (one,) = issued(Talk()).open.guarantees
    planned = replace(one, terms=replace(one.terms, contract_date_planned=True))

    day = date(2026, 3, 20)
    signed = with_values(planned, {"contract_date": day}, make_office(), day)

    assert (signed.contract_date, signed.contract_date_planned) == (day, False)
    assert signed.premium == one.terms.premium
