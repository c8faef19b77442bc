"""Ratios as the form shows them: amount to base, in percent with one decimal (R-07)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from mailbot.core.model.draft import Draft


def ratio(amount: int, base: int) -> str:
    """Return amount ÷ base in percent with one decimal, half up (R-07 [S]).

    20,000,000 of 50,000,000 is "40.0%".
    """
    share = Decimal(amount) * 100 / Decimal(base)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def percent(share: Fraction) -> str:
    """Return a share as it is shown: 4/10 is "40.0%"."""
    return ratio(share.numerator, share.denominator)


def ratios(draft: Draft) -> dict[str, str]:
    """Return the ratio of each product's amount to its base, by field key."""
    shown: dict[str, str] = {}
    for product in draft.products:
        amount = draft.yen(f"{product}.amount")
        yearly = draft.base("advance") if product == "advance" else None
        base = yearly or draft.yen("contract_amount")
        if amount and base:
            shown[f"{product}.amount"] = ratio(amount, base)
    return shown
