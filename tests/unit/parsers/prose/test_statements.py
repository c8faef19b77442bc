"""Statements of prose: what is skipped for speed would have found nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.prose import statements
from tests.unit.parsers.letters import reply


@pytest.mark.parametrize(
    ("pattern", "words"),
    statements.NEEDS,
    ids=[str(at) for at in range(len(statements.NEEDS))],
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_a_skipped_pattern_could_not_match(
    pattern: re.Pattern[str], words: tuple[str, ...], data: st.DataObject
) -> None:
    """Whatever a costly pattern matches holds one of the words it is tried for."""
    text = data.draw(st.from_regex(pattern))
    assert pattern.search(text)
    assert any(word in text for word in words)


def test_an_amount_that_is_about_is_asked_in_a_sentence_too() -> None:
    """約 after a field's name is a doubt about it, and no mere remark for a person."""
    reading = reply("前払金保証金額は約3,000万円\n")

    assert [(p.field, p.code) for p in reading.problems] == [
        ("advance.amount", "relative_amount")
    ]
    assert "advance.amount" not in reading.fields
