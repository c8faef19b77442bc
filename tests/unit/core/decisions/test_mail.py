"""Who is speaking, and what must never be answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.core.model.events import Addressed, MailRead, Ticket
from mailbot.core.model.staff_events import StaffWrote
from tests.support.talk import (
    COMPLETE,
    SENDER,
    Talk,
    called,
    mail_of,
    make_office,
    reading,
    sent,
)


@pytest.mark.parametrize("machine", ["auto-reply", "list", "receipt-notice"])
def test_machine_is_never_answered(machine: str) -> None:
    """Automatic mail is kept and ignored, whoever sends it."""
    decision = Talk().hears(reading("automatic", machine=machine))

    assert (decision.fate, decision.effects) == ("ignored", ())


@pytest.mark.parametrize("machine", ["own", "loop"])
def test_our_own_mail_coming_back_is_held(machine: str) -> None:
    """A loop is not fed: held, a person is told, nobody is answered."""
    decision = Talk().hears(reading("automatic", machine=machine))

    assert (decision.fate, sent(decision)) == ("held", [])
    assert called(decision) == ["loop"]


def test_sender_who_failed_authentication_gets_no_mail() -> None:
    """A forged sender is held; an answer would go to the victim (no backscatter)."""
    talk = Talk()

    decision = talk.happens(MailRead(1, reading("apply", COMPLETE), "failed"))

    assert (decision.fate, sent(decision)) == ("held", [])


def test_mail_without_one_sender_is_held() -> None:
    """No From, or two, is nobody: held, with a person called."""
    decision = Talk().hears(reading("apply", COMPLETE, sender=None))

    assert decision.reason == "no_single_sender"
    assert (decision.fate, sent(decision)) == ("held", [])


def test_altered_token_is_held_without_a_word() -> None:
    """A token that we never wrote is held; the answer would tell what exists."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.hears(reading("confirm"), Ticket(forged=True))

    assert (decision.fate, sent(decision)) == ("held", [])
    assert decision.reason == "foreign_token"


def test_token_from_an_unregistered_address_is_held() -> None:
    """A genuine token in a stranger's hand opens nothing and says nothing."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.hears(reading("confirm", sender="who@example.org"))

    assert (decision.fate, sent(decision)) == ("held", [])
    assert decision.reason == "token_from_stranger"


def test_a_person_may_take_up_what_was_held() -> None:
    """B6: `mailbot take` has a mail decided as if nothing had been counted."""
    office = make_office()
    apply = reading("apply", COMPLETE)

    taken = Talk(office).happens(MailRead(1, apply, opened=10_000, taken="sato"))

    assert sent(taken) == ["readback"]


def test_machines_mail_with_an_application_waits_for_a_person() -> None:
    """K2: RFC 3834 forbids an answer, and nothing is dropped (reports 602, 604)."""
    for machine in ("list", "auto-reply"):
        carried = reading("apply", COMPLETE)
        mail = reading("automatic", machine=machine, carried=carried)
        decision = Talk().happens(MailRead(1, mail))

        assert (decision.fate, decision.reason) == ("held", "machine_mail")
        assert (sent(decision), called(decision)) == ([], ["machine_mail"])


def test_machines_mail_that_carries_nothing_is_ignored() -> None:
    """An absence note, and a newsletter of nobody's, call no person."""
    absent = reading("automatic", machine="auto-reply")
    news = reading("apply", {"phone": "03-1234-5678"}, sender="news@example.org")
    letter = reading(
        "automatic", sender="news@example.org", machine="list", carried=news
    )

    for mail in (absent, letter):
        decision = Talk().happens(MailRead(1, mail))
        assert (decision.fate, sent(decision), called(decision)) == ("ignored", [], [])


