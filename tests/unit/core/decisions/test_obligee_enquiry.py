"""照会 and 検証: obligees are answered, whoever else asks learns nothing (3.5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.core.decisions.obligee_enquiry import answer, obligee_at
from mailbot.core.model.decision_context import DecisionContext, NewIds
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import MailRead, Ticket
from mailbot.core.model.lookup_result import (
    Checked,
    Found,
    Inspection,
    LookupAnswer,
    RegistryEntry,
)
from parsers.reading import Command, Intent
from tests.support.talk import NOON, SENDER, called, mail_of, make_office, reading, sent

CLERK = "keiyaku@city.kakuda.example.jp"
SEEN = LookupAnswer((RegistryEntry("00427-000001", 1, NOON, {}),))


def decide(
    sender: str,
    found: Found | None = None,
    intent: Intent = "lookup",
    fruitless: int = 0,
) -> Decision:
    """Return what becomes of a 照会 with number and key."""
    pair = Command("lookup", ("00427-000001", "Z28YUE4J3Bux"))
    mail = reading(intent, sender=sender, commands=(pair,))
    event = MailRead(7, mail, "claimed", Ticket(), found=found, fruitless=fruitless)
    context = DecisionContext(make_office(), NOON, NewIds(1, "2026-000001", 11, 21))
    return answer(event, context)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (CLERK, "kakuda"),
        ("ZAISEI@city.kakuda.example.jp", "kakuda"),
        ("keiyaku@kakuda.example.jp", ""),
        ("keiyaku@x.city.kakuda.example.jp", ""),
        (SENDER, ""),
        ("", ""),
    ],
)
def test_obligee_is_known_by_its_address_or_domain(address: str, found: str) -> None:
    """The domain itself counts, nothing above it and nothing below it."""
    obligee = obligee_at(address, make_office())

    assert (obligee.id if obligee else "") == found


def test_right_pair_is_answered_with_what_the_certificate_says() -> None:
    """An obligee that has number and key is told; the mail carries no key."""
    decision = decide(CLERK, SEEN)

    assert (decision.fate, decision.reason, sent(decision)) == (
        "applied",
        "lookup",
        ["lookup"],
    )
    assert "Z28YUE4J3Bux" not in repr(mail_of(decision, "lookup"))


def test_stranger_gets_the_answer_of_a_wrong_pair() -> None:
    """From the mail nobody learns whether a pair is right, or who is an obligee."""
    stranger = mail_of(decide("who@example.org", SEEN), "lookup")
    wrong = mail_of(decide(CLERK, LookupAnswer()), "lookup")

    assert replace(stranger, to="") == replace(wrong, to="")
    assert called(decide("who@example.org", SEEN)) == ["not_registered"]
    assert called(decide(SENDER, SEEN)) == []


def test_who_asks_too_often_is_held() -> None:
    """Beyond the day's number there is no mail, and one task."""
    decision = decide(CLERK, SEEN, fruitless=20)

    assert (decision.fate, sent(decision), called(decision)) == ("held", [], ["loop"])


def test_altered_file_rings_for_a_person() -> None:
    """検証 of a notice with a broken signature: obligee and staff hear of it."""
    file = Checked("認証キー.pdf", "seen", "altered", "key_notice")

    decision = decide(CLERK, Inspection((file,)), "verify")

    assert sent(decision) == ["verified"]
    assert called(decision) == ["notice_differs"]
