"""What comes through a door is kept: unchanged, sealed, once, with its job."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.security.reply_tokens import Token, address
from mailbot.store.arrival import Kept
from mailbot.store.faults import NotKept
from mailbot.store.mail_log import message_id_of
from mailbot.store.records import OutMail
from mailbot.store.store import Store
from tests.unit.store.making import (
    DESK,
    NOON,
    Hands,
    arrival,
    case,
    open_store,
    vault_in,
)

FIXTURE_IS_SHARED = [HealthCheck.function_scoped_fixture]


def lock_of_next(store: Store) -> str | None:
    """Claim the next mail to handle and say which lock it holds."""
    claimed = store.engine.claim({"handle"}, NOON)
    assert claimed is not None
    return claimed.lock


@given(raw=st.binary(max_size=2000))
@settings(suppress_health_check=FIXTURE_IS_SHARED)
def test_any_bytes_come_back_unchanged(store: Store, raw: bytes) -> None:
    """The bytes of a mail are given back exactly, whatever they are."""
    with store.transaction() as tx:
        kept = tx.incoming.keep(replace(arrival(), raw=raw))

    with store.snapshot() as tx:
        assert raw == tx.blobs.raw(tx.mails.get(kept.mail_id).digest)


def test_mail_log_tells_how_it_came(store: Store) -> None:
    """The row of a kept mail bears the facts of its arrival and no fate yet."""
    with store.transaction() as tx:
        kept = tx.incoming.keep(arrival(message_id="7@x.example.jp"))

    with store.snapshot() as tx:
        mail = tx.mails.get(kept.mail_id)
    assert ("in", "smtp", NOON, "received") == (
        mail.direction,
        mail.door,
        mail.at,
        mail.fate,
    )
    assert ((DESK,), "7@x.example.jp") == (mail.recipients, mail.message_id)


def test_same_bytes_are_one_mail(store: Store) -> None:
    """The same bytes a second time are the same mail, with no second job."""
    with store.transaction() as tx:
        first = tx.incoming.keep(arrival())
    with store.transaction() as tx:
        again = tx.incoming.keep(arrival())

    assert (
        Kept(first.mail_id, duplicate=False),
        Kept(first.mail_id, duplicate=True),
    ) == (
        first,
        again,
    )
    assert store.engine.claim({"handle"}, NOON) is not None
    assert store.engine.claim({"handle"}, NOON) is None


def test_same_bytes_in_one_batch_are_one_mail(store: Store) -> None:
    """Of two equal arrivals in one commit, the second is the duplicate."""
    with store.transaction() as tx:
        first, other, again = tx.incoming.keep_all(
            [arrival(), arrival("別の申込"), arrival()]
        )

    assert [False, False, True] == [one.duplicate for one in (first, other, again)]
    assert first.mail_id == again.mail_id != other.mail_id


def test_copies_are_counted(store: Store) -> None:
    """Every accepted arrival is accounted for, the repeated ones as copies."""
    with store.transaction() as tx:
        tx.incoming.keep_all([arrival(), arrival(), arrival("別の申込"), arrival()])

    with store.snapshot() as tx:
        (total,) = tx.mails.totals()
    assert (2, 2) == (total.mails, total.copies)


def test_same_message_id_with_other_content_is_linked(store: Store) -> None:
    """A repeated Message-ID with other bytes is a mail of its own, and is flagged."""
    with store.transaction() as tx:
        first = tx.incoming.keep(arrival("初め"))
    with store.transaction() as tx:
        second, third = tx.incoming.keep_all([arrival("次"), arrival("その次")])

    with store.snapshot() as tx:
        twins = [tx.mails.get(one.mail_id).twin_of for one in (first, second, third)]
    assert [None, first.mail_id, first.mail_id] == twins


def test_twins_in_one_batch_are_linked(store: Store) -> None:
    """Two mails with one Message-ID are linked even when one commit brings both."""
    with store.transaction() as tx:
        first, second = tx.incoming.keep_all([arrival("初め"), arrival("次")])

    with store.snapshot() as tx:
        assert first.mail_id == tx.mails.get(second.mail_id).twin_of


def test_mails_without_message_id_are_no_twins(store: Store) -> None:
    """A missing Message-ID links nothing."""
    with store.transaction() as tx:
        kept = tx.incoming.keep_all(
            [replace(arrival(), raw=raw) for raw in (b"a", b"b\r\n\r\n", b"")]
        )

    with store.snapshot() as tx:
        assert {None} == {tx.mails.get(one.mail_id).twin_of for one in kept}


def test_our_own_mail_coming_back_is_a_new_arrival(store: Store) -> None:
    """Bytes that we sent may arrive: they are kept as incoming, and linked."""
    sent = OutMail(arrival().raw, ("a@b.example.jp",), "help", "", "event:1:0")
    with store.transaction() as tx:
        out = tx.outgoing.compose(sent)
        back = tx.incoming.keep(arrival())

    with store.snapshot() as tx:
        mail = tx.mails.get(back.mail_id)
    assert ("in", out, False) == (mail.direction, mail.twin_of, back.duplicate)


def test_mail_to_a_case_is_locked_by_the_case(store: Store, tmp_path: Path) -> None:
    """A token of ours in the recipient orders the mail behind its case."""
    to = address(DESK, Token("case", 12, 3), vault_in(tmp_path).token_secret)
    with store.transaction() as tx:
        tx.incoming.keep(arrival(to=(to.upper(),)))

    assert "case:12" == lock_of_next(store)


def test_mail_to_a_submission_is_locked_by_its_case(
    store: Store, tmp_path: Path
) -> None:
    """A token of a submission or of a bounce leads to the lock of the case."""
    secret = vault_in(tmp_path).token_secret
    with store.transaction() as tx:
        tx.cases.save(case(5))
        out = tx.outgoing.compose(
            OutMail(b"x", ("a@b.example.jp",), "help", "", "e:1", case_id=5)
        )
        tx.incoming.keep(arrival(to=(address(DESK, Token("submission", 5), secret),)))
    with store.transaction() as tx:
        tx.incoming.keep(
            arrival("戻り", to=(address(DESK, Token("bounce", out, 1), secret),))
        )

    claimed = store.engine.claim({"handle"}, NOON)
    assert claimed is not None
    assert "case:5" == claimed.lock
    with store.transaction() as tx:
        store.engine.settle(tx, claimed)
    assert "case:5" == lock_of_next(store)


def test_forged_token_locks_no_case(store: Store) -> None:
    """A token that we never wrote cannot hold up somebody else's case."""
    with store.transaction() as tx:
        tx.incoming.keep(
            arrival(to=("moushikomi+c-12-3-aaaaaaaaaaaaaaaa@hosho.example.jp",))
        )

    assert (lock_of_next(store) or "").startswith("from:")


