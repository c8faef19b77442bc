"""The tables.  This is the newest shape; `migrations/` holds the way to it.

    blobs ──< mails ──< deliveries          what came, what goes, to whom
                │  └──< copies              the same bytes again
    cases ──< guarantees ──< history        what was applied for, what was issued
      │  │        └──< documents, certificates
      │  └──< submissions                   per address of an obligee
      └──< events, tasks, dues              what happened, what waits
    jobs, promises, audit, counters, attempts, marks, ledger

Times are UTC.  Nothing here is more than both SQLite and PostgreSQL can do.  Bytes of
mails and documents, and keys, are sealed; the vault's key id stands beside each.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
    true,
)
from typing_extensions import override

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a later migration can speak of it."""

metadata = MetaData(naming_convention=NAMES)

Id = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number.  SQLite numbers rows by itself only where the type is INTEGER."""


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database.

    QUIRK: SQLite keeps no time zone; what it gives back is marked UTC here.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse a naive time: nobody could say which instant it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored time needs a time zone.")
        return value.astimezone(UTC)

    @override
    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Return the instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


_LONG_AGO = "1970-01-01 00:00:00.000000"
_NUMBERED = text("number IS NOT NULL")

blobs = Table(
    "blobs",
    metadata,
    Column("digest", String(64), primary_key=True),  # sha256 of the plain bytes, or .n
    Column("sealed", LargeBinary, nullable=False),
    Column("key_id", String(40), nullable=False),
    Column("octets", BigInteger, nullable=False),  # of the plain bytes
)

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("receipt", String(20), nullable=False, unique=True),
    Column("contractor_id", String(80), nullable=False),
    Column("state", String(20), nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("waits", Boolean, nullable=False, server_default=true()),  # known.is_open
    Column("twin", String(64), nullable=False, server_default=""),  # R-16 looks for it
    Column("body", JSON, nullable=False),
    Index("ix_cases_contractor_id_id", "contractor_id", "id"),
    Index("ix_cases_contractor_id_waits", "contractor_id", "waits"),
    Index("ix_cases_contractor_id_twin", "contractor_id", "twin", "opened_at"),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("direction", String(3), nullable=False),  # in, out
    Column("digest", ForeignKey("blobs.digest"), nullable=False),
    Column("octets", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),  # arrived, or composed
    Column("door", String(40), nullable=False),  # smtp, lmtp, imap, file, … or ""
    Column("door_key", String(400)),  # the door's own number for it, if it has one
    Column("peer", String(200), nullable=False),
    Column("helo", String(400), nullable=False),
    Column("tls", Boolean, nullable=False),
    Column("authenticated", String(200), nullable=False),  # the account, or ""
    Column("envelope_from", String(400), nullable=False),
    Column("recipients", Text, nullable=False),  # one a line
    Column("message_id", String(1000), nullable=False),
    Column("twin_of", Id),  # an earlier mail: same Message-ID, other content
    Column("sender", String(400), nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", String(40), nullable=False),  # template of an outgoing mail
    Column("intent", String(20), nullable=False),
    Column("sender_class", String(10), nullable=False),
    Column("fate", String(10), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("case_id", ForeignKey("cases.id")),
    Column("answers", ForeignKey("mails.id")),
    Column("effect_key", String(200), unique=True),
    Column("reading", JSON(none_as_null=True)),  # keys masked
    Column("copies", Integer, nullable=False),  # how often the same bytes came again
    Column("chain", String(64), nullable=False),  # over the facts of arrival
    UniqueConstraint("direction", "digest"),
    UniqueConstraint("door", "door_key"),
    Index("ix_mails_at", "at"),
    Index("ix_mails_case_id", "case_id"),
    Index("ix_mails_message_id", "message_id"),
    Index("ix_mails_sender_at", "sender", "at"),
    Index("ix_mails_answers", "answers"),
    sqlite_autoincrement=True,
)

copies = Table(
    "copies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("mail_id", ForeignKey("mails.id"), nullable=False, index=True),
    Column("door", String(40), nullable=False),
    Column("door_key", String(400)),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("door", "door_key"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("mail_id", ForeignKey("mails.id"), nullable=False),
    Column("recipient", String(400), nullable=False),
    Column("address", String(400), nullable=False, server_default=""),  # folded
    Column("at", UtcTime, nullable=False, server_default=_LONG_AGO),  # composed
    Column("phase", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", UtcTime),
    Column("next_at", UtcTime),
    Column("settled_at", UtcTime),
    Column("reply", Text, nullable=False),
    Column("queue_id", String(200), nullable=False),
    UniqueConstraint("mail_id", "recipient"),
    Index("ix_deliveries_phase", "phase"),
    Index("ix_deliveries_address_at", "address", "at"),
    sqlite_autoincrement=True,
)

guarantees = Table(
    "guarantees",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("product", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("number", String(20), unique=True),
    Column("sealed_key", LargeBinary),
    Column("key_id", String(40)),
    Column("key_hash", String(64), unique=True),  # over number and key: what opens
    Column("key_mark", String(64), index=True),  # over the key alone: what is masked
    Column("body", JSON, nullable=False),
    # What ask of a contractor, answered from two indexes alone:
    Column("contractor_id", String(80), nullable=False, server_default=""),
    Column("amount", BigInteger, nullable=False, server_default="0"),  # yen
    Column("until", Date, nullable=False, server_default="1970-01-01"),
    Index(
        "ix_guarantees_exposure",
        *("contractor_id", "state", "until", "case_id"),
        "amount",
    ),
    Index(
        "ix_guarantees_numbered",
        *("contractor_id", "case_id"),
        sqlite_where=_NUMBERED,
    ),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("obligee_id", String(80), nullable=False),
    Column("address", String(400), nullable=False),
    Column("state", String(20), nullable=False),
    Column("body", JSON, nullable=False),
)

history = Table(
    "history",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guarantee_id", ForeignKey("guarantees.id"), nullable=False),
    Column("entry", Integer, nullable=False),
    Column("kind", String(20), nullable=False),  # new, change, correction, …
    Column("at", UtcTime, nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("guarantee_id", "entry"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guarantee_id", ForeignKey("guarantees.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("entry", Integer, nullable=False),
    Column("name", String(400), nullable=False),
    Column("digest", ForeignKey("blobs.digest"), nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("guarantee_id", "kind", "entry"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(20), nullable=False),
    Column("entry", Integer, nullable=False),
    Column("arrived_at", UtcTime, nullable=False),
    Column("voided_at", UtcTime),
    Column("body", JSON, nullable=False),
    UniqueConstraint("number", "entry"),
)

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id")),  # none: it belongs to no case
    Column("seq", Integer),  # counts within the case
    Column("at", UtcTime, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("sender_class", String(10), nullable=False),
    Column("mail_id", ForeignKey("mails.id"), index=True),
    Column("payload", JSON, nullable=False),
    Column("effects", JSON, nullable=False),
    UniqueConstraint("case_id", "seq"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reason", String(80), nullable=False),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("mail_id", ForeignKey("mails.id")),
    Column("detail", JSON, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("closed_by", String(80), nullable=False),
    Column("key", String(200), unique=True),
)

dues = Table(
    "dues",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("what", String(40), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, came, dropped
    Index("ix_dues_state_at", "state", "at"),
    Index("ix_dues_case_id_state", "case_id", "state"),
)

# PostgreSQL's indexes are partial too: the migrations say so.  Naming it here would
# import its drivers at every start.
_ALIVE = text("state IN ('waiting', 'working')")

jobs = Table(
    "jobs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("lock", String(200)),
    Column("key", String(200), unique=True),
    Column("state", String(10), nullable=False),  # waiting, working, done, failed
    Column("due_at", UtcTime),  # none: at once
    Column("attempts", Integer, nullable=False),
    Column("crashes", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("lease_until", UtcTime),
    Column("last_error", String(80), nullable=False),
    Index("ix_jobs_alive", "id", sqlite_where=_ALIVE),
    Index("ix_jobs_lock", "lock", "id", sqlite_where=_ALIVE),
    sqlite_autoincrement=True,
)

promises = Table(
    "promises",
    metadata,
    Column("key", String(200), primary_key=True),  # of the effect; gone when composed
    Column("address", String(400), nullable=False),  # folded
    Column("at", UtcTime, nullable=False),
    Index("ix_promises_address_at", "address", "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(80), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

marks = Table(
    "marks",
    metadata,
    Column("name", String(40), primary_key=True),  # ring: whose database this is
    Column("value", String(200), nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("rows", Text, nullable=False),  # what was written, each with its seal
    Column("link", String(64), nullable=False),  # keyed, over all of it and the last
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("name", String(64), primary_key=True),  # keyed hash of scope and what it is
    Column("scope", String(10), nullable=False),  # number, client, everything
    Column("failures", Integer, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Index("ix_attempts_last_at", "last_at"),
)
