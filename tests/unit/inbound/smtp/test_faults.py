"""What the SMTP door does when something fails: clients, store, disk (rows A9-A13)."""

import errno
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.inbound.handler import StorageFull
from tests.support.waiting import wait_until
from tests.unit.inbound.smtp.raw import REPLY_FAULT, REPLY_FULL, Connect, OpenADoor

MAIL = "Subject: 申込\r\n\r\n請負金額 12,000,000円\r\n".encode()
END = b".\r\n"


def test_client_that_leaves_during_data_leaves_nothing(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A9: half a mail is no mail."""
    door = open_door()

    connect(door).envelope().send(MAIL).close()

    door.settled()
    assert 0 == door.shelf.calls


def test_mail_is_kept_although_the_client_has_left(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A10: after the final dot the mail is ours; the retry gets 250 and no second."""
    door = open_door()
    door.shelf.held = True
    connect(door).envelope().send(MAIL + END).close()
    assert door.shelf.begun.wait(20)
    door.go_on()

    again = connect(door).envelope().send(MAIL + END).reply()

    assert "250 2.0.0 Kept as mail 1" == again
    assert [MAIL] == door.shelf.raw
    assert 2 == door.shelf.calls


@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (StorageFull("No room at /secret/path."), REPLY_FULL),
        (OSError(errno.EIO, "fsync /secret/path"), REPLY_FAULT),
        (RuntimeError("database is locked: secret"), REPLY_FAULT),
        (MemoryError(), REPLY_FAULT),
    ],
)
def test_our_faults_are_never_the_senders(
    open_door: OpenADoor, connect: Connect, fault: Exception, reply: str
) -> None:
    """A11-A13: whatever keep raises is a 4xx in fixed words, and passes."""
    door = open_door()
    door.shelf.fault = fault
    client = connect(door)

    assert reply == client.envelope().send(MAIL + END).reply()

    door.shelf.fault = None
    assert client.envelope().send(MAIL + END).reply().startswith("250")
    assert [MAIL] == door.shelf.raw


def test_sick_store_refuses_before_the_content(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A11: while no mail can be kept, MAIL says so, in words that tell nothing."""
    door = open_door()
    door.shelf.sickness = "disk of /secret/path is full"
    client = connect(door)
    client.say("EHLO x")

    assert (
        "451 4.3.2 Not accepting mail at the moment, please try again later"
        == client.say("MAIL FROM:<>")
    )
    door.shelf.sickness = None
    assert client.say("MAIL FROM:<>").startswith("250")


def test_spool_that_cannot_be_written_is_our_fault(
    open_door: OpenADoor, connect: Connect, tmp_path: Path
) -> None:
    """A13: a broken spool directory gives 451 and ends the session."""
    door = open_door({"memory_octets": 10}, spool_directory=tmp_path / "gone")

    client = connect(door).envelope().send(MAIL + END)

    assert REPLY_FAULT == client.reply()
    assert client.is_closed()


def test_fault_in_the_middle_of_a_session_is_451(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A12: an exception at RCPT is our fault too, and the session goes on."""
    door = open_door()
    client = connect(door)
    client.say("EHLO x")
    client.say("MAIL FROM:<>")

    assert REPLY_FAULT == client.say("RCPT TO:<broken@hosho.example.jp>")
    assert client.say("RCPT TO:<a@hosho.example.jp>").startswith("250")


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process may grow over 15,000 octets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (15_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize(("before", "after"), [(12_000, 6_000), (0, 200_000)])
def test_full_disk_is_452(
    open_door: OpenADoor, connect: Connect, tmp_path: Path, before: int, after: int
) -> None:
    """A11: a spool that cannot grow, early or with its last octets, gives 452."""
    door = open_door({"memory_octets": 10_000}, spool_directory=tmp_path)
    client = connect(door).envelope().send(b"x" * before)
    wait_until(
        lambda: door.door.mails.spooled.used >= before, "the first part to arrive"
    )

    client.send(b"x" * after + b"\r\n" + END)

    assert REPLY_FULL == client.reply()
    assert [] == list(tmp_path.iterdir())
    assert 0 == door.shelf.calls
    assert 0 == door.door.mails.in_flight.used
