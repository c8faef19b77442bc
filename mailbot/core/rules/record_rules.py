"""The rules that look at what else is on file: R-16, R-19, parts of R-05 and R-20.

The facts are what `contractor_record` holds; without them nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.core.model.contractor_record import ContractorRecord
from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding
from mailbot.core.office.office import Office, same_obligee
from mailbot.core.rules.ratio import ratio
from mailbot.core.rules.same_application import same_application
from parsers.reading import PRODUCTS


def on_record(
    draft: Draft, office: Office, known: ContractorRecord
) -> Iterator[Finding]:
    """Return what the contractor's other files say about this application."""
    yield from same_application(draft, office, known)
    yield from _advanced(draft, office, known)
    yield from _exposure(draft, known)
    yield from _first(office, known)


def _advanced(
    draft: Draft, office: Office, known: ContractorRecord
) -> Iterator[Finding]:
    """R-05: an interim advance alone counts with the advance guaranteed before [W]."""
    amount, base = draft.yen("interim.amount"), draft.yen("contract_amount")
    if not amount or not base or "advance" in draft.products:
        return
    mine = draft.text("obligee_name")
    paid = sum(
        one.terms.amount
        for one in known.advances
        if same_obligee(mine, one.terms.obligee_name, office)
    )
    if paid and (amount + paid) * 10 > base * 6:
        params = {"ratio": ratio(amount + paid, base), "cap": "60.0%"}
        yield Finding(
            "R-05", "warn", "interim_total_over", "interim.amount", params=params
        )


def _exposure(draft: Draft, known: ContractorRecord) -> Iterator[Finding]:
    """R-19: with this application the contractor's limit would be passed."""
    limit = draft.contractor.exposure_limit
    asked = sum(draft.yen(f"{name}.amount") or 0 for name in PRODUCTS)
    if limit is not None and known.exposure_yen + asked > limit:
        params = {"limit_yen": limit, "exposure_yen": known.exposure_yen + asked}
        yield Finding("R-19", "hold", "over_exposure", params=params)


def _first(office: Office, known: ContractorRecord) -> Iterator[Finding]:
    """R-20: the first application of a contractor is seen by a person."""
    if known.first and office.policy.hold_first:
        yield Finding("R-20", "hold", "first_application")
