"""A key that went astray is revoked: the same guarantee, a new key, everybody told."""

from dataclasses import replace

from mailbot.core.model.effects import Issue, Rekey
from mailbot.core.model.events import CertificateArrived, DeliverySettled
from mailbot.core.model.guarantee import GuaranteeState, shown_to_contractor
from mailbot.core.model.staff_events import Rekeyed
from tests.support.talk import NOON, Talk, confirmed, issued, mail_of, sent

ASTRAY = Rekeyed("sato", 11, "別の発注者へ送付")
OBLIGEE = "doboku@city.kakuda.example.jp"


def submitted() -> Talk:
    """Return a conversation whose notice has reached the obligee."""
    talk = issued(Talk())
    submission = talk.open.submissions[0]
    talk.happens(
        DeliverySettled(
            9, "submission", submission.id, submission.address, "accepted", "250 OK"
        )
    )
    return talk


def test_new_key_is_drawn_and_everything_made_again() -> None:
    """The key is renewed before documents are made; number and terms stay."""
    talk = submitted()
    before = talk.open.guarantees[0]

    decision = talk.happens(ASTRAY)

    after = talk.open.guarantees[0]
    assert (Rekey(11), Issue(11)) == decision.effects
    assert ("applied", "rekeyed", "staff:sato") == (
        decision.fate,
        decision.reason,
        decision.actor,
    )
    assert (before.number, before.terms, 2) == (after.number, after.terms, after.entry)
    assert GuaranteeState.ISSUING is after.state


def test_contractor_and_obligee_are_told() -> None:
    """With the arrival both get the new notice, and read that the old key is dead."""
    talk = submitted()
    talk.happens(ASTRAY)

    decision = talk.happens(CertificateArrived(11, NOON, 2))

    assert ["changed", "submission"] == sent(decision)
    assert "rekey" == mail_of(decision, "changed").mail.content()["kind"]
    submission = mail_of(decision, "submission")
    assert (OBLIGEE, True) == (submission.to, submission.mail.content()["rekeyed"])
    assert "key_notice" in {one.kind for one in submission.documents}


def test_contractor_sees_one_entry() -> None:
    """A new key is no change of the guarantee: the shown history has 新規 alone."""
    talk = submitted()
    talk.happens(ASTRAY)

    shown = shown_to_contractor(talk.open.guarantees[0].history)

    assert ["new"] == [one.kind for one in shown]


def test_nothing_is_renewed_before_the_issue() -> None:
    """While the certificate is being made there is no key that went astray."""
    talk = confirmed(Talk())

    decision = talk.happens(ASTRAY)

    assert ("refused", "not_issued") == (decision.fate, decision.reason)


def test_paper_has_no_key() -> None:
    """A guarantee on paper is refused, with the reason."""
    talk = submitted()
    assert talk.case is not None
    paper = replace(talk.case.guarantees[0], form="paper")
    talk.case = talk.case.with_guarantee(paper)

    decision = talk.happens(ASTRAY)

    assert ("refused", "no_key_on_paper", ()) == (
        decision.fate,
        decision.reason,
        decision.effects,
    )
