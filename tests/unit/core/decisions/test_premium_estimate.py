"""保証料: what a premium will be, told without opening a case."""

from __future__ import annotations

from datetime import date

import pytest

from mailbot.core.decisions.premium_estimate import is_only_asked
from parsers.reading import Value
from tests.support.talk import Talk, confirmed, mail_of, reading, rows_of, sent


@pytest.mark.parametrize(
    ("keys", "only"),
    [
        ({"advance.amount", "work_end"}, True),
        (set(), True),
        ({"advance.amount", "project_name"}, False),
        ({"obligee_name"}, False),
    ],
)
def test_work_or_obligee_makes_it_an_application(keys: set[str], *, only: bool) -> None:
    """Amounts and days alone are reckoned from; a named work is applied for."""
    assert is_only_asked(frozenset(keys)) is only


def test_premium_of_a_mail_is_reckoned_from_its_amount_and_days() -> None:
    """20,000,000 yen at one per mille are 20,000 yen; there is no case."""
    asked: dict[str, Value] = {
        "advance.amount": 20_000_000,
        "work_end": date(2027, 3, 25),
    }
    talk = Talk()

    decision = talk.hears(reading("premium", asked))

    assert (sent(decision), talk.case) == (["estimate"], None)
    (row,) = rows_of(mail_of(decision, "estimate"), "premiums")
    assert (row["product"], row["yen"]) == ("advance", 20_000)


def test_nothing_is_reckoned_from_nothing() -> None:
    """Without an amount the mail asks for one, and names no premium."""
    decision = Talk().hears(reading("premium"))

    assert rows_of(mail_of(decision, "estimate"), "premiums") == []


def test_premium_that_was_agreed_is_told_as_it_is() -> None:
    """After はい the guarantee's own premium is told, under the tariff of that day."""
    talk = confirmed(Talk())

    decision = talk.hears(reading("premium"))

    send = mail_of(decision, "estimate")
    (guarantee,) = talk.open.guarantees
    assert [row["yen"] for row in rows_of(send, "premiums")] == [
        guarantee.terms.premium
    ]
    assert send.mail.content()["agreed"] is True
