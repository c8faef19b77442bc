"""The mail log: every mail in and out, what it said, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from mailbot.security.audit_chain import GENESIS, BrokenRow, chain
from mailbot.store.clean_text import clean
from mailbot.store.incoming import facts_of
from mailbot.store.masking import mask, mask_all
from mailbot.store.outgoing import OutgoingMails
from mailbot.store.prepared import Prepared
from mailbot.store.records import Mail, MailFate, MailFilter, Noted, Total
from mailbot.store.schema import UtcTime, deliveries, mails, promises
from mailbot.store.transaction_base import NotKept

COMPOSE = "compose"
"""The job that writes a mail: payload {"send": {"to": …, …}, …}."""

_SHOWN = [column for column in mails.c if column.name not in {"door_key", "chain"}]

# Statements of the hot path are built once: building one takes longer than running it.
_MAIL = Prepared(sa.select(*_SHOWN).where(mails.c.id == sa.bindparam("mail")))
_NAMES = [column.name for column in _SHOWN]
_THIS = sa.update(mails).where(mails.c.id == sa.bindparam("which"))
_READ = ("sender", "subject", "intent", "sender_class", "reading")
_NOTE = Prepared(_THIS, *_READ)
_SETTLE = Prepared(_THIS, "fate", "reason", "case_id")
_ANSWERS = Prepared(
    sa.select(
        *(
            sa.select(sa.func.count())
            .where(
                table.c.address == sa.bindparam("address"),
                table.c.at >= sa.bindparam("since", type_=UtcTime),
            )
            .scalar_subquery()
            for table in (deliveries, promises)
        )
    )
)


class MailLog(OutgoingMails):
    """The verbs of the mail log."""

    def mail(self, mail_id: int) -> Mail:
        """Return one mail; NotKept when there is none."""
        row = _MAIL.first(self.connection, {"mail": mail_id})
        if row is None:
            raise NotKept(f"There is no mail {mail_id}.")
        return _mail(dict(zip(_NAMES, row, strict=True)))

    def mails(self, wanted: MailFilter | None = None) -> tuple[Mail, ...]:
        """Return the mails that `wanted` describes, newest first.

        LIMIT: `text` is looked for row by row; an index comes with the console.
        """
        asked = wanted or MailFilter()
        query = sa.select(*_SHOWN).order_by(mails.c.id.desc()).limit(asked.limit)
        rows = self.connection.execute(query.where(*_criteria(asked)))
        return tuple(_mail(dict(row)) for row in rows.mappings())

    def note_reading(self, mail_id: int, noted: Noted) -> None:
        """Write down what reading a mail told, with every key in it masked."""
        changes = {
            "sender": clean(noted.sender, 400),
            "subject": mask(clean(noted.subject)),
            "intent": noted.intent,
            "sender_class": noted.sender_class,
            "reading": mask_all(dict(noted.reading)),
        }
        self._change_mail(_NOTE, mail_id, changes)

    def settle_mail(
        self, mail_id: int, fate: MailFate, reason: str, case_id: int | None = None
    ) -> None:
        """Write down what became of a mail, and the case it belongs to."""
        changes = {"fate": fate, "reason": reason, "case_id": case_id}
        self._change_mail(_SETTLE, mail_id, changes)

    def answers_to(self, address: str, since: datetime) -> int:
        """Count our mails to an address since then: what the loop guard asks.

        Those that are promised and not yet composed count too: a flood is faster than
        the composer.
        """
        asked = {"address": address.lower(), "since": since}
        return sum(_ANSWERS.first(self.connection, asked) or ())

    def totals(self, since: datetime | None = None) -> tuple[Total, ...]:
        """Return the sums per UTC day, direction, door and fate, newest day first."""
        day = sa.func.date(mails.c.at, type_=sa.String)
        query = (
            sa.select(
                day.label("day"),
                mails.c.direction,
                mails.c.door,
                mails.c.fate,
                sa.func.count().label("mails"),
                sa.func.sum(mails.c.copies).label("copies"),
            )
            .group_by(day, mails.c.direction, mails.c.door, mails.c.fate)
            .order_by(day.desc(), mails.c.direction, mails.c.door, mails.c.fate)
        )
        if since is not None:
            query = query.where(mails.c.at >= since)
        return tuple(
            Total(**{**row, "day": date.fromisoformat(str(row["day"]))})
            for row in self.connection.execute(query).mappings()
        )

    def verify_mail_log(self) -> list[BrokenRow]:
        """Return the mails whose facts of arrival no longer follow from the chain."""
        faults: list[BrokenRow] = []
        last = GENESIS
        query = sa.select(mails).order_by(mails.c.id)
        for row in self.connection.execute(query).mappings():
            if chain(last, facts_of(dict(row))) != row["chain"]:
                why = "altered, or the row before is gone"
                faults.append(BrokenRow(row["id"], why))
            last = row["chain"]
        return faults

    def _change_mail(
        self, change: Prepared, mail_id: int, changes: Mapping[str, object]
    ) -> None:
        if change.run(self.connection, {"which": mail_id, **changes}) != 1:
            raise NotKept(f"There is no mail {mail_id}.")


def _mail(row: Mapping[str, Any]) -> Mail:
    values = dict(row)
    values["recipients"] = tuple(filter(None, values["recipients"].split("\n")))
    return Mail(**values)


def _criteria(asked: MailFilter) -> list[sa.ColumnElement[bool]]:
    exact = (
        (mails.c.case_id, asked.case_id),
        (mails.c.direction, asked.direction),
        (mails.c.fate, asked.fate),
    )
    found = [column == value for column, value in exact if value is not None]
    if asked.since is not None:
        found.append(mails.c.at >= asked.since)
    if asked.before_id is not None:
        found.append(mails.c.id < asked.before_id)
    if asked.text:
        columns = ("sender", "recipients", "subject", "message_id")
        found.append(
            sa.or_(
                *(mails.c[c].icontains(asked.text, autoescape=True) for c in columns)
            )
        )
    return found
