"""The mail log: what is looked for is found, what was altered is reported."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from mailbot.store.database import Database
from mailbot.store.faults import NotKept
from mailbot.store.records import MailFilter, Noted, OutMail
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, Hands, arrival, case, open_database

NOTED = Noted(
    sender="tanaka@kensetsu.example.jp",
    subject="【申込】100%_市道舗装",
    intent="apply",
    sender_class="claimed",
    reading={"fields": {"project_name": "市道舗装"}},
)


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Database]:
    """Give the database without the store, to alter rows behind its back."""
    database = open_database(tmp_path)
    yield database
    database.close()


def keep(store: Store, count: int) -> list[int]:
    """Keep some mails; return their ids."""
    with store.transaction() as tx:
        kept = tx.incoming.keep_all(
            [arrival(f"申込 {n}", message_id=f"{n}@x") for n in range(count)]
        )
    return [one.mail_id for one in kept]


def found(store: Store, **wanted: object) -> list[int]:
    """Look in the mail log; return ids, newest first."""
    with store.snapshot() as tx:
        return [mail.id for mail in tx.mails.find(replace(MailFilter(), **wanted))]  # type: ignore[arg-type] # the test's own words


def test_newest_mail_stands_first(store: Store) -> None:
    """The log is read from the newest mail on, page by page."""
    ids = keep(store, 5)

    assert ids[::-1] == found(store)
    assert [ids[4], ids[3]] == found(store, limit=2)
    assert [ids[2], ids[1]] == found(store, limit=2, before_id=ids[3])


def test_reading_is_noted_and_found(store: Store) -> None:
    """What a mail said is shown in the log and found by its words."""
    first, second = keep(store, 2)
    with store.transaction() as tx:
        tx.mails.note_reading(second, NOTED)

    assert [second] == found(store, text="舗装")
    assert [second] == found(store, text="TANAKA@")
    assert [second] == found(store, text="100%_")
    assert [first] == found(store, text="0@x")
    assert [second, first] == found(store, text="moushikomi")
    with store.snapshot() as tx:
        mail = tx.mails.get(second)
    assert (NOTED.subject, NOTED.reading) == (mail.subject, mail.reading)


def test_criteria_narrow_the_log(store: Store, clock: Hands) -> None:
    """Case, direction, fate and time each narrow what is shown."""
    first, second = keep(store, 2)
    clock.pass_by(hours=1)
    with store.transaction() as tx:
        tx.cases.save(case(3))
        tx.mails.settle(first, "applied", "opened", 3)
        out = tx.outgoing.compose(OutMail(b"x", ("a@b",), "help", "", "e:1"))

    assert [first] == found(store, case_id=3)
    assert [out] == found(store, direction="out")
    assert [second] == found(store, fate="received")
    assert [out] == found(store, since=NOON + timedelta(minutes=1))


def test_key_is_masked_wherever_it_was_written(
    store: Store, tmp_path: Path, behind: Database
) -> None:
    """A key in a subject or a reading reaches no table in clear."""
    (mail_id,) = keep(store, 1)
    reading = {"text": f"照会 00427-000318 {KEY}", "parts": [{"line": KEY}, 3, None]}
    with store.transaction() as tx:
        tx.mails.note_reading(
            mail_id, replace(NOTED, subject=f"照会 {KEY}", reading=reading)
        )

        assert "照会 ••••" == tx.mails.get(mail_id).subject
    behind.close()
    store.close()
    assert KEY.encode() not in (tmp_path / "mailbot.db").read_bytes()


def test_totals_add_up_per_day(store: Store) -> None:
    """The sums per day, direction and fate hold every mail once."""
    ids = keep(store, 3)
    with store.transaction() as tx:
        tx.mails.settle(ids[0], "applied", "")
        tx.incoming.keep(arrival("明日", message_id="m@x", at=NOON + timedelta(days=1)))

        totals = tx.mails.totals()

    assert [("2026-03-03", "received", 1), ("2026-03-02", "applied", 1)] == [
        (str(one.day), one.fate, one.mails) for one in totals[:2]
    ]
    assert 4 == sum(one.mails for one in totals)
    with store.snapshot() as tx:
        assert 1 == sum(
            one.mails for one in tx.mails.totals(NOON + timedelta(hours=20))
        )


def test_missing_mail_is_said_to_be_missing(store: Store) -> None:
    """The fate of a mail that does not exist cannot be written down."""
    with store.transaction() as tx, pytest.raises(NotKept, match="9"):
        tx.mails.settle(9, "held", "")


@pytest.mark.parametrize(
    "change",
    [
        "envelope_from = 'x' || substr(envelope_from, 2)",
        "recipients = 'x'",
        "octets = octets + 1",
        "at = '2026-03-02 03:00:00.000001'",
        "message_id = ''",
        "digest = (SELECT b.digest FROM blobs b EXCEPT SELECT m.digest FROM mails m)",
        "chain = replace(chain, substr(chain, 1, 1), 'g')",
    ],
)
def test_altered_mail_is_reported_with_its_row(
    store: Store, behind: Database, change: str
) -> None:
    """A fact of arrival that was altered behind our back is found, with its row."""
    keep(store, 3)
    with store.transaction() as tx:
        tx.blobs.put(b"other bytes")
    with behind.writing() as writing:
        statement = f"UPDATE mails SET {change} WHERE id = 2"  # noqa: S608 - the test's own words
        writing.connection.exec_driver_sql(statement)

    with store.snapshot() as tx:
        assert [2] == [fault.seq for fault in tx.mails.verify()][:1]


def test_removed_mail_is_reported(store: Store, behind: Database) -> None:
    """A mail that was taken out of the log is missed at the next one."""
    keep(store, 3)
    with behind.writing() as writing:
        writing.connection.execute(sa.text("DELETE FROM mails WHERE id = 2"))

    with store.snapshot() as tx:
        assert [3] == [fault.seq for fault in tx.mails.verify()]


def test_fate_is_not_part_of_the_chain(store: Store) -> None:
    """What becomes of a mail may be written down without breaking its chain."""
    (mail_id,) = keep(store, 1)
    with store.transaction() as tx:
        tx.mails.note_reading(mail_id, NOTED)
        tx.mails.settle(mail_id, "held", "not_registered")
        tx.outgoing.compose(OutMail(b"x", ("a@b",), "help", "", "e:1"))

        assert [] == tx.mails.verify()
