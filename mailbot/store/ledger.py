"""Keeping the ledger: what a transaction wrote is entered before it is committed.

    a row is written ─> trigger: its table and id into temp.touched
    end of a transaction ─> each touched row is read, sealed, and entered (one entry)

The triggers are temporary: they are this program's, and not the database's.  Who writes
with another program leaves no entry, and is found for it.

What is watched is what a person relies on.  LIMIT: plans are not (`jobs`, `dues`,
`promises`, `attempts`): they say what is to be done, and come from what is watched.
Bytes of mails and documents prove themselves by their digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from mailbot.security.ledger import (
    BEGIN,
    GENESIS,
    GONE,
    Head,
    Ledger,
    Written,
    packed,
)
from mailbot.store.prepared import Prepared
from mailbot.store.schema import (
    audit,
    cases,
    certificates,
    copies,
    counters,
    deliveries,
    documents,
    events,
    guarantees,
    history,
    ledger,
    mails,
    submissions,
    tasks,
)

WATCHED = (
    *(mails, copies, deliveries, cases, guarantees, submissions),
    *(history, documents, certificates, events, tasks, audit, counters),
)
"""Every column of these tables is sealed."""

_ROWS_OF_AN_ENTRY = 500
_KEYS = {table.name: table.primary_key.columns.keys()[0] for table in WATCHED}
_COLUMNS = {table.name: ", ".join(table.columns.keys()) for table in WATCHED}
_ONE = {
    # Names of our own tables and columns, no values.
    name: f"SELECT {_COLUMNS[name]} FROM {name} WHERE {key} = ?"  # noqa: S608 - see above
    for name, key in _KEYS.items()
}
_ALL = {
    name: f"SELECT {key}, {_COLUMNS[name]} FROM {name} ORDER BY {key}"  # noqa: S608 - the same
    for name, key in _KEYS.items()
}
_TOUCHED = "SELECT DISTINCT name, row FROM temp.touched"
_LAST = "SELECT seq, link, at FROM ledger ORDER BY seq DESC LIMIT 1"
_ENTER = Prepared(sa.insert(ledger), *ledger.c.keys())
_WATCHING = "mailbot watches"

SHAPE = hashlib.sha256(repr(sorted(_COLUMNS.items())).encode()).hexdigest()[:32]
"""What a ledger of these tables and columns is known by."""


def watch_if_begun(driver: Any, record: Any) -> None:  # the driver's own types
    """Have a new connection note what it writes, where a ledger has begun."""
    there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ledger'"
    if driver.execute(there).fetchone() and driver.execute(_LAST).fetchone():
        _watch(driver)
        record.info[_WATCHING] = True


def watch(connection: sa.Connection) -> None:
    """Have this connection note from now on what it writes."""
    if not connection.info.get(_WATCHING):
        _watch(connection.connection.driver_connection)
        connection.info[_WATCHING] = True


def unwatch(connection: sa.Connection) -> None:
    """Have this connection note nothing: its tables are about to change."""
    if connection.info.pop(_WATCHING, False):
        driver: Any = connection.connection.driver_connection
        for name, verb in _triggers():
            driver.execute(f"DROP TRIGGER IF EXISTS temp.ledger_{name}_{verb}")
        driver.execute("DROP TABLE IF EXISTS temp.touched")


def enter(connection: sa.Connection, made: Ledger, now: datetime) -> Head | None:
    """Enter what the open transaction wrote; None when it wrote no fact."""
    if not connection.info.get(_WATCHING):
        return None
    cursor = connection.connection.cursor()
    touched = cursor.execute(_TOUCHED).fetchall()
    if not touched:
        return None
    cursor.execute("DELETE FROM temp.touched")
    return _append(connection, made, now, [_sealed(cursor, made, *o) for o in touched])


def begin(connection: sa.Connection, made: Ledger, now: datetime, after: int) -> Head:
    """Begin the ledger with all that stands; it holds from now on.

    Its first entry comes after the number `after`, and after all that there are.
    """
    rows: list[Written] = [(BEGIN, SHAPE, str(after))]
    head = None
    for one in everything(connection, made):
        if len(rows) == _ROWS_OF_AN_ENTRY:
            head = _append(connection, made, now, rows, 0 if head else after)
            rows = []
        rows.append(one)
    return _append(connection, made, now, rows, 0 if head else after)


def head_of(connection: sa.Connection) -> Head | None:
    """Return the newest entry; None when no ledger has begun."""
    row = connection.exec_driver_sql(_LAST).first()
    return None if row is None else Head(int(row[0]), str(row[1]), str(row[2]))


def everything(connection: sa.Connection, made: Ledger) -> Iterator[Written]:
    """Yield every row of the watched tables, sealed as it stands."""
    for table in WATCHED:
        rows = connection.connection.cursor().execute(_ALL[table.name])
        for key, *values in rows:
            yield table.name, str(key), made.seal(table.name, values)


def _sealed(cursor: Any, made: Ledger, name: str, key: object) -> Written:
    row = cursor.execute(_ONE[name], (key,)).fetchone()
    return name, str(key), GONE if row is None else made.seal(name, row)


def _append(
    connection: sa.Connection,
    made: Ledger,
    now: datetime,
    rows: list[Written],
    after: int = 0,
) -> Head:
    last = connection.connection.cursor().execute(_LAST).fetchone()
    before, link = (last[0], last[1]) if last else (0, GENESIS)
    seq, at, text = (
        max(before, after) + 1,
        now.astimezone(UTC).isoformat(),
        packed(rows),
    )
    head = Head(seq, made.link(link, seq, at, text), at)
    row = {"seq": seq, "at": at, "rows": text, "link": head.link}
    _ENTER.run(connection, row)
    return head


def _watch(driver: Any) -> None:  # the driver's own type
    driver.execute("CREATE TEMP TABLE IF NOT EXISTS touched (name TEXT, row)")
    for name, verb in _triggers():
        old_or_new = "old" if verb == "delete" else "new"
        driver.execute(
            f"CREATE TEMP TRIGGER IF NOT EXISTS ledger_{name}_{verb} "  # noqa: S608 - names
            f"AFTER {verb.upper()} ON main.{name} BEGIN INSERT INTO touched "
            f"VALUES ('{name}', {old_or_new}.{_KEYS[name]}); END"
        )


def _triggers() -> Iterator[tuple[str, str]]:
    for table in WATCHED:
        for verb in ("insert", "update", "delete"):
            yield table.name, verb
