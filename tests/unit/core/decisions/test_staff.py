"""What people of the office do: each is an event, and each goes through `decide`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from mailbot.core.model.case import CaseState
from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.effects import CloseTask, CloseTasks, Decision, Send, Void
from mailbot.core.model.events import (
    CertificateArrived,
    DeliverySettled,
    PaperPrinted,
    Ticket,
)
from mailbot.core.model.guarantee import Guarantee, GuaranteeState, shown_to_contractor
from mailbot.core.model.staff_events import (
    Approved,
    Assigned,
    Cancelled,
    ChangeCancelled,
    Corrected,
    NoteWritten,
    PaperHandedOver,
    Refused,
    Retried,
    Returned,
    TaskDone,
)
from mailbot.core.office.office import Policy, RefundPolicy
from mailbot.core.office.premium import premium
from parsers.reading import Command
from tests.support.talk import (
    COMPLETE,
    NOON,
    SENDER,
    Talk,
    called,
    confirmed,
    issued,
    issues,
    mail_of,
    make_office,
    reading,
    sent,
)

BY = "佐藤"
CITY = "doboku@city.kakuda.example.jp"


def reviewing() -> Talk:
    """Bring a conversation to a guarantee that a person must approve."""
    return confirmed(Talk(make_office(Policy(review="always", grace=timedelta(0)))))


def in_force() -> Talk:
    """Bring a conversation to a guarantee that is issued and has its number."""
    talk = issued(Talk())
    one = replace(talk.open.guarantees[0], number="00427-000001")
    talk.case = talk.open.with_guarantee(one)
    return talk


def only(talk: Talk) -> Guarantee:
    """Return the newest guarantee."""
    return talk.open.guarantees[-1]


def closes(decision: Decision) -> set[str]:
    """Return the reasons of the tasks that a decision closes."""
    return {
        reason
        for effect in decision.effects
        if isinstance(effect, CloseTasks)
        for reason in effect.reasons
    }


def changed(talk: Talk, amount: int = 15_000_000) -> Talk:
    """Bring an issued guarantee through a 変更."""
    command = Command("change", ("00427-000001",))
    talk.hears(
        reading("change", {"advance.amount": amount}, commands=(command,)), Ticket()
    )
    talk.hears(reading("confirm"))
    talk.happens(CertificateArrived(11, talk.now, only(talk).entry))
    return talk


def test_an_application_is_given_back_with_questions() -> None:
    """差戻し: the contractor gets the person's own questions, nothing is issued."""
    talk = reviewing()

    decision = talk.happens(Returned(BY, "工期をご確認ください。\n\n契約書の写しも。"))

    mail = mail_of(decision, "returned")
    assert mail.mail.content()["text"] == ["工期をご確認ください。", "契約書の写しも。"]
    assert mail.to == SENDER
    assert talk.open.state is CaseState.RETURNED
    assert only(talk).state is GuaranteeState.CANCELLED
    assert "review" in closes(decision)
    assert decision.actor == f"staff:{BY}"


def test_what_was_given_back_is_confirmed_anew() -> None:
    """After 差戻し the answer is read back, and はい makes a guarantee of its own."""
    talk = reviewing()
    talk.happens(Returned(BY, "工期を確かめてください。"))

    assert sent(talk.hears(reading("answer", {"work_end": date(2027, 3, 31)}))) == [
        "readback"
    ]
    talk.hears(reading("confirm"))

    states = [one.state for one in talk.open.guarantees]
    assert states == [GuaranteeState.CANCELLED, GuaranteeState.REVIEWING]
    assert len({one.id for one in talk.open.guarantees}) == 2


def test_what_is_issued_is_not_given_back() -> None:
    """差戻し ends with the issue: after it there are 変更 and 取消."""
    talk = in_force()

    decision = talk.happens(Returned(BY, "工期を確かめてください。"))

    assert (decision.fate, decision.reason) == ("refused", "not_returnable")
    assert decision.effects == ()


def test_a_guarantee_is_refused_with_the_reason() -> None:
    """謝絶 ends the guarantee; the contractor gets the reason."""
    talk = reviewing()

    decision = talk.happens(Refused(BY, 11, "限度額を超えるため"))

    assert mail_of(decision, "refused").mail.content()["reason"] == "限度額を超えるため"
    assert only(talk).state is GuaranteeState.REFUSED
    assert "review" in closes(decision)
    assert talk.happens(Approved(BY, 11)).reason == "not_under_review"


