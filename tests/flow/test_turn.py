"""A turn: an application in, its read-back queued, in few statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mailbot.app import App, build
from mailbot.store.arrival import Arrival
from tests.support.live import Watch, settings_for

EXAMPLE = Path(__file__).parents[1] / "examples" / "01-complete-utf8.eml"
MOST = 90
"""Statements of a turn, with those that begin and end its six transactions.  Each
costs some 20 to 50 microseconds of the ten milliseconds that a turn takes."""


@contextmanager
def traced() -> Iterator[list[str]]:
    """Yield the statements that connections made inside run, without triggers."""
    told: list[str] = []

    def note(statement: str) -> None:
        if not told or told[-1] != statement:  # A trigger tells its statement again.
            told.append(statement)

    def trace(driver: Any, _record: object) -> None:
        driver.set_trace_callback(note)

    sa.event.listen(sa.Engine, "connect", trace)
    try:
        yield told
    finally:
        sa.event.remove(sa.Engine, "connect", trace)


def arrival(number: int) -> Arrival:
    """Return an application of a registered contractor, for a work of its own."""
    raw = EXAMPLE.read_bytes().replace(b"20260302091432.4C1A", f"{number}".encode())
    return Arrival(
        raw=raw,
        door="smtp",
        peer="127.0.0.1",
        helo="abukumaboshi.example.jp",
        mail_from=f"soumu+{number}@abukumaboshi.example.jp",
        rcpt_to=("moushikomi@hosho.example.jp",),
        authenticated=None,
        tls=False,
        arrived_at=Watch()(),
    )


def turn(app: App, number: int) -> None:
    """Take one mail all the way to its queued answer."""
    with app.store.transaction() as tx:
        tx.incoming.keep(arrival(number))
    assert app.workers[0].work_once(), "nothing to read"
    assert app.workers[0].work_once(), "nothing to write"


def test_a_turn_runs_few_statements(tmp_path: Path) -> None:
    """A mail is kept, read, decided and answered in no more statements than today."""
    with traced() as told:
        app = build(settings_for(tmp_path / "data"), Watch())
        turn(app, 1)  # The first of all makes what others find.
        told.clear()
        turn(app, 2)
        statements = list(told)
        app.store.close()

    assert sum(one == "COMMIT" for one in statements) == 6
    assert len(statements) <= MOST
