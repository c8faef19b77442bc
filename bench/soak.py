"""A long day: thousands of mails through `mailbot serve`, by SMTP, answers and all.

    python -m bench.soak [MAILS] [BLOCK]

The server is the shipped command in a process of its own, with a Maildir for what goes
out.  Every mail is a different complete application; a block counts when each of its
read-backs lies in the Maildir.  Prints, block by block, the time and processor time a
mail and the server's memory: in a desk that leaks or slows down they grow.
"""

from __future__ import annotations

import os
import re
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bench.turn import applications
from mailbot.store.arrival import Arrival

MAILS = 5000
BLOCK = 500
PATIENCE = 600.0
"""Seconds that a block may take before the measurement is given up."""

_TICKS = os.sysconf("SC_CLK_TCK")
_MEMORY = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)
_PORT = re.compile(r" on [^ ]+:(\d+)[,.]")


@dataclass(frozen=True, slots=True)
class Server:
    """A running desk: its process, its port, and where its mails go."""

    process: subprocess.Popen[bytes]
    port: int
    outbound: Path

    def seconds(self) -> float:
        """Return the processor's seconds that it has used."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / _TICKS

    def megabytes(self) -> float:
        """Return its resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = _MEMORY.search(status)
        return int(found[1]) / 1024 if found else 0.0

    def answers(self) -> int:
        """Count the mails that went out."""
        return sum(1 for _ in self.outbound.rglob("new/*"))


@contextmanager
def serving(
    folder: Path, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Server]:
    """Run `mailbot serve` on fresh data."""
    outbound = folder / "outbound"
    chosen = {
        "MAILBOT_DATA": str(folder / "data"),
        "MAILBOT_LISTEN__PORT": "0",
        "MAILBOT_OUTBOUND": f"maildir:{outbound}",
        "MAILBOT_POLICY__ANSWERS_PER_DAY": str(10**6),
        "MAILBOT_LOG__LEVEL": "warning",
    }
    said = folder / "stderr"
    command = [sys.executable, "-m", "mailbot", "serve"]
    environment = {**os.environ, **chosen, **more}
    with (
        said.open("w") as stderr,
        subprocess.Popen(command, env=environment, stderr=stderr) as process,
    ):
        try:
            yield Server(process, _port_in(said, process), outbound)
        finally:
            process.terminate()


def _port_in(said: Path, process: subprocess.Popen[bytes]) -> int:
    """Return the port that the desk tells in its greeting."""
    while process.poll() is None:
        if found := _PORT.search(said.read_text()):
            return int(found[1])
        time.sleep(0.05)
    raise SystemExit("the desk did not start")


def send(server: Server, arrivals: list[Arrival]) -> None:
    """Hand mails in over one connection."""
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        for one in arrivals:
            client.sendmail(one.mail_from, one.rcpt_to, one.raw)


def wait_for(server: Server, answers: int) -> None:
    """Wait until so many mails went out."""
    end = time.monotonic() + PATIENCE
    while server.answers() < answers:
        if time.monotonic() > end or server.process.poll() is not None:
            raise SystemExit(f"only {server.answers()} of {answers} answers came")
        time.sleep(0.05)


def main() -> None:
    """Measure, and print the table."""
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else MAILS
    block = int(sys.argv[2]) if len(sys.argv) > 2 else BLOCK
    arrivals = list(applications(mails))
    print("| mails | ms a mail | processor, ms a mail | memory, MB |")
    print("|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as server:
        for first in range(0, mails, block):
            began, used = time.monotonic(), server.seconds()
            part = arrivals[first : first + block]
            send(server, part)
            wait_for(server, first + len(part))
            took, used = time.monotonic() - began, server.seconds() - used
            print(
                f"| {first + len(part):,} | {took / len(part) * 1e3:.1f} | "
                f"{used / len(part) * 1e3:.1f} | {server.megabytes():.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
