"""What one certificate says: made once, one line each, compared by one rule."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.core.model.certificate_facts import printed_line, replaced

OLD = {
    "amount": 20_000_000,
    "bank": "見本銀行",
    "contract_date": "2026-02-27",
    "dated": "2026-03-02",
    "guarantee_from": "2026-03-02",
}


@given(st.text())
def test_printed_line_is_visible(text: str) -> None:
    """No control, format or line character goes out, and cleaning twice is once."""
    clean = printed_line(text)

    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", clean)
    assert clean == printed_line(clean)


@pytest.mark.parametrize(
    ("other", "was"),
    [
        ({}, {}),
        ({"amount": 24_000_000}, {"amount": 20_000_000}),
        ({"bank": ""}, {"bank": "見本銀行"}),
        ({"dated": "2026-09-01", "guarantee_from": "2026-03-03"}, {}),
        (
            {"contract_date": "2026-03-01"},
            {"contract_date": "2026-02-27", "contract_date_planned": False},
        ),
        (
            {"contract_date_planned": True},
            {"contract_date": "2026-02-27", "contract_date_planned": False},
        ),
    ],
)
def test_only_what_another_certificate_says_otherwise_is_replaced(
    other: dict[str, object], was: dict[str, object]
) -> None:
    """Of each row the former value, where it differs; its own day is none of them."""
    assert replaced({**OLD, **other}, OLD) == was


def test_planned_day_was_another_when_it_is_settled() -> None:
    """Signed on the planned day: that it was planned before is shown (R-28)."""
    planned = {**OLD, "contract_date_planned": True}

    assert replaced(OLD, planned) == {
        "contract_date": "2026-02-27",
        "contract_date_planned": True,
    }
