"""What happens next: the conversation, from the first mail to the obligee's 受領."""

from __future__ import annotations

from datetime import date, timedelta

from mailbot.core.case import CaseState
from mailbot.core.events import (
    Approved,
    CameDue,
    CertificateArrived,
    DeliverySettled,
    MailRead,
    Ticket,
)
from mailbot.core.guarantee import GuaranteeState
from mailbot.core.office import Policy
from mailbot.core.submission import SubmissionState
from parsers.reading import FailedRecipient, Problem, Value
from tests.talk import (
    COMPLETE,
    NOON,
    SENDER,
    Talk,
    called,
    issues,
    mail_of,
    make_office,
    reading,
    sent,
)


def without(*keys: str) -> dict[str, Value]:
    """Return the complete application without some fields."""
    return {key: value for key, value in COMPLETE.items() if key not in keys}


def confirmed(talk: Talk) -> Talk:
    """Bring a conversation to its はい."""
    talk.hears(reading("apply", COMPLETE))
    talk.hears(reading("confirm"))
    return talk


def issued(talk: Talk) -> Talk:
    """Bring a conversation to its issued guarantee and its submission."""
    confirmed(talk)
    talk.happens(CertificateArrived(11, NOON))
    return talk


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

    question = mail_of(decision, "questions").content["questions"]
    assert question == [
        {
            "field": "contract_date",
            "code": "ambiguous_date",
            "rule": "R-01",
            "read": "契約日＝8/3/1",
            "params": {},
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

    assert sent(decision) == []
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

    rows = mail_of(decision, "readback").content["rows"]
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


def test_arrival_completes_and_submits() -> None:
    """With the certificate on the platform, contractor and obligee get their mails."""
    talk = confirmed(Talk())

    decision = talk.happens(CertificateArrived(11, NOON))

    assert sent(decision) == ["completion", "submission"]
    completion = mail_of(decision, "completion")
    assert completion.to == SENDER
    assert [ref.guarantee_id for ref in completion.documents] == [11]
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


def test_accepted_submission_is_told_to_the_contractor_once() -> None:
    """The contractor hears when the submission left, and hears it once."""
    talk = issued(Talk())
    settled = DeliverySettled(
        9, "submission", 21, "doboku@city.kakuda.example.jp", "accepted"
    )

    first, again = talk.happens(settled), talk.happens(settled)

    assert sent(first) == ["submitted"]
    assert talk.open.submissions[0].state is SubmissionState.SENT
    assert again.effects == ()


def test_unknown_delivery_is_never_sent_again() -> None:
    """A submission whose fate nobody knows becomes a task, not a second mail."""
    talk = issued(Talk())

    decision = talk.happens(
        DeliverySettled(9, "submission", 21, "doboku@city.kakuda.example.jp", "unknown")
    )

    assert sent(decision) == []
    assert called(decision) == ["delivery_unknown"]


def test_refused_submission_is_a_task_with_its_obligee() -> None:
    """A submission that is refused names the obligee that must be telephoned."""
    talk = issued(Talk())

    decision = talk.happens(
        DeliverySettled(9, "submission", 21, "doboku@city.kakuda.example.jp", "never")
    )

    assert called(decision) == ["submission_failed"]
    assert talk.open.submissions[0].state is SubmissionState.FAILED


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


def test_bounce_of_a_submission_is_a_task() -> None:
    """A bounce is never answered; of a submission it names the obligee."""
    talk = issued(Talk())
    gone = FailedRecipient("doboku@city.kakuda.example.jp", "failed", "5.1.1")

    decision = talk.hears(reading("bounce", sender=None, bounced=(gone,)))

    assert (decision.fate, sent(decision)) == ("bounced", [])
    assert called(decision) == ["bounce"]
    assert talk.open.submissions[0].state is SubmissionState.FAILED


def test_delay_report_changes_nothing() -> None:
    """A mail that is merely late is still on its way (RFC 3464 2.3.3)."""
    talk = issued(Talk())
    late = FailedRecipient("doboku@city.kakuda.example.jp", "delayed", "4.4.1")

    decision = talk.hears(reading("bounce", sender=None, bounced=(late,)))

    assert decision.effects == ()
    assert talk.open.submissions[0].state is SubmissionState.READY


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
