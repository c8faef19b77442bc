"""Standing: what a decision asks of a contractor is answered by indexes."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from mailbot.core.rules.same_application import twin_mark

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
LONG_AGO = "1970-01-01 00:00:00.000000"
NUMBERED = sa.text("number IS NOT NULL")

# The tables as they are at this revision, as far as rows are moved.
CASES = sa.table(
    "cases",
    *(sa.column("id"), sa.column("contractor_id"), sa.column("twin")),
    sa.column("body", sa.JSON),
)
GUARANTEES = sa.table(
    "guarantees",
    *(sa.column("id"), sa.column("case_id"), sa.column("contractor_id")),
    *(sa.column("amount"), sa.column("until", sa.Date), sa.column("body", sa.JSON)),
)
MAILS = sa.table("mails", sa.column("id"), sa.column("at"))
DELIVERIES = sa.table(
    "deliveries",
    *(sa.column("mail_id"), sa.column("recipient")),
    *(sa.column("address"), sa.column("at")),
)


def upgrade() -> None:
    """Add the columns, fill them from what is there, and index them."""
    _cases()
    _guarantees()
    _deliveries()
    op.create_table(
        "promises",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_promises"),
    )
    op.create_index("ix_promises_address_at", "promises", ["address", "at"])


def _cases() -> None:
    _add("cases", "waits", sa.Boolean(), sa.true())  # exact from the next save on
    _add("cases", "twin", sa.String(length=64), "")
    connection = op.get_bind()
    for number, body in connection.execute(sa.select(CASES.c.id, CASES.c.body)).all():
        project = body.get("said", {}).get("project_name", {}).get("value")
        if isinstance(project, str):
            marked = sa.update(CASES).where(CASES.c.id == number)
            connection.execute(marked.values(twin=twin_mark(project)))
    op.drop_index("ix_cases_contractor_id_state", "cases")
    for columns in (["id"], ["waits"], ["twin", "opened_at"]):
        name = f"ix_cases_contractor_id_{columns[0]}"
        op.create_index(name, "cases", ["contractor_id", *columns])


def _guarantees() -> None:
    _add("guarantees", "contractor_id", sa.String(length=80), "")
    _add("guarantees", "amount", sa.BigInteger(), "0")
    _add("guarantees", "until", sa.Date(), "1970-01-01")
    connection = op.get_bind()
    whose = sa.select(CASES.c.contractor_id).where(CASES.c.id == GUARANTEES.c.case_id)
    connection.execute(
        sa.update(GUARANTEES).values(contractor_id=whose.scalar_subquery())
    )
    rows = connection.execute(sa.select(GUARANTEES.c.id, GUARANTEES.c.body)).all()
    for number, body in rows:
        terms = body["terms"]
        until = date.fromisoformat(terms["guarantee_until"])
        filled = sa.update(GUARANTEES).where(GUARANTEES.c.id == number)
        connection.execute(filled.values(amount=terms["amount"], until=until))
    op.create_index(
        "ix_guarantees_exposure",
        "guarantees",
        ["contractor_id", "state", "until", "case_id", "amount"],
    )
    op.create_index(
        "ix_guarantees_numbered",
        "guarantees",
        ["contractor_id", "case_id"],
        sqlite_where=NUMBERED,
        postgresql_where=NUMBERED,
    )


def _deliveries() -> None:
    _add("deliveries", "address", sa.String(length=400), "")
    _add("deliveries", "at", TIME, LONG_AGO)
    composed = sa.select(MAILS.c.at).where(MAILS.c.id == DELIVERIES.c.mail_id)
    op.get_bind().execute(
        sa.update(DELIVERIES).values(
            address=sa.func.lower(DELIVERIES.c.recipient),
            at=composed.scalar_subquery(),
        )
    )
    op.drop_index("ix_deliveries_recipient", "deliveries")
    op.create_index("ix_deliveries_address_at", "deliveries", ["address", "at"])


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], was: Any) -> None:
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=was))
