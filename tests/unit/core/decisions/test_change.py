"""変更: a request on an issued guarantee, from its first mail to its new entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailbot.core.model.case import Case
from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import (
    CameDue,
    CertificateArrived,
    DeliverySettled,
    Ticket,
)
from mailbot.core.model.guarantee import Guarantee, GuaranteeState, shown_to_contractor
from mailbot.core.model.staff_events import Approved, PremiumPaid
from mailbot.core.model.submission import SubmissionState
from mailbot.core.office.office import Policy
from parsers.reading import Command, Reading, Value
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    called,
    issued,
    issues,
    mail_of,
    make_office,
    reading,
    sent,
)

NUMBER = "00427-000001"
LATER = NOON + timedelta(days=90)
ADDRESS = "doboku@city.kakuda.example.jp"


def numbered(case: Case) -> Case:
    """Return the case with the number that the store would have assigned."""
    (one,) = case.guarantees
    return case.with_guarantee(replace(one, number=NUMBER))


def in_force(
    policy: Policy | None = None, changed: dict[str, Value] | None = None
) -> Talk:
    """Return a conversation whose guarantee is issued and submitted."""
    talk = Talk(make_office(policy or Policy(grace=timedelta(0))))
    if changed:
        talk.hears(reading("apply", {**COMPLETE, **changed}))
        talk.hears(reading("confirm"))
        if talk.open.guarantees[0].state is GuaranteeState.AWAITING_PREMIUM:
            talk.happens(PremiumPaid("佐藤", 11, 20_000, NOON, "counter"))
        talk.happens(CertificateArrived(11, NOON))
    else:
        issued(talk)
    if talk.open.submissions:
        talk.happens(DeliverySettled(9, "submission", 21, ADDRESS, "accepted"))
    talk.case = numbered(talk.open)
    talk.now = LATER
    return talk


def asking(fields: dict[str, Value]) -> Reading:
    """Return 変更 with the number and some fields, as a mail of its own."""
    command = Command("change", (NUMBER,))
    return reading("change", fields, commands=(command,))


def guarantee(talk: Talk) -> Guarantee:
    """Return the one guarantee of a conversation."""
    (one,) = talk.open.guarantees
    return one


def asks(talk: Talk, fields: dict[str, Value]) -> Decision:
    """Ask for a change in a mail that answers nothing of ours."""
    return talk.hears(asking(fields), Ticket())


def test_a_change_is_read_back_with_old_beside_new() -> None:
    """Nothing changes by the request itself: it is read back, and waits for はい."""
    talk = in_force()
    before = guarantee(talk).terms

    decision = asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})

    assert sent(decision) == ["readback"]
    content = mail_of(decision, "readback").mail.content()
    rows = {row["field"]: row for row in content["rows"]}  # type: ignore[attr-defined]  # JSON
    assert rows["advance.amount"]["was"] == 20_000_000
    assert rows["advance.amount"]["value"] == 25_000_000
    assert "was" not in rows["work_end"]
    assert content["change"] == {"number": NUMBER, "product": "advance"}
    assert guarantee(talk).terms == before
    assert guarantee(talk).state is GuaranteeState.ISSUED


def test_yes_makes_one_more_entry_of_the_same_guarantee() -> None:
    """はい adds an entry 変更; number and form stay, the certificate is made again."""
    talk = in_force()
    asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})

    decision = talk.hears(reading("confirm"))

    assert sent(decision) == ["accepted"]
    assert issues(decision) == [11]
    one = guarantee(talk)
    assert one.state is GuaranteeState.ISSUING
    assert [entry.kind for entry in one.history] == ["new", "change"]
    assert one.terms.amount == 25_000_000
    assert (one.number, one.form) == (NUMBER, "electronic")
    assert talk.open.changes[0].state is ChangeState.AGREED


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


def test_an_end_of_work_moves_the_guarantee_with_it() -> None:
    """A guarantee that ran to the end of the work runs to its new end."""
    talk = in_force()

    decision = asks(talk, {"work_end": date(2027, 5, 31)})

    content = mail_of(decision, "readback").mail.content()
    rows = {row["field"]: row for row in content["rows"]}  # type: ignore[attr-defined]  # JSON
    assert rows["advance.guarantee_until"]["value"] == "2027-05-31"
    assert rows["advance.guarantee_until"]["source"] == "default"
    talk.hears(reading("confirm"))
    assert guarantee(talk).terms.guarantee_until == date(2027, 5, 31)


def test_a_decrease_gives_a_premium_back() -> None:
    """Amount down: the difference of the premiums is a refund, in whole yen."""
    talk = in_force()

    decision = asks(talk, {"advance.amount": 15_000_001})

    premium = mail_of(decision, "readback").mail.content()["premium_change"]
    assert premium == {
        "before": 20_000,
        "after": 15_000,
        "extra": 0,
        "refund": 5_000,
        "tariff": "デモ料率",
    }


def test_the_other_form_is_refused_with_the_reason() -> None:
    """R-10 (flyer Q5): one guarantee contract never mixes paper and electronic."""
    talk = in_force()

    decision = asks(talk, {"advance.form": "paper", "advance.amount": 15_000_000})

    assert (decision.fate, sent(decision)) == ("refused", ["questions"])
    asked = mail_of(decision, "questions").mail.content()["questions"]
    assert [(one["rule"], one["code"]) for one in asked] == [("R-10", "form_fixed")]  # type: ignore[attr-defined]  # JSON
    assert guarantee(talk).form == "electronic"
    assert sent(talk.hears(reading("confirm"))) == ["readback"]


def test_naming_the_form_that_it_has_is_no_change() -> None:
    """電子保証 on an electronic guarantee is neither refused nor a change."""
    talk = in_force()

    decision = asks(talk, {"advance.form": "electronic", "advance.amount": 15_000_000})

    assert sent(decision) == ["readback"]
    assert list(talk.open.changes[0].said) == ["advance.amount"]


def test_a_change_of_nothing_is_asked() -> None:
    """変更 with a number alone is answered with the question what to change."""
    talk = in_force()

    decision = asks(talk, {})

    assert sent(decision) == ["questions"]
    assert talk.open.changes[0].asked == ("change_what",)
    assert sent(talk.hears(reading("answer", {"advance.amount": 15_000_000}))) == [
        "readback"
    ]


def test_what_no_change_can_touch_is_a_persons() -> None:
    """A new project name is no 変更 of amount or period: read back, and held."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000, "project_name": "市道別線改良工事"})

    decision = talk.hears(reading("confirm"))

    assert called(decision) == ["review"]
    assert issues(decision) == []
    assert talk.open.changes[0].state is ChangeState.REVIEWING


