"""Bringing a database to the newest shape: the migrations, run from the package."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from mailbot.errors import MailbotError

FOLDER = Path(__file__).with_name("migrations")


class UnknownShape(MailbotError):  # noqa: N818 - a state: older program, newer data
    """The database was written by a newer program than this one."""


def newest() -> str:
    """Name the newest revision that this program knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


def revision_of(connection: sa.Connection) -> str | None:
    """Name the revision that a database has; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(connection: sa.Connection, to: str = "head") -> None:
    """Run the migrations that are missing, on an open write transaction.

    All of them or none: SQLite's and PostgreSQL's schema changes are transactional.
    UnknownShape when the database is ahead of this program.
    """
    known = {
        script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()
    }
    current = revision_of(connection)
    if current is not None and current not in known:
        raise UnknownShape(
            f"The database has the shape {current}, which this program does not know:"
            " use the newer program, or restore the backup made before it."
        )
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
