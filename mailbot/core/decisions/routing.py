"""Which case a mail belongs to, as the store is to look for it: data, no look-up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mailbot.core.decisions import case_reference, enquiry, obligee_enquiry
from mailbot.core.model.events import Ticket, TokenPurpose
from mailbot.core.office.names import compatible
from mailbot.core.office.office import Contractor, Office
from parsers.reading import Reading

RouteBy = Literal[
    "case", "submission", "delivery", "receipt", "number", "open", "obligee", "none"
]
STANDS_ALONE = enquiry.ENQUIRIES - {"stop"}
"""What asks of all that a contractor has, or of a number: it names no open case."""
_RECEIPT = re.compile(r"(?<![\d-])(20\d{2}-\d{6})(?![\d-])", re.ASCII)
_NUMBER = re.compile(r"\d{5}-\d{6}", re.ASCII)
_WRITTEN = re.compile(r"(?<![\d-])\d{5}-\d{6}(?![\d-])", re.ASCII)
_MOST_RECEIPTS_READ = 2_000


@dataclass(frozen=True, slots=True)
class Route:
    """Which case a mail belongs to, as the store is to look for it.

    "case" and "submission" by the id of a verified token, "receipt" by the number in
    the mail, "number" by a guarantee's number in a command, "open" by the contractor's
    only open case, "obligee" by a guarantee's number that an obligee writes of what it
    was sent, "none" for none.
    """

    by: RouteBy
    id: int = 0
    receipt: str = ""
    contractor_id: str = ""
    number: str = ""


_ROUTES: dict[TokenPurpose, RouteBy] = {
    "case": "case",
    "submission": "submission",
    "bounce": "delivery",
    "withdrawal": "case",
}


def route(reading: Reading, ticket: Ticket, office: Office) -> Route:
    """Return how to find the case of a mail.  A number counts only for its owner."""
    if ticket.purpose is not None:
        return Route(_ROUTES[ticket.purpose], ticket.id)
    sender = reading.envelope.sender
    contractor = office.contractor_at(sender) if sender else None
    if contractor is None:
        return _by_obligee(reading, office)
    return _by_what_is_written(reading, contractor)


def _by_obligee(reading: Reading, office: Office) -> Route:
    """Return the way to what an obligee speaks of, by the one number that it writes."""
    obligee = obligee_enquiry.obligee_at(reading.envelope.sender or "", office)
    text = f"{reading.envelope.subject}\n{reading.text[:_MOST_RECEIPTS_READ]}"
    numbers = set(_WRITTEN.findall(compatible(text)))
    if obligee is None or len(numbers) != 1:
        return Route("none")
    return Route("obligee", number=numbers.pop())


def _by_what_is_written(reading: Reading, contractor: Contractor) -> Route:
    receipt = receipt_in(reading.envelope.subject)
    if not receipt and (
        reading.intent != "apply" or case_reference.is_fragment(reading)
    ):
        receipt = _named_receipt(reading)
    if receipt:
        return Route("receipt", receipt=receipt, contractor_id=contractor.id)
    if reading.intent == "apply" or reading.intent in STANDS_ALONE:
        return Route("none")
    for command in reading.commands:
        number = next((arg for arg in command.args if _NUMBER.fullmatch(arg)), "")
        if number:
            return Route("number", number=number, contractor_id=contractor.id)
    return Route("open", contractor_id=contractor.id)


def _named_receipt(reading: Reading) -> str:
    text = f"{reading.envelope.subject}\n{reading.text[:_MOST_RECEIPTS_READ]}"
    found = set(_RECEIPT.findall(compatible(text)))
    return found.pop() if len(found) == 1 else ""


def receipt_in(subject: str) -> str:
    """Return the receipt number that our subjects carry: `[受付 2026-000123]`."""
    _, found, rest = subject.partition("[受付 ")
    number, closed, _ = rest.partition("]")
    year, dash, count = number.partition("-")
    valid = found and closed and dash and year.isascii() and year.isdigit()
    return number if valid and count.isascii() and count.isdigit() else ""
