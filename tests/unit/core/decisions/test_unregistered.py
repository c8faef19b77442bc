"""Who is not registered: told how to register, and nothing else (R-13)."""

from __future__ import annotations

from mailbot.core.model.effects import CallStaff, Send
from mailbot.core.model.events import MailRead
from tests.support.talk import (
    COMPLETE,
    Talk,
    called,
    duty,
    mail_of,
    reading,
    sent,
)


def test_stranger_learns_only_how_to_register() -> None:
    """An unknown sender is held, gets the registration guide, and no datum (R-13)."""
    talk = Talk()

    decision = talk.hears(reading("apply", COMPLETE, sender="who@example.org"))

    assert (decision.fate, sent(decision)) == ("held", ["registration"])
    assert called(decision) == ["second_address"]
    assert decision.case is None


def test_registration_guide_is_empty_of_data() -> None:
    """The guide's content is empty and it carries no token: nothing can leak."""
    decision = Talk().hears(reading("apply", COMPLETE, sender="who@example.org"))

    (guide,) = [e for e in decision.effects if getattr(e, "kind", "") == "registration"]
    assert isinstance(guide, Send)
    assert guide.mail.content() == {}
    assert getattr(guide, "purpose", "case") is None


def test_stranger_who_writes_again_is_not_answered_again() -> None:
    """One guide a day is enough; a second mail is held without a word."""
    talk = Talk()

    decision = talk.happens(
        MailRead(2, reading("apply", COMPLETE, sender="who@example.org"), recent=1)
    )

    assert (decision.fate, sent(decision)) == ("held", [])


def test_second_address_of_a_known_company_is_waited_for() -> None:
    """E2: a task names the company; the sender learns what every stranger learns."""
    apply = reading("apply", COMPLETE, sender="genba@other.example.jp")
    other = reading("apply", {}, sender="who@other.example.jp")

    named = Talk().happens(MailRead(1, apply))
    unnamed = Talk().happens(MailRead(1, other))

    assert (named.fate, called(named)) == ("held", ["second_address"])
    assert duty(named, "second_address")["contractor"] == "hoshizora"
    one, two = mail_of(named, "registration"), mail_of(unnamed, "registration")
    assert one.mail == two.mail


def test_strangers_beyond_the_budget_are_one_task_and_no_mail() -> None:
    """D5: whom a forger names gets no mail from us beyond the hour's number."""
    mail = reading("apply", {}, sender="victim@example.org")

    decision = Talk().happens(MailRead(1, mail, budget_left=False))

    (task,) = [e for e in decision.effects if isinstance(e, CallStaff)]
    assert (sent(decision), task.group) == ([], "all")
