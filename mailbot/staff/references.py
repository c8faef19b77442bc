"""What people type to name something: a receipt, a guarantee's number, a mail, a task.

Numbers are taken in any width, with the dashes that Japanese keyboards make.
"""

from __future__ import annotations

import re
import unicodedata

from mailbot.core.model.case import Case
from mailbot.errors import MailbotError
from mailbot.staff.printable import one_line
from mailbot.store.transaction import Transaction
from parsers.fold import DASHES
from parsers.identifiers import number_of, receipt_of

_MAIL = re.compile(r"(?:mail:?\s*)?([0-9]{1,15})", re.IGNORECASE)
_TASK = re.compile(r"(?:task:?\s*|#)?([0-9]{1,15})", re.IGNORECASE)
_DASHES = re.compile(f"[{re.escape(DASHES)}]")


class NotNamed(MailbotError):  # noqa: N818 - a state: nothing bears this name
    """There is nothing with this number."""


def typed(what: str) -> str:
    """Return what was typed in half width, with plain dashes."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", what)).strip()


def mail_number(what: str) -> int | None:
    """Return the number of a mail (`12`, `mail 12`), None for what is none."""
    found = _MAIL.fullmatch(typed(what))
    return int(found.group(1)) if found else None


def task_number(what: str) -> int | None:
    """Return the number of a task (`7`, `#7`), None for what is none."""
    found = _TASK.fullmatch(typed(what))
    return int(found.group(1)) if found else None


def case_named(tx: Transaction, what: str) -> Case:
    """Return the case of a receipt or a guarantee's number.

    NotNamed tells what is no number at all from a number that nothing has.
    """
    receipt, number = receipt_of(what), number_of(what)
    case: Case | None = None
    kind = "case"
    if receipt:
        case = tx.cases.by_receipt(receipt)
    elif number:
        kind, case = "guarantee", tx.cases.by_number(number)
    else:
        raise NotNamed(
            f"{one_line(what) or 'Nothing'} is no number of a case (2026-000001) or a "
            "guarantee (00427-000001); `mailbot cases` lists them."
        )
    if case is None:
        raise NotNamed(f"There is no {kind} {receipt or number}.")
    return case
