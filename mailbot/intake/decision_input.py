"""What the files say of the contractor who is speaking: read for one decision.

In the transaction of the decision, so that two applications that come at once cannot
both be the first, or both fit below the limit.
"""

from __future__ import annotations

from mailbot.core.decisions.case_reference import files_wanted
from mailbot.core.model.case import Case
from mailbot.core.model.contractor_record import NOTHING_KNOWN, ContractorRecord
from mailbot.core.model.decision_context import DecisionContext, NewIds
from mailbot.core.model.enquiry import MOST_LISTED
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Office
from mailbot.core.rules.same_application import twin_mark
from mailbot.store.cases import Cases
from mailbot.store.transaction import Transaction
from parsers.reading import Reading


def desk_for(
    tx: Transaction, office: Office, case: Case | None, reading: Reading | None = None
) -> DecisionContext:
    """Return what a decision on a case looks at, and what it may use up.

    `reading` is None for an event that is no mail.
    """
    case_id, guarantee_id, submission_id = tx.cases.unused_ids()
    receipt = tx.cases.next_receipt(day_in_tokyo(tx.now).year)
    fresh = NewIds(case_id, receipt, guarantee_id, submission_id)
    return DecisionContext(office, tx.now, fresh, standing(tx, office, case, reading))


def standing(
    tx: Transaction, office: Office, case: Case | None, reading: Reading | None
) -> ContractorRecord:
    """Return the standing of the case's contractor, or of the one who writes.

    `reading` is None for an event that is no mail.  A stranger has no standing.
    """
    sender = (reading.envelope.sender if reading else None) or ""
    writer = office.contractor_at(sender) if sender else None
    contractor_id = case.contractor_id if case else writer.id if writer else ""
    if not contractor_id:
        return NOTHING_KNOWN
    mine = case.id if case else 0
    files: tuple[Case, ...] = ()
    if reading is not None and writer is not None and writer.id == contractor_id:
        files = _files(tx.cases, contractor_id, case, reading)
    return ContractorRecord(
        exposure_yen=tx.cases.exposure(contractor_id, day_in_tokyo(tx.now), mine),
        first=not tx.cases.has_guarantees(contractor_id, mine),
        earlier=tx.cases.earlier(
            contractor_id, _marks(case, reading), tx.now - office.policy.twin_window
        ),
        advances=_advances(tx.cases, contractor_id, case, reading),
        files=files,
    )


def _advances(
    cases: Cases, contractor_id: str, case: Case | None, reading: Reading | None
) -> tuple[Guarantee, ...]:
    """Return what was advanced on the same work, where an interim is applied for."""
    told = reading.products if reading else {}
    if not told.get("interim") and not (case and case.products.get("interim")):
        return ()
    mine = case.id if case else 0
    return cases.advances(contractor_id, _marks(case, reading), mine)


def _marks(case: Case | None, reading: Reading | None) -> frozenset[str]:
    """Return how a twin would be marked: by what the case says, or the mail."""
    said = reading.fields.get("project_name") if reading else None
    names = (case.text("project_name") if case else "", said)
    return frozenset(
        twin_mark(name) for name in names if isinstance(name, str) and name
    )


def _files(
    cases: Cases, contractor_id: str, case: Case | None, reading: Reading
) -> tuple[Case, ...]:
    """Return the files that the decision looks at (`core.referring`)."""
    match files_wanted(case, reading):
        case "newest":
            newest = cases.newest_of(contractor_id, MOST_LISTED)
            return _with_numbered(cases, contractor_id, newest, reading)
        case "open":
            return cases.open_of(contractor_id)
        case "none":
            return ()


def _with_numbered(
    cases: Cases, contractor_id: str, files: tuple[Case, ...], reading: Reading
) -> tuple[Case, ...]:
    """Add the contractor's own older cases whose numbers the mail names."""
    found = {one.id: one for one in files}
    for number in {arg for command in reading.commands for arg in command.args}:
        case = cases.by_number(number)
        if case is not None and case.contractor_id == contractor_id:
            found[case.id] = case
    return tuple(found[key] for key in sorted(found))
