"""A change is the same conversation as an application (specification 3.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.core.model.case import CaseState
from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.events import (
    Ticket,
)
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.office.office import Policy
from parsers.reading import Intent, Problem
from tests.support.change_talk import asking, asks, in_force
from tests.support.related_talk import FIRST
from tests.support.related_talk import in_force as both_in_force
from tests.support.talk import (
    COMPLETE,
    PAPER,
    Talk,
    called,
    issues,
    make_office,
    reading,
    sent,
    without,
)


def application() -> Talk:
    """Return a conversation whose application was read back."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    return talk


def change() -> Talk:
    """Return a conversation whose change was read back."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    return talk


@pytest.fixture(params=[application, change])
def talk(request: pytest.FixtureRequest) -> Talk:
    """Return a conversation that waits for はい, on either subject."""
    begun: Talk = request.param()
    return begun


def test_amend_without_a_word_is_read_back_again(talk: Talk) -> None:
    """修正 alone is answered with what stands and how to correct it."""
    decision = talk.hears(reading("amend"))

    assert sent(decision) == ["readback"]
    assert called(decision) == []


def test_fourth_mail_that_is_not_understood_goes_to_a_person(talk: Talk) -> None:
    """Three times it is said that nothing was understood; then a person has it."""
    strange = reading("unknown", text="現場は雨です。", remainder=("現場は雨です。",))

    told = [sent(talk.hears(strange)) for _ in range(3)]
    last = talk.hears(strange)

    assert told == [["unclear"]] * 3
    assert (sent(last), called(last)) == (["person"], ["not_understood"])
    assert talk.open.held == "not_understood"


def test_what_was_not_understood_is_seen_by_a_person_before_the_issue(
    talk: Talk,
) -> None:
    """The sentence stays with the subject: はい to it is held (R-20)."""
    talk.hears(reading("unknown", text="現場は雨です。", remainder=("現場は雨です。",)))

    decision = talk.hears(reading("confirm"))

    assert (called(decision), issues(decision)) == (["review"], [])


def test_files_that_come_alone_are_taken(talk: Talk) -> None:
    """A reply with nothing but a file is read back with it."""
    decision = talk.hears(reading("unknown", attachments=(PAPER,)))

    assert sent(decision) == ["readback"]
    of_change = [one.papers for one in talk.open.changes]
    (papers,) = of_change or [talk.open.papers]
    assert [one.name for one in papers] == ["請負契約書.pdf"]


def test_receipt_number_alone_is_no_message_to_a_person(talk: Talk) -> None:
    """「受付番号 2026-000001 の件です。」 holds no issue."""
    about = "受付番号 2026-000001 の件です。"

    decision = talk.hears(reading("confirm", remainder=(about,)))

    assert called(decision) == []
    assert issues(decision) == [11]


def test_language_and_urgency_are_those_of_the_newest_mail(talk: Talk) -> None:
    """Who goes on in English is answered in English; 至急 marks the tasks."""
    text = "Dear Sir or Madam, please correct the amount, it is urgent. 至急"
    key, yen = "advance.amount", 16_000_000

    talk.hears(reading("answer", {key: yen}, text=text))

    assert (talk.open.language, talk.open.urgent) == ("en", True)


def test_no_more_sentences_are_kept_than_a_person_reads(talk: Talk) -> None:
    """A long letter, mail after mail, leaves the twenty newest sentences."""
    for number in range(30):
        said = (f"ひとこと{number}",)
        talk.hears(
            reading("answer", {"advance.amount": 1_000_000 + number}, remainder=said)
        )

    left = talk.open.changes[0].remainder if talk.open.changes else talk.open.remainder
    assert left == tuple(f"ひとこと{number}" for number in range(10, 30))


def test_what_is_said_with_a_call_for_a_person_is_kept(talk: Talk) -> None:
    """The person has it, and the release reads it back."""
    decision = talk.hears(
        reading("answer", {"advance.amount": 16_000_000}, text="電話ください")
    )

    assert called(decision) == ["call"]
    said = talk.open.changes[0].said if talk.open.changes else talk.open.said
    assert said["advance.amount"].value == 16_000_000


def test_papers_that_an_obligee_waits_for_are_the_obligees() -> None:
    """A file alone, while a submission waits for papers, goes there."""
    talk = change()
    (one,) = talk.open.submissions
    waits = replace(
        one, state=type(one.state)("collecting_papers"), wanted=("請負契約書",)
    )
    talk.case = talk.open.with_submission(waits)

    decision = talk.hears(reading("unknown", attachments=(PAPER,)))

    assert decision.reason == "papers_came"
    assert talk.open.changes[0].papers == ()


@pytest.mark.parametrize("intent", ["unknown", "amend"])
def test_mail_on_an_older_matter_is_a_persons(intent: Intent) -> None:
    """What replies to the completion mail does not speak of the change in talk."""
    talk = change()

    decision = talk.hears(
        reading(intent, text="原本はいつ届きますか。"), Ticket("case", 1, 1)
    )

    assert (sent(decision), called(decision)) == (["person"], ["mail_after_yes"])
    assert talk.open.changes[0].state is ChangeState.CONFIRMING


def test_yes_that_leaves_another_guarantee_is_read_back_again() -> None:
    """はい with 「契約保証は変更しません」 agrees to nothing yet (R-27)."""
    talk = both_in_force()
    talk.hears(
        replace(
            asking({"contract_amount": 60_000_000, "advance.amount": 24_000_000}),
            commands=(asking({}).commands[0],),
        ),
        Ticket(),
    )
    assert talk.open.changes[0].fellows

    decision = talk.hears(reading("confirm", remainder=("契約保証は変更しません。",)))

    assert (sent(decision), issues(decision)) == (["readback"], [])
    assert talk.open.changes[0].apart == (12,)
    assert FIRST in {one.number for one in talk.open.guarantees}


def test_a_correction_on_a_claim_alone_says_so() -> None:
    """A second 変更 that proves nothing is read back with a warning (3.1)."""
    talk = change()

    late = asks(talk, {"advance.amount": 16_000_000})
    proved = talk.hears(reading("answer", {"advance.amount": 15_500_000}))

    assert sent(late) == sent(proved) == ["readback"]
    assert talk.open.changes[0].said["advance.amount"].value == 15_500_000


def test_change_is_taken_back_by_its_contractor_alone() -> None:
    """取消 after はい on a claim alone is asked back; はい to that withdraws (3.1)."""
    talk = in_force()
    talk.office = make_office(Policy(grace=timedelta(0), review="always"))
    asks(talk, {"advance.amount": 15_000_000})
    talk.hears(reading("confirm"))

    claimed = talk.hears(reading("withdraw"), Ticket())
    again = talk.hears(reading("withdraw"), Ticket())
    state = talk.open.changes[0].state
    agreed = talk.hears(reading("confirm"), Ticket("withdrawal", 1, 2))

    assert (sent(claimed), sent(again)) == (["asked_back"], [])
    assert called(again) == ["withdrawal_unproved"]
    assert state is ChangeState.REVIEWING
    assert sent(agreed) == ["withdrawn"]
    assert talk.open.changes[0].state is ChangeState.WITHDRAWN
    assert not talk.open.withdrawal_asked


def test_one_line_answer_completes_the_case() -> None:
    """A reply that holds nothing but the missing field leads to the read-back."""
    talk = Talk()
    talk.hears(reading("apply", without("advance.bank")))

    decision = talk.hears(reading("answer", {"advance.bank": "七十七銀行 角田支店"}))

    assert sent(decision) == ["readback"]
    assert talk.open.value("advance.bank") == "七十七銀行 角田支店"


def test_yes_to_the_newest_read_back_issues() -> None:
    """はい with the newest revision's token issues what is paid monthly, at once."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.hears(reading("confirm"))

    assert sent(decision) == ["accepted"]
    assert issues(decision) == [11]
    assert talk.open.state is CaseState.SUBMITTED
    assert talk.open.guarantees[0].state is GuaranteeState.ISSUING


def test_yes_to_an_older_read_back_reads_back_again() -> None:
    """はい to a read-back that was overtaken issues nothing; the newest is shown."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    old = Ticket("case", 1, talk.open.revision)
    talk.hears(reading("amend", {"advance.amount": 15_000_000}))

    decision = talk.hears(reading("confirm"), old)

    assert sent(decision) == ["readback"]
    assert issues(decision) == []


def test_yes_without_a_token_reads_back_again() -> None:
    """はい that answers nothing of ours confirms nothing."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.hears(reading("confirm"), Ticket())

    assert sent(decision) == ["readback"]
    assert issues(decision) == []


def test_unreadable_correction_takes_the_old_value_away() -> None:
    """A correction that cannot be read is asked; the old value is not kept for it."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    unclear = Problem("advance.amount", "ambiguous_amount", "1,5000千円")

    decision = talk.hears(reading("amend", problems=(unclear,)))

    assert sent(decision) == ["questions"]
    assert talk.open.value("advance.amount") is None
