"""Application mail in, read-back queued: all stages, one process, durable.

Each mail is a different complete application (the example 01 for its own work).
It is kept, claimed, read, decided, committed, composed and queued; deliveries are not
made.  Measured twice: with few cases of the contractor on file, and with a thousand
more.  The peers, in the same run:

    SQLite    the same octets in as many durable commits by a bare `sqlite3` loop: what
              no desk on one disk can be faster than
    Roundup   its mail gateway, which files each mail as an issue and does nothing else;
              where it is installed (`bench.roundup_gateway`), ten mails in turn with
              ten of ours, so that a machine that slows down slows both

    python -m bench.turn [MAILS] [CASES]

Prints a markdown table; the ratios are ours to the peer's, in one run.
"""

from __future__ import annotations

import base64
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bench import roundup_gateway
from bench.roundup_gateway import Gateway
from mailbot.app import App, build
from mailbot.configuration.load_settings import load_settings
from mailbot.log import configure
from mailbot.store.arrival import Arrival

MAILS = 60
AT_ONCE = 10
"""Mails of one side before it is the other's turn."""
CASES = 1000
DURABLE = 1
"""Durable commits a mail: that it is kept.  What follows waits for the disk when
something leaves the house, which here nothing does."""
SENDER = "soumu@abukumaboshi.example.jp"
EXAMPLE = Path(__file__).parent.parent / "tests" / "examples" / "01-complete-utf8.eml"


def applications(count: int) -> Iterator[Arrival]:
    """Yield different applications of one contractor, as they come through a door."""
    head, _, body = EXAMPLE.read_bytes().partition(b"\r\n\r\n")
    text = base64.b64decode(body).decode()
    for number in range(count):
        own = f"turn-{number}@bench.example.jp".encode()
        name = head.replace(b"20260302091432.4C1A.SOUMU@abukumaboshi.example.jp", own)
        work = text.replace("改良工事", f"改良工事（その{number + 1}）")
        mail = name + b"\r\n\r\n" + base64.encodebytes(work.encode())
        yield Arrival(
            raw=mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
            door="bench",
            peer="127.0.0.1",
            helo="bench",
            mail_from=f"soumu+{number}@abukumaboshi.example.jp",
            rcpt_to=("moushikomi@hosho.example.jp",),
            authenticated=None,
            tls=False,
            arrived_at=datetime.now(UTC),
        )


class Stages:
    """Seconds spent in each stage, summed."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor = 0.0
        """Seconds of the processor, in all stages."""

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Add what happens inside to a stage."""
        began, used = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.processor += time.process_time() - used
            took = time.perf_counter() - began
            self.seconds[name] = self.seconds.get(name, 0.0) + took


def in_turn(
    app: App, gateway: Gateway | None, arrivals: list[Arrival]
) -> tuple[Stages, float]:
    """Work some mails off, then have the peer file them, and so on to the last."""
    stages, filed = Stages(), 0.0
    for at in range(0, len(arrivals), AT_ONCE):
        some = arrivals[at : at + AT_ONCE]
        turn(app, some, stages)
        filed += gateway.file([one.raw for one in some]) if gateway else 0.0
    return stages, filed


def turn(app: App, arrivals: list[Arrival], stages: Stages) -> None:
    """Take every mail all the way to its queued read-back, one after the other."""
    desk, _ = app.workers[0], app.workers[1]
    for arrival in arrivals:
        with stages.measure("keep"), app.store.transaction() as tx:
            tx.incoming.keep(arrival)
        with stages.measure("read, decide, commit"):
            done = desk.work_once()
        with stages.measure("compose, queue"):
            done = desk.work_once() and done
        if not done:
            raise SystemExit("a mail was not worked off: the measurement is void")


def crowd(app: App, count: int) -> None:
    """Give the contractor so many more cases, each for another work."""
    with app.store.transaction() as tx:
        (like,) = tx.cases.newest(limit=1)
        for number in range(count):
            name = replace(like.said["project_name"], value=f"別の工事その{number}")
            fresh, _, _ = tx.cases.unused_ids()
            receipt = tx.cases.next_receipt(tx.now.year)
            said = {**like.said, "project_name": name}
            tx.cases.save(
                replace(like, id=fresh, receipt=receipt, said=said, version=0)
            )


def bare(folder: Path, arrivals: list[Arrival]) -> float:
    """Return the seconds that SQLite takes for the octets, durably."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, raw BLOB)")
    began = time.perf_counter()
    for arrival in arrivals * DURABLE:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO blobs (raw) VALUES (?)", (arrival.raw,))
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return took


def main() -> None:
    """Measure all, after a short warm-up, and print the table."""
    configure("json", "warning")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MAILS
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else CASES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        policy = {"answers_per_day": 10**6}
        app = build(load_settings(overrides={"data": name, "policy": policy}))
        arrivals = list(applications(2 * count + 20))
        gateway = None
        if roundup_gateway.is_there():
            gateway = Gateway(folder / "tracker", SENDER)
            gateway.file(one.raw for one in arrivals[:20])
        turn(app, arrivals[:20], Stages())
        few, filed = in_turn(app, gateway, arrivals[20 : 20 + count])
        crowd(app, cases)
        many, filed_too = in_turn(app, gateway, arrivals[20 + count :])
        peer = bare(folder, arrivals[20 : 20 + count])
        app.store.close()
    print("| what | mails/s | ms a mail | processor, ms | to SQLite | to Roundup |")
    print("|---|---|---|---|---|---|")
    _print("all stages", count, few, (peer, filed))
    _print(f"all stages, {cases:,} cases on file", count, many, (peer, filed_too))
    _print_peer(f"SQLite alone, {DURABLE} durable commit a mail", count, peer)
    if gateway is None:
        print(f"\nRoundup is not measured: {roundup_gateway.TO_GET}.")
    else:
        name = "Roundup's mail gateway, filing only"
        _print_peer(name, 2 * count, filed + filed_too)


def _print_peer(what: str, count: int, seconds: float) -> None:
    each = seconds / count
    print(f"| {what} | {1 / each:.0f} | {each * 1e3:.2f} | | | |")


def _print(what: str, count: int, stages: Stages, peers: tuple[float, float]) -> None:
    took = sum(stages.seconds.values())
    ratios = (f"{peer / took:.2f}" if peer else "" for peer in peers)
    print(
        f"| mailbot, {what} | {count / took:.0f} | {took / count * 1e3:.2f} | "
        f"{stages.processor / count * 1e3:.2f} | {' | '.join(ratios)} |"
    )
    for name, seconds in stages.seconds.items():
        print(f"| of it: {name} | | {seconds / count * 1e3:.2f} | | | |")


if __name__ == "__main__":
    main()
