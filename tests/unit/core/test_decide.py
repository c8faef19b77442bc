"""What happens next: the conversation, from the first mail to はい and the issue."""

from __future__ import annotations

from datetime import date, timedelta

from mailbot.core.model.case import CaseState
from mailbot.core.model.events import CameDue, CertificateArrived, MailRead, Ticket
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import Approved
from mailbot.core.office.office import Policy
from parsers.reading import Problem, Value
from tests.support.talk import (
    COMPLETE,
    NOON,
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


def without(*keys: str) -> dict[str, Value]:
    """Return the complete application without some fields."""
    return {key: value for key, value in COMPLETE.items() if key not in keys}


def test_complete_application_is_read_back() -> None:
    """An application that lacks nothing is read back, never issued unconfirmed."""
    talk = Talk()

    decision = talk.hears(reading("apply", COMPLETE))

    assert sent(decision) == ["readback"]
    assert talk.open.state is CaseState.CONFIRMING
    assert issues(decision) == []


def test_everything_missing_is_asked_in_one_mail() -> None:
    """Two missing fields are two questions of one mail, in the order of the form."""
    talk = Talk()

    decision = talk.hears(reading("apply", without("advance.bank", "contract_amount")))

    assert sent(decision) == ["questions"]
    assert talk.open.asked == ("contract_amount", "advance.bank")
    assert talk.open.state is CaseState.COLLECTING


def test_unclear_date_is_asked_with_its_wording() -> None:
    """`8/3/1` is asked back with the words that were read."""
    talk = Talk()
    unclear = Problem("contract_date", "ambiguous_date", "契約日＝8/3/1")

    decision = talk.hears(
        reading("apply", without("contract_date"), problems=(unclear,))
    )

    question = mail_of(decision, "questions").mail.content()["questions"]
    assert question == [
        {
            "field": "contract_date",
            "code": "ambiguous_date",
            "rule": "R-01",
            "read": "契約日＝8/3/1",
            "params": {"example": "2026-03-02"},
        }
    ]


def test_one_line_answer_completes_the_case() -> None:
    """A reply that holds nothing but the missing field leads to the read-back."""
    talk = Talk()
    talk.hears(reading("apply", without("advance.bank")))

    decision = talk.hears(reading("answer", {"advance.bank": "七十七銀行 角田支店"}))

    assert sent(decision) == ["readback"]
    assert talk.open.value("advance.bank") == "七十七銀行 角田支店"


def test_third_round_without_progress_goes_to_a_person() -> None:
    """Who cannot answer is asked three times; then a person takes the case."""
    talk = Talk()
    talk.hears(reading("apply", without("advance.bank")))
    for _ in range(2):
        assert sent(talk.hears(reading("answer", {"person": "髙橋"}))) == ["questions"]

    decision = talk.hears(reading("answer", {"person": "髙橋"}))

    assert sent(decision) == ["person"]
    assert called(decision) == ["no_progress"]
    assert talk.open.held == "no_progress"


def test_progress_starts_the_rounds_anew() -> None:
    """Who answers one question of two is never sent to a person for the other."""
    talk = Talk()
    talk.hears(reading("apply", without("advance.bank", "contract_amount")))
    talk.hears(reading("answer", {"person": "髙橋"}))
    talk.hears(reading("answer", {"contract_amount": 50_000_000}))

    assert talk.open.rounds == 1


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


def test_correction_says_what_changed() -> None:
    """A corrected amount is read back beside the amount that stood there before."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.hears(reading("amend", {"advance.amount": 15_000_000}))

    rows = mail_of(decision, "readback").mail.content()["rows"]
    assert isinstance(rows, list)
    (row,) = [row for row in rows if row["field"] == "advance.amount"]
    assert (row["value"], row["was"]) == (15_000_000, 20_000_000)


def test_unreadable_correction_takes_the_old_value_away() -> None:
    """A correction that cannot be read is asked; the old value is not kept for it."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    unclear = Problem("advance.amount", "ambiguous_amount", "1,5000千円")

    decision = talk.hears(reading("amend", problems=(unclear,)))

    assert sent(decision) == ["questions"]
    assert talk.open.value("advance.amount") is None


def test_second_yes_changes_nothing() -> None:
    """はい sent twice issues once and is not answered twice."""
    talk = confirmed(Talk())

    decision = talk.hears(reading("confirm"))

    assert decision.effects == ()
    assert decision.fate == "applied"


def test_withdrawal_before_the_issue_ends_the_case() -> None:
    """取消 while the grace runs withdraws the case and cancels its guarantees."""
    talk = confirmed(Talk(make_office(Policy(grace=timedelta(minutes=5)))))

    decision = talk.hears(reading("withdraw"))

    assert sent(decision) == ["withdrawn"]
    assert talk.open.state is CaseState.WITHDRAWN
    assert talk.open.guarantees[0].state is GuaranteeState.CANCELLED


def test_withdrawal_after_the_issue_goes_to_a_person() -> None:
    """What is issued can only be cancelled by a person."""
    talk = issued(Talk())

    decision = talk.hears(reading("withdraw"))

    assert called(decision) == ["withdrawal_after_issue"]
    assert talk.open.state is CaseState.SUBMITTED


def test_grace_holds_the_issue_until_the_clock_comes() -> None:
    """With a grace, はい sets the clock; its coming issues, once."""
    talk = confirmed(Talk(make_office(Policy(grace=timedelta(minutes=5)))))
    assert talk.open.guarantees[0].state is GuaranteeState.REVIEWING

    first = talk.happens(CameDue("grace", talk.open.revision))
    again = talk.happens(CameDue("grace", talk.open.revision))

    assert issues(first) == [11]
    assert issues(again) == []


def test_transfer_waits_for_the_premium() -> None:
    """Who pays by transfer is issued nothing before the money is here."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "advance.payment_method": "transfer"}))

    decision = talk.hears(reading("confirm"))

    assert issues(decision) == []
    assert talk.open.guarantees[0].state is GuaranteeState.AWAITING_PREMIUM
    assert called(decision) == ["premium"]


def test_message_to_the_office_is_read_by_a_person_first() -> None:
    """A free message holds the issue (R-20) until a person approves it."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "message": "先日お電話した件です"}))
    decision = talk.hears(reading("confirm"))
    assert issues(decision) == []
    assert called(decision) == ["review"]

    approved = talk.happens(Approved("sato", 11))

    assert issues(approved) == [11]


def test_planned_contract_date_is_taken() -> None:
    """A performance guarantee may precede the signing: 予定 is a fact, not a fault."""
    talk = Talk()
    planned: dict[str, Value] = {
        **without(
            "advance.form",
            "advance.amount",
            "advance.bank",
            "advance.payment_method",
        ),
        "contract_date_planned": True,
        "performance.form": "electronic",
        "performance.amount": 5_000_000,
        "performance.payment_method": "monthly",
    }

    assert sent(talk.hears(reading("apply", planned))) == ["readback"]
    talk.hears(reading("confirm"))

    assert talk.open.guarantees[0].terms.contract_date_planned
    assert talk.open.guarantees[0].terms.contract_date == date(2026, 3, 2)


def test_planned_contract_date_of_an_advance_is_asked() -> None:
    """An advance comes after the signing: its day is asked, and はい lifts nothing."""
    talk = Talk()
    planned: dict[str, Value] = {**COMPLETE, "contract_date_planned": True}

    assert sent(talk.hears(reading("apply", planned))) == ["questions"]
    assert sent(talk.hears(reading("confirm"))) == ["questions"]
    assert not talk.open.guarantees
    signed: dict[str, Value] = {"contract_date": date(2026, 3, 2)}
    assert sent(talk.hears(reading("answer", signed))) == ["readback"]


def test_joint_venture_names_its_representative() -> None:
    """A joint venture's terms carry its name and the representative, verbatim."""
    talk = Talk()
    jv: dict[str, Value] = {
        **COMPLETE,
        "jv_name": "星空・金津特定建設工事共同企業体",
        "jv_representative": "㈱星空建設",
    }
    talk.hears(reading("apply", jv))
    talk.hears(reading("confirm"))

    terms = talk.open.guarantees[0].terms
    assert terms.jv_representative == "㈱星空建設"
    assert terms.contractor_name == "株式会社星空建設"


def test_silence_ends_the_case() -> None:
    """No answer in thirty days ends a case, and a person hears of it."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.happens(CameDue("expire", talk.open.revision))

    assert talk.open.state is CaseState.EXPIRED
    assert called(decision) == ["expired"]


def test_stale_clock_is_ignored() -> None:
    """A due row of an older revision says nothing about the newer one."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.happens(CameDue("expire", 0))

    assert (decision.fate, decision.reason) == ("ignored", "out_of_date")


def test_event_without_a_case_is_ignored() -> None:
    """An event of a case that does not exist decides nothing."""
    decision = Talk().happens(CertificateArrived(11, NOON))

    assert (decision.fate, decision.reason) == ("ignored", "no_such_case")


def test_mail_read_counts_only_once_confirmed_by_its_owner() -> None:
    """Another contractor's はい with a genuine token confirms nothing, silently."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    case = talk.open

    decision = talk.happens(
        MailRead(
            9,
            reading("confirm", sender="otomo@sakuragi.example.jp"),
            "claimed",
            Ticket("case", case.id, case.revision),
        )
    )

    assert (decision.fate, sent(decision)) == ("held", [])
    assert decision.case is None
