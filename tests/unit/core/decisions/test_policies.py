"""What an office may decide about its own ways: four eyes, and no read-back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailbot.core.model.case import CaseState
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import MailRead, SenderClass, Ticket
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import Approved
from mailbot.core.office.office import Policy
from parsers.reading import Value
from tests.support.talk import (
    COMPLETE,
    Talk,
    called,
    confirmed,
    duty,
    issues,
    mail_of,
    make_office,
    reading,
    sent,
)
from tests.unit.core.decisions.test_change import asks, in_force

NO_GRACE = timedelta(0)
FORWARD: dict[str, Value] = {**COMPLETE, "submission": "forward"}


def four_eyes(above: int) -> Talk:
    """Return a conversation at its はい, where so many yen want two people."""
    policy = Policy(grace=NO_GRACE, four_eyes_above=above)
    return confirmed(Talk(make_office(policy)))


def test_a_large_guarantee_is_approved_by_two_people() -> None:
    """One person's approval waits for another's; the same person twice is refused."""
    talk = four_eyes(19_999_999)
    assert talk.open.guarantees[0].state is GuaranteeState.REVIEWING

    first = talk.happens(Approved("佐藤", 11))
    again = talk.happens(Approved("佐藤", 11))
    second = talk.happens(Approved("鈴木", 11))

    assert (first.reason, issues(first)) == ("second_approval", [])
    assert duty(first, "second_approval") == {"guarantee": 11, "by": "佐藤"}
    assert (again.fate, again.reason) == ("refused", "same_person")
    assert issues(second) == [11]
    assert talk.open.guarantees[0].approvals == ("佐藤", "鈴木")


def test_up_to_the_limit_nobody_must_approve() -> None:
    """The limit itself is not above the limit, and 0 means that there is none."""
    assert issues(four_eyes(20_000_000).log[-1]) == [11]
    assert issues(four_eyes(0).log[-1]) == [11]


def test_a_change_to_a_large_sum_is_seen_by_four_eyes() -> None:
    """What a change leads to counts, not what stands before it."""
    talk = in_force()
    talk.office = make_office(Policy(grace=NO_GRACE, four_eyes_above=20_000_000))
    asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})

    held = talk.hears(reading("confirm"))
    first = talk.happens(Approved("佐藤", 11))
    again = talk.happens(Approved("佐藤", 11))
    second = talk.happens(Approved("鈴木", 11))

    assert called(held) == ["review"]
    assert (issues(first), issues(second)) == ([], [11])
    assert again.reason == "same_person"


def at_once(
    fields: dict[str, Value], sender_class: SenderClass
) -> tuple[Talk, Decision]:
    """Apply where a clean application from a proved sender needs no はい."""
    policy = Policy(grace=NO_GRACE, confirmation="skip_when_clean_and_proved")
    talk = Talk(make_office(policy))
    mail = MailRead(1, reading("apply", fields), sender_class, Ticket())
    return talk, talk.happens(mail)


def test_one_mail_in_is_one_notice_out() -> None:
    """Clean and proved: accepted at once, and the mail says all that was accepted."""
    talk, decision = at_once(FORWARD, "proved")

    assert sent(decision) == ["accepted"]
    assert issues(decision) == [11]
    rows = mail_of(decision, "accepted").mail.content()["rows"]
    assert {row["field"] for row in rows} >= set(COMPLETE)  # type: ignore[attr-defined]  # JSON
    assert talk.open.state is CaseState.SUBMITTED


def test_nothing_is_skipped_for_a_sender_who_only_claims() -> None:
    """A forged application dies at the read-back, which goes to the true address."""
    assert sent(at_once(FORWARD, "claimed")[1]) == ["readback"]
    assert at_once(FORWARD, "failed")[1].fate == "held"


def test_nothing_is_skipped_with_a_remark_or_without_the_wish() -> None:
    """A warning, a message, or no word on the submission: it is read back."""
    warned = {**FORWARD, "advance.amount": 25_000_000}
    wordy = {**FORWARD, "message": "急ぎです"}

    assert sent(at_once(warned, "proved")[1]) == ["readback"]
    assert sent(at_once(wordy, "proved")[1]) == ["readback"]
    assert sent(at_once(COMPLETE, "proved")[1]) == ["readback"]
    assert sent(at_once({**COMPLETE, "submission": "self"}, "proved")[1]) == [
        "accepted"
    ]


def test_an_accepted_application_of_more_than_the_limit_is_reviewed() -> None:
    """Four eyes hold what needs no はい, too."""
    talk, _ = at_once(FORWARD, "proved")
    talk.office = replace(
        talk.office, policy=replace(talk.office.policy, four_eyes_above=1)
    )
    talk.case = None

    decision = talk.happens(MailRead(2, reading("apply", FORWARD), "proved", Ticket()))

    assert called(decision) == ["review"]
    assert issues(decision) == []
