"""The mail log: every mail in and out, what it said, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, NotRequired, TypedDict

import sqlalchemy as sa
from typing_extensions import Unpack

from mailbot.security.audit_chain import GENESIS, BrokenRow, chain
from mailbot.store.clean_text import clean
from mailbot.store.faults import NotKept
from mailbot.store.masking import mask, mask_all
from mailbot.store.part import Part
from mailbot.store.prepared import Prepared
from mailbot.store.records import Direction, Mail, MailFate, MailFilter, Noted, Total
from mailbot.store.schema import mails

COMPOSE = "compose"
"""The job that writes a mail: payload {"send": {"to": …, …}, …}."""

_MESSAGE_ID = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?<?([^\s<>]+)>?")
_HEADER_OCTETS = 65_536

_SHOWN = [column for column in mails.c if column.name not in {"door_key", "chain"}]

# Statements of the hot path are built once: building one takes longer than running it.
_MAIL = Prepared(sa.select(*_SHOWN).where(mails.c.id == sa.bindparam("mail")))
_NEWEST_LINK = Prepared(sa.select(mails.c.chain).order_by(mails.c.id.desc()).limit(1))
_APPEND = Prepared(
    sa.insert(mails).returning(mails.c.id), *(set(mails.c.keys()) - {"id"})
)
_NAMES = [column.name for column in _SHOWN]
_THIS = sa.update(mails).where(mails.c.id == sa.bindparam("which"))
_READ = ("sender", "subject", "intent", "sender_class", "reading")
_NOTE = Prepared(_THIS, *_READ)
_SETTLE = Prepared(_THIS, "fate", "reason", "case_id")


class NewMail(TypedDict):
    """What is known of a mail when its row is written."""

    direction: Direction
    digest: str
    octets: int
    at: datetime
    recipients: Iterable[str]
    message_id: str
    fate: MailFate
    door: NotRequired[str]
    peer: NotRequired[str]
    helo: NotRequired[str]
    tls: NotRequired[bool]
    authenticated: NotRequired[str]
    envelope_from: NotRequired[str]
    twin_of: NotRequired[int | None]
    sender: NotRequired[str]
    subject: NotRequired[str]
    kind: NotRequired[str]
    case_id: NotRequired[int | None]
    answers: NotRequired[int | None]
    effect_key: NotRequired[str]


_UNSAID: Mapping[str, object] = MappingProxyType(
    dict.fromkeys(
        ("door_key", "twin_of", "case_id", "answers", "effect_key", "reading")
    )
    | dict.fromkeys(("door", "peer", "helo", "authenticated", "envelope_from"), "")
    | dict.fromkeys(("sender", "subject", "kind", "intent", "sender_class"), "")
    | {"tls": False, "reason": "", "copies": 0}
)


def mail_row(**told: Unpack[NewMail]) -> dict[str, Any]:
    """Return the row of a new mail; what is not told is empty."""
    return {**_UNSAID, **told, "recipients": "\n".join(told["recipients"])}


class MailLog(Part):
    """The mails, in and out, by their ids."""

    def get(self, mail_id: int) -> Mail:
        """Return one mail; NotKept when there is none."""
        row = _MAIL.first(self._connection, {"mail": mail_id})
        if row is None:
            raise NotKept(f"There is no mail {mail_id}.")
        return _mail(dict(zip(_NAMES, row, strict=True)))

    def find(self, wanted: MailFilter | None = None) -> tuple[Mail, ...]:
        """Return the mails that `wanted` describes, newest first.

        LIMIT: `text` is looked for row by row; an index comes with the console.
        """
        asked = wanted or MailFilter()
        query = sa.select(*_SHOWN).order_by(mails.c.id.desc()).limit(asked.limit)
        rows = self._connection.execute(query.where(*_criteria(asked)))
        return tuple(_mail(dict(row)) for row in rows.mappings())

    def append(self, rows: Iterable[dict[str, Any]]) -> list[int]:
        """Append rows (`mail_row`), each chained to the one before; return ids."""
        newest = _NEWEST_LINK.first(self._connection, {})
        link = newest[0] if newest else GENESIS
        ids = []
        for row in rows:
            link = row["chain"] = chain(link, facts_of(row))
            ((number,),) = _APPEND.rows(self._connection, row)
            ids.append(number)
        return ids

    def note_reading(self, mail_id: int, noted: Noted) -> None:
        """Write down what reading a mail told, with every key in it masked."""
        changes = {
            "sender": clean(noted.sender, 400),
            "subject": mask(clean(noted.subject)),
            "intent": noted.intent,
            "sender_class": noted.sender_class,
            "reading": mask_all(dict(noted.reading)),
        }
        self._change(_NOTE, mail_id, changes)

    def settle(
        self, mail_id: int, fate: MailFate, reason: str, case_id: int | None = None
    ) -> None:
        """Write down what became of a mail, and the case it belongs to."""
        changes = {"fate": fate, "reason": reason, "case_id": case_id}
        self._change(_SETTLE, mail_id, changes)

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
            for row in self._connection.execute(query).mappings()
        )

    def verify(self) -> list[BrokenRow]:
        """Return the mails whose facts of arrival no longer follow from the chain."""
        faults: list[BrokenRow] = []
        last = GENESIS
        query = sa.select(mails).order_by(mails.c.id)
        for row in self._connection.execute(query).mappings():
            if chain(last, facts_of(dict(row))) != row["chain"]:
                why = "altered, or the row before is gone"
                faults.append(BrokenRow(row["id"], why))
            last = row["chain"]
        return faults

    def _change(
        self, change: Prepared, mail_id: int, changes: Mapping[str, object]
    ) -> None:
        if change.run(self._connection, {"which": mail_id, **changes}) != 1:
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


def message_id_of(raw: bytes) -> str:
    """Return the Message-ID of raw bytes, "" when there is none to be found.

    Only good enough to notice a repeated one: reading is the parsers' work.
    """
    head = raw[:_HEADER_OCTETS]
    ends = [end for end in (head.find(b"\r\n\r\n"), head.find(b"\n\n")) if end >= 0]
    found = _MESSAGE_ID.search(head[: min(ends, default=len(head))])
    return clean(found.group(1).decode("utf-8", "replace"), 1000) if found else ""


def facts_of(row: Mapping[str, Any]) -> dict[str, object]:
    """Return the facts of a mail that never change: what its chain is made over."""
    names = ("direction", "digest", "octets", "door", "envelope_from", "recipients")
    facts: dict[str, object] = {name: row[name] for name in (*names, "message_id")}
    return {**facts, "at": row["at"].astimezone(UTC).isoformat()}
