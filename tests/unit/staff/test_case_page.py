"""The page of a case: nothing that people or the desk did is left out of it."""

from typing import get_args

import pytest

from mailbot.core.model.events import DeliverySettled, Event, MailRead
from mailbot.core.model.staff_events import TakenUp
from mailbot.staff.case_page import CasePage, sections
from mailbot.store.records import Recorded
from tests.unit.store.making import NOON, case

HEADING = "What happened"
ELSEWHERE = {MailRead.code, DeliverySettled.code, TakenUp.code}
"""What the mails of the case tell, or what belongs to a mail."""


@pytest.mark.parametrize(
    "code", sorted({one.code for one in get_args(Event)} - ELSEWHERE)
)
def test_every_event_of_a_case_stands_on_its_page(code: str) -> None:
    """Each kind of event has a line with who did it, in words and not by its code."""
    event = Recorded(1, 1, 1, NOON, code, "staff:千葉", "", None, {}, ())
    page = CasePage(case(), (), (event,), (), (), ())

    (line,) = next(one.lines for one in sections(page) if one.heading == HEADING)

    assert "(staff:千葉)" in line
    assert f"· {code} " not in line
