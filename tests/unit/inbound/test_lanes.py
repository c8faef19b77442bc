"""Heavy mails and strangers are read in lanes of their own, beside a contractor's."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.configuration.load_office import load_office
from mailbot.inbound.lanes import Lanes
from mailbot.sandbox.sandbox import Sandbox
from mailbot.store.incoming import HANDLE, HANDLE_HEAVY, HANDLE_STRANGER
from mailbot.store.store import Store
from tests.support.live import LiveDesk, settings_for
from tests.support.waiting import wait_until
from tests.unit.store.making import NOON, arrival, open_store

EXAMPLE = Path(__file__).parents[2] / "examples" / "01-complete-utf8.eml"
DESK = "moushikomi@hosho.example.jp"
CONTRACTOR = "soumu@abukumaboshi.example.jp"
HEAVY = 12


def heavy(number: int) -> bytes:
    """Return a mail whose reading takes seconds."""
    head = f"From: s{number}@stranger.example\r\nSubject: {number}\r\n"
    kind = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    return (head + kind + "工事名：甲\r\n" * 20_000).encode()


def test_an_honest_mail_does_not_wait_for_twelve_heavy_ones(tmp_path: Path) -> None:
    """A contractor's application is decided while strangers' mails are still read."""
    with LiveDesk(tmp_path) as desk:
        with smtplib.SMTP("127.0.0.1", desk.port, timeout=60) as client:
            for number in range(HEAVY):
                client.sendmail(f"s{number}@stranger.example", DESK, heavy(number))
            client.sendmail(CONTRACTOR, DESK, EXAMPLE.read_bytes())

        def fates() -> list[str]:
            return [one.fate for one in desk.mails(direction="in")]

        wait_until(lambda: fates()[-1] == "applied", "the application", 60)
        assert fates().count("received") >= HEAVY // 2
        for room in desk.app.rooms:
            room.stop()


@pytest.mark.parametrize(
    ("sender", "written", "known"),
    [
        ("soumu@abukumaboshi.example.jp", "x@y.example", True),
        ("bounce@sender.example", "総務 <soumu@abukumaboshi.example.jp>", True),
        ("x@y.example", "x@y.example", False),
        ("", "x@y.example", False),
        ("", '"soumu@abukumaboshi.example.jp" <x@y.example>', True),
    ],
)
def test_known_is_who_is_registered(sender: str, written: str, *, known: bool) -> None:
    """The envelope or From names a registered address; nothing is proved by that."""
    came = arrival(sender=sender)
    raw = f"Subject: x\r\nFrom: {written}\r\n\r\nx".encode()

    seen = Lanes(frozenset({CONTRACTOR})).marked(replace(came, raw=raw))

    assert (seen.known, seen.heavy) == (known, False)


def test_contractors_and_obligees_are_known(tmp_path: Path) -> None:
    """All addresses and domains of the reference data, whatever their case."""
    office = load_office(settings_for(tmp_path))
    known = Lanes.of(office).known
    assert CONTRACTOR in known
    assert {d.lower() for o in office.obligees.values() for d in o.domains} <= known


def kinds(store: Store) -> list[str]:
    """Return the kinds of the jobs that can be done now, in order, doing none."""
    found = []
    while claimed := store.engine.claim({HANDLE, HANDLE_HEAVY, HANDLE_STRANGER}, NOON):
        found.append(claimed.kind)
    return found


def test_each_lane_has_its_jobs(tmp_path: Path) -> None:
    """Light and known, heavy and known, and strangers' are three kinds of jobs."""
    store = open_store(tmp_path)
    with store.transaction() as tx:
        tx.incoming.keep(arrival("a", sender="a@x.example"))
        tx.incoming.keep(replace(arrival("b", sender="b@x.example"), heavy=True))
        tx.incoming.keep(replace(arrival("c", sender="c@x.example"), known=False))
    assert kinds(store) == [HANDLE, HANDLE_HEAVY, HANDLE_STRANGER]


def test_a_name_holds_its_owner_up_by_one_mail(tmp_path: Path) -> None:
    """Of many heavy mails in one name only the first is before the next light one."""
    store = open_store(tmp_path)
    with store.transaction() as tx:
        for number in range(HEAVY):
            tx.incoming.keep(replace(arrival(f"{number}"), heavy=True))
        tx.incoming.keep(arrival("light"))
    first = store.engine.claim({HANDLE_HEAVY}, NOON)
    assert first is not None
    assert store.engine.claim({HANDLE}, NOON) is None
    with store.transaction() as tx:
        store.engine.settle(tx, first)
    assert store.engine.claim({HANDLE_HEAVY}, NOON) is None
    assert store.engine.claim({HANDLE}, NOON) is not None
    assert store.engine.claim({HANDLE_STRANGER}, NOON) is not None


def test_a_desk_that_stops_reads_the_mail_after_its_next_start(tmp_path: Path) -> None:
    """A reading that the stop interrupts is no failure, and is not lost."""
    with LiveDesk(tmp_path) as desk:
        with smtplib.SMTP("127.0.0.1", desk.port, timeout=60) as client:
            client.sendmail("s0@stranger.example", DESK, heavy(0))
        busy = desk.app.rooms[1]
        wait_until(lambda: is_reading(busy), "the child")
    with LiveDesk(tmp_path) as again:
        settled = wait_until(
            lambda: [one for one in again.mails() if one.fate != "received"],
            "the mail",
            60,
        )
    assert settled[0].fate != "failed"
    assert settled[0].reason != "unreadable"


def is_reading(room: Sandbox) -> bool:
    """Tell whether a room's child has something to do."""
    return vars(room)["_busy"] is not None
