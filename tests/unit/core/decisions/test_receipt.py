"""受領, by mail or on the viewing platform: what is received, and who is told."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.model.events import (
    CertificateArrived,
    ReceiptConfirmed,
    Ticket,
)
from mailbot.core.model.guarantee import GuaranteeState, Receipt
from mailbot.core.model.submission import SubmissionState
from parsers.reading import Value
from tests.support.talk import (
    COMPLETE,
    NOON,
    SENDER,
    Talk,
    issued,
    mail_of,
    reading,
    sent,
)

SECOND: dict[str, Value] = {
    "performance.form": "electronic",
    "performance.amount": 5_000_000,
    "performance.payment_method": "monthly",
}


def issued_with(more: dict[str, Value]) -> Talk:
    """Bring a talk to the issue of all that was applied for."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, **more}))
    talk.hears(reading("confirm"))
    for one in talk.open.guarantees:
        talk.happens(CertificateArrived(one.id, NOON))
    return talk


def states(talk: Talk) -> list[SubmissionState]:
    """Return where the submissions of the talk stand."""
    return [one.state for one in talk.open.submissions]


def test_receipt_on_the_platform_closes_the_submission_and_tells_the_contractor() -> (
    None
):
    """受領 on the page counts as 受領 by mail: received, at this moment, and told."""
    talk = issued(Talk())

    decision = talk.happens(ReceiptConfirmed(11))

    assert (decision.fate, decision.reason, decision.actor) == (
        *("applied", "received"),
        "obligee",
    )
    told = mail_of(decision, "received")
    assert told.to == SENDER
    assert told.mail.content()["platform"] == talk.office.surety.platform_name
    assert told.mail.content()["forwarded"] is True
    assert states(talk) == [SubmissionState.RECEIVED]
    assert talk.open.guarantees[0].receipts == (Receipt(1, talk.now),)


def test_second_press_says_and_changes_nothing() -> None:
    """Pressing again tells nobody again, and the first moment stays."""
    talk = issued(Talk())
    talk.happens(ReceiptConfirmed(11))
    before = talk.open.guarantees[0].receipts

    again = talk.happens(ReceiptConfirmed(11))

    assert (again.reason, again.effects) == ("already_received", ())
    assert talk.open.guarantees[0].receipts == before


def test_receipt_by_mail_stands_on_the_page_too() -> None:
    """A 受領 by mail is the receipt of the certificate: the page has nothing to ask."""
    talk = issued(Talk())
    theirs = reading("receipt", sender="watanabe@city.kakuda.example.jp")
    talk.hears(theirs, Ticket("submission", 21, 1))

    again = talk.happens(ReceiptConfirmed(11))

    assert (again.reason, again.effects) == ("already_received", ())


def test_submission_that_was_never_ours_is_received_too() -> None:
    """A notice that the contractor handed over is received; we sent nothing of it."""
    talk = issued_with({"submission": "self"})
    assert states(talk) == [SubmissionState.BY_CONTRACTOR]

    decision = talk.happens(ReceiptConfirmed(11))

    assert mail_of(decision, "received").mail.content()["forwarded"] is False
    assert states(talk) == [SubmissionState.RECEIVED]


def test_receipt_without_any_submission_is_kept() -> None:
    """An obligee that is on no list of ours can confirm receipt all the same."""
    talk = issued(Talk())
    talk.case = replace(talk.open, submissions=())

    decision = talk.happens(ReceiptConfirmed(11))

    assert sent(decision) == ["received"]
    assert mail_of(decision, "received").mail.content()["obligee"] == "角田市長"
    assert talk.open.guarantees[0].receipt(1) is not None


def test_submission_of_two_is_received_when_both_are() -> None:
    """One certificate of two leaves their submission open; the second closes it."""
    talk = issued_with(SECOND)
    shared = replace(talk.open.submissions[0], guarantee_ids=(11, 12))
    talk.case = replace(talk.open, submissions=(shared,))

    first = talk.happens(ReceiptConfirmed(11))
    between = states(talk)
    second = talk.happens(ReceiptConfirmed(12))

    assert between == [SubmissionState.READY]
    assert mail_of(first, "received").mail.content()["forwarded"] is False
    assert mail_of(second, "received").mail.content()["forwarded"] is True
    assert states(talk) == [SubmissionState.RECEIVED]


def test_papers_are_still_wanted_after_the_receipt() -> None:
    """受領 of the certificate does not bring the papers that the obligee wants."""
    talk = issued(Talk())
    waiting = replace(
        talk.open.submissions[0],
        state=SubmissionState.COLLECTING_PAPERS,
        wanted=("前払金請求書",),
    )
    talk.case = replace(talk.open, submissions=(waiting,))

    decision = talk.happens(ReceiptConfirmed(11))

    assert sent(decision) == ["received"]
    assert states(talk) == [SubmissionState.COLLECTING_PAPERS]


def test_nothing_is_received_of_what_does_not_stand() -> None:
    """A cancelled guarantee, another case's, or a certificate to come: ignored."""
    talk = issued(Talk())
    gone = replace(talk.open.guarantees[0], state=GuaranteeState.CANCELLED)

    assert talk.happens(ReceiptConfirmed(99)).reason == "nothing_to_receive"
    assert talk.happens(ReceiptConfirmed(11, entry=2)).reason == "nothing_to_receive"
    talk.case = talk.open.with_guarantee(gone)
    decision = talk.happens(ReceiptConfirmed(11))
    assert (decision.reason, decision.effects) == ("nothing_to_receive", ())


def test_arrival_of_a_change_wants_a_receipt_of_its_own() -> None:
    """The receipt of 新規 says nothing about the certificate after it."""
    talk = issued(Talk())
    talk.happens(ReceiptConfirmed(11))
    part = talk.open.guarantees[0]
    changed = part.move("change").enter("change", part.terms, NOON)
    talk.case = talk.open.with_guarantee(changed)
    talk.happens(CertificateArrived(11, NOON, 2))

    decision = talk.happens(ReceiptConfirmed(11, 2))

    assert decision.reason == "received"
    assert [one.entry for one in talk.open.guarantees[0].receipts] == [1, 2]


def test_receipt_counts_from_the_obligees_side_only() -> None:
    """受領 closes the submission when the obligee writes it, and nobody else."""
    talk = issued(Talk())
    ticket = Ticket("submission", 21, 1)

    foreign = talk.hears(reading("receipt", sender="x@elsewhere.example"), ticket)
    theirs = talk.hears(
        reading("receipt", sender="watanabe@city.kakuda.example.jp"), ticket
    )

    assert (foreign.fate, sent(foreign)) == ("held", [])
    assert sent(theirs) == ["received"]
    assert theirs.actor == "obligee"
    assert talk.open.submissions[0].state is SubmissionState.RECEIVED
