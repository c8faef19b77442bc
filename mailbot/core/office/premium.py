"""The premium (保証料): Decimal rates, integer yen, nothing else on the bill (R-11).

Real tariffs are not public.  How a tariff is applied is therefore an assumption [A]:
the guaranteed amount is cut into slices at the bracket bounds, each slice is charged
at its own rate, the sum is rounded once to whole yen (down, unless the tariff says
otherwise), and a minimum applies to the rounded sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from functools import reduce

from mailbot.core.office.office import Rounding, Tariff
from parsers.reading import Product

_EXACT = Context(prec=60)
"""Wide enough that no product of yen and rate is rounded before the end."""

_ROUNDING: dict[Rounding, str] = {
    "down": ROUND_FLOOR,
    "half-up": ROUND_HALF_UP,
    "up": ROUND_UP,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One slice as the premium statement prints it.

    `yen` of the amount above `above` are charged at `rate` for each of `terms`
    periods; `charge` is the exact product, in yen and fractions of a yen.
    """

    above: int
    yen: int
    rate: Decimal
    terms: int
    charge: Decimal


@dataclass(frozen=True, slots=True)
class Premium:
    """What one guarantee costs: whole yen, non-taxable, and how that came about."""

    product: Product
    yen: int
    tariff_version: str
    steps: tuple[Step, ...]
    minimum: int

    @property
    def is_minimum(self) -> bool:
        """Whether the minimum applies because the slices came to less."""
        return _sum(self.steps) < self.minimum


def premium(tariff: Tariff, product: Product, amount: int, days: int) -> Premium:
    """Return the premium for `amount` yen of guarantee over `days` days.

    Raises ValueError unless amount and days are positive and the tariff has rates for
    the product up to that amount.
    """
    if amount <= 0 or days <= 0:
        raise ValueError("a premium needs a positive amount and at least one day")
    if product not in tariff.brackets:
        raise ValueError(f"tariff {tariff.version} has no rates for {product}")
    steps = _steps(tariff, product, amount, _terms(tariff, days))
    if sum(one.yen for one in steps) != amount:
        raise ValueError(f"tariff {tariff.version} has no open bracket for {product}")
    yen = max(_whole(_sum(steps), tariff.rounding), tariff.minimum)
    return Premium(product, yen, tariff.version, steps, tariff.minimum)


def days_between(first: date, until: date) -> int:
    """Return the days that a guarantee runs, both ends counted; at least 1."""
    return max((until - first).days + 1, 1)


def unexpired(charged: int, start: date, until: date, ended: date) -> int:
    """Return the yen of a premium that fall on the days after `ended`, rounded down.

    A guarantee that ends before it begins gives everything back, one that has run out
    nothing.  Sharing a premium by days is an assumption [A].
    """
    days = (until - start).days + 1
    left = min(max((until - ended).days, 0), days)
    return charged * left // days if days > 0 else 0


def _terms(tariff: Tariff, days: int) -> int:
    """Count the periods that are paid for; a period that has begun counts whole."""
    return 1 if tariff.term_days is None else -(-days // tariff.term_days)


def _steps(
    tariff: Tariff, product: Product, amount: int, terms: int
) -> tuple[Step, ...]:
    steps: list[Step] = []
    above = 0
    for bracket in tariff.brackets[product]:
        top = amount if bracket.upto is None else min(amount, bracket.upto)
        if top <= above:
            break
        yen = top - above
        charge = _EXACT.multiply(Decimal(yen * terms), bracket.rate)
        steps.append(Step(above, yen, bracket.rate, terms, charge))
        above = top
    return tuple(steps)


def _sum(steps: tuple[Step, ...]) -> Decimal:
    return reduce(_EXACT.add, (one.charge for one in steps), Decimal(0))


def _whole(exact: Decimal, rounding: Rounding) -> int:
    return int(exact.quantize(Decimal(1), _ROUNDING[rounding], _EXACT))
