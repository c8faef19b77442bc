"""The premium: slices, rounding, minimum, and nothing besides."""

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.core.office.office import Bracket, Rounding, Tariff
from mailbot.core.office.premium import Step, premium

TARIFF = Tariff(
    version="デモ料率 2026-01",
    valid_from=date(2026, 1, 1),
    demo=True,
    brackets={
        "advance": (
            Bracket(10_000_000, Decimal("0.0040")),
            Bracket(50_000_000, Decimal("0.0030")),
            Bracket(None, Decimal("0.0020")),
        ),
        "performance": (Bracket(None, Decimal("0.0050")),),
    },
    minimum=3_000,
)
YEN = st.integers(1, 10**13)


def test_amount_is_charged_slice_by_slice() -> None:
    """20,000,000 yen: 10,000,000 at 0.4 % and 10,000,000 at 0.3 % make 70,000 yen."""
    made = premium(TARIFF, "advance", 20_000_000, 387)

    assert 70_000 == made.yen
    assert made.steps == (
        Step(0, 10_000_000, Decimal("0.0040"), 1, Decimal("40000.0000")),
        Step(10_000_000, 10_000_000, Decimal("0.0030"), 1, Decimal("30000.0000")),
    )
    assert not made.is_minimum


def test_amount_on_a_bound_stays_in_the_lower_slices() -> None:
    """50,000,000 yen is the end of the second slice, not the start of the third."""
    assert 2 == len(premium(TARIFF, "advance", 50_000_000, 1).steps)
    assert 3 == len(premium(TARIFF, "advance", 50_000_001, 1).steps)


def test_statement_can_name_the_tariff() -> None:
    """The premium carries the version of the tariff it was made by."""
    made = premium(TARIFF, "performance", 5_000_000, 30)

    assert ("performance", "デモ料率 2026-01") == (made.product, made.tariff_version)


def test_minimum_applies_to_small_amounts() -> None:
    """100,000 yen at 0.5 % would be 500 yen; the minimum of 3,000 yen is asked."""
    made = premium(TARIFF, "performance", 100_000, 30)

    assert 3_000 == made.yen
    assert made.is_minimum


@pytest.mark.parametrize(
    ("rounding", "yen"), [("down", 5_000), ("half-up", 5_001), ("up", 5_001)]
)
def test_fractions_of_a_yen_are_rounded_as_the_tariff_says(
    rounding: Rounding, yen: int
) -> None:
    """1,000,100 yen at 0.5 % is 5,000.5 yen: 切捨て gives 5,000."""
    made = premium(replace(TARIFF, rounding=rounding), "performance", 1_000_100, 30)

    assert yen == made.yen
    assert Decimal("5000.5") == made.steps[0].charge


def test_length_does_not_matter_unless_the_tariff_says_so() -> None:
    """Without `term_days` a day and ten years cost the same."""
    assert premium(TARIFF, "advance", 10**7, 1) == premium(
        TARIFF, "advance", 10**7, 3650
    )


@pytest.mark.parametrize(("days", "yen"), [(365, 40_000), (366, 80_000)])
def test_begun_term_counts_whole(days: int, yen: int) -> None:
    """With a rate per 365 days, day 366 begins a second term."""
    yearly = replace(TARIFF, term_days=365)

    assert yen == premium(yearly, "advance", 10_000_000, days).yen


@pytest.mark.parametrize(("amount", "days"), [(0, 1), (-1, 1), (1, 0)])
def test_nothing_costs_nothing_is_an_error(amount: int, days: int) -> None:
    """An amount or a term that is not positive is a mistake of the caller."""
    with pytest.raises(ValueError, match="positive"):
        premium(TARIFF, "advance", amount, days)


def test_unknown_product_is_an_error() -> None:
    """A product without rates is never free of charge."""
    with pytest.raises(ValueError, match="no rates for interim"):
        premium(TARIFF, "interim", 1_000_000, 30)


def test_closed_tariff_is_an_error() -> None:
    """An amount above the last bound is not charged for a part of it only."""
    closed = replace(TARIFF, brackets={"advance": (Bracket(10, Decimal("0.1")),)})

    with pytest.raises(ValueError, match="no open bracket"):
        premium(closed, "advance", 11, 30)


@given(amount=YEN)
def test_slices_add_up_to_the_amount(amount: int) -> None:
    """No yen of the amount is charged twice or left out."""
    assert amount == sum(s.yen for s in premium(TARIFF, "advance", amount, 1).steps)


@given(amount=YEN, more=st.integers(0, 10**9))
def test_more_guarantee_never_costs_less(amount: int, more: int) -> None:
    """The premium never falls when the amount rises."""
    less = premium(TARIFF, "advance", amount, 1).yen

    assert less <= premium(TARIFF, "advance", amount + more, 1).yen


@given(amount=YEN)
def test_result_does_not_depend_on_the_threads_decimal_context(amount: int) -> None:
    """A caller's precision of four digits changes no yen."""
    expected = premium(TARIFF, "advance", amount, 1)

    with localcontext(prec=4):
        assert expected == premium(TARIFF, "advance", amount, 1)
