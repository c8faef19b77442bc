"""What people type to name something: a receipt, a guarantee's number, a mail, a task.

Numbers are taken in any width, with the dashes that Japanese keyboards make.
"""

from __future__ import annotations

import re
import unicodedata

from mailbot.cli.letters import one_line
from mailbot.core.case import Case
from mailbot.errors import MailbotError
from mailbot.store.transaction import Transaction

_RECEIPT = re.compile(r"[0-9]{4}-[0-9]{6}")
_NUMBER = re.compile(r"[0-9]{5}-[0-9]{6}")
_MAIL = re.compile(r"(?:mail:?\s*)?([0-9]{1,15})", re.IGNORECASE)
_TASK = re.compile(r"(?:task:?\s*|#)?([0-9]{1,15})", re.IGNORECASE)
_DASHES = re.compile(r"[‐‑‒–—―−ー]")


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
    asked = typed(what)
    case: Case | None = None
    kind = "case"
    if _RECEIPT.fullmatch(asked):
        case = tx.case_by_receipt(asked)
    elif _NUMBER.fullmatch(asked):
        kind, case = "guarantee", tx.case_by_number(asked)
    else:
        raise NotNamed(
            f"{one_line(what) or 'Nothing'} is no number of a case (2026-000001) or a "
            "guarantee (00427-000001); `mailbot cases` lists them."
        )
    if case is None:
        raise NotNamed(f"There is no {kind} {asked}.")
    return case
