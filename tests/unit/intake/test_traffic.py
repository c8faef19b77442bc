"""What the envelope tells of a mail, and when two mails are one."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.core.model.events import MailRead, Ticket
from mailbot.intake.traffic import is_same, mailbox_of
from mailbot.store.arrival import Arrival
from mailbot.store.store import Store
from tests.support.talk import make_office, reading
from tests.unit.store.making import arrival, open_store

SECRET = b"secret"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a store of this test's own."""
    with closing(open_store(tmp_path)) as opened:
        yield opened


_OFFICE = make_office()
OFFICE = replace(
    _OFFICE,
    surety=replace(
        _OFFICE.surety,
        desk="moushikomi@hosho.example.jp",
        submissions="teishutsu@hosho.example.jp",
        bounces="bounce@hosho.example.jp",
    ),
    branches={
        "miyagi": replace(_OFFICE.branches["miyagi"], mail="Miyagi@hosho.example.jp")
    },
)


@pytest.mark.parametrize(
    ("recipient", "whose"),
    [
        ("moushikomi@hosho.example.jp", "desk"),
        ("MOUSHIKOMI+c-1-1-abc@Hosho.example.jp", "desk"),
        ('"moushikomi"@hosho.example.jp', "desk"),
        ('"moushi\\komi"@hosho.example.jp', "desk"),
        ("teishutsu+s-1-1-abc@hosho.example.jp", "desk"),
        ("bounce@hosho.example.jp", "desk"),
        ("miyagi@hosho.example.jp", "branch"),
        ("abuse@hosho.example.jp", "abuse"),
        ("postmaster@hosho.example.jp", "postmaster"),
        ("PostMaster", "postmaster"),
        ('"postmaster"@hosho.example.jp', "postmaster"),
        ("abuse@elsewhere.example.jp", ""),
        ("tanaka@hosho.example.jp", ""),
        ("moushikomi", ""),
        ('"moushikomi@hosho.example.jp', ""),
        ("", ""),
    ],
)
def test_whose_mailbox_a_recipient_is(recipient: str, whose: str) -> None:
    """B17, D13: a branch, abuse@ and every spelling of postmaster are taken."""
    assert mailbox_of(recipient, OFFICE) == whose


def judged(
    store: Store,
    *,
    changed: bytes = b"",
    first: str = "claimed",
    second: str = "claimed",
    fate: str = "applied",
) -> bool:
    """Keep a mail, then the same one with a trace more; tell if it is the same."""
    one: Arrival = arrival("工事名：市道舗装")
    raw = b"Received: from a\r\n\tby b; today\r\n" + one.raw + changed
    with store.transaction() as tx:
        kept = tx.incoming.keep(one)
        again = tx.incoming.keep(replace(one, raw=raw))
        tx.connection.exec_driver_sql(
            f"UPDATE mails SET sender_class = '{first}', fate = '{fate}' "  # noqa: S608 - words of this test
            f"WHERE id = {kept.mail_id}"
        )
        event = MailRead(again.mail_id, reading("apply"), second, Ticket())  # type: ignore[arg-type]  # one of three
        return is_same(tx, tx.mails.get(again.mail_id), raw, event, SECRET)


def test_a_trace_more_makes_no_other_mail(store: Store) -> None:
    """E3: Received and its like say which way a mail took, and nothing else."""
    assert judged(store)


def test_another_word_makes_another_mail(store: Store) -> None:
    """Same Message-ID, other content: it is decided, and flagged as before."""
    assert not judged(store, changed=b"x")


def test_an_unproved_mail_does_not_stand_before_a_proved_one(store: Store) -> None:
    """Whoever sends a copy first, failing every proof, keeps nothing from anybody."""
    assert not judged(store, first="failed")
    assert not judged(store, first="claimed", second="proved")


@pytest.mark.parametrize("fate", ["received", "failed"])
def test_what_was_not_decided_is_no_reason_to_pass_over(
    store: Store, fate: str
) -> None:
    """A mail whose handling failed is decided when it comes by another way."""
    assert not judged(store, fate=fate)
