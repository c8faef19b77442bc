"""What a contractor may ask: their own cases only, and one answer for the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.core.decide import decide
from mailbot.core.model.change_request import Change, ChangeState
from mailbot.core.model.contractor_record import ContractorRecord
from mailbot.core.model.decision_context import DecisionContext, NewIds
from mailbot.core.model.effects import Decision, DocumentRef
from mailbot.core.model.events import MailRead
from parsers.reading import Command, Intent
from tests.support.talk import (
    COMPLETE,
    NOON,
    SENDER,
    Talk,
    issued,
    mail_of,
    make_office,
    reading,
    sent,
)

OFFICE = make_office()
NUMBER = "00427-000001"
FOREIGN = "00427-000099"


def numbered(talk: Talk) -> ContractorRecord:
    """Return the files of a conversation whose guarantee has its number."""
    case = talk.open
    one = replace(case.guarantees[0], number=NUMBER)
    return ContractorRecord(files=(case.with_guarantee(one),))


def ask(
    intent: Intent, *args: str, known: ContractorRecord, sender: str = SENDER
) -> Decision:
    """Ask without a case, as in a new mail."""
    command = Command(intent, args)
    mail = MailRead(9, reading(intent, sender=sender, commands=(command,)))
    return decide(
        None,
        mail,
        DecisionContext(OFFICE, NOON, NewIds(5, "2026-000005", 50, 60), known),
    )


def rows(decision: Decision, kind: str, key: str) -> list[dict[str, object]]:
    """Return a list of the one mail's content."""
    found = mail_of(decision, kind).mail.content()[key]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("intent", ["history", "statement", "resend"])
def test_foreign_and_absent_numbers_get_one_answer(intent: Intent) -> None:
    """But for the number that was asked, the two mails are the same to the letter."""
    foreign = ask(
        intent, NUMBER, known=ContractorRecord(), sender="otomo@sakuragi.example.jp"
    )
    absent = ask(
        intent, FOREIGN, known=ContractorRecord(), sender="otomo@sakuragi.example.jp"
    )

    one, other = foreign.effects[0], absent.effects[0]
    assert sent(foreign) == sent(absent)
    assert repr(one).replace(NUMBER, "N") == repr(other).replace(FOREIGN, "N")


def test_history_has_its_entries() -> None:
    """One entry: 新規, with amount, limit and the moment of its arrival."""
    decision = ask("history", NUMBER, known=numbered(issued(Talk())))

    (one,) = rows(decision, "history", "guarantees")
    entries = one["entries"]
    assert isinstance(entries, list)
    assert [(e["kind"], e["amount"]) for e in entries] == [("new", 20_000_000)]


def test_resend_goes_to_the_registered_address_with_the_notice() -> None:
    """The key notice goes where it went first, and only if that is registered."""
    known = numbered(issued(Talk()))
    decision = ask("resend", NUMBER, known=known)

    mail = mail_of(decision, "resent")
    assert mail.to == SENDER
    assert mail.documents == (
        DocumentRef(11, "key_notice"),
        DocumentRef(11, "certificate_copy"),
    )


def test_resend_never_goes_to_an_address_that_was_taken_back() -> None:
    """An address that is not registered any more gets no key; the asker does."""
    known = numbered(issued(Talk()))
    (case,) = known.files
    said = case.said["notify_email"]
    left = {**case.said, "notify_email": replace(said, value="ex@elsewhere.example")}
    gone = replace(case, said=left, correspondent="ex@elsewhere.example")

    decision = ask("resend", NUMBER, known=ContractorRecord(files=(gone,)))

    assert mail_of(decision, "resent").to == SENDER


def test_statement_tells_the_premium_alone() -> None:
    """Premium, tariff and payment in figures; there is no other line (R-11)."""
    decision = ask("statement", NUMBER, known=numbered(issued(Talk())))

    (one,) = rows(decision, "statement", "guarantees")
    assert (one["premium"], one["payment"]) == (20_000, "monthly")
    assert mail_of(decision, "statement").documents == (DocumentRef(11, "statement"),)


def test_status_without_a_case_tells_of_all_that_is_open() -> None:
    """What is issued is done, and not in the status; it is in the list."""
    begun = Talk()
    begun.hears(reading("apply", COMPLETE))
    files = (replace(begun.open, id=2, receipt="2026-000002"),)
    known = ContractorRecord(files=(*numbered(issued(Talk())).files, *files))

    assert [
        r["receipt"] for r in rows(ask("status", known=known), "status", "cases")
    ] == ["2026-000002"]
    assert [r["receipt"] for r in rows(ask("list", known=known), "list", "cases")] == [
        "2026-000002",
        "2026-000001",
    ]


def test_status_tells_of_a_change_that_waits() -> None:
    """A request for a change opens a case again; one that has ended does not."""
    known = numbered(issued(Talk()))
    (case,) = known.files
    waiting = replace(case, changes=(Change(1, 11, ChangeState.CONFIRMING),))
    ended = replace(case, changes=(Change(1, 11, ChangeState.EXPIRED),))

    (shown,) = rows(
        ask("status", known=ContractorRecord(files=(waiting,))), "status", "cases"
    )

    assert shown["changes"] == [
        {"number": NUMBER, "product": "advance", "state": "confirming"}
    ]
    assert (
        rows(ask("status", known=ContractorRecord(files=(ended,))), "status", "cases")
        == []
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("", ["角田市", "上尾市"]),
        ("角田", ["角田市"]),
        ("角田市長", ["角田市"]),
        ("架空市", []),
    ],
)
def test_obligees_are_listed_and_looked_up(name: str, found: list[str]) -> None:
    """A part of the name will do; who is not listed is told so (flyer Q7)."""
    decision = ask("obligees", *([name] if name else []), known=ContractorRecord())

    assert [row["name"] for row in rows(decision, "obligees", "obligees")] == found
