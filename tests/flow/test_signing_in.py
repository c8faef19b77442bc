"""Who signs in at the door is proved under the own name, and held under another."""

import io
import smtplib
import ssl
from pathlib import Path

import pytest

from mailbot.authentication.passwords import hash_of
from mailbot.errors import ConfigurationError
from tests.flow.conftest import OpenDesk
from tests.support.actors import BANK, PATIENCE_SECONDS, Actor, Post, application
from tests.support.live import LiveDesk
from tests.unit.inbound.smtp.certificate import write_certificate

NAME, PASSWORD = "abukumaboshi", "correct horse battery"


def listen_with_users(folder: Path, own: str) -> dict[str, object]:
    """Write certificate and users' file; return the settings that name them."""
    file = folder / "users.toml"
    file.write_text(
        f'[[user]]\nid = "{NAME}"\npassword = "{hash_of(PASSWORD, bytes(16))}"\n'
        f'writes_for = ["{own}"]\n',
        "utf-8",
    )
    certificate = write_certificate(folder / "door.pem")
    return {"port": 0, "certificate": str(certificate), "users_file": str(file)}


def hand_over(desk: LiveDesk, folder: Path, post: Post, password: str) -> None:
    """Encrypt, sign in and deliver a mail."""
    context = ssl.create_default_context(cafile=str(folder / "door.pem"))
    with smtplib.SMTP("localhost", desk.port, timeout=PATIENCE_SECONDS) as peer:
        peer.starttls(context=context)
        peer.login(NAME, password)
        peer.sendmail(post.sender, [post.recipient], post.raw)


def test_signed_in_is_proved_under_the_own_name_only(
    open_desk: OpenDesk,
    tmp_path: Path,
    hoshi: Actor,
    mihon: Actor,
    log: io.StringIO,
) -> None:
    """Own From: proved and answered; a registered contractor's name: held, silent."""
    desk = open_desk(listen=listen_with_users(tmp_path, hoshi.address))

    hand_over(desk, tmp_path, hoshi.writes(application(bank=BANK)), PASSWORD)
    hand_over(desk, tmp_path, mihon.writes(application("見本建設")), PASSWORD)
    desk.rest()

    came = desk.mails(direction="in")
    assert [one.sender_class for one in came] == ["proved", "failed"]
    assert [one.authenticated for one in came] == [NAME, NAME]
    assert desk.came() == [("applied", "readback"), ("held", "sender_failed")]
    assert ["sender_failed"] == [task.reason for task in desk.tasks()]
    assert mihon.letters() == []
    assert PASSWORD not in log.getvalue()
    assert NAME not in log.getvalue()


def test_wrong_password_is_no_entry(
    open_desk: OpenDesk, tmp_path: Path, hoshi: Actor
) -> None:
    """535, and the client's mail does not come in by that way."""
    desk = open_desk(listen=listen_with_users(tmp_path, hoshi.address))

    with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
        hand_over(desk, tmp_path, hoshi.writes(application()), "wrong horse battery")

    assert refused.value.smtp_code == 535
    assert desk.mails() == ()


def test_wrong_users_file_stops_the_start(open_desk: OpenDesk, tmp_path: Path) -> None:
    """One line with file and line number, before anything is opened."""
    listen = listen_with_users(tmp_path, "nobody at all")

    with pytest.raises(ConfigurationError, match=r"users\.toml:4: ") as wrong:
        open_desk(listen=listen)

    assert len(wrong.value.problems) == 1
