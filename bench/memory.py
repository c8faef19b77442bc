"""How much memory large mails take that come at once, to the shipped `mailbot serve`.

Clients send together, each over a connection of its own; meanwhile every process of the
server, children included, is looked at thirty times a second.  What is counted:

    Pss   resident octets; a page that processes share counts once, in parts
    Rss   the same, but shared pages count for each process anew

Ends when every mail is not only kept but read.
"""

from __future__ import annotations

import re
import smtplib
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.soak import Server, serving
from mailbot.security.vault import KeyRing, Vault
from mailbot.store.open_store import utc_now
from mailbot.store.records import MailFilter
from mailbot.store.store import Store
from tests.support.waiting import wait_until

GOAL = 300
"""MiB, by Pss."""

_DESK = "moushikomi@hosho.example.jp"
_ALL_FROM_HERE = {"MAILBOT_LIMITS__CONNECTIONS_PER_CLIENT": "200"}
_LOOK_SECONDS = 0.03
_PATIENCE = 600.0
_LINE = 78
_SIZES = re.compile(r"^(Rss|Pss):\s+(\d+) kB$", re.MULTILINE)


@dataclass(slots=True)
class Peak:
    """The most that was seen, in MiB: by Pss, by Rss, and the server alone by Rss."""

    pss: int = 0
    rss: int = 0
    server: int = 0
    idle: int = 0

    def see(self, pid: int) -> None:
        """Look at a process and its children."""
        sizes = [size for one in _tree(pid) if (size := _size(one))]
        if sizes:
            self.server = max(self.server, sizes[0]["Rss"] // 1024)
            self.pss = max(self.pss, sum(one["Pss"] for one in sizes) // 1024)
            self.rss = max(self.rss, sum(one["Rss"] for one in sizes) // 1024)


def crowd(clients: int, octets: int) -> Peak:
    """Have that many clients send a mail of that size at once; return the peak."""
    peak = Peak()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(
            folder, {"MAILBOT_LIMITS__CONNECTIONS_PER_CLIENT": "200"}
        ) as server:
            peak.see(server.process.pid)
            peak.idle = peak.server
            _watched(server, peak, clients, octets, folder / "data")
    return peak


def _watched(server: Server, peak: Peak, clients: int, octets: int, data: Path) -> None:
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_LOOK_SECONDS):
            peak.see(server.process.pid)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        sending = [
            threading.Thread(target=_send, args=(server.port, number, octets))
            for number in range(clients)
        ]
        for one in sending:
            one.start()
        for one in sending:
            one.join()
        wait_until(lambda: _read(data) == clients, "every mail to be read", _PATIENCE)
    finally:
        done.set()
        watching.join()


def _send(port: int, number: int, octets: int) -> None:
    sender = f"s{number}@stranger.example"
    head = f"From: {sender}\r\nSubject: {number}\r\n\r\n".encode()
    line = b"%0*d\r\n" % (_LINE - 2, number)
    with smtplib.SMTP("127.0.0.1", port, timeout=_PATIENCE) as client:
        client.sendmail(sender, _DESK, head + line * ((octets - len(head)) // _LINE))


def _read(data: Path) -> int:
    """Count the mails that have been read and decided."""
    ring = Vault(KeyRing.at(data / "keys.json"))
    store = Store.open(f"sqlite:///{data}/mailbot.db", ring, utc_now)
    try:
        with store.snapshot() as tx:
            came = tx.mails.find(MailFilter(direction="in", limit=1000))
    finally:
        store.close()
    return sum(one.fate != "received" for one in came)


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and all that come from it."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = children.read_text(encoding="ascii").split()
        except OSError:  # the thread ended while we looked
            continue
        for child in found:
            yield from _tree(int(child))


def _size(pid: int) -> dict[str, int]:
    """Return the kilobytes of a process by kind; {} when it has gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return {}
    return {kind: int(size) for kind, size in _SIZES.findall(text)}
