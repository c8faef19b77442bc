"""The case that a route leads to, as it stands in the files."""

from __future__ import annotations

from mailbot.core.decisions.routing import Route
from mailbot.core.model.case import Case
from mailbot.store.cases import Cases


def case_at(cases: Cases, way: Route) -> Case | None:
    """Load the case that a route leads to; None where it leads nowhere."""
    match way.by:
        case "case":
            return cases.find(way.id)
        case "submission":
            return cases.of_submission(way.id)
        case "delivery":
            return cases.of_mail(way.id)
        case _:
            return _by_word(cases, way)


def _by_word(cases: Cases, way: Route) -> Case | None:
    """Load what a mail without a token speaks of."""
    match way.by:
        case "receipt" | "number":
            return _own(cases, way)
        case "open":
            open_cases = cases.open_of(way.contractor_id)
            return open_cases[0] if len(open_cases) == 1 else None
        case "obligee":
            return cases.by_number(way.number)
        case _:
            return None


def _own(cases: Cases, way: Route) -> Case | None:
    """Return a case only to its contractor: a number alone opens nothing."""
    by_receipt = way.by == "receipt"
    case = cases.by_receipt(way.receipt) if by_receipt else cases.by_number(way.number)
    return case if case and case.contractor_id == way.contractor_id else None
