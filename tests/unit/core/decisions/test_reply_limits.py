"""Mail that brings nothing is counted, mail that brings anything is not."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions.reply_limits import brings_anything
from parsers.reading import Reading
from tests.support.talk import reading
from tests.unit.core.decisions.test_change import asks, in_force
from tests.unit.core.decisions.test_conversation import PAPER


def test_a_file_for_a_change_moves_something() -> None:
    """A mail with nothing but a paper for the change in talk is never a loop."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    before = talk.open

    with_paper: Reading = reading("unknown", attachments=(PAPER,))
    decision = talk.hears(with_paper)

    assert brings_anything(before, decision)
    talk.hears(replace(with_paper))
    assert not brings_anything(talk.open, talk.hears(with_paper))
