"""What is decided on a scratch store goes by the past, and never into it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mailbot.store.faults import StorageBroken
from mailbot.store.queue.contract import Job
from mailbot.store.records import NewEvent, Noted, Recorded
from mailbot.store.scratch import ScratchStore
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction
from tests.unit.store.making import (
    KEY,
    NUMBER,
    READBACK,
    Hands,
    arrival,
    case,
    vault_in,
)

READ = Noted("tanaka@kensetsu.example.jp", "x", "apply", "claimed", {"intent": "apply"})
SEND = {"send": {"to": READBACK.recipients[0]}}


@pytest.fixture
def past(store: Store, clock: Hands) -> Store:
    """Give a past: a mail opens case 7 and is answered; another one issues it.

    Between the two a worker called a person.
    """
    with store.transaction() as tx:
        tx.incoming.keep(arrival("一通目", message_id="1@x.example.jp", at=clock.now))
        tx.cases.save(case(7))
        tx.mails.note_reading(1, READ)
        tx.events.record(NewEvent(7, "MailRead", "contractor", mail_id=1))
        tx.jobs.enqueue(Job("compose", SEND, key=READBACK.effect_key))
        tx.tasks.open("review", {}, 7, 1, "event:1:1")
        tx.mails.settle(1, "applied", "readback", 7)
    clock.pass_by(minutes=1)
    with store.transaction() as tx:
        tx.outgoing.compose(READBACK)
        tx.tasks.open("job_failed", {"job": 1}, key="job:1")
    clock.pass_by(minutes=1)
    with store.transaction() as tx:
        tx.incoming.keep(arrival("二通目", message_id="2@x.example.jp", at=clock.now))
        tx.events.record(NewEvent(7, "MailRead", "contractor", mail_id=3))
        tx.guarantees.assign_number(7, "00427", lambda: KEY)
    return store


@contextmanager
def scratch_of(past: Store, folder: Path) -> Iterator[tuple[ScratchStore, Transaction]]:
    """Open a scratch store beside a past, and the snapshot that it looks at."""
    with past.snapshot() as was, closing(ScratchStore(was, vault_in(folder))) as made:
        yield made, was


def events_of(past: Store) -> tuple[Recorded, Recorded]:
    """Return the two events of the past."""
    with past.snapshot() as tx:
        first, second = tx.events.of_case(7)
    return first, second


def test_an_event_takes_what_it_took_then(past: Store, tmp_path: Path) -> None:
    """Its number, its case, its receipt and the guarantee's number are the same."""
    first, second = events_of(past)
    with scratch_of(past, tmp_path) as (scratch, _):
        scratch.move_to(first)
        with scratch.transaction() as tx:
            assert tx.now == first.at
            assert tx.cases.unused_ids() == (7, 7, 7)
            assert tx.cases.next_receipt(2026) == "2026-000007"
            tx.cases.save(case(7))
            assert tx.events.record(NewEvent(7, "MailRead", "contractor")) == first.id
        scratch.move_to(second)
        with scratch.transaction() as tx:
            assert tx.events.record(NewEvent(7, "MailRead", "contractor")) == second.id
            assert tx.guarantees.assign_number(7, "00427", lambda: "other") == NUMBER


def test_what_only_today_opens_is_numbered_beyond(past: Store, tmp_path: Path) -> None:
    """A case, a receipt or a number that nobody had then is nobody else's."""
    with scratch_of(past, tmp_path) as (scratch, _), scratch.transaction() as tx:
        assert min(tx.cases.unused_ids()) >= 1_000_000_000
        assert tx.cases.next_receipt(2026) == "2026-1000000000"
        tx.cases.save(case(8))
        assert tx.guarantees.assign_number(8, "00427", lambda: KEY) == "00427-000002"


def test_mails_are_there_from_their_moment_on(past: Store, tmp_path: Path) -> None:
    """The mail of an event has only just come; what came later is not there yet."""
    first, second = events_of(past)
    with scratch_of(past, tmp_path) as (scratch, was):
        scratch.move_to(first)
        with scratch.transaction() as tx:
            (mail,) = tx.mails.find()
            assert (mail.id, mail.fate, mail.case_id) == (1, "received", None)
            assert (mail.intent, mail.reading) == ("", None)
            assert tx.blobs.raw(mail.digest) == was.blobs.raw(mail.digest)
            tx.mails.settle(1, "held", "otherwise")
        scratch.move_to(second)
        with scratch.snapshot() as tx:
            newest, sent, oldest = tx.mails.find()
    assert (newest.fate, sent.kind, oldest.reason) == (
        "received",
        "readback",
        "otherwise",
    )


@pytest.mark.parametrize(("promised", "counted"), [(True, 1), (False, 0)])
def test_a_mail_was_sent_where_it_is_promised_again(
    past: Store, tmp_path: Path, *, promised: bool, counted: int
) -> None:
    """What today's code would not send does not count for the guard against loops."""
    first, second = events_of(past)
    with scratch_of(past, tmp_path) as (scratch, _):
        scratch.move_to(first)
        with scratch.transaction() as tx:
            if promised:
                tx.jobs.enqueue(Job("compose", SEND, key=READBACK.effect_key))
        scratch.move_to(second)
        with scratch.snapshot() as tx:
            answers = tx.deliveries.answers_to(READBACK.recipients[0], first.at)
            assert (answers, len(tx.deliveries.of_mail(2))) == (counted, counted)


def test_tasks_are_open_with_their_numbers(past: Store, tmp_path: Path) -> None:
    """What a worker opened is there; an event's own has the number it had then."""
    first, second = events_of(past)
    with scratch_of(past, tmp_path) as (scratch, _):
        scratch.move_to(first)
        with scratch.transaction() as tx:
            assert tx.tasks.find() == ()
            tx.tasks.open("call", {}, key="event:1:0")
            tx.tasks.open("review", {}, 7, 1, "event:1:1")
        scratch.move_to(second)
        with scratch.snapshot() as tx:
            found = {one.id: one.reason for one in tx.tasks.find()}
    assert found.items() >= {1: "review", 2: "job_failed"}.items()


def test_nothing_reaches_the_past(past: Store, tmp_path: Path) -> None:
    """Bytes and keys are read in the past; writing there fails, by any verb."""
    first, _ = events_of(past)
    with scratch_of(past, tmp_path) as (scratch, was):
        scratch.move_to(first)
        with pytest.raises(StorageBroken), scratch.transaction() as tx:
            tx.blobs.put(b"other bytes")
        with scratch.transaction() as tx:
            assert tx.keys.among({KEY, "somethingelse"}) == {KEY}
            tx.audit.enter("clock", "remind", "case:7")
            tx.cases.save(case(9))
        assert (was.cases.find(9), list(was.audit.entries())) == (None, [])