def test_a_refused_change_leaves_the_guarantee_as_it_is() -> None:
    """謝絶 of a change: nothing is added to the history."""
    talk = reviewing()
    talk.happens(Approved(BY, 11))
    talk.happens(CertificateArrived(11, NOON))
    one = replace(only(talk), number="00427-000001")
    talk.case = talk.open.with_guarantee(one)
    command = Command("change", ("00427-000001",))
    fields = {"advance.amount": 15_000_000}
    talk.hears(reading("change", fields, commands=(command,)), Ticket())
    talk.hears(reading("confirm"))

    decision = talk.happens(Refused(BY, 11, "審査の結果"))

    assert mail_of(decision, "refused").mail.content()["of_change"] is True
    assert talk.open.changes[0].state is ChangeState.REFUSED
    assert len(only(talk).history) == 1


def test_a_correction_is_an_entry_that_the_contractor_does_not_see() -> None:
    """訂正: same number, one more certificate; the list shows 新規 alone [S]."""
    talk = in_force()

    decision = talk.happens(
        Corrected(BY, 11, {"advance.bank": "青葉山銀行　本店"}, "誤記")
    )

    assert issues(decision) == [11]
    assert [entry.kind for entry in only(talk).history] == ["new", "correction"]
    arrival = talk.happens(CertificateArrived(11, NOON, 2))
    assert mail_of(arrival, "changed").mail.content()["kind"] == "correction"
    (shown,) = shown_to_contractor(only(talk).history)
    assert (shown.kind, shown.terms.bank) == ("new", "青葉山銀行　本店")


def test_a_correction_needs_a_field_of_the_certificate() -> None:
    """What does not stand on the certificate, or is the same, is no correction."""
    talk = in_force()

    for fields, reason in (
        ({"advance.form": "paper"}, "not_correctable"),
        ({"performance.amount": 1}, "not_correctable"),
        ({"advance.amount": "多め"}, "not_correctable"),
        ({"advance.amount": -1}, "not_correctable"),
        ({"work_start": date(2030, 1, 1)}, "not_correctable"),
        ({"advance.amount": 20_000_000}, "nothing_to_correct"),
    ):
        decision = talk.happens(Corrected(BY, 11, fields, "誤記"))
        assert (decision.fate, decision.reason) == ("refused", reason), fields
        assert decision.effects == ()


def test_a_cancelled_change_brings_the_old_terms_back() -> None:
    """変更取消: the terms of before, as an entry of its own; the change is hidden."""
    talk = changed(in_force())

    decision = talk.happens(ChangeCancelled(BY, 11, "請負変更の取りやめ"))

    assert issues(decision) == [11]
    one = only(talk)
    assert [e.kind for e in one.history] == ["new", "change", "cancel_change"]
    assert one.terms == one.history[0].terms
    assert [e.kind for e in shown_to_contractor(one.history)] == ["new"]
    assert talk.open.changes[0].state is ChangeState.CANCELLED
    content = mail_of(
        talk.happens(CertificateArrived(11, NOON, 3)), "changed"
    ).mail.content()
    assert content["guarantees"][0]["differences"] == []  # type: ignore[index]  # JSON


def test_a_cancelled_change_leaves_a_later_correction() -> None:
    """変更取消 undoes what the change entered; a 訂正 made since then stays."""
    talk = changed(in_force())
    before = only(talk).history[0].terms
    talk.happens(Corrected(BY, 11, {"project_name": "市道1号線工事"}, "誤記"))
    talk.happens(CertificateArrived(11, NOON, 3))

    talk.happens(ChangeCancelled(BY, 11, "請負変更の取りやめ"))

    one = only(talk)
    assert one.terms == replace(before, project_name="市道1号線工事")
    (shown,) = shown_to_contractor(one.history)
    assert (shown.kind, shown.terms) == ("new", one.terms)


def test_a_corrected_period_is_priced_after_a_cancelled_change() -> None:
    """What a correction changed of the premium's grounds is reckoned anew."""
    talk = changed(in_force())
    before = only(talk).history[0].terms
    later = before.work_end + timedelta(days=400)
    talk.happens(Corrected(BY, 11, {"work_end": later}, "誤記"))
    talk.happens(CertificateArrived(11, NOON, 3))

    talk.happens(ChangeCancelled(BY, 11, "請負変更の取りやめ"))

    terms = only(talk).terms
    assert (terms.amount, terms.work_end) == (before.amount, later)
    days = (terms.guarantee_until - terms.work_start).days + 1
    cost = premium(talk.office.tariff, "advance", terms.amount, days)
    assert (terms.premium, terms.tariff_version) == (cost.yen, cost.tariff_version)


