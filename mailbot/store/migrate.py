"""Bringing a database to the newest shape: the migrations, run from the package.

Alembic is imported only where there is something to run: it is slow to import, and a
database that has the newest shape is what nearly every start finds.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from mailbot.errors import MailbotError

FOLDER = Path(__file__).with_name("migrations")


class UnknownShape(MailbotError):  # noqa: N818 - a state: older program, newer data
    """The database was written by a newer program than this one."""


def newest() -> str:
    """Name the newest revision that this program knows: files bear their numbers."""
    files = (FOLDER / "versions").glob("[0-9]*_*.py")
    return max((file.name.partition("_")[0] for file in files), default="")


def revision_of(connection: sa.Connection) -> str | None:
    """Name the revision that a database has; None when it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(
        sa.text("SELECT version_num FROM alembic_version")
    )
    return found


def migrate(connection: sa.Connection, to: str = "head") -> None:
    """Run the migrations that are missing, on an open write transaction.

    All of them or none: SQLite's and PostgreSQL's schema changes are transactional.
    UnknownShape when the database is ahead of this program.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

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
