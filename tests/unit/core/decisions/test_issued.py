"""発行済: the certificate has arrived, and everybody is told."""

from __future__ import annotations

from datetime import date

from mailbot.core.model.effects import DocumentRef
from mailbot.core.model.events import (
    CertificateArrived,
)
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.submission import SubmissionState
from tests.support.change_talk import LATER, asks, guarantee, in_force
from tests.support.talk import (
    COMPLETE,
    NOON,
    SENDER,
    Talk,
    confirmed,
    issued,
    issues,
    mail_of,
    reading,
    sent,
)


def test_the_changed_certificate_is_announced_and_submitted_again() -> None:
    """The arrival of entry 2 tells contractor and obligee; the key is the same."""
    talk = in_force()
    asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})
    talk.hears(reading("confirm"))

    decision = talk.happens(CertificateArrived(11, LATER, 2))

    assert sent(decision) == ["changed", "submission"]
    changed = mail_of(decision, "changed").mail.content()
    assert changed["kind"] == "change"
    assert changed["guarantees"][0]["differences"] == []  # type: ignore[index]  # JSON
    assert mail_of(decision, "submission").mail.content()["changed"] is True
    assert guarantee(talk).arrived_at == LATER
    assert guarantee(talk).history[0].arrived_at == NOON
    states = [one.state for one in talk.open.submissions]
    assert states == [SubmissionState.SENT, SubmissionState.READY]


def test_late_news_of_an_older_entry_changes_nothing() -> None:
    """A worker that reports entry 1 again does not finish entry 2."""
    talk = in_force()
    asks(talk, {"work_end": date(2027, 5, 31)})
    talk.hears(reading("confirm"))

    decision = talk.happens(CertificateArrived(11, NOON, 1))

    assert (decision.fate, decision.effects) == ("ignored", ())
    assert guarantee(talk).state is GuaranteeState.ISSUING


def test_arrival_completes_and_submits() -> None:
    """With the certificate on the platform, contractor and obligee get their mails."""
    talk = confirmed(Talk())

    decision = talk.happens(CertificateArrived(11, NOON))

    assert sent(decision) == ["completion", "submission"]
    completion = mail_of(decision, "completion")
    assert completion.to == SENDER
    assert completion.documents == (
        DocumentRef(11, "key_notice"),
        DocumentRef(11, "statement"),
    )
    assert mail_of(decision, "submission").to == "doboku@city.kakuda.example.jp"
    assert talk.open.guarantees[0].arrived_at == NOON


def test_arrival_told_twice_is_announced_once() -> None:
    """An arrival that a restarted worker reports again sends nothing again."""
    talk = issued(Talk())

    decision = talk.happens(CertificateArrived(11, NOON))

    assert decision.effects == ()


def test_two_products_are_completed_in_one_mail() -> None:
    """Two products are announced together, submitted to the address of each."""
    talk = Talk()
    both = {
        **COMPLETE,
        "performance.form": "electronic",
        "performance.amount": 5_000_000,
        "performance.payment_method": "monthly",
    }
    talk.hears(reading("apply", both))
    assert issues(talk.hears(reading("confirm"))) == [11, 12]

    first = talk.happens(CertificateArrived(11, NOON))
    second = talk.happens(CertificateArrived(12, NOON))

    assert sent(first) == []
    assert sent(second) == ["completion", "submission", "submission"]
    assert len({one.address for one in talk.open.submissions}) == 2


def test_forms_may_differ_between_products() -> None:
    """One mail may ask for an electronic advance and a paper performance (flyer Q6)."""
    talk = Talk()
    mixed = {
        **COMPLETE,
        "performance.form": "paper",
        "performance.amount": 5_000_000,
        "performance.payment_method": "monthly",
    }

    assert sent(talk.hears(reading("apply", mixed))) == ["readback"]
    talk.hears(reading("confirm"))

    assert [one.form for one in talk.open.guarantees] == ["electronic", "paper"]


def test_own_submission_sends_nothing_to_the_obligee() -> None:
    """Who submits on their own gets the notice; the obligee gets no mail from us."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "submission": "self"}))
    talk.hears(reading("confirm"))

    decision = talk.happens(CertificateArrived(11, NOON))

    assert sent(decision) == ["completion"]
    assert talk.open.submissions[0].state is SubmissionState.BY_CONTRACTOR


def test_no_notice_wanted_sends_no_key() -> None:
    """希望しない keeps the completion mail, and so the key, in the house."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "notify": False, "submission": "self"}))
    talk.hears(reading("confirm"))

    assert sent(talk.happens(CertificateArrived(11, NOON))) == []
