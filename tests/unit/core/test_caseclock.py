"""The clock of a case: spans, holders, office time, and promises kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailbot.core.caseclock import (
    Stand,
    held_by,
    kept,
    office_time,
    recorded,
    spans,
    stand,
)
from mailbot.core.events import CertificateArrived
from mailbot.core.hours import TOKYO
from tests.talk import COMPLETE, NOON, Talk, confirmed, issued, make_office, reading

HOUR = timedelta(hours=1)


def test_time_between_two_events_belongs_to_the_first() -> None:
    """An hour with the contractor, two with the staff, and the rest at the desk."""
    lived = spans(
        (
            Stand(NOON, "collecting", "contractor"),
            Stand(NOON + HOUR, "reviewing", "staff"),
            Stand(NOON + 3 * HOUR, "issuing", "desk"),
        ),
        NOON + 4 * HOUR,
    )

    assert [one.length for one in lived] == [HOUR, 2 * HOUR, HOUR]
    assert held_by(lived) == {"contractor": HOUR, "staff": 2 * HOUR, "desk": HOUR}


def test_stands_that_say_the_same_are_one_span() -> None:
    """Two questions in a row are one wait; what was over at once is no span."""
    lived = spans(
        (
            Stand(NOON, "issuing", "desk"),
            Stand(NOON, "collecting", "contractor"),
            Stand(NOON + HOUR, "collecting", "contractor"),
        ),
        NOON + 2 * HOUR,
    )

    assert [(one.state, one.length) for one in lived] == [("collecting", 2 * HOUR)]


def test_each_state_has_its_holder() -> None:
    """Asked: the contractor; held: the staff; sent: the obligee; ended: nobody."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    assert stand(talk.open, NOON).holder == "contractor"
    talk.hears(reading("unknown", text="電話ください"))
    assert stand(talk.open, NOON).holder == "staff"

    making = confirmed(Talk())
    assert stand(making.open, NOON) == Stand(NOON, "issuing", "desk")
    making.happens(CertificateArrived(11, NOON))
    assert stand(making.open, NOON).state == "ready"

    gone = Talk()
    gone.hears(reading("apply", COMPLETE))
    gone.hears(reading("withdraw"))
    assert stand(gone.open, NOON).holder == "nobody"


def test_nights_and_weekends_are_no_office_time() -> None:
    """From Friday 16:00 to Monday 10:00 the office had two hours."""
    office = make_office()
    friday = datetime(2026, 3, 6, 16, 0, tzinfo=TOKYO)
    monday = datetime(2026, 3, 9, 10, 0, tzinfo=TOKYO)

    assert office_time(office, office.branches["miyagi"], friday, monday) == 2 * HOUR


def test_promise_is_compared_with_the_arrival() -> None:
    """A certificate at noon keeps a promise for five; an open one is late after it."""
    done = issued(Talk()).open
    waiting = confirmed(Talk()).open
    by = NOON + 5 * HOUR

    assert kept(done, by, by + HOUR).actual == NOON
    assert not kept(done, by, by + HOUR).late
    assert kept(waiting, by, by + HOUR).late


def test_recorded_events_give_the_stands_back() -> None:
    """Events without a stand, or with a holder that nobody knows, are left out."""
    rows = (
        (NOON, {"state": "collecting", "holder": "contractor"}),
        (NOON, {"fate": "applied"}),
        (NOON, {"state": "collecting", "holder": "martians"}),
    )

    assert recorded(rows) == (Stand(NOON, "collecting", "contractor"),)