def test_a_reviewed_change_goes_on_with_an_approval() -> None:
    """What a person approved is agreed to, and the review is done."""
    talk = in_force(Policy(review="always", grace=timedelta(0)))
    talk.happens(Approved("佐藤", 11))
    talk.happens(CertificateArrived(11, NOON))
    talk.case = numbered(talk.open)
    asks(talk, {"advance.amount": 15_000_000})
    talk.hears(reading("confirm"))

    decision = talk.happens(Approved("佐藤", 11))

    assert issues(decision) == [11]
    assert talk.open.changes[0].state is ChangeState.AGREED


def test_yes_to_an_older_read_back_is_read_back_again() -> None:
    """はい counts only for the newest read-back of the request."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    old = Ticket("case", 1, talk.open.revision)
    talk.hears(reading("answer", {"advance.amount": 16_000_000}))

    decision = talk.hears(reading("confirm"), old)

    assert sent(decision) == ["readback"]
    assert issues(decision) == []


def test_a_request_is_taken_back_and_the_guarantee_stays() -> None:
    """取消 in reply to the read-back of a change ends the request, nothing else."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})

    decision = talk.hears(reading("withdraw"))

    assert sent(decision) == ["withdrawn"]
    assert talk.open.changes[0].state is ChangeState.WITHDRAWN
    assert guarantee(talk).state is GuaranteeState.ISSUED


def test_an_increase_waits_for_its_premium() -> None:
    """Who pays by transfer pays the difference first; a decrease waits for nothing."""
    talk = in_force(changed={"advance.payment_method": "transfer"})
    asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})

    decision = talk.hears(reading("confirm"))

    assert (issues(decision), called(decision)) == ([], ["premium"])
    assert guarantee(talk).state is GuaranteeState.ISSUED
    wrong = talk.happens(PremiumPaid("佐藤", 11, 25_000, LATER, "counter 2"))
    assert (wrong.fate, wrong.reason) == ("refused", "wrong_premium")
    right = talk.happens(PremiumPaid("佐藤", 11, 5_000, LATER, "counter 2"))
    assert issues(right) == [11]
    assert [one.yen for one in guarantee(talk).payments] == [20_000, 5_000]


def test_the_grace_after_yes_holds_for_changes() -> None:
    """Within the grace nothing is made; its end agrees to the change."""
    talk = in_force(Policy(grace=timedelta(minutes=5)))
    talk.happens(CameDue("grace", talk.open.revision))
    talk.happens(CertificateArrived(11, NOON))
    talk.case = numbered(talk.open)
    asks(talk, {"advance.amount": 15_000_000})

    assert issues(talk.hears(reading("confirm"))) == []
    decision = talk.happens(CameDue("grace:1", talk.open.changes[0].revision))

    assert issues(decision) == [11]


def test_rules_of_an_application_hold_for_a_change() -> None:
    """An advance beyond the obligee's share is warned of (R-04)."""
    talk = in_force()

    decision = asks(talk, {"advance.amount": 25_000_000})

    findings = mail_of(decision, "readback").mail.content()["findings"]
    assert [one["code"] for one in findings] == ["over_cap"]  # type: ignore[attr-defined]  # JSON


def test_the_contractor_sees_changes_and_no_corrections() -> None:
    """The contractor's history has 新規 and 変更 in order, numbered from 1 [S]."""
    talk = in_force()
    asks(talk, {"work_end": date(2027, 5, 31)})
    talk.hears(reading("confirm"))
    talk.happens(CertificateArrived(11, LATER, 2))

    shown = shown_to_contractor(guarantee(talk).history)

    assert [entry.kind for entry in shown] == ["new", "change"]


@pytest.mark.parametrize("state", ["issuing", "awaiting_premium"])
def test_a_change_of_what_is_not_issued_is_a_persons(state: str) -> None:
    """Before the issue there is nothing to change: a person sees the mail."""
    talk = in_force()
    one = replace(guarantee(talk), state=GuaranteeState(state))
    talk.case = talk.open.with_guarantee(one)

    decision = asks(talk, {"advance.amount": 15_000_000})

    assert (decision.fate, called(decision)) == ("held", ["change_not_now"])