def test_without_a_change_there_is_none_to_cancel() -> None:
    """変更取消 of a guarantee that was never changed is refused."""
    decision = in_force().happens(ChangeCancelled(BY, 11, "間違い"))

    assert (decision.fate, decision.reason) == ("refused", "no_change_to_cancel")


def test_a_correction_overtakes_an_open_request() -> None:
    """What was read back against older terms is not agreed to; a person hears it."""
    talk = in_force()
    command = Command("change", ("00427-000001",))
    fields = {"advance.amount": 15_000_000}
    talk.hears(reading("change", fields, commands=(command,)), Ticket())

    decision = talk.happens(Corrected(BY, 11, {"advance.bank": "青葉山銀行"}, "誤記"))

    assert called(decision) == ["change_overtaken"]
    assert talk.open.changes[0].state is ChangeState.WITHDRAWN


def test_a_cancelled_guarantee_is_void_and_who_had_the_key_is_told() -> None:
    """取消: the platform closes it; contractor and obligee hear, without a key."""
    talk = in_force()
    talk.happens(DeliverySettled(9, "submission", 21, CITY, "accepted"))

    decision = talk.happens(Cancelled(BY, 11, "契約解除"))

    assert Void(11) in decision.effects
    mails = [e for e in decision.effects if getattr(e, "kind", "") == "voided"]
    assert {(mail.to, mail.documents) for mail in mails} == {(CITY, ()), (SENDER, ())}  # type: ignore[union-attr]  # mails
    told = {mail.to: mail.mail.content()["reason"] for mail in mails}  # type: ignore[union-attr]  # mails
    assert told == {CITY: "", SENDER: "契約解除"}
    assert only(talk).state is GuaranteeState.CANCELLED


@pytest.mark.parametrize(
    ("on", "policy", "refund"),
    [
        (NOON, "unexpired", 19_948),
        (NOON + timedelta(days=195), "unexpired", 9_922),
        (NOON + timedelta(days=500), "unexpired", 0),
        (NOON, "none", 0),
    ],
)
def test_a_cancellation_gives_back_the_days_that_are_left(
    on: datetime, policy: RefundPolicy, refund: int
) -> None:
    """389 days cost 20,000 yen; the first has passed, 196 have, or all; or no use."""
    talk = in_force()
    talk.now = on
    talk.office = make_office(Policy(grace=timedelta(0), refund=policy))

    decision = talk.happens(Cancelled(BY, 11, "契約解除"))

    mine = next(
        e.mail.content()["premium"]
        for e in decision.effects
        if isinstance(e, Send) and e.to == SENDER
    )
    assert mine == {"before": 20_000, "refund": refund, "tariff": "デモ料率"}
    assert only(talk).refund == refund


def test_an_obligee_that_had_no_notice_hears_nothing() -> None:
    """Who submits on their own tells the obligee on their own."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "submission": "self"}))
    talk.hears(reading("confirm"))
    talk.happens(CertificateArrived(11, NOON))

    decision = talk.happens(Cancelled(BY, 11, "契約解除"))

    assert sent(decision) == ["voided"]
    assert mail_of(decision, "voided").to == SENDER


def test_before_the_issue_there_is_nothing_to_void() -> None:
    """取消 of a guarantee under review ends it; no platform, no obligee."""
    talk = reviewing()

    decision = talk.happens(Cancelled(BY, 11, "お申し出により"))

    assert sent(decision) == ["voided"]
    assert Void(11) not in decision.effects
    assert only(talk).state is GuaranteeState.CANCELLED
    assert "review" in closes(decision)


def test_what_is_being_issued_is_not_cancelled() -> None:
    """While the certificate is on its way a cancellation has to wait."""
    decision = confirmed(Talk()).happens(Cancelled(BY, 11, "契約解除"))

    assert (decision.fate, decision.reason) == ("refused", "not_cancellable")


def test_a_paper_certificate_is_announced_and_handed_over() -> None:
    """Paper: collect or post; whoever hands it over records how."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "advance.form": "paper"}))
    talk.hears(reading("confirm"))

    ready = talk.happens(PaperPrinted(11, NOON))

    assert sent(ready) == ["paper_ready"]
    assert called(ready) == ["hand_over_paper"]
    decision = talk.happens(PaperHandedOver(BY, 11, "collected"))
    assert closes(decision) == {"hand_over_paper"}
    assert only(talk).handovers[0].how == "collected"


