"""The invariants can fail: each harm done to a sound conversation is found."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.invariants import faults
from tests.crash.reviving import converse, revived
from tests.support.actors import CITY, Post

Sound = tuple[Path, list[Post]]

HARMS = {
    "a mail of soumu": "DELETE FROM mails WHERE id = 3",
    "mail 3 is received": "UPDATE mails SET fate = 'received' WHERE id = 3",
    "mail 3 was decided 0 times": "UPDATE events SET mail_id = NULL WHERE mail_id = 3",
    "case 1 has": "DELETE FROM events WHERE seq = 2",
    "the numbers are": "UPDATE guarantees SET number = '00427-000009' WHERE id = 1",
    "guarantee 1 is issuing": "UPDATE guarantees SET state = 'issuing' WHERE id = 1",
    "the key of guarantee 1": "UPDATE guarantees SET key_hash = 'x' WHERE id = 1",
    "'key_notice' has": "DELETE FROM documents WHERE guarantee_id = 1",
    "mails were sent": "DELETE FROM mails WHERE kind = 'completion'",
    "was never made": "UPDATE mails SET effect_key = 'x' WHERE kind = 'submission'",
    "delivery 1 is unknown": "UPDATE deliveries SET phase = 'unknown' WHERE id = 1",
    "never composed": "UPDATE mails SET digest = 'x' WHERE kind = 'questions'",
    "files for": "DELETE FROM deliveries WHERE id = 1",
    "job 1 (handle)": "UPDATE jobs SET state = 'failed' WHERE id = 1",
    "a person must look": (
        "INSERT INTO tasks (reason, detail, opened_at, closed_by)"
        " VALUES ('x', '{}', '2026-03-02 03:00:00', '')"
    ),
    "audit: ": "UPDATE audit SET actor = 'nobody' WHERE seq = 2",
    "mail log: ": "UPDATE mails SET octets = 1 WHERE id = 2",
    "foreign_key_check": "UPDATE events SET case_id = 9 WHERE seq = 2",
}
"""What a rule says of a harm, and the harm."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sound]:
    """Give the remains of a conversation in which nothing went wrong."""
    data = tmp_path_factory.mktemp("sound")
    with revived(data, []) as desk:
        taken = converse(desk)
    yield data, taken
    assert [] == faults(data, taken)


@pytest.fixture
def copy(sound: Sound, tmp_path: Path) -> Sound:
    """Give a copy that may be harmed."""
    data, taken = sound
    return shutil.copytree(data, tmp_path / "copy"), taken


@pytest.mark.parametrize("said", HARMS)
def test_harm_to_the_database_is_found(copy: Sound, said: str) -> None:
    """A row that is lost or altered is named by a rule."""
    data, taken = copy
    with sqlite3.connect(data / "mailbot.db") as database:
        database.execute(HARMS[said])
    database.close()

    assert [fault for fault in faults(data, taken) if said in fault]


def test_second_copy_in_a_mailbox_is_found(copy: Sound) -> None:
    """A mail that was delivered twice is named, and so is one half written."""
    data, taken = copy
    mailbox = data / "outbound" / CITY
    (letter,) = (mailbox / "new").iterdir()
    shutil.copy(letter, f"{letter}9")
    shutil.copy(letter, mailbox / "tmp")

    found = " ".join(faults(data, taken))

    assert " 2 times" in found
    assert "half written" in found


def test_mail_that_was_acknowledged_and_lost_is_found(copy: Sound) -> None:
    """A 250 without a row in the log is the worst of all."""
    data, taken = copy
    lost = Post(b"lost", "soumu@abukumaboshi.example.jp", CITY)

    assert ["a mail of soumu@abukumaboshi.example.jp is kept 0 times"] == faults(
        data, [*taken, lost]
    )
