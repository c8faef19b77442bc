"""Each delivery goes through its phases, and never to a second dot by itself."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, product
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.store.deliveries import PHASES, WrongPhase
from mailbot.store.faults import NotKept
from mailbot.store.records import MailFate, Outcome, OutMail, Phase
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction
from tests.unit.store.making import NOON, READBACK, Hands

WAY: dict[Phase, tuple[Phase, ...]] = {
    "ready": (),
    "dialog": ("dialog",),
    "dot_sent": ("dialog", "dot_sent"),
    "accepted": ("dialog", "dot_sent", "accepted"),
    "later": ("dialog", "later"),
    "never": ("dialog", "never"),
    "unknown": ("dialog", "dot_sent", "unknown"),
}
"""How each phase is reached."""


def compose_in(tx: Transaction, phase: Phase, mail: OutMail = READBACK) -> int:
    """Compose a mail and bring its first delivery to `phase`; return its id."""
    delivery = tx.deliveries.of_mail(tx.outgoing.compose(mail))[0].id
    for step in WAY[phase]:
        tx.deliveries.set_phase(delivery, step)
    return delivery


@pytest.mark.parametrize(("now", "then"), [*product(get_args(Phase), repeat=2)])
def test_only_the_table_moves_a_delivery(store: Store, now: Phase, then: Phase) -> None:
    """Each pair of phases is allowed as the table says, and otherwise refused."""
    with store.transaction() as tx:
        delivery = compose_in(tx, now)
        if then in PHASES[now]:
            assert then == tx.deliveries.set_phase(delivery, then).phase
        else:
            with pytest.raises(WrongPhase):
                tx.deliveries.set_phase(delivery, then)
            assert now == tx.deliveries.get(delivery).phase


@given(steps=st.lists(st.sampled_from(get_args(Phase)), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_way_leads_to_a_second_dot_but_a_refusal_or_a_person(
    store: Store, steps: list[Phase]
) -> None:
    """Between two dots there is always a "later", or a person's "ready"."""
    with store.transaction() as tx:
        number = tx.counters.take("test")
        mail = replace(READBACK, effect_key=f"event:{number}", raw=b"%d" % number)
        delivery = compose_in(tx, "ready", mail)
        taken = [
            tx.deliveries.set_phase(delivery, step).phase
            for step in steps
            if step in PHASES[tx.deliveries.get(delivery).phase]
        ]

    dots = [place for place, step in enumerate(taken) if step == "dot_sent"]
    for first, second in pairwise(dots):
        assert {"later", "ready"} & set(taken[first:second])


def test_attempts_are_counted_from_the_first(store: Store, clock: Hands) -> None:
    """Each dialog is an attempt; the time of the first one stays."""
    with store.transaction() as tx:
        delivery = compose_in(tx, "dialog")
        later = tx.deliveries.settle(
            delivery, "later", "451 try again", next_at=NOON + timedelta(minutes=5)
        )
    clock.pass_by(minutes=5)
    with store.transaction() as tx:
        again = tx.deliveries.set_phase(delivery, "dialog")

    assert ("451 try again", NOON + timedelta(minutes=5)) == (
        later.reply,
        later.next_at,
    )
    assert (2, NOON, None) == (again.attempts, again.first_at, again.next_at)


@pytest.mark.parametrize(
    ("outcomes", "fate"),
    [
        (("accepted", "accepted"), "sent"),
        (("accepted", "never"), "failed"),
        (("accepted", "later"), "queued"),
        (("unknown", "never"), "unknown"),
    ],
)
def test_fate_of_a_mail_follows_its_deliveries(
    store: Store, outcomes: tuple[Outcome, ...], fate: MailFate
) -> None:
    """A mail is sent, failed or unknown when every recipient is settled."""
    to = ("a@x.example.jp", "b@x.example.jp")
    with store.transaction() as tx:
        mail_id = tx.outgoing.compose(replace(READBACK, recipients=to))
        for one, outcome in zip(tx.deliveries.of_mail(mail_id), outcomes, strict=True):
            tx.deliveries.set_phase(one.id, "dialog")
            tx.deliveries.set_phase(one.id, "dot_sent")
            tx.deliveries.settle(one.id, outcome, "250 ok", queue_id="4XyZ")

        assert fate == tx.mails.get(mail_id).fate


def test_settled_delivery_tells_when_and_how(store: Store) -> None:
    """An accepted delivery bears the peer's answer, its queue id and the time."""
    with store.transaction() as tx:
        delivery = compose_in(tx, "dot_sent")
        settled = tx.deliveries.settle(
            delivery, "accepted", "250 2.0.0 Ok: queued as 4XyZ", queue_id="4XyZ"
        )

    assert ("accepted", "4XyZ", NOON) == (
        settled.phase,
        settled.queue_id,
        settled.settled_at,
    )


def test_deliveries_in_a_phase_are_found(store: Store) -> None:
    """Deliveries that hang after the dot can be listed for a person."""
    with store.transaction() as tx:
        hanging = compose_in(tx, "dot_sent")
        compose_in(tx, "ready", replace(READBACK, effect_key="event:2", raw=b"2"))

        assert [hanging] == [one.id for one in tx.deliveries.in_phase("dot_sent")]


def test_missing_delivery_is_said_to_be_missing(store: Store) -> None:
    """A delivery that was never made is named in the error."""
    with store.snapshot() as tx, pytest.raises(NotKept, match="99"):
        tx.deliveries.get(99)


def test_answers_to_an_address_are_counted(store: Store, clock: Hands) -> None:
    """The loop guard sees our mails of the last day to an address, in any case."""
    with store.transaction() as tx:
        tx.outgoing.compose(OutMail(b"1", ("Tanaka@X.example.jp",), "help", "", "e:1"))
    clock.pass_by(hours=23)
    with store.transaction() as tx:
        tx.outgoing.compose(OutMail(b"2", ("tanaka@x.example.jp",), "help", "", "e:2"))
        tx.outgoing.compose(OutMail(b"3", ("sato@x.example.jp",), "help", "", "e:3"))

        day = timedelta(days=1)
        assert 2 == tx.deliveries.answers_to("tanaka@x.example.jp", tx.now - day)
        assert 1 == tx.deliveries.answers_to("TANAKA@x.example.jp", tx.now - day / 2)
