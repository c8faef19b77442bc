"""Incoming mails are kept: many at a time, each once.

For each arrival one transaction holds the sealed bytes, the row of the mail log and
the job that will handle it.  The same bytes again are recognised by their digest, by
whichever listener they come; the same Message-ID with other bytes is kept and linked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from mailbot.security import reply_tokens
from mailbot.store.arrival import Arrival, Kept
from mailbot.store.authentication_keys import AuthenticationKeys
from mailbot.store.blobs import Blobs, digest_of
from mailbot.store.clean_text import clean
from mailbot.store.mail_log import MailLog, mail_row, message_id_of
from mailbot.store.part import OpenTransaction, Part
from mailbot.store.prepared import Prepared
from mailbot.store.queue.contract import Job
from mailbot.store.schema import copies, jobs, mails, submissions

HANDLE, HANDLE_HEAVY, HANDLE_STRANGER = "handle", "handle_heavy", "handle_stranger"
"""The jobs that read and decide a mail, one for each lane (`mailbot.inbound.lanes`):
payload {"mail": id}."""
HANDLING = frozenset({HANDLE, HANDLE_HEAVY, HANDLE_STRANGER})

# Statements of the hot path are built once: building one takes longer than running it.
_ARRIVED = Prepared(
    sa.select(mails.c.id).where(
        mails.c.direction == "in", mails.c.digest == sa.bindparam("one")
    )
)
_TWIN = Prepared(
    sa.select(sa.func.min(mails.c.id)).where(mails.c.message_id == sa.bindparam("one"))
)

_HEAVY_AHEAD = Prepared(
    sa.select(jobs.c.kind)
    .where(
        jobs.c.lock == sa.bindparam("lock"),
        # Literally: SQLite uses a partial index only where it can read its terms.
        jobs.c.state.in_(list(map(sa.literal_column, ("'waiting'", "'working'")))),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class _New:
    arrival: Arrival
    digest: str
    message_id: str


class IncomingMails(Part):
    """The verb `keep`."""

    def __init__(
        self,
        opened: OpenTransaction,
        blobs: Blobs,
        mail_log: MailLog,
        keys: AuthenticationKeys,
    ) -> None:
        super().__init__(opened)
        self._blobs = blobs
        self._mail_log = mail_log
        self._keys = keys

    def keep(self, arrival: Arrival) -> Kept:
        """Keep one mail and promise its handling; see `keep_all`."""
        return self.keep_all([arrival])[0]

    def keep_all(self, arrivals: Sequence[Arrival]) -> list[Kept]:
        """Keep mails in order; one answer each, saying whether it was known."""
        digests = [digest_of(arrival.raw) for arrival in arrivals]
        first: dict[str, Arrival] = {}
        for digest, arrival in zip(digests, arrivals, strict=True):
            first.setdefault(digest, arrival)
        there = self._blobs.put_all({digest: one.raw for digest, one in first.items()})
        known = self._there(_ARRIVED, there)
        fresh = [
            _New(arrival, digest, self._keys.hidden(message_id_of(arrival.raw)))
            for digest, arrival in first.items()
            if digest not in known
        ]
        ids = self._log_arrivals(fresh)
        self._promise(fresh, ids)
        new = {one.digest: number for one, number in zip(fresh, ids, strict=True)}
        answers: list[Kept] = []
        for digest, arrival in zip(digests, arrivals, strict=True):
            again = digest in known or first[digest] is not arrival
            mail_id = known.get(digest) or new[digest]
            answers.append(Kept(mail_id, duplicate=again))
            if again:
                self._count_copy(mail_id, arrival)
        return answers

    def _log_arrivals(self, fresh: list[_New]) -> list[int]:
        twins = self._there(_TWIN, {one.message_id for one in fresh} - {""})
        ids = self._mail_log.append(
            [self._mail_row(one, twins.get(one.message_id)) for one in fresh]
        )
        for one, mail_id in zip(fresh, ids, strict=True):
            earlier = twins.setdefault(one.message_id, mail_id)
            if one.message_id and mail_id > earlier and earlier in ids:
                this = sa.update(mails).where(mails.c.id == mail_id)
                self._connection.execute(this.values(twin_of=earlier))  # both came now
        return ids

    def _mail_row(self, one: _New, twin: int | None) -> dict[str, Any]:
        arrival = one.arrival
        hidden = self._keys.hidden
        return mail_row(
            direction="in",
            digest=one.digest,
            octets=len(arrival.raw),
            at=arrival.arrived_at,
            door=clean(arrival.door, 40),
            peer=clean(arrival.peer, 200),
            helo=hidden(clean(arrival.helo, 400)),
            tls=arrival.tls,
            authenticated=hidden(clean(arrival.authenticated or "", 200)),
            envelope_from=hidden(clean(arrival.mail_from, 400)),
            recipients=(hidden(clean(to, 400)) for to in arrival.rcpt_to),
            message_id=one.message_id,
            twin_of=twin,
            fate="received",
        )

    def _there(self, query: Prepared, values: set[str]) -> dict[str, int]:
        """Return the mails that a query finds for some values."""
        found = ((one, query.first(self._connection, {"one": one})) for one in values)
        return {one: row[0] for one, row in found if row and row[0]}

    def _promise(self, fresh: list[_New], ids: list[int]) -> None:
        began: set[str] = set()
        promised = [
            self._job(one.arrival, mail_id, began)
            for one, mail_id in zip(fresh, ids, strict=True)
        ]
        self._opened.engine.enqueue_all(self._opened, promised)

    def _job(self, arrival: Arrival, mail_id: int, began: set[str]) -> Job:
        """Return the job of a mail; `began` are locks with a heavy mail in this batch.

        Mails of one sender are handled in their order.  A heavy one behind another is
        read among the strangers', and light ones do not wait for it: whoever uses a
        contractor's name holds the contractor up by one mail only.
        """
        kind = HANDLE_HEAVY if arrival.heavy else HANDLE
        if not arrival.known:
            kind = HANDLE_STRANGER
        work = {"mail": mail_id}
        case_id = self._case_in(arrival.rcpt_to)
        if case_id is not None:
            kind = HANDLE_HEAVY if arrival.heavy else HANDLE
            return Job(kind, work, lock=f"case:{case_id}")
        if not arrival.mail_from:
            return Job(kind, work)
        sender = self._vault.keyed_hash(arrival.mail_from.lower())[:32]
        lock = f"from:{sender}"
        if arrival.heavy:
            if lock in began or self._has_heavy(lock):
                return Job(HANDLE_STRANGER, work, lock=f"more:{sender}")
            began.add(lock)
        return Job(kind, work, lock=lock)

    def _has_heavy(self, lock: str) -> bool:
        """Return whether a heavy mail waits, or is read, under this lock."""
        found = _HEAVY_AHEAD.rows(self._connection, {"lock": lock})
        return any(kind in {HANDLE_HEAVY, HANDLE_STRANGER} for (kind,) in found)

    def _case_in(self, recipients: Sequence[str]) -> int | None:
        """Return the case of the first token of ours among recipients."""
        for recipient in recipients:
            token = reply_tokens.find(recipient, self._vault.token_secret)
            case_id = (
                self._case_of(token) if isinstance(token, reply_tokens.Token) else None
            )
            if case_id is not None:
                return case_id
        return None

    def _case_of(self, token: reply_tokens.Token) -> int | None:
        if token.purpose in {"case", "withdrawal"}:
            return token.id
        table = submissions if token.purpose == "submission" else mails
        case_id: int | None = self._connection.scalar(
            sa.select(table.c.case_id).where(table.c.id == token.id)
        )
        return case_id

    def _count_copy(self, mail_id: int, arrival: Arrival) -> None:
        row = {"mail_id": mail_id, "door": arrival.door, "at": arrival.arrived_at}
        self._connection.execute(sa.insert(copies), row)
        self._connection.execute(
            sa.update(mails)
            .where(mails.c.id == mail_id)
            .values(copies=mails.c.copies + 1)
        )
