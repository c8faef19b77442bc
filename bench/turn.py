"""Application mail in, read-back queued: all stages, one process, durable.

Each mail is a different complete application (the example 01 for its own work).
It is kept, claimed, read, decided, committed, composed and queued; deliveries are not
made.  The peer is SQLite itself: the same octets written in the same number of durable
commits by a bare `sqlite3` loop, which is what no desk on one disk can be faster than.

    python bench/turn.py [MAILS]

Prints a markdown table; the ratio is ours to the peer's, in one run.
"""

from __future__ import annotations

import base64
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mailbot.app import App, build
from mailbot.log import configure
from mailbot.settings import load_settings
from mailbot.store.arrival import Arrival

MAILS = 60
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

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Add what happens inside to a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - began
            self.seconds[name] = self.seconds.get(name, 0.0) + took


class Counter:
    """Counts commits."""

    def __init__(self) -> None:
        self.commits = 0

    def __call__(self, moment: str) -> None:
        """Count one commit, after it."""
        self.commits += moment == "after"


def turn(app: App, arrivals: list[Arrival]) -> Stages:
    """Take every mail all the way to its queued read-back, one after the other."""
    stages = Stages()
    desk, _ = app.workers[0], app.workers[1]
    for arrival in arrivals:
        with stages.measure("keep"), app.store.transaction() as tx:
            tx.keep(arrival)
        with stages.measure("read, decide, commit"):
            done = desk.work_once()
        with stages.measure("compose, queue"):
            done = desk.work_once() and done
        if not done:
            raise SystemExit("a mail was not worked off: the measurement is void")
    return stages


def bare(folder: Path, arrivals: list[Arrival], commits: int) -> float:
    """Return the seconds that SQLite takes for the octets in as many commits."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, raw BLOB)")
    began = time.perf_counter()
    for number in range(commits):
        connection.execute("BEGIN IMMEDIATE")
        raw = arrivals[number % len(arrivals)].raw
        connection.execute("INSERT INTO blobs (raw) VALUES (?)", (raw,))
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return took


def main() -> None:
    """Measure once, after a short warm-up, and print the table."""
    configure("json", "warning")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MAILS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counter = Counter()
        policy = {"answers_per_day": 10**6}
        settings = load_settings(overrides={"data": name, "policy": policy})
        app = build(settings, at_commit=counter)
        arrivals = list(applications(count + 20))
        turn(app, arrivals[:20])
        counter.commits = 0
        began = time.perf_counter()
        stages = turn(app, arrivals[20:])
        ours = time.perf_counter() - began
        peer = bare(folder, arrivals[20:], counter.commits)
        app.store.close()
    _print(count, ours, peer, counter.commits, stages)


def _print(count: int, ours: float, peer: float, commits: int, stages: Stages) -> None:
    print("| what | mails/s | ms a mail | to the peer |")
    print("|---|---|---|---|")
    print(
        f"| mailbot, all stages | {count / ours:.0f} | {ours / count * 1e3:.2f} | "
        f"{peer / ours:.2f} |"
    )
    for name, seconds in stages.seconds.items():
        print(f"| of it: {name} | | {seconds / count * 1e3:.2f} | |")
    print(
        f"| SQLite alone, {commits / count:.1f} durable commits a mail | "
        f"{count / peer:.0f} | {peer / count * 1e3:.2f} | 1.00 |"
    )


if __name__ == "__main__":
    main()
