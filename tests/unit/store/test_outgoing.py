"""Composed mails are kept once, each with its deliveries and jobs."""

from dataclasses import replace
from datetime import timedelta

from mailbot.store.store import Store
from tests.unit.store.making import NOON, READBACK, case


def test_effect_composed_twice_is_one_mail(store: Store) -> None:
    """The same effect makes one mail, with the bytes of the first time."""
    with store.transaction() as tx:
        first = tx.outgoing.compose(READBACK)
    with store.transaction() as tx:
        again = tx.outgoing.compose(
            replace(READBACK, raw=b"other bytes", recipients=("x@y",))
        )
        mail = tx.mails.get(first)

        assert first == again == tx.outgoing.composed("event:1:0")
        assert READBACK.raw == tx.blobs.raw(mail.digest)
        assert 1 == len(tx.deliveries.of_mail(first))
    assert store.engine.claim({"deliver"}, NOON) is not None
    assert store.engine.claim({"deliver"}, NOON) is None


def test_composed_mail_is_in_the_log(store: Store) -> None:
    """A composed mail stands in the mail log as going out, queued."""
    with store.transaction() as tx:
        mail = tx.mails.get(tx.outgoing.compose(READBACK))

    assert ("out", "queued", "readback", "申込確認") == (
        mail.direction,
        mail.fate,
        mail.kind,
        mail.subject,
    )
    assert "c-1-1-abc.1@hosho.example.jp" == mail.message_id


def test_each_recipient_has_a_delivery_and_a_job(store: Store) -> None:
    """Recipients are delivered to one by one; the same one twice is one."""
    to = ("a@x.example.jp", "b@x.example.jp", "a@x.example.jp")
    with store.transaction() as tx:
        mail_id = tx.outgoing.compose(replace(READBACK, recipients=to))
        made = tx.deliveries.of_mail(mail_id)

    assert ["a@x.example.jp", "b@x.example.jp"] == [one.recipient for one in made]
    assert {"ready"} == {one.phase for one in made}
    claimed = [store.engine.claim({"deliver"}, NOON) for _ in range(3)]
    assert [made[0].id, made[1].id, None] == [
        one and one.payload["delivery"] for one in claimed
    ]


def test_mails_of_one_case_to_one_address_keep_their_order(store: Store) -> None:
    """The second mail of a case waits until the first has an end."""
    with store.transaction() as tx:
        tx.cases.save(case(1))
        for key in ("event:1", "event:2"):
            mail = replace(READBACK, raw=key.encode(), case_id=1, effect_key=key)
            tx.outgoing.compose(mail)

    first = store.engine.claim({"deliver"}, NOON)
    assert first is not None
    assert store.engine.claim({"deliver"}, NOON) is None
    with store.transaction() as tx:
        store.engine.defer(tx, first, NOON + timedelta(hours=1))
    assert store.engine.claim({"deliver"}, NOON) is None


def test_null_sender_is_marked(store: Store) -> None:
    """A notice to a failed address is marked to go out with an empty return path."""
    with store.transaction() as tx:
        notice = tx.mails.get(tx.outgoing.compose(replace(READBACK, null_sender=True)))

    assert "<>" == notice.envelope_from
