"""Random applications and changes, most of them near the edge of some rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from parsers.reading import Value

_AMOUNTS = (8_800_000, 50_000_000, 120_000_000)
_SHARES = (
    1,
    99,
    100,
    101,
    199,
    200,
    201,
    299,
    300,
    301,
    399,
    400,
    401,
    999,
    1000,
    1001,
)
"""Thousandths of the contract amount."""
_SIGNED = (-800, -367, -366, -365, -364, -30, -1, 0, 0, 0, 1, 2, 40)
_STARTS = (-400, -1, 0, 1, 1, 2, 60)
_LENGTHS = (-2, 0, 1, 10, 30, 90, 300, 300, 400, 800)
_OBLIGEES = ("角田市長",) * 6 + ("上尾市長", "白石市長", "架空村長")
_ELSEWHERE = ("証書（紙）", "七十七銀行 角田支店", "50,000,000円", "令和8年3月2日")
_PROJECTS = ("市道枝野線道路改良工事",) * 4 + (
    "橋梁詳細設計業務委託",
    "基準点測量業務",
    "庁舎清掃業務委託",
)


def _often(rng: Random, chance: float) -> bool:
    return rng.random() < chance


def contract(rng: Random, today: date) -> dict[str, Value]:
    """Return the contract's own fields."""
    said: dict[str, Value] = {
        "obligee_name": rng.choice(_OBLIGEES),
        "project_name": rng.choice(_PROJECTS),
        "contract_amount": rng.choice(_AMOUNTS),
        **dates(rng, today),
    }
    if _often(rng, 0.05):
        said["obligee_name"] = rng.choice(_ELSEWHERE)
    if _often(rng, 0.15):
        said["low_price"] = _often(rng, 0.7)
    if _often(rng, 0.5):
        said["advance_planned"] = _often(rng, 0.5)
    return said


def dates(rng: Random, today: date) -> dict[str, Value]:
    """Return days of a contract and its works, around a day."""
    signed = today + timedelta(rng.choice(_SIGNED))
    start = signed + timedelta(rng.choice(_STARTS))
    end = start + timedelta(rng.choice(_LENGTHS))
    said: dict[str, Value] = {
        "contract_date": signed,
        "contract_date_planned": _often(rng, 0.2),
        "work_start": start,
        "work_end": end,
    }
    if _often(rng, 0.2):
        said["guarantee_until"] = end + timedelta(rng.choice((-400, -1, 0, 1, 30, 400)))
    return said


def products(rng: Random, contract_amount: int) -> dict[str, Value]:
    """Return the fields of one, two or three products."""
    some = rng.sample(
        ("advance", "interim", "performance"), rng.choice((1, 1, 2, 2, 3))
    )
    said: dict[str, Value] = {}
    for product in some:
        said |= one_product(rng, product, contract_amount)
    return said


def one_product(rng: Random, product: str, contract_amount: int) -> dict[str, Value]:
    """Return the fields of one product."""
    said: dict[str, Value] = {
        f"{product}.form": "electronic" if _often(rng, 0.7) else "paper",
        f"{product}.amount": amount(rng, contract_amount),
        f"{product}.payment_method": "monthly" if _often(rng, 0.7) else "transfer",
    }
    if product != "performance":
        said[f"{product}.bank"] = "七十七銀行 角田支店"
    if product == "advance" and _often(rng, 0.25):
        said["advance.fiscal_year_base"] = amount(rng, contract_amount * 2)
    if product == "interim":
        for name in ("half_period", "scheduled_work", "half_cost", "advance_paid"):
            said[f"interim.conditions.{name}"] = _often(rng, 0.95)
    return said


def amount(rng: Random, whole: int) -> int:
    """Return an amount at or beside a limit."""
    return max(whole * rng.choice(_SHARES) // 1000 + rng.choice((-1, 0, 0, 0, 1)), 1)


@dataclass(frozen=True, slots=True)
class Mended:
    """The same application with everything that is asked about put right."""

    today: date

    def fields(self, rng: Random, now: dict[str, Value]) -> dict[str, Value]:
        """Return good values for some of the fields that are most often wrong."""
        whole = now.get("contract_amount", 50_000_000)
        assert isinstance(whole, int)
        start = max(self.today, date(2027, 1, 1) if _often(rng, 0.2) else self.today)
        good: dict[str, Value] = {
            "obligee_name": "角田市長",
            "contract_date": self.today,
            "contract_date_planned": False,
            "work_start": start,
            "work_end": start + timedelta(rng.choice((10, 90, 300))),
            "advance_planned": True,
        }
        for product, share in (
            ("advance", 400),
            ("interim", 200),
            ("performance", 100),
        ):
            if f"{product}.amount" in now:
                good[f"{product}.amount"] = whole * share // 1000
        if "guarantee_until" in now:
            good["guarantee_until"] = good["work_end"]
        if "advance.fiscal_year_base" in now:
            good["advance.fiscal_year_base"] = whole
        return {key: value for key, value in good.items() if _often(rng, 0.8)}
