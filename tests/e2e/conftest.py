"""Whole processes and real peers: `mailbot serve`, swaks, Postfix.

Nothing of a test's environment reaches what it starts but the path and the language.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import pytest

from bench.postfix import running_postfix
from mailbot.core.office.business_hours import TOKYO
from tests.support.actors import CITY, Actor, Post
from tests.support.peers import need

TOP = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0
_LISTENING = re.compile(r"on 127\.0\.0\.1:(\d+)")
_QUIET = ("MAKE", "MFLAGS", "MAILBOT_", "PYTEST_", "ARGS")


def environment(**more: str) -> dict[str, str]:
    """Return an environment without what this test run was told."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_QUIET)}
    return kept | more


@dataclass(slots=True)
class Served:
    """A `mailbot serve` that takes mail."""

    process: subprocess.Popen[bytes]
    port: int

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Give the means to start `mailbot serve` on data in `tmp_path`."""
    with ExitStack() as stack:

        def start(**settings: str) -> Served:
            process = subprocess.Popen(
                [sys.executable, "-m", "mailbot", "serve"],
                cwd=TOP,
                env=environment(
                    MAILBOT_DATA=str(tmp_path), MAILBOT_LISTEN__PORT="0", **settings
                ),
                stderr=subprocess.PIPE,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stderr is not None
            return Served(process, _port_in(process.stderr))

        yield start


def _port_in(stderr: IO[bytes]) -> int:
    """Read until the greeting names the port."""
    lines: list[str] = []
    for line in stderr:
        lines.append(line.decode())
        if found := _LISTENING.search(lines[-1]):
            # What it says later goes into a pipe that holds 64 kB: enough for a test.
            return int(found[1])
    raise AssertionError(f"mailbot serve ended before it took mail: {lines}")


@pytest.fixture
def today() -> datetime:
    """Give today in Tokyo: these desks live in the world's time."""
    return datetime.now(TOKYO)


@pytest.fixture
def hoshi(tmp_path: Path) -> Actor:
    """Give a registered contractor."""
    return Actor("阿武隈星建設 髙橋", "soumu@abukumaboshi.example.jp", tmp_path)


@pytest.fixture
def city(tmp_path: Path) -> Actor:
    """Give the obligee."""
    return Actor("角田市 契約係", CITY, tmp_path)


@pytest.fixture
def swaks() -> Callable[[int, Post], str]:
    """Give the means to send a mail by swaks; it returns the dialogue."""
    program = need("swaks")

    def send(port: int, post: Post) -> str:
        sent = subprocess.run(
            [
                *(program, "--server", f"127.0.0.1:{port}", "--data", "-"),
                *("--from", post.sender, "--to", post.recipient),
            ],
            input=post.raw.replace(b"\r\n", b"\n"),
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        dialogue = sent.stdout.decode("utf-8", "replace")
        assert sent.returncode == 0, dialogue
        return dialogue

    return send


@dataclass(frozen=True, slots=True)
class Postfix:
    """A private Postfix on a port of its own."""

    port: int
    etc: Path

    def run(self, program: str, *arguments: str) -> str:
        """Run one of Postfix's programs on this instance and return what it says."""
        done = subprocess.run(
            [need(program), "-c", str(self.etc), *arguments],
            capture_output=True,
            check=True,
            timeout=PATIENCE_SECONDS,
        )
        return done.stdout.decode("utf-8", "replace")


@contextmanager
def private_postfix(*, hold: bool) -> Iterator[Postfix]:
    """Run a Postfix that holds what it takes, or one that hands on; skip without."""
    command = need("postfix")
    if os.geteuid() != 0:
        pytest.skip("a private Postfix is started by root only")
    with tempfile.TemporaryDirectory(prefix="mailbot-postfix-") as folder:
        Path(folder).chmod(0o755)  # its daemons are another user
        root = Path(folder) / "postfix"
        with running_postfix(command, root, "hold" if hold else "discard") as port:
            yield Postfix(port, root / "etc")
