"""Words for codes: what a clerk reads in the log says what happened."""

from __future__ import annotations

from mailbot.core.mails.stored import KINDS
from mailbot.staff.staff_language import table
from mailbot.staff.words import reason

ASKED = table("en", "asked")


def test_the_list_that_was_asked_for_is_no_mailing_list() -> None:
    """一覧 and a mail of a list have one code; what became of the mail tells them."""
    assert reason("list", "applied") == "asked for the list"
    assert reason("list", "held") == reason("list", "ignored") == "from a mailing list"


def test_each_answer_to_a_question_has_words() -> None:
    """What a contractor asks for is a kind of mail, and reads as a sentence."""
    assert set(ASKED) <= set(KINDS)
    assert all(reason(code, "applied") == words for code, words in ASKED.items())
