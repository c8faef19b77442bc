"""A contractor's mail on what is issued: papers that an obligee waits for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.core.model.events import Ticket
from mailbot.core.model.submission import SubmissionState
from tests.support.change_talk import in_force
from tests.support.talk import PAPER, Talk, called, reading, sent


def waiting() -> Talk:
    """Return a conversation whose obligee waits for a contract and an invoice."""
    talk = in_force()
    (one,) = talk.open.submissions
    state = SubmissionState.COLLECTING_PAPERS
    waits = replace(one, state=state, wanted=("請負契約書", "請求書"))
    talk.case = talk.open.with_submission(waits)
    return talk


@pytest.mark.parametrize("said", ["", "契約書を添付いたします。"])
def test_file_that_is_announced_is_taken_for_the_obligee(said: str) -> None:
    """A file alone, or with a word that only announces it: what is missing is said."""
    talk = waiting()
    remainder = (said,) if said else ()

    decision = talk.hears(reading("unknown", attachments=(PAPER,), remainder=remainder))

    assert (decision.reason, sent(decision)) == ("papers_came", ["papers_wanted"])
    (submission,) = talk.open.submissions
    assert [one.wanted for one in submission.papers] == ["請負契約書"]


def test_file_with_a_condition_is_a_persons() -> None:
    """「ただし、まだ送らないでください」 beside the file is read by a person."""
    talk = waiting()
    but = "契約書を添付しますが、まだ送らないでください。"

    decision = talk.hears(reading("unknown", attachments=(PAPER,), remainder=(but,)))

    assert called(decision) == ["mail_after_yes"]
    assert talk.open.submissions[0].papers == ()


def test_submit_without_a_file_says_what_is_missing() -> None:
    """提出 alone sends nothing: each submission that waits is told of again."""
    talk = waiting()

    decision = talk.hears(reading("submit"), Ticket())

    assert (decision.reason, sent(decision)) == ("papers_wanted", ["papers_wanted"])
