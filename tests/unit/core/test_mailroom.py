"""Who is speaking, and what must never be answered."""

from __future__ import annotations

import pytest

from mailbot.core.events import MailRead, Ticket
from mailbot.core.mailroom import Route, receipt_in, route
from parsers.reading import Envelope, Reading
from tests.talk import COMPLETE, SENDER, Talk, called, make_office, reading, sent


def test_stranger_learns_only_how_to_register() -> None:
    """An unknown sender is held, gets the registration guide, and no datum (R-13)."""
    talk = Talk()

    decision = talk.hears(reading("apply", COMPLETE, sender="who@example.org"))

    assert (decision.fate, sent(decision)) == ("held", ["registration"])
    assert called(decision) == ["not_registered"]
    assert decision.case is None


def test_registration_guide_is_empty_of_data() -> None:
    """The guide's content is empty and it carries no token: nothing can leak."""
    decision = Talk().hears(reading("apply", COMPLETE, sender="who@example.org"))

    (guide,) = [e for e in decision.effects if getattr(e, "kind", "") == "registration"]
    assert getattr(guide, "content", None) == {}
    assert getattr(guide, "purpose", "case") is None


def test_stranger_who_writes_again_is_not_answered_again() -> None:
    """One guide a day is enough; a second mail is held without a word."""
    talk = Talk()

    decision = talk.happens(
        MailRead(2, reading("apply", COMPLETE, sender="who@example.org"), recent=1)
    )

    assert (decision.fate, sent(decision)) == ("held", [])


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


def test_loop_guard_falls_silent() -> None:
    """Beyond the day's number of automatic mails the robot says nothing more."""
    office = make_office()

    decision = Talk(office).happens(
        MailRead(1, reading("apply", COMPLETE), recent=office.policy.answers_per_day)
    )

    assert (decision.fate, decision.reason, sent(decision)) == ("held", "loop", [])


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


@pytest.mark.parametrize(
    ("subject", "receipt"),
    [
        ("Re: 【電子保証】申込確認 [受付 2026-000123]", "2026-000123"),
        ("[受付 2026-000123", ""),
        ("[受付 ２０２６-000123]", ""),
        ("[受付 -]", ""),
        ("", ""),
    ],
)
def test_receipt_number_is_read_only_in_our_own_form(
    subject: str, receipt: str
) -> None:
    """A receipt number counts only as our own subjects write it."""
    assert receipt_in(subject) == receipt


def _mail(sender: str, subject: str, intent: str) -> Reading:
    envelope = Envelope(sender=sender, subject=subject)
    return Reading(intent, envelope)  # type: ignore[arg-type]  # from a table


@pytest.mark.parametrize(
    ("sender", "subject", "intent", "ticket", "expected"),
    [
        (SENDER, "", "confirm", Ticket("case", 7, 1), Route("case", 7)),
        (SENDER, "", "receipt", Ticket("submission", 8), Route("submission", 8)),
        ("", "", "bounce", Ticket("bounce", 9), Route("delivery", 9)),
        (
            SENDER,
            "[受付 2026-000123]",
            "answer",
            Ticket(),
            Route("receipt", receipt="2026-000123", contractor_id="hoshizora"),
        ),
        (SENDER, "", "apply", Ticket(), Route("none")),
        (SENDER, "", "answer", Ticket(), Route("open", contractor_id="hoshizora")),
        ("who@example.org", "[受付 2026-000123]", "answer", Ticket(), Route("none")),
    ],
)
def test_route(
    sender: str, subject: str, intent: str, ticket: Ticket, expected: Route
) -> None:
    """A token routes by its id, a number for its owner only, the rest by the sender."""
    assert route(_mail(sender, subject, intent), ticket, make_office()) == expected
