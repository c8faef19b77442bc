"""The way from an empty file, and from every earlier shape, to the newest one."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from mailbot.core.rules.same_application import twin_mark
from mailbot.store import migrate
from mailbot.store.database import Database, Moment
from mailbot.store.schema import metadata
from mailbot.store.store import Store
from tests.unit.store.making import (
    NOON,
    Hands,
    arrival,
    open_database,
    open_store,
    vault_in,
)

REVISIONS = [
    script.revision for script in ScriptDirectory(str(migrate.FOLDER)).walk_revisions()
]


def differences(database: Database) -> list[object]:
    """Compare what is there with what the program thinks is there."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def test_newest_is_the_head_of_the_migrations() -> None:
    """The number of the newest file is what Alembic takes for the head."""
    assert migrate.newest() == ScriptDirectory(str(migrate.FOLDER)).get_current_head()


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


def test_standing_is_filled_from_what_is_there(tmp_path: Path) -> None:
    """Cases, guarantees and deliveries of the second shape are found by the third."""
    database = open_database(tmp_path)
    with database.writing() as writing:
        migrate.migrate(writing.connection, "0002")
        for statement in OLD_ROWS:
            writing.connection.exec_driver_sql(statement)

    store = open_store(tmp_path)

    with store.snapshot() as tx:
        assert tx.cases.exposure("michinoku", date(2026, 9, 30)) == 1_200
        assert tx.cases.exposure("michinoku", date(2026, 10, 1)) == 0
        assert tx.deliveries.answers_to("tanaka@x.example.jp", NOON) == 1
        marks = tx.connection.scalars(sa.text("SELECT twin FROM cases ORDER BY id"))
        assert marks.all() == [twin_mark("市道 舗装"), ""]


OLD_ROWS = (
    """INSERT INTO cases VALUES (1, '2026-000001', 'michinoku', 'submitted',
    '2026-03-02 03:00:00.000000', '2026-03-02 03:00:00.000000', 1,
    '{"said": {"project_name": {"value": "市道舗装", "source": "label"}}}')""",
    """INSERT INTO cases VALUES (2, '2026-000002', 'michinoku', 'collecting',
    '2026-03-02 03:00:00.000000', '2026-03-02 03:00:00.000000', 1, '{"said": {}}')""",
    """INSERT INTO guarantees (id, case_id, product, state, body) VALUES (1, 1,
    'advance', 'issued', '{"terms": {"amount": 1200,
    "guarantee_until": "2026-09-30"}}')""",
    "INSERT INTO blobs VALUES ('d', x'00', 'k', 1)",
    """INSERT INTO mails (id, direction, digest, octets, at, door, peer, helo, tls,
    authenticated, envelope_from, recipients, message_id, sender, subject, kind, intent,
    sender_class, fate, reason, copies, chain) VALUES (1, 'out', 'd', 1,
    '2026-03-02 03:00:00.000000', '', '', '', 0, '', '', 'Tanaka@x.example.jp', '', '',
    '', '', '', '', 'sent', '', 0, '')""",
    """INSERT INTO deliveries (id, mail_id, recipient, phase, attempts, reply, queue_id)
    VALUES (1, 1, 'Tanaka@x.example.jp', 'accepted', 1, '', '')""",
)
"""What a database of the second shape held: two cases, a guarantee, a mail sent."""


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
        kept = tx.incoming.keep(arrival())

    store.migrate()

    with store.snapshot() as tx:
        assert kept.mail_id == tx.mails.get(kept.mail_id).id


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
