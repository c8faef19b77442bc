"""What every courier promises, and the wrappers for safe mode and rehearsals."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from mailbot.delivery.maildir import MaildirOutbound
from mailbot.delivery.retry import LONGEST_WAIT, PATIENCE, next_attempt
from mailbot.delivery.safe_mode import SLOW_SECONDS, FailingOnRequest, SafeOutbound
from mailbot.delivery.smtp import Smarthost, SmtpOutbound
from mailbot.delivery.transport import (
    Later,
    Never,
    Outbound,
    Outcome,
    OutgoingMessage,
    Phase,
    Sent,
    find_fault,
)

RAW = b"From: desk@hosho.example.jp\r\nSubject: x\r\n\r\n.dot\r\nend\r\n"
PARCEL = OutgoingMessage(
    RAW, "desk+1@hosho.example.jp", "keiyaku@city.example.jp", "mail-1-0"
)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Sink:
    """A mail server's end: keeps what it gets."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail."""
        assert isinstance(envelope.content, bytes)
        self.contents.append(envelope.content)
        return "250 2.0.0 queued as SINK-1"


def open_maildir(root: Path) -> Iterator[tuple[Outbound, Callable[[], list[bytes]]]]:
    """Deliver into a Maildir."""

    def contents() -> list[bytes]:
        return [path.read_bytes() for path in root.glob("*/new/*")]

    yield MaildirOutbound(root), contents


async def wind_up(server: asyncio.Server) -> None:
    """Close a server and its sessions, which let go of their sockets in a few turns."""
    server.close()
    sessions = asyncio.all_tasks() - {asyncio.current_task()}
    for session in sessions:
        session.cancel()
    await asyncio.gather(*sessions, return_exceptions=True)
    for _ in range(5):
        await asyncio.sleep(0)


