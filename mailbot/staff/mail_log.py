"""The mail log: each mail with its deliveries, and what people have to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from mailbot.core.office.business_hours import TOKYO
from mailbot.staff.printable import one_line
from mailbot.staff.words import kind_words, moment, reason, task
from mailbot.store.records import (
    Delivery,
    Document,
    Due,
    Mail,
    MailFilter,
    Recorded,
    Task,
)
from mailbot.store.transaction import Transaction

COLUMNS = ("", "mail", "time", "state", "who", "subject", "case", "why")
"""The columns of the log for people, in their order; `cells` fills them, and a terminal
shows those to which `cli/log.py` gives a width."""
_ARROWS = {"in": "→", "out": "←"}
_OUR_TAG = "【電子保証】"
"""Begins every subject of ours: where room is short, it tells nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One mail of the log, with what stands beside it elsewhere."""

    mail: Mail
    receipt: str
    deliveries: tuple[Delivery, ...]

    @property
    def who(self) -> str:
        """Who wrote it, or to whom we did."""
        if self.mail.direction == "out":
            return ", ".join(self.mail.recipients)
        return self.mail.sender or self.mail.envelope_from or "<>"

    @property
    def why(self) -> str:
        """What a mail of ours is and what hinders it, or why a mail ended as it did."""
        if self.mail.direction == "in":
            return reason(self.mail.reason, self.mail.fate)
        hindered = (
            one.reply
            for one in self.deliveries
            if one.phase not in {"accepted", "ready"}
        )
        return ": ".join([kind_words(self.mail.kind), *filter(None, hindered)])


def cells(line: Line, *, whole: bool) -> dict[str, str]:
    """Return what stands in each of COLUMNS; not `whole` where room is short."""
    mail = line.mail
    at, subject = moment(mail.at), one_line(mail.subject)
    return {
        "": _ARROWS[mail.direction],
        "mail": str(mail.id),
        "time": at if whole else at[5:16],
        "state": mail.fate,
        "who": one_line(line.who),
        "subject": subject if whole else subject.replace(_OUR_TAG, ""),
        "case": line.receipt,
        "why": one_line(line.why),
    }


def lines_of(tx: Transaction, wanted: MailFilter) -> list[Line]:
    """Return the lines asked for, oldest first."""
    receipts: dict[int | None, str] = {None: ""}
    found = []
    for mail in reversed(tx.mails.find(wanted)):
        if mail.case_id not in receipts:
            case = tx.cases.find(mail.case_id or 0)
            receipts[mail.case_id] = case.receipt if case else ""
        sent = tx.deliveries.of_mail(mail.id) if mail.direction == "out" else ()
        found.append(Line(mail, receipts[mail.case_id], sent))
    return found


def duties_of(tx: Transaction) -> list[tuple[str, str, str]]:
    """Return what people have to do, oldest first: (what it is about, why, to do)."""
    found = []
    for one in tx.tasks.find():
        case = tx.cases.find(one.case_id) if one.case_id else None
        receipt = case.receipt if case else ""
        mail = f"mail {one.mail_id or one.detail.get('mail', '')}".rstrip()
        says, do = task(one, receipt)
        found.append((f"task {one.id}, {receipt or mail}", says, do))
    return found


def as_json(line: Line) -> dict[str, object]:
    """Return a line as JSON has it: moments in Japan's time, nothing shortened."""
    names = (
        *("direction", "fate", "reason", "sender", "subject", "kind", "intent"),
        *("sender_class", "message_id", "octets", "door", "copies", "answers"),
    )
    mail = line.mail
    return {
        "mail": mail.id,
        "at": mail.at.astimezone(TOKYO).isoformat(),
        **{name: getattr(mail, name) for name in names},
        "recipients": list(mail.recipients),
        "case": line.receipt,
        "deliveries": [in_json(one) for one in line.deliveries],
    }


def in_json(record: Delivery | Document | Due | Recorded | Task) -> dict[str, object]:
    """Return a record as JSON has it."""
    return {
        name: one.astimezone(TOKYO).isoformat() if isinstance(one, datetime) else one
        for name, one in asdict(record).items()
    }
