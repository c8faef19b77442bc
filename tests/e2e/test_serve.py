"""`mailbot serve` as an operator starts it, and swaks as anybody's mail program."""

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.e2e.conftest import PATIENCE_SECONDS, TOP, Serve, environment
from tests.support.actors import BANK, RECEIVED, Actor, Post, application
from tests.support.peers import need
from tests.unit.inbound.smtp.certificate import write_certificate

pytestmark = pytest.mark.e2e

Swaks = Callable[[int, Post], str]


def test_swaks_holds_the_conversation(
    serve: Serve, swaks: Swaks, hoshi: Actor, today: datetime
) -> None:
    """Shipped settings, safe mode: application, question, answer, read-back, はい."""
    served = serve()

    said = swaks(served.port, hoshi.writes(application(day=today.date())))
    assert "250 2.0.0 Kept as mail 1" in said
    swaks(served.port, hoshi.replies(hoshi.letter(1), BANK))
    read_back = hoshi.letter(2)
    assert "試行運転中" in read_back.text
    swaks(served.port, hoshi.replies(read_back, "はい"))

    assert "送信完了" in hoshi.letter(3).subject
    assert 0 == served.stop()


def test_swaks_brings_a_guarantee_to_the_obligee(
    serve: Serve, swaks: Swaks, hoshi: Actor, city: Actor, today: datetime
) -> None:
    """Without the grace: completion with its notices, submission, 受領."""
    served = serve(MAILBOT_POLICY__GRACE_SECONDS="0")
    text = application(bank=BANK, day=today.date())

    swaks(served.port, hoshi.writes(text))
    swaks(served.port, hoshi.replies(hoshi.letter(1), "はい"))
    swaks(served.port, city.replies(city.letter(1), RECEIVED))
    hoshi.letter(6)
    letters = hoshi.letters()

    assert 2 == max(len(letter.notices) for letter in letters)
    assert any("受領" in letter.subject for letter in letters)
    assert 0 == served.stop()


def test_conversation_goes_on_after_a_restart(
    serve: Serve, swaks: Swaks, hoshi: Actor, today: datetime
) -> None:
    """A token that one process wrote is known to the next one."""
    first = serve()
    swaks(first.port, hoshi.writes(application(day=today.date())))
    question = hoshi.letter(1)
    assert 0 == first.stop()

    second = serve()
    swaks(second.port, hoshi.replies(question, BANK))

    assert hoshi.letter(2).header("Reply-To")
    assert 0 == second.stop()


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_swaks_signs_in_over_tls(
    serve: Serve, tmp_path: Path, hoshi: Actor, mechanism: str
) -> None:
    """STARTTLS, the password that `mailbot password` hashed; a wrong one is 535."""
    listening = tmp_path / "door"
    listening.mkdir()
    entry = subprocess.run(
        [sys.executable, "-m", "mailbot", "password", "hoshi", hoshi.address],
        cwd=TOP,
        env=environment(),
        input=b"correct horse battery\n",
        capture_output=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    ).stdout
    users = listening / "users.toml"
    users.write_bytes(entry)
    served = serve(
        MAILBOT_LISTEN__CERTIFICATE=str(write_certificate(listening / "door.pem")),
        MAILBOT_LISTEN__USERS_FILE=str(users),
    )
    post = hoshi.writes("教えてください")

    def swaks(password: str) -> tuple[int, str]:
        done = subprocess.run(
            [
                *(need("swaks"), "--server", f"127.0.0.1:{served.port}", "--tls"),
                *("--auth", mechanism, "--auth-user", "hoshi"),
                *("--auth-password", password, "--data", "-"),
                *("--from", post.sender, "--to", post.recipient),
            ],
            input=post.raw.replace(b"\r\n", b"\n"),
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        return done.returncode, done.stdout.decode("utf-8", "replace")

    refused, heard = swaks("wrong horse battery")
    taken, said = swaks("correct horse battery")

    assert refused != 0
    assert "535 5.7.8" in heard
    assert taken == 0, said
    assert "235 2.7.0" in said
    assert "250 2.0.0 Kept as mail 1" in said
    assert 0 == served.stop()


def test_foreign_domain_is_refused(
    serve: Serve, swaks: Swaks, hoshi: Actor, today: datetime
) -> None:
    """No relay: swaks is told 550."""
    served = serve()
    post = hoshi.writes(application(day=today.date()), to="a@elsewhere.example")

    with pytest.raises(AssertionError, match=r"550 5\.1\.1"):
        swaks(served.port, post)

    assert 0 == served.stop()


def test_demo_ends_by_itself() -> None:
    """`make demo ARGS=--once` from the checkout plays to the end and exits 0."""
    played = subprocess.run(
        ["make", "demo", "ARGS=--once"],
        cwd=TOP,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=300,
    )

    shown = played.stdout.decode()
    assert 0 == played.returncode, shown + played.stderr.decode()
    assert "受領" in shown
