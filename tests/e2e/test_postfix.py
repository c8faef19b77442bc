"""A real Postfix as smarthost: it takes our mail once, and its bounce comes home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.security import reply_tokens
from mailbot.store.records import Delivery, Mail
from tests.e2e.conftest import Postfix, private_postfix
from tests.support.actors import BANK, CITY, Actor, Relay, application
from tests.support.letters import Letter
from tests.support.live import LiveDesk
from tests.support.waiting import wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture
def holding() -> Iterator[Postfix]:
    """Give a Postfix that holds what it takes."""
    with private_postfix(hold=True) as postfix:
        yield postfix


@pytest.fixture
def handing_on() -> Iterator[Postfix]:
    """Give a Postfix that hands on what it takes."""
    with private_postfix(hold=False) as postfix:
        yield postfix


def open_desk(data: Path, postfix: Postfix) -> LiveDesk:
    """Open a desk whose every mail goes to the smarthost."""
    return LiveDesk(
        data,
        live=True,
        outbound=f"smtp://127.0.0.1:{postfix.port}",
        smtp={"starttls": "never"},
    )


def issue(desk: LiveDesk, hoshi: Actor) -> None:
    """Issue a guarantee."""
    relay = Relay(lambda: desk.port)
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    desk.rest()
    with desk.app.store.snapshot() as tx:
        read_back = Letter(tx.blobs.raw(desk.mails(direction="out")[0].digest))
    relay.hand_over(hoshi.replies(read_back, "はい"))
    desk.rest()


def submission_of(desk: LiveDesk) -> tuple[Mail, Delivery]:
    """Return the submission and its delivery to the obligee."""
    (mail,) = [one for one in desk.mails() if one.kind == "submission"]
    with desk.app.store.snapshot() as tx:
        return mail, next(
            d for d in tx.deliveries.of_mail(mail.id) if d.recipient == CITY
        )


def test_postfix_takes_each_mail_once(
    tmp_path: Path, holding: Postfix, hoshi: Actor
) -> None:
    """The queue id is in our log; what lies in the queue is what we composed."""
    with open_desk(tmp_path, holding) as desk:
        issue(desk, hoshi)
        mail, delivery = submission_of(desk)
        assert "accepted" == delivery.phase
        assert delivery.queue_id
        envelope = holding.run("postcat", "-qe", delivery.queue_id)
        content = holding.run("postcat", "-qbh", delivery.queue_id)
        with desk.app.store.snapshot() as tx:
            raw = tx.blobs.raw(mail.digest)
            sent = [
                d.queue_id for m in desk.mails() for d in tx.deliveries.of_mail(m.id)
            ]
            bounces = desk.app.settings.surety.bounces
            token = reply_tokens.Token("bounce", mail.id, delivery.id)
            verp = reply_tokens.address(bounces, token, desk.app.intake.secret)

    assert f"sender: {verp}" in envelope
    assert f"recipient: {CITY}" in envelope
    received, _, rest = content.partition("From: ")
    assert received.startswith(("Received:", "\nReceived:"))
    assert raw.replace(b"\r\n", b"\n").decode() == f"From: {rest}"
    queued = holding.run("postqueue", "-j").splitlines()
    assert len(sent) == len(queued) == len(set(sent))


def test_bounce_of_postfix_finds_its_submission(
    tmp_path: Path, handing_on: Postfix, hoshi: Actor
) -> None:
    """The obligee's address does not exist: Postfix says so to the return path."""
    with open_desk(tmp_path, handing_on) as desk:
        for setting in (
            # Its own mailboxes: there is no user of that name, as it finds out later.
            "transport_maps = inline:{{city.kakuda.example.jp = local}}",
            f"relay_transport = smtp:[127.0.0.1]:{desk.port}",
            "default_transport = discard",
        ):
            handing_on.run("postconf", "-e", setting)
        handing_on.run("postfix", "reload")
        issue(desk, hoshi)
        wait_until(
            lambda: ("bounced", "bounced") in desk.came(), "the bounce", seconds=60
        )
        desk.rest()
        with desk.app.store.snapshot() as tx:
            assert ["failed"] == [one.state for one in tx.cases.get(1).submissions]
        (task,) = desk.tasks()
        bounce = desk.mails(direction="in")[-1]
        kinds = [one.kind for one in desk.mails() if one.answers == bounce.id]

    assert (1, "kakuda") == (task.case_id, task.detail["obligee"])
    assert "" == bounce.envelope_from
    assert [] == kinds
