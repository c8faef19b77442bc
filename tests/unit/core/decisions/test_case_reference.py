"""Which of several files a mail is about that names none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mailbot.core.decisions.case_reference import waiting_for
from mailbot.core.model.contractor_record import ContractorRecord
from parsers.reading import Problem
from tests.support.change_talk import asking, in_force
from tests.support.talk import (
    COMPLETE,
    Talk,
    called,
    reading,
    sent,
)
from tests.unit.core.decisions.test_enquiry import ask, rows


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


def test_two_open_cases_are_told_apart_by_asking() -> None:
    """取消 without a token or a number withdraws nothing: the cases are listed."""
    one = Talk()
    one.hears(reading("apply", COMPLETE))
    other = replace(one.open, id=2, receipt="2026-000002")
    known = ContractorRecord(files=(one.open, other))

    decision = ask("withdraw", known=known)

    assert (sent(decision), called(decision)) == (["which"], [])
    assert [row["receipt"] for row in rows(decision, "which", "cases")] == [
        "2026-000001",
        "2026-000002",
    ]
