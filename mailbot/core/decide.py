"""What happens next: the one decision function of the house.

`decide(case, event, desk)` is pure and total: it does nothing, and what no rule covers
goes to a person.  Mail is decided in `mailroom.py` and `answering.py`, the life of a
guarantee in `issuing.py`, its way to the obligee in `submitting.py`.
"""

from __future__ import annotations

from typing import assert_never

from mailbot.core import issuing, mailroom, submitting
from mailbot.core.case import Case
from mailbot.core.desk import Desk
from mailbot.core.effects import Decision
from mailbot.core.events import (
    Approved,
    CameDue,
    CertificateArrived,
    DeliverySettled,
    Event,
    MailRead,
    PaperPrinted,
)


def decide(case: Case | None, event: Event, desk: Desk) -> Decision:
    """Say what happens next.  Do nothing; never raise; no rule means a person.

    `case` is the case that the event belongs to (for mail: as routed by
    `mailroom.route`), None when there is none.
    """
    match event:
        case MailRead():
            return mailroom.decide_mail(case, event, desk)
        case _ if case is None:
            return Decision(None, "ignored", "no_such_case")
        case CertificateArrived() | PaperPrinted():
            return issuing.arrived(case, event, desk)
        case Approved():
            return issuing.approved(case, event, desk)
        case CameDue():
            return issuing.came_due(case, event, desk)
        case DeliverySettled():
            return submitting.delivery_settled(case, event, desk)
        case _:
            assert_never(event)
