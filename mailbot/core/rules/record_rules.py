"""The rules that look at what else is on file: R-16, R-19, parts of R-05 and R-20.

The facts come in with the desk (`known.py`); without them nothing is found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from mailbot.core.model.case import ENDED, Case
from mailbot.core.model.contractor_record import ContractorRecord
from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding
from mailbot.core.office.names import fold_name
from mailbot.core.office.office import Office
from mailbot.core.rules.ratio import ratio
from parsers.reading import PRODUCTS

TWIN = "twin"
"""The question of R-16: is this a new one?  Its code, and what is asked."""


def twin_mark(project_name: str) -> str:
    """Return what two cases must share to be twins: a digest of the folded name.

    "" for no name.  The store finds by it the cases that R-16 has to look at.
    """
    folded = fold_name(project_name)
    return (
        hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest() if folded else ""
    )


def on_record(
    draft: Draft, office: Office, known: ContractorRecord
) -> Iterator[Finding]:
    """Return what the contractor's other files say about this application."""
    yield from _twin(draft, office, known)
    yield from _advanced(draft, office, known)
    yield from _exposure(draft, known)
    yield from _first(office, known)


def _twin(draft: Draft, office: Office, known: ContractorRecord) -> Iterator[Finding]:
    """R-16: the same application stands in another case of the last weeks."""
    case = draft.case
    if TWIN in case.settled or case.guarantees:
        return
    since = case.opened_at - office.policy.twin_window
    for other in known.earlier:
        if other.id < case.id and _same(draft, other, since, office):
            params = {
                "receipt": other.receipt,
                "project": other.text("project_name"),
                "day": other.opened_at.isoformat(),
            }
            yield Finding("R-16", "ask", TWIN, params=params)
            return


def _same(draft: Draft, other: Case, since: datetime, office: Office) -> bool:
    if other.state in ENDED or other.opened_at < since:
        return False
    project = fold_name(draft.text("project_name"))
    if not project or project != fold_name(other.text("project_name")):
        return False
    obligee = _obligee(draft.text("obligee_name"), office)
    if obligee != _obligee(other.text("obligee_name"), office):
        return False
    shared = [name for name in draft.products if other.products.get(name)]
    return bool(shared) and all(_agree(draft, other, name) for name in shared)


def _obligee(name: str, office: Office) -> str:
    found = office.obligee_called(name)
    return found.id if found else fold_name(name)


def _agree(draft: Draft, other: Case, product: str) -> bool:
    key = f"{product}.amount"
    mine, theirs = draft.value(key), other.value(key)
    return mine is None or theirs is None or mine == theirs


def _advanced(
    draft: Draft, office: Office, known: ContractorRecord
) -> Iterator[Finding]:
    """R-05: an interim advance alone counts with the advance guaranteed before [W]."""
    amount, base = draft.yen("interim.amount"), draft.yen("contract_amount")
    if not amount or not base or "advance" in draft.products:
        return
    mine = _obligee(draft.text("obligee_name"), office)
    same = (a for a in known.advances if mine == _obligee(a.terms.obligee_name, office))
    paid = sum(one.terms.amount for one in same)
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
