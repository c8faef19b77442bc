"""Which case a mail belongs to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.core.decisions.routing import Route, receipt_in, route
from mailbot.core.model.events import NO_TICKET, Ticket
from parsers.reading import Command, Envelope, Intent, Reading
from tests.support.change_talk import NUMBER
from tests.support.talk import (
    SENDER,
    make_office,
)


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


def written(text: str, intent: Intent = "withdraw", subject: str = "") -> Reading:
    """Return a new mail with a text."""
    return Reading(intent, Envelope(sender=SENDER, subject=subject), text=text)


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        (
            written("取消\n受付番号：2026-000002"),
            Route("receipt", receipt="2026-000002", contractor_id="hoshizora"),
        ),
        (
            written("取消\n受付番号：２０２６－０００００２"),
            Route("receipt", receipt="2026-000002", contractor_id="hoshizora"),
        ),
        (
            written("2026-000001と2026-000002の件"),
            Route("open", contractor_id="hoshizora"),
        ),
        (written("電話 0120-123456"), Route("open", contractor_id="hoshizora")),
        (written("工事番号：2026-000002", "apply"), Route("none")),
        (written("", "list"), Route("none")),
    ],
)
def test_a_receipt_number_in_the_text_leads_to_its_case(
    mail: Reading, expected: Route
) -> None:
    """One number leads to its case, if it is the sender's; two, or none, do not."""
    assert route(mail, NO_TICKET, make_office()) == expected


def test_a_number_in_a_command_leads_to_its_case() -> None:
    """変更 00427-000001 belongs to the case of that guarantee."""
    mail = replace(written("", "change"), commands=(Command("change", (NUMBER,)),))

    assert route(mail, NO_TICKET, make_office()) == Route(
        "number", number=NUMBER, contractor_id="hoshizora"
    )
