"""What entries of the data files must agree on, with each other and across files.

A look-up that finds two answers None (names are matched, never guessed); so two
entries that claim one name, address or number are found here and not by a customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from mailbot.configuration.office_entries import (
    BranchEntry,
    ContractorEntry,
    DeliveryEntry,
    ObligeeEntry,
    TariffEntry,
    TariffFile,
)
from mailbot.configuration.office_file import DataFile
from mailbot.configuration.tomlfile import Place
from mailbot.configuration.types import is_address
from mailbot.core.office.names import fold_name
from parsers.reading import PRODUCTS, Product

Found = Iterator[tuple[Place, str]]
Claim = tuple[Place, str]
"""Something of which only one entry may have it, and where the entry says so."""


def _claimed_twice(claims: Iterable[Claim], what: str) -> Found:
    first: dict[str, Place] = {}
    for place, value in claims:
        before = first.setdefault(value, place)
        if before[0] != place[0]:
            yield place, f"{what} is that of entry {int(before[0]) + 1} already"


def branch_problems(file: DataFile[BranchEntry]) -> Found:
    """Yield what is wrong among branches: ids, names, numbers, hours."""
    entries = file.numbered.items()
    if not file.raw and not file.problems:
        yield (), "has no [[branch]]; at least one is needed"
    yield from _claimed_twice((((n, "id"), b.id) for n, b in entries), "id")
    yield from _claimed_twice(
        (((n, "name"), fold_name(b.name)) for n, b in entries), "name"
    )
    yield from _claimed_twice(
        (((n, "number_prefix"), b.number_prefix) for n, b in entries), "number_prefix"
    )
    for number, branch in entries:
        if not branch.opens < branch.cut_off <= branch.closes:
            yield (number, "cut_off"), "cut_off must lie between opens and closes"


def contractor_problems(
    file: DataFile[ContractorEntry], branches: DataFile[BranchEntry]
) -> Found:
    """Yield what is wrong among contractors: ids, addresses, domains, branches."""
    entries = file.numbered.items()
    yield from _claimed_twice((((n, "id"), c.id) for n, c in entries), "id")
    yield from _claimed_twice(
        (((n, "addresses"), a) for n, c in entries for a in c.addresses),
        "an address in addresses",
    )
    yield from _claimed_twice(
        (((n, "domains"), d) for n, c in entries for d in c.domains),
        "a domain in domains",
    )
    known = branches.ids()
    for number, contractor in entries:
        if known and contractor.branch not in known:
            yield (
                (number, "branch"),
                f"branch should be one of {', '.join(sorted(known))}",
            )


def obligee_problems(file: DataFile[ObligeeEntry]) -> Found:
    """Yield what is wrong among obligees: ids, names, deliveries."""
    entries = file.numbered.items()
    yield from _claimed_twice((((n, "id"), o.id) for n, o in entries), "id")
    yield from _claimed_twice(
        (
            ((n, "name" if name == o.name else "aliases"), fold_name(name))
            for n, o in entries
            for name in (o.name, *o.aliases)
        ),
        "a name in name and aliases",
    )
    for number, obligee in entries:
        for place, text in _delivery_problems(obligee):
            yield (number, *place), text


def _delivery_problems(obligee: ObligeeEntry) -> Found:
    told: set[Product] = set()
    for index, delivery in enumerate(obligee.delivery):
        place = ("delivery", index)
        if twice := told.intersection(delivery.products):
            yield place, f"delivery[{index + 1}] repeats {', '.join(sorted(twice))}"
        told.update(delivery.products)
        if not _reachable(delivery):
            yield place, f"delivery[{index + 1}].address should be a mail address"
    wanted = {product for one in obligee.accepts for product in one.products}
    if missing := sorted(wanted - told):
        yield (
            ("accepts",),
            f"accepts {', '.join(missing)} without a delivery for it; add one",
        )


def _reachable(delivery: DeliveryEntry) -> bool:
    return delivery.channel != "mail" or is_address(delivery.address)


def tariff_problems(file: TariffFile, *, production: bool) -> Found:
    """Yield what is wrong with each tariff, and with the order of their days."""
    yield from _tariff_problems(file, production=production)
    days = [file.valid_from, *(one.valid_from for one in file.next)]
    for number, one in enumerate(file.next):
        for place, text in _tariff_problems(one, production=production):
            yield ("next", number, *place), text
        if days[number + 1] <= days[number]:
            place = ("next", number, "valid_from")
            yield place, "must be later than the first day of the tariff before it"


def _tariff_problems(tariff: TariffEntry, *, production: bool) -> Found:
    """Yield what is wrong with the slices, and the demo tariff in production."""
    if production and tariff.demo:
        yield ("demo",), "production refuses the demo tariff; put in the surety's own"
    for product in PRODUCTS:
        bounds = [one.upto for one in tariff.slices(product)]
        place = ("bracket", _last(tariff, product))
        if not bounds or bounds[-1] is not None:
            yield (
                place,
                f"the last {product} bracket must have no upto, so that none is free",
            )
        if not _rising(bounds):
            yield place, f"the {product} brackets must rise, only the last one open"


def _last(tariff: TariffEntry, product: Product) -> int:
    own = [n for n, one in enumerate(tariff.bracket) if one.product == product]
    return own[-1] if own else 0


def _rising(bounds: list[int | None]) -> bool:
    closed = [bound for bound in bounds[:-1] if bound is not None]
    last = bounds[-1] if bounds else None
    steps = closed if last is None else [*closed, last]
    whole = len(closed) == len(bounds[:-1])
    return whole and all(low < high for low, high in pairwise(steps))