def test_sender_is_not_in_the_lock(store: Store) -> None:
    """The lock of a sender is a hash: no address stands in the table of jobs."""
    with store.transaction() as tx:
        tx.incoming.keep(arrival(sender="tanaka@kensetsu.example.jp"))

    assert "tanaka" not in (lock_of_next(store) or "")


def test_odd_envelope_is_kept(store: Store) -> None:
    """Surrogates, NUL and line ends in an envelope are kept as marked text."""
    odd = replace(
        arrival(),
        mail_from="a\udce3\x00b@x.example.jp",
        rcpt_to=("c\r\nd@x.example.jp",),
        helo="\ud800",
        authenticated="店\n",
    )
    with store.transaction() as tx:
        kept = tx.incoming.keep(odd)

    with store.snapshot() as tx:
        mail = tx.mails.get(kept.mail_id)
    assert ("a\ufffd\ufffdb@x.example.jp", ("c d@x.example.jp",)) == (
        mail.envelope_from,
        mail.recipients,
    )


def test_naive_time_is_refused(store: Store) -> None:
    """A time without a zone names no instant, and is not stored as if it did."""
    with (
        pytest.raises(ValueError, match="time zone"),
        store.transaction() as tx,
    ):
        tx.incoming.keep(replace(arrival(), arrived_at=NOON.replace(tzinfo=None)))


def test_nothing_lies_in_clear(tmp_path: Path) -> None:
    """What a mail says is nowhere to be read in the files of the database."""
    store = open_store(tmp_path)
    with store.transaction() as tx:
        tx.incoming.keep(arrival("秘密の工事名 SECRET-PROJECT-4711"))
    found = [
        path.name
        for path in tmp_path.glob("mailbot.db*")
        if b"SECRET-PROJECT" in path.read_bytes()
        or "秘密の工事".encode() in path.read_bytes()
    ]
    store.close()

    assert [] == found
    assert b"SECRET-PROJECT" not in (tmp_path / "mailbot.db").read_bytes()


def test_unknown_bytes_are_said_to_be_unknown(store: Store) -> None:
    """Asking for bytes or a mail that were never kept names what is missing."""
    with store.snapshot() as tx:
        with pytest.raises(NotKept, match="f00"):
            tx.blobs.raw("f00")
        with pytest.raises(NotKept, match="17"):
            tx.mails.get(17)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Message-ID: <a@b>\r\n\r\n", "a@b"),
        (b"message-id:<a@b>\n\nx", "a@b"),
        (b"Subject: x\r\nMESSAGE-ID:\r\n <a@b>\r\n\r\n", "a@b"),
        (b"Message-ID: a@b", "a@b"),
        (b"Subject: x\r\n\r\nMessage-ID: <body@b>\r\n", ""),
        (b"X-Message-ID: <a@b>\r\n\r\n", ""),
        (b"Message-ID: <\xe3\x00@b>\r\n\r\n", "\ufffd\ufffd@b"),
        (b"", ""),
    ],
)
def test_message_id_is_found_in_the_header_only(raw: bytes, expected: str) -> None:
    """The Message-ID is taken from the header, folded or bare, and never the body."""
    assert expected == message_id_of(raw)


def test_time_is_the_same_instant_in_any_zone(store: Store, clock: Hands) -> None:
    """Times come back as the instant they were, in UTC."""
    tokyo = NOON.astimezone().replace(microsecond=1)
    with store.transaction() as tx:
        kept = tx.incoming.keep(arrival(at=tokyo))

    with store.snapshot() as tx:
        assert tokyo == tx.mails.get(kept.mail_id).at
        assert clock.now == tx.now