def test_no_reply_address_is_never_answered() -> None:
    """Report 605: Reply-To, if it is theirs, else their first registered address."""
    office = make_office()
    one = replace(
        office.contractors["hoshizora"],
        addresses=(SENDER, "keiri@hoshizora.example.jp"),
        domains=("hoshizora.example.jp",),
    )
    office = replace(office, contractors={**office.contractors, one.id: one})
    for reply_to, expected in (
        (("keiri@hoshizora.example.jp",), "keiri@hoshizora.example.jp"),
        (("evil@example.org",), SENDER),
        ((), SENDER),
    ):
        for nobody in ("no-reply", "noreply", "donotreply", "No_Reply+form"):
            mail = reading("apply", COMPLETE, sender=f"{nobody}@hoshizora.example.jp")
            envelope = replace(mail.envelope, reply_to=reply_to)
            talk = Talk(office)
            decision = talk.happens(MailRead(1, replace(mail, envelope=envelope)))

            assert mail_of(decision, "readback").to == expected
            assert talk.open.correspondent == expected


@pytest.mark.parametrize("where", ["branch", "abuse", "postmaster"])
def test_mail_to_people_is_theirs(where: Addressed) -> None:
    """B17: what a branch or abuse@ gets is a task; a contractor is told so once."""
    apply = reading("apply", COMPLETE)
    foreign = reading("apply", COMPLETE, sender="who@example.org")

    own = Talk().happens(MailRead(1, apply, addressed=where))
    again = Talk().happens(MailRead(1, apply, addressed=where, fruitless=1))
    theirs = Talk().happens(MailRead(1, foreign, addressed=where))

    assert [one.case for one in (own, again, theirs)] == [None] * 3
    assert [sent(one) for one in (own, again, theirs)] == [["person"], [], []]
    assert called(own) == called(again) == called(theirs) == [f"to_{where}"]


def test_the_same_mail_by_another_way_changes_nothing() -> None:
    """E3: it is neither a second case nor a question."""
    talk = Talk()
    talk.happens(MailRead(1, reading("apply", COMPLETE)))

    decision = talk.happens(MailRead(2, reading("apply", COMPLETE), same=True))

    assert (decision.fate, decision.reason) == ("ignored", "same_mail")
    assert decision.effects == ()


def test_held_case_does_not_swallow_another_application() -> None:
    """3.7: an answer to an old mail that is a whole new application opens a case."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    talk.hears(reading("unknown", text="電話をください。"))
    assert talk.open.held == "call"
    other = {**COMPLETE, "project_name": "橋梁補修工事"}

    swallowed = talk.hears(reading("answer", {"contract_amount": 60_000_000}))
    opened = talk.hears(reading("answer", other))
    asked = talk.hears(reading("obligees"))

    assert (swallowed.reason, sent(swallowed)) == ("a_person_has_it", [])
    assert sent(opened) == ["readback"]
    assert sent(asked) == ["obligees"]


def test_who_answers_a_persons_own_mail_hears_once_that_a_person_reads() -> None:
    """3.7: a case that a person wrote on is held; the first mail on it says so."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    talk.happens(StaffWrote("sato", "ご確認ください。"))

    first = talk.hears(reading("unknown", text="承知しました。"))
    second = talk.hears(reading("unknown", text="まだでしょうか。"))

    assert (sent(first), called(first)) == (["person"], ["new_mail"])
    assert (sent(second), called(second)) == ([], ["new_mail"])


def test_empty_mail_gets_help() -> None:
    """An empty mail from a contractor is a question: what can I write here?"""
    assert sent(Talk().hears(reading("help"))) == ["help"]


def test_mail_that_says_nothing_we_know_is_answered_and_shown_to_a_person() -> None:
    """What no rule covers gets a kind answer, and a person."""
    asks = "先日の件、どうなりましたか。"
    decision = Talk().hears(reading("unknown", text=asks, remainder=(asks,)))

    assert sent(decision) == ["unclear"]
    assert called(decision) == ["unclear"]


def test_registered_domain_is_enough() -> None:
    """A colleague at the contractor's own domain belongs to the contractor."""
    office = make_office()

    assert office.contractor_at(SENDER) is not None
    assert office.contractor_at("other@hoshizora.example.jp") is None
