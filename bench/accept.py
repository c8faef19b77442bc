"""Durable accepts per second: our SMTP door and Postfix, in one run, by smtp-source.

    python -m bench.accept [--mails 3000] [--sessions 10] [--rounds 3] [--folder /tmp]

Every mail is committed to disk before its 250, by both. Each server runs in a process
of its own; the rounds take turns, and the median of the rounds counts. Postfix is
measured twice, holding and discarding what it has accepted: the faster one is the
measure. We hold too: nobody works off the jobs of the mails kept.

Then fifty clients send 25 MB each at once to a whole `mailbot serve`, and its memory is
watched until all of it is read (`bench.memory`; `--only-memory` does no more).
"""

import argparse
import asyncio
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.memory import GOAL, crowd
from bench.postfix import find_postfix, running_postfix, version

MAIL_OCTETS = 4000
WARM_UP = 300
CLIENTS = 50
LARGE_OCTETS = 25_000_000
RECIPIENT = "shinsei@hosho.example.jp"
KINDS = {"a connection per mail": (), "kept connections": ("-d",)}
GOALS = {"a connection per mail": 1.0, "kept connections": 1.5}


def serve(folder: Path) -> None:
    """Be the server: door, keeper and store, as `mailbot serve` has them."""
    import structlog
    import uvloop

    with folder.joinpath("log").open("w") as file:
        structlog.configure(
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(),
            ],
            logger_factory=structlog.WriteLoggerFactory(file),
            cache_logger_on_first_use=True,
        )
        uvloop.run(_serve(folder))


async def _serve(folder: Path) -> None:
    from mailbot.inbound.handler import Handler
    from mailbot.inbound.smtp.limits import Limits
    from mailbot.inbound.smtp.listener import Listener
    from mailbot.inbound.smtp.server import SmtpServer
    from mailbot.sandbox.malloc import keep_heap_small
    from mailbot.security.vault import KeyRing, Vault
    from mailbot.store.group_commit import GroupCommit
    from mailbot.store.store import Store

    keep_heap_small()
    vault = Vault(KeyRing.generate())
    store = Store.open(
        f"sqlite:///{folder}/mailbot.db", vault, lambda: datetime.now(UTC)
    )
    store.migrate()
    keeper = GroupCommit(store)
    backroom = Handler(keep=keeper.keep, accepts=lambda address: address == RECIPIENT)
    limits = Limits(connections_per_client=200)
    door = SmtpServer(backroom, Listener(limits=limits))
    await door.open()
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    print(door.port, flush=True)
    await stopped.wait()
    await door.close()
    keeper.close()
    store.close()


@contextmanager
def running_mailbot(folder: Path) -> Iterator[int]:
    """Run our server in a process of its own; give its port."""
    folder.mkdir()
    command = [sys.executable, "-m", "bench.accept", "--serve", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            told = server.stdout.readline() if server.stdout else ""
            yield int(told)
        finally:
            server.send_signal(signal.SIGTERM)


def accepts_per_second(
    source: str, port: int, mails: int, sessions: int, options: tuple[str, ...]
) -> float:
    """Send that many mails and return how many a second were accepted."""
    command = [
        *(source, *options, "-s", str(sessions), "-m", str(mails)),
        *("-l", str(MAIL_OCTETS), "-M", "client.example.jp"),
        *("-f", "office@kensetsu.example.jp", "-t", RECIPIENT, f"127.0.0.1:{port}"),
    ]
    begun = time.perf_counter()
    subprocess.run(command, check=True)
    return mails / (time.perf_counter() - begun)


def measure(
    source: str, given: argparse.Namespace, folder: Path
) -> dict[str, dict[str, float]]:
    """Return the median rates: by kind of connection, then by server."""
    rates: dict[str, dict[str, list[float]]] = {kind: {} for kind in KINDS}
    with ExitStack() as running:
        servers = {
            "mailbot": running.enter_context(running_mailbot(folder / "mailbot"))
        }
        if (postfix := find_postfix()) and os.geteuid() == 0:
            for how in ("hold", "discard"):
                private = running_postfix(postfix, folder / how, how)
                servers[f"Postfix ({how})"] = running.enter_context(private)
        else:
            print("Postfix is not installed, or we are not root: measuring alone.")
        for port in servers.values():
            accepts_per_second(source, port, WARM_UP, given.sessions, ())
        for _ in range(given.rounds):
            for kind, options in KINDS.items():
                for server, port in servers.items():
                    rate = accepts_per_second(
                        source, port, given.mails, given.sessions, options
                    )
                    rates[kind].setdefault(server, []).append(rate)
    return {
        kind: {server: statistics.median(found) for server, found in by.items()}
        for kind, by in rates.items()
    }


def table(rates: dict[str, dict[str, float]]) -> str:
    """Return the table for bench/RESULTS.md."""
    servers = list(next(iter(rates.values())))
    lines = [
        f"| durable accepts a second | {' | '.join(servers)} | ratio | goal |",
        "|---" * (len(servers) + 3) + "|",
    ]
    for kind, by in rates.items():
        others = [rate for server, rate in by.items() if server != "mailbot"]
        ratio = f"{by['mailbot'] / max(others):.2f}" if others else "-"
        cells = " | ".join(f"{rate:,.0f}" for rate in by.values())
        lines.append(f"| {kind} | {cells} | {ratio} | {GOALS[kind]:.1f} |")
    return "\n".join(lines)


def memory_table(clients: int, octets: int) -> str:
    """Have the clients send at once, and return the rows for bench/RESULTS.md."""
    peak = crowd(clients, octets)
    return "\n".join(
        (
            f"| {clients} mails of {octets / 1e6:.0f} MB at once | MiB | goal |",
            "|---|---|---|",
            f"| server and children, Pss | {peak.pss} | < {GOAL} |",
            f"| server and children, sum of Rss | {peak.rss} | |",
            f"| server alone, Rss | {peak.server} | |",
            f"| server alone, idle, Rss | {peak.idle} | |",
        )
    )


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mails", type=int, default=3000)
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None, help="on the disk to use")
    parser.add_argument("--serve", type=Path, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--only-memory", action="store_true")
    given = parser.parse_args()
    if given.serve is not None:
        serve(given.serve)
    elif not given.only_memory:
        _accepts(given)
    if given.serve is None:
        print(memory_table(CLIENTS, LARGE_OCTETS))


def _accepts(given: argparse.Namespace) -> None:
    """Measure the accepts a second and print their table."""
    source = shutil.which("smtp-source", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if source is None:
        print("smtp-source is not installed (it comes with Postfix): nothing measured.")
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        Path(folder).chmod(0o755)  # Postfix's own user must pass through it.
        rates = measure(source, given, Path(folder))
    print(
        f"{given.sessions} sessions, {MAIL_OCTETS} octets a mail, "
        f"{given.mails} mails, median of {given.rounds} rounds, "
        f"{os.cpu_count()} cores, Postfix {version()}\n"
    )
    print(f"{table(rates)}\n")


if __name__ == "__main__":
    main()
