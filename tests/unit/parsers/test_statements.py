"""Statements of prose: what is skipped for speed would have found nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import statements


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