def test_an_electronic_certificate_is_not_handed_over() -> None:
    """There is no paper of an electronic guarantee."""
    decision = in_force().happens(PaperHandedOver(BY, 11, "posted"))

    assert (decision.fate, decision.reason) == ("refused", "no_paper_to_hand_over")


def test_a_note_changes_nothing() -> None:
    """A note is kept as the event that it is."""
    talk = in_force()
    before = talk.open

    decision = talk.happens(NoteWritten(BY, "電話で確認済み"))

    assert (decision.fate, decision.effects) == ("applied", ())
    assert talk.open == before


def test_a_case_is_somebodys() -> None:
    """Who looks after a case stands in it; nobody is the empty name."""
    talk = in_force()

    talk.happens(Assigned(BY, "鈴木"))
    assert talk.open.assigned == "鈴木"
    talk.happens(Assigned(BY, ""))
    assert not talk.open.assigned


def test_a_task_is_settled_with_or_without_a_case() -> None:
    """Done, or tried again: the effect names the task, and the case is as it was."""
    talk = in_force()
    before = talk.open

    done = talk.happens(TaskDone(BY, 7, "返金済み"))
    again = talk.happens(Retried(BY, 8))
    alone = Talk().happens(TaskDone(BY, 9))

    assert (done.reason, done.effects) == ("task_done", (CloseTask(7),))
    assert (again.reason, again.effects) == ("retried", (CloseTask(8, again=True),))
    assert (alone.case, alone.effects) == (None, (CloseTask(9),))
    assert alone.actor == f"staff:{BY}"
    assert talk.open == before


def test_what_was_never_made_is_put_right_where_it_stands() -> None:
    """A stopped guarantee keeps its one entry; its making is put back by its task."""
    talk = confirmed(Talk())
    right = Corrected(BY, 11, {"project_name": "市道舗装工事"}, "印刷", task_id=5)

    decision = talk.happens(right)

    (one,) = talk.open.guarantees
    assert (one.state, one.entry) == (GuaranteeState.ISSUING, 1)
    assert one.history[-1].terms.project_name == "市道舗装工事"
    assert decision.effects == (CloseTask(5, again=True),)
    talk.happens(CertificateArrived(11, NOON))
    assert "completion" in sent(talk.log[-1])


@pytest.mark.parametrize(
    ("task_id", "field", "value", "reason"),
    [
        (0, "project_name", "市道舗装工事", "not_issued"),
        (5, "advance.amount", 10_000_000, "premium_differs"),
        (5, "branch", "宮城支店", "not_correctable"),
    ],
)
def test_what_is_being_made_is_left_alone(
    task_id: int, field: str, value: str | int, reason: str
) -> None:
    """Without a stop, with another premium, or off the certificate: nothing changes."""
    talk = confirmed(Talk())
    before = talk.open

    decision = talk.happens(Corrected(BY, 11, {field: value}, "x", task_id))

    assert (decision.fate, decision.reason) == ("refused", reason)
    assert talk.open == before


def test_what_has_left_the_house_is_not_undone() -> None:
    """A sent notice, or a paper that was handed over, cannot be given back."""
    sent_away = in_force()
    decision = sent_away.happens(Returned(BY, "工期をご確認ください。"))
    assert (decision.fate, decision.reason) == ("refused", "not_returnable")

    paper = Talk()
    paper.hears(reading("apply", {**COMPLETE, "advance.form": "paper"}))
    paper.hears(reading("confirm"))
    paper.happens(PaperPrinted(11, NOON))
    paper.happens(PaperHandedOver(BY, 11, "posted"))
    assert paper.happens(Returned(BY, "ご確認ください。")).reason == "not_returnable"


def test_what_is_still_here_is_undone_and_all_of_it_given_back() -> None:
    """差戻し of a certificate that lies in the house: void, refund, a new はい."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "advance.form": "paper"}))
    talk.hears(reading("confirm"))
    talk.happens(PaperPrinted(11, NOON))

    decision = talk.happens(Returned(BY, "工期をご確認ください。"))

    assert sent(decision) == ["voided", "returned"]
    assert Void(11) in decision.effects
    assert only(talk).state is GuaranteeState.CANCELLED
    assert only(talk).refund == only(talk).terms.premium
    assert talk.open.state is CaseState.RETURNED
