"""The way from an empty file, and from every earlier shape, to the newest one."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from mailbot.store import migrate
from mailbot.store.database import Database, Moment
from mailbot.store.schema import metadata
from mailbot.store.store import Store
from tests.unit.store.making import Hands, arrival, open_database, open_store, vault_in

REVISIONS = [
    script.revision for script in ScriptDirectory(str(migrate.FOLDER)).walk_revisions()
]


def differences(database: Database) -> list[object]:
    """Compare what is there with what the program thinks is there."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def test_migrations_lead_to_the_schema(tmp_path: Path) -> None:
    """An empty file comes to exactly the tables that the program speaks of."""
    open_store(tmp_path).close()

    assert [] == differences(open_database(tmp_path))


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_earlier_shape_comes_to_the_newest(tmp_path: Path, revision: str) -> None:
    """A database of any released shape is brought to the newest one."""
    database = open_database(tmp_path)
    with database.writing() as writing:
        migrate.migrate(writing.connection, revision)

    open_store(tmp_path).close()

    assert [] == differences(database)


def test_ids_in_tokens_are_never_given_twice(tmp_path: Path) -> None:
    """Ids of mails, deliveries and jobs are not used again after a deletion."""
    open_store(tmp_path).close()

    with open_database(tmp_path).reading() as connection:
        made = connection.execute(sa.text("SELECT name, sql FROM sqlite_master")).all()

    assert {"mails", "deliveries", "jobs"} == {
        row.name for row in made if "AUTOINCREMENT" in (row.sql or "")
    }


def test_migrating_twice_changes_nothing(store: Store) -> None:
    """A database in its newest shape is left alone, and keeps what it has."""
    with store.transaction() as tx:
        kept = tx.keep(arrival())

    store.migrate()

    with store.snapshot() as tx:
        assert kept.mail_id == tx.mail(kept.mail_id).id


def test_newer_database_is_refused(tmp_path: Path) -> None:
    """An old program does not touch the database of a newer one, and says why."""
    open_store(tmp_path).close()
    with open_database(tmp_path).writing() as writing:
        writing.connection.execute(
            sa.text("UPDATE alembic_version SET version_num = '9999'")
        )

    with pytest.raises(migrate.UnknownShape, match="9999"):
        open_store(tmp_path)


def test_failed_migration_leaves_nothing(tmp_path: Path) -> None:
    """A migration that dies before its commit leaves an empty file, to try again."""

    def die(moment: Moment) -> None:
        if moment == "before":
            raise RuntimeError("power failure")

    store = Store.open(
        f"sqlite:///{tmp_path / 'mailbot.db'}",
        vault_in(tmp_path),
        Hands(),
        at_commit=die,
    )
    with pytest.raises(RuntimeError, match="power failure"):
        store.migrate()
    store.close()

    with open_database(tmp_path).reading() as connection:
        assert [] == sa.inspect(connection).get_table_names()
    open_store(tmp_path).close()