def open_sink(_root: Path) -> Iterator[tuple[Outbound, Callable[[], list[bytes]]]]:
    """Deliver over SMTP to a real aiosmtpd."""
    sink = Sink()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    opening = loop.create_server(lambda: SMTP(sink, loop=loop), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result(20)
    port = server.sockets[0].getsockname()[1]

    yield SmtpOutbound(Smarthost("127.0.0.1", port, tls="never")), lambda: sink.contents

    asyncio.run_coroutine_threadsafe(wind_up(server), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(params=[open_maildir, open_sink])
def outbound(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Outbound, Callable[[], list[bytes]]]]:
    """Open each courier with a look at what arrived."""
    yield from request.param(tmp_path)


Opened = tuple[Outbound, Callable[[], list[bytes]]]


def test_courier_delivers_the_very_octets(outbound: Opened) -> None:
    """What arrives is what was composed, dots and line ends included."""
    courier, arrived = outbound
    phases: list[Phase] = []

    outcome = courier.send(PARCEL, phases.append)

    assert isinstance(outcome, Sent)
    assert outcome.queue_id is not None
    assert ["dialog", "dot_sent"] == phases
    assert [RAW] == arrived()


@pytest.mark.parametrize("failing", ["dialog", "dot_sent"])
def test_courier_stops_where_it_cannot_record(outbound: Opened, failing: Phase) -> None:
    """A phase that is not committed is not entered, and nothing arrives."""
    courier, arrived = outbound

    def record(phase: Phase) -> None:
        if phase == failing:
            raise RuntimeError("the store is gone")

    with pytest.raises(RuntimeError, match="the store is gone"):
        courier.send(PARCEL, record)

    assert [] == arrived()


FAULTY = [
    OutgoingMessage(RAW + b"a\nb\r\n", "", "a@b.example", "n"),
    OutgoingMessage(RAW + b"a\rb\r\n", "", "a@b.example", "n"),
    OutgoingMessage(RAW + b"\n.\r\n", "", "a@b.example", "n"),
    OutgoingMessage(RAW + b"\x00\r\n", "", "a@b.example", "n"),
    OutgoingMessage(RAW + b"x" * 999 + b"\r\n", "", "a@b.example", "n"),
    OutgoingMessage(b"Subject: a\x0bb\r\n\r\nx\r\n", "", "a@b.example", "n"),
    OutgoingMessage("Subject: a\u2028b\r\n\r\nx\r\n".encode(), "", "a@b.example", "n"),
    OutgoingMessage("Subject: a\u0085b\r\n\r\nx\r\n".encode(), "", "a@b.example", "n"),
    OutgoingMessage(b"no header\r\n\r\nx\r\n", "", "a@b.example", "n"),
    OutgoingMessage(b" folded: first\r\n\r\nx\r\n", "", "a@b.example", "n"),
    OutgoingMessage(b"", "", "a@b.example", "n"),
    OutgoingMessage(RAW, "", "", "n"),
    OutgoingMessage(RAW, "", "a@b.example> NOTIFY=NEVER", "n"),
    OutgoingMessage(RAW, "", "a@b.example\r\nRCPT TO:<c@d.example>", "n"),
    OutgoingMessage(RAW, "a@b.example\r\nDATA", "a@b.example", "n"),
]


@pytest.mark.parametrize("parcel", FAULTY)
def test_courier_refuses_our_own_faults(
    outbound: Opened, parcel: OutgoingMessage
) -> None:
    """What could smuggle a mail or a header is never sent, and no phase is entered."""
    courier, arrived = outbound
    phases: list[Phase] = []

    outcome = courier.send(parcel, phases.append)

    assert isinstance(outcome, Never)
    assert outcome.reply.startswith("own fault: ")
    assert ([], []) == (phases, arrived())


def test_ordinary_mails_have_no_fault() -> None:
    """Folded headers, UTF-8 headers and a mail without a body are all right."""
    for raw in (
        RAW,
        b"A: b\r\n c\r\n\td\r\n\r\n",
        b"A: b\r\n",
        "件: x\r\n".replace("件", "Subject").encode(),
        "Subject: 申込\r\n\r\n申込\r\n".encode(),
    ):
        assert find_fault(OutgoingMessage(raw, "", "契約@b.example", "n")) is None


def test_delivering_twice_is_one_file(tmp_path: Path) -> None:
    """The name of the delivery is the name of the file, before and after reading."""
    courier = MaildirOutbound(tmp_path)
    phases: list[Phase] = []
    first = courier.send(PARCEL, phases.append)

    again = courier.send(PARCEL, phases.append)

    assert first == again
    assert ["dialog", "dot_sent"] == phases
    (path,) = tmp_path.glob("*/new/*")
    assert tmp_path / "keiyaku@city.example.jp" / "new" / "mail-1-0" == path
    path.rename(path.parent.parent / "cur" / "mail-1-0:2,S")
    assert courier.evidence(PARCEL)
    assert first == courier.send(PARCEL, phases.append)
    assert [] == list(tmp_path.glob("*/new/*"))


def test_maildir_settles_what_was_left_in_dot_sent(tmp_path: Path) -> None:
    """A crash around the rename leaves no doubt: the file is there, or it is not."""
    courier = MaildirOutbound(tmp_path)

    class KilledError(Exception):
        """The process ends here."""

    def record(phase: Phase) -> None:
        if phase == "dot_sent":
            raise KilledError

    with pytest.raises(KilledError):
        courier.send(PARCEL, record)
    assert isinstance(courier.settle(PARCEL), Later)

    courier.send(PARCEL, lambda _: None)
    assert isinstance(courier.settle(PARCEL), Sent)
    assert [] == list(tmp_path.glob("*/tmp/*"))


def test_recipient_is_never_a_path(tmp_path: Path) -> None:
    """An address with slashes, dots or 500 characters stays inside the root."""
    root = tmp_path / "root"
    courier = MaildirOutbound(root)
    recipients = [
        "../../x@y.example",
        "/etc/x@y.example",
        "..",
        "a" * 500 + "@b.example",
    ]

    for recipient in recipients:
        parcel = OutgoingMessage(RAW, "", recipient, f"../{recipient}")
        assert isinstance(courier.send(parcel, lambda _: None), Sent)

    assert [root] == list(tmp_path.iterdir())
    assert len(recipients) == len(list(root.glob("*/new/*")))


def test_broken_maildir_is_later(tmp_path: Path) -> None:
    """A root that cannot be written to is tried again; the reply names no path."""
    (tmp_path / "file").write_bytes(b"")

    outcome = MaildirOutbound(tmp_path / "file").send(PARCEL, lambda _: None)

    assert Later("451 4.3.0 Not a directory") == outcome


def test_rename_that_fails_is_later(tmp_path: Path) -> None:
    """The rename is all or nothing: where it fails, nothing was delivered."""
    courier = MaildirOutbound(tmp_path)

    def record(phase: Phase) -> None:
        if phase == "dot_sent":
            courier.mailbox(PARCEL.recipient).joinpath("new").rmdir()

    assert isinstance(courier.send(PARCEL, record), Later)


def test_safe_mode_lets_out_only_who_is_on_the_list(tmp_path: Path) -> None:
    """In safe mode mail for strangers falls into the drop, and is settled there."""
    real = MaildirOutbound(tmp_path / "real")
    drop = MaildirOutbound(tmp_path / "drop")
    safe = SafeOutbound(real, lambda address: address == "me@hosho.example.jp", drop)
    mine = OutgoingMessage(RAW, "", "me@hosho.example.jp", "mine")

    for parcel in (PARCEL, mine):
        assert isinstance(safe.send(parcel, lambda _: None), Sent)
        assert isinstance(safe.settle(parcel), Sent)

    assert (False, True) == (real.evidence(PARCEL), drop.evidence(PARCEL))
    assert (True, False) == (real.evidence(mine), drop.evidence(mine))


@pytest.mark.parametrize(
    ("recipient", "fate", "pauses", "phases"),
    [
        ("temp-fail@x.example", Later, [], ["dialog"]),
        ("Perm-Fail@x.example", Never, [], ["dialog"]),
        ("slow@x.example", Sent, [SLOW_SECONDS], ["dialog", "dot_sent"]),
        ("a@x.example", Sent, [], ["dialog", "dot_sent"]),
    ],
)
def test_rehearsal_addresses_play_their_part(
    tmp_path: Path,
    recipient: str,
    fate: type[Outcome],
    pauses: list[float],
    phases: list[Phase],
) -> None:
    """temp-fail@, perm-fail@ and slow@ do what they say; others are delivered."""
    waited: list[float] = []
    recorded: list[Phase] = []
    courier = FailingOnRequest(MaildirOutbound(tmp_path), waited.append)
    parcel = OutgoingMessage(RAW, "", recipient, "n")

    assert isinstance(courier.send(parcel, recorded.append), fate)
    assert (pauses, phases) == (waited, recorded)
    assert isinstance(courier.settle(parcel), Sent) == (fate is Sent)


@pytest.mark.parametrize(
    ("attempt", "dice", "wait"),
    [
        (1, 0.5, timedelta(minutes=1)),
        (2, 0.5, timedelta(minutes=2)),
        (3, 0.0, timedelta(minutes=2)),
        (3, 0.99, timedelta(minutes=5, seconds=57.6)),
        (1_000_000, 0.5, LONGEST_WAIT),
    ],
)
def test_wait_doubles_up_to_a_limit(attempt: int, dice: float, wait: timedelta) -> None:
    """Each wait is twice the one before, spread by the dice, two hours at most."""
    assert NOON + wait == next_attempt(attempt, NOON, NOON, dice)


def test_four_days_are_enough() -> None:
    """The last attempt falls on the end of the four days; after it there is none."""
    almost = NOON + PATIENCE - timedelta(seconds=1)

    assert NOON + PATIENCE == next_attempt(60, NOON, almost, 0.5)
    assert next_attempt(61, NOON, NOON + PATIENCE, 0.5) is None


@given(st.floats(0, 1, exclude_max=True))
def test_trying_comes_to_an_end(dice: float) -> None:
    """Whatever the dice say: always forward, not too often, and an end in four days."""
    now, attempt = NOON, 0
    while (
        following := next_attempt(attempt := attempt + 1, NOON, now, dice)
    ) is not None:
        assert now < following <= NOON + PATIENCE
        now = following

    assert now == NOON + PATIENCE
    assert 30 < attempt < 120
