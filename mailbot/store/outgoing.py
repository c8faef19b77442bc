"""Outgoing mails: composed once, and promised to each recipient."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from mailbot.store.blobs import Blobs
from mailbot.store.clean_text import clean
from mailbot.store.deliveries import Deliveries
from mailbot.store.mail_log import MailLog, mail_row, message_id_of
from mailbot.store.masking import mask
from mailbot.store.part import OpenTransaction, Part
from mailbot.store.prepared import Prepared
from mailbot.store.queue.contract import Job
from mailbot.store.records import OutMail
from mailbot.store.schema import mails, promises

DELIVER = "deliver"
"""The job that hands a mail to one recipient: payload {"delivery", "mail", "case"}."""

# Statements of the hot path are built once: building one takes longer than running it.
_COMPOSED = Prepared(
    sa.select(mails.c.id).where(mails.c.effect_key == sa.bindparam("effect"))
)
_KEEP_PROMISE = Prepared(
    sa.delete(promises).where(promises.c.key == sa.bindparam("effect"))
)


class OutgoingMails(Part):
    """The mails that we write, by the keys of the effects behind them."""

    def __init__(
        self,
        opened: OpenTransaction,
        blobs: Blobs,
        mail_log: MailLog,
        deliveries: Deliveries,
    ) -> None:
        super().__init__(opened)
        self._blobs = blobs
        self._mail_log = mail_log
        self._deliveries = deliveries

    def compose(self, mail: OutMail) -> int:
        """Keep a composed mail and promise its deliveries; return its id.

        The same effect key again returns the mail that it made before, unchanged.
        """
        made = self.composed(mail.effect_key)
        if made is not None:
            return made
        (mail_id,) = self._mail_log.append([self._mail_row(mail)])
        recipients = list(dict.fromkeys(mail.recipients))
        ids = [self._deliveries.add(mail_id, one) for one in recipients]
        _KEEP_PROMISE.run(self._connection, {"effect": mail.effect_key})
        jobs = [
            Job(
                DELIVER,
                {"delivery": number, "mail": mail_id, "case": mail.case_id},
                lock=self._out_lock(mail, recipient),
            )
            for number, recipient in zip(ids, recipients, strict=True)
        ]
        self._opened.engine.enqueue_all(self._opened, jobs)
        return mail_id

    def composed(self, effect_key: str) -> int | None:
        """Return the mail that an effect has made already, None if it has not."""
        made = _COMPOSED.first(self._connection, {"effect": effect_key})
        return made[0] if made else None

    def _mail_row(self, mail: OutMail) -> dict[str, Any]:
        message_id = clean(mail.message_id.strip("<>"), 1000)
        return mail_row(
            direction="out",
            digest=self._blobs.put(mail.raw),
            octets=len(mail.raw),
            at=self._now,
            envelope_from="<>" if mail.null_sender else "",
            recipients=(clean(one, 400) for one in mail.recipients),
            message_id=message_id or message_id_of(mail.raw),
            sender=clean(mail.sender, 400),
            subject=mask(clean(mail.subject)),
            kind=mail.kind,
            fate="queued",
            case_id=mail.case_id,
            answers=mail.answers,
            effect_key=mail.effect_key,
        )

    def _out_lock(self, mail: OutMail, recipient: str) -> str | None:
        """Keep the order of one case's mails to one address, retries included."""
        if mail.case_id is None:
            return None
        hashed = self._vault.keyed_hash(recipient.lower())[:16]
        return f"out:{mail.case_id}:{hashed}"
