"""Which of several files a mail is about that names none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mailbot.core.decisions.case_reference import waiting_for
from parsers.reading import Problem
from tests.support.talk import COMPLETE, Talk, reading
from tests.unit.core.decisions.test_change import asking, in_force


def test_value_that_only_a_change_waits_for_belongs_to_it() -> None:
    """A new last day, in a mail of its own, answers the question of the change."""
    talk = in_force()
    unclear = Problem("work_end", "incomplete_date", "9月ごろ", "1", 2)
    talk.hears(replace(asking({}), problems=(unclear,)))
    other = Talk()
    other.hears(reading("apply", COMPLETE))
    files = (talk.open, replace(other.open, id=2))

    assert waiting_for(reading("answer", {"work_end": date(2027, 9, 30)}), files) == (
        talk.open,
    )
    held = (replace(talk.open, held="call"), files[1])
    assert waiting_for(reading("answer", {"work_end": date(2027, 9, 30)}), held) == ()


def test_value_that_nobody_waits_for_names_no_case() -> None:
    """An amount that neither application nor change asked for is nobody's answer."""
    talk = in_force()
    talk.hears(asking({"advance.amount": 15_000_000}))

    assert waiting_for(reading("answer", {"advance.bank": "銀行"}), (talk.open,)) == ()
