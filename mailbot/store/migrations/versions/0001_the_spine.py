"""The spine: mails, cases, guarantees, jobs, audit.

Revises nothing: this is the first shape.  There is no way back down: whoever needs an
earlier shape restores the backup that was made before the migration.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
ALIVE = sa.text("state IN ('waiting', 'working')")


def upgrade() -> None:
    """Make every table."""
    _audit()
    _blobs()
    _cases()
    _certificates()
    _counters()
    _jobs()
    _dues()
    _guarantees()
    _mails()
    _submissions()
    _copies()
    _deliveries()
    _documents()
    _events()
    _history()
    _tasks()


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sa.UniqueConstraint("hash", name="uq_audit_hash"),
    )


def _blobs() -> None:
    op.create_table(
        "blobs",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("octets", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_blobs"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.Column("contractor_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("receipt", name="uq_cases_receipt"),
    )
    op.create_index(
        "ix_cases_contractor_id_state",
        "cases",
        ["contractor_id", "state"],
        unique=False,
    )


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("arrived_at", TIME, nullable=False),
        sa.Column("voided_at", TIME, nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_certificates"),
        sa.UniqueConstraint("number", "entry", name="uq_certificates_number_entry"),
    )


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("lock", sa.String(length=200), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("last_error", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_jobs_alive",
        "jobs",
        ["id"],
        unique=False,
        sqlite_where=ALIVE,
        postgresql_where=ALIVE,
    )
    op.create_index(
        "ix_jobs_lock",
        "jobs",
        ["lock", "id"],
        unique=False,
        sqlite_where=ALIVE,
        postgresql_where=ALIVE,
    )


def _dues() -> None:
    op.create_table(
        "dues",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_dues_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dues"),
    )
    op.create_index("ix_dues_case_id_state", "dues", ["case_id", "state"], unique=False)
    op.create_index("ix_dues_state_at", "dues", ["state", "at"], unique=False)


def _guarantees() -> None:
    op.create_table(
        "guarantees",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("product", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.String(length=40), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_guarantees_case_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_guarantees"),
        sa.UniqueConstraint("key_hash", name="uq_guarantees_key_hash"),
        sa.UniqueConstraint("number", name="uq_guarantees_number"),
    )
    op.create_index("ix_guarantees_case_id", "guarantees", ["case_id"], unique=False)


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", ID, nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("octets", sa.BigInteger(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("door_key", sa.String(length=400), nullable=True),
        sa.Column("peer", sa.String(length=200), nullable=False),
        sa.Column("helo", sa.String(length=400), nullable=False),
        sa.Column("tls", sa.Boolean(), nullable=False),
        sa.Column("authenticated", sa.String(length=200), nullable=False),
        sa.Column("envelope_from", sa.String(length=400), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=1000), nullable=False),
        sa.Column("twin_of", ID, nullable=True),
        sa.Column("sender", sa.String(length=400), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("intent", sa.String(length=20), nullable=False),
        sa.Column("sender_class", sa.String(length=10), nullable=False),
        sa.Column("fate", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("answers", ID, nullable=True),
        sa.Column("effect_key", sa.String(length=200), nullable=True),
        sa.Column("reading", sa.JSON(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["answers"], ["mails.id"], name="fk_mails_answers"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_mails_case_id"),
        sa.ForeignKeyConstraint(["digest"], ["blobs.digest"], name="fk_mails_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
        sa.UniqueConstraint("direction", "digest", name="uq_mails_direction_digest"),
        sa.UniqueConstraint("door", "door_key", name="uq_mails_door_door_key"),
        sa.UniqueConstraint("effect_key", name="uq_mails_effect_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mails_answers", "mails", ["answers"], unique=False)
    op.create_index("ix_mails_at", "mails", ["at"], unique=False)
    op.create_index("ix_mails_case_id", "mails", ["case_id"], unique=False)
    op.create_index("ix_mails_message_id", "mails", ["message_id"], unique=False)
    op.create_index("ix_mails_sender_at", "mails", ["sender", "at"], unique=False)


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("obligee_id", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_submissions_case_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
    )
    op.create_index("ix_submissions_case_id", "submissions", ["case_id"], unique=False)


def _copies() -> None:
    op.create_table(
        "copies",
        sa.Column("id", ID, nullable=False),
        sa.Column("mail_id", ID, nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("door_key", sa.String(length=400), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name="fk_copies_mail_id"),
        sa.PrimaryKeyConstraint("id", name="pk_copies"),
        sa.UniqueConstraint("door", "door_key", name="uq_copies_door_door_key"),
    )
    op.create_index("ix_copies_mail_id", "copies", ["mail_id"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("mail_id", ID, nullable=False),
        sa.Column("recipient", sa.String(length=400), nullable=False),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", TIME, nullable=True),
        sa.Column("next_at", TIME, nullable=True),
        sa.Column("settled_at", TIME, nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mails.id"], name="fk_deliveries_mail_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "mail_id", "recipient", name="uq_deliveries_mail_id_recipient"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_phase", "deliveries", ["phase"], unique=False)
    op.create_index(
        "ix_deliveries_recipient", "deliveries", ["recipient"], unique=False
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", ID, nullable=False),
        sa.Column("guarantee_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["blobs.digest"], name="fk_documents_digest"
        ),
        sa.ForeignKeyConstraint(
            ["guarantee_id"], ["guarantees.id"], name="fk_documents_guarantee_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint(
            "guarantee_id", "kind", "entry", name="uq_documents_guarantee_id_kind_entry"
        ),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("sender_class", sa.String(length=10), nullable=False),
        sa.Column("mail_id", ID, nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_events_case_id"),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name="fk_events_mail_id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("case_id", "seq", name="uq_events_case_id_seq"),
    )
    op.create_index("ix_events_mail_id", "events", ["mail_id"], unique=False)


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("id", ID, nullable=False),
        sa.Column("guarantee_id", ID, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guarantee_id"], ["guarantees.id"], name="fk_history_guarantee_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.UniqueConstraint(
            "guarantee_id", "entry", name="uq_history_guarantee_id_entry"
        ),
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", ID, nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("mail_id", ID, nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tasks_case_id"),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name="fk_tasks_mail_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint("key", name="uq_tasks_key"),
    )
    op.create_index("ix_tasks_case_id", "tasks", ["case_id"], unique=False)
