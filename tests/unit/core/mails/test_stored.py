"""What was stored of mails is read for ever, and written as it was.

`stored_at_ba8a113.json` holds mails as the code of commit ba8a113 stored them, when a
mail was a kind and a dictionary: of each kind as many as show every key that it had.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from mailbot.core.mails.conversation import PersonMail, RegistrationMail
from mailbot.core.mails.enquiry import ListMail, StatusMail
from mailbot.core.mails.stored import (
    KINDS,
    effect_as_json,
    mail_from,
    send_as_json,
    send_from_json,
)
from mailbot.core.model.effects import CallStaff, DocumentRef, PaperRef, Send
from tests.unit.composer.letters import COMPOSER, SHEET, STAMP, THREAD

STORED = json.loads(
    Path(__file__).with_name("stored_at_ba8a113.json").read_text("utf-8")
)


def test_the_stored_mails_are_of_every_kind_that_there_was() -> None:
    """No kind that may lie in a database is forgotten here."""
    assert {one["kind"] for one in STORED} <= set(KINDS)
    assert len({one["kind"] for one in STORED}) == 35


@pytest.mark.parametrize("stored", STORED, ids=lambda one: one["kind"])
def test_a_stored_mail_is_read_and_written_as_it_was(stored: dict[str, object]) -> None:
    """Replay compares what is decided now with what is stored: both have one form."""
    assert send_as_json(send_from_json(stored)) == stored


@pytest.mark.parametrize("stored", STORED, ids=lambda one: one["kind"])
def test_a_stored_mail_is_composed(stored: dict[str, object]) -> None:
    """A mail that waited when the code was changed goes out."""
    made = COMPOSER.compose(send_from_json(stored), SHEET, STAMP, THREAD)

    assert made.subject.strip()
    assert made.text.count("\n") > 8


def test_what_an_older_row_lacks_has_its_default() -> None:
    """A 受領 stored before the platform had one was of a notice that we sent."""
    old = {"obligee": "角田市", "guarantees": [], "at": "2026-03-02T13:08:00+09:00"}
    content = mail_from("received", old).content()

    assert content == {**old, "forwarded": True, "platform": ""}


def test_what_is_absent_is_left_out() -> None:
    """A mail without a case says nothing of a state, and stores nothing of it."""
    mail = PersonMail(why="call", promise="", same_day=True)

    assert mail.content() == {
        "why": "call",
        "silent": False,
        "promise": "",
        "same_day": True,
        "open_now": False,
    }


def test_answers_beside_a_mail_are_stored_in_it() -> None:
    """What else was asked stands in the content, each with its kind, as ever."""
    status = StatusMail(cases=(), asked=())
    send = Send(RegistrationMail(), "a@example.jp", also=(status, ListMail(cases=())))
    stored = send_as_json(send)

    assert stored["content"] == {
        "also": [
            {"cases": [], "asked": [], "answer": "status"},
            {"cases": [], "answer": "list"},
        ]
    }
    assert send_from_json(stored) == send


def test_every_other_field_of_a_send_comes_back() -> None:
    """Copies, papers and the token's values are read as they were decided."""
    send = Send(
        RegistrationMail(),
        "a@example.jp",
        purpose="submission",
        token_id=4,
        revision=5,
        answers=6,
        cc=("b@example.jp",),
        documents=(DocumentRef(11, "key_notice"),),
        papers=(PaperRef(3, "2.1", "請求書.pdf"),),
        language="en",
    )

    assert send_from_json(send_as_json(send)) == send


@pytest.mark.parametrize(
    "content",
    [{}, {"obligee": "角田市", "guarantees": [{}], "at": ""}, {"obligee": 7}],
)
def test_a_mail_with_a_hole_in_it_is_not_read(content: dict[str, object]) -> None:
    """An incomplete mail is an error for a person, never a mail that says half."""
    with pytest.raises(ValidationError):
        send_from_json({"kind": "received", "to": "a@example.jp", "content": content})


def test_a_kind_that_there_never_was_is_not_read() -> None:
    """Nothing is guessed of a mail that no code of ours has stored."""
    with pytest.raises(KeyError):
        send_from_json({"kind": "no such kind", "to": "a@example.jp", "content": {}})


def test_other_effects_are_stored_by_their_fields() -> None:
    """Only a mail has a form of its own."""
    stored = effect_as_json(CallStaff("review", {"mail": 3}))

    assert stored == {"reason": "review", "detail": {"mail": 3}, "group": ""}
