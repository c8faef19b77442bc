"""The clock of a case: spans, holders, office time, and promises kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mailbot.core.model.change_request import Change, ChangeState
from mailbot.core.model.events import CertificateArrived
from mailbot.core.model.staff_events import Cancelled
from mailbot.core.office.business_hours import TOKYO
from mailbot.core.office.office import Policy
from mailbot.core.timeline import (
    Deadline,
    Stand,
    deadline,
    kept,
    next_cut_off,
    office_time,
    promised_in,
    recorded,
    spans,
    stand,
)
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    confirmed,
    issued,
    make_office,
    reading,
)

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
    assert [one.holder for one in lived] == ["contractor", "staff", "desk"]


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


def test_a_cancelled_guarantee_is_with_nobody() -> None:
    """What was on its way to the obligee does not matter once it is void."""
    talk = issued(Talk())
    assert stand(talk.open, NOON).holder == "desk"

    talk.happens(Cancelled("佐藤", 11, "契約解除"))
    assert stand(talk.open, NOON) == Stand(NOON, "cancelled", "nobody")


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


def test_next_cut_off_is_todays_or_the_next_business_days() -> None:
    """Friday noon: 15:00 that day; Friday at 16:00: 15:00 on Monday."""
    office = make_office()
    branch = office.branches["miyagi"]
    friday = datetime(2026, 3, 6, 15, 0, tzinfo=TOKYO)

    assert next_cut_off(office, branch, friday - 3 * HOUR) == friday
    monday = friday + timedelta(days=3)
    assert next_cut_off(office, branch, friday + HOUR) == monday


def test_what_was_promised_is_the_deadline_until_it_is_kept() -> None:
    """Before はい the cut-off; after it the promise; issued and sent, nothing."""
    office = make_office()
    by = NOON + 5 * HOUR
    asked = Talk()
    asked.hears(reading("apply", COMPLETE))
    waiting = confirmed(Talk()).open

    before = deadline(asked.open, office, None, stand(asked.open, NOON))
    assert before == Deadline(NOON + 3 * HOUR, promised=False)
    assert before.left(NOON + HOUR) == 2 * HOUR
    now = stand(waiting, NOON)
    assert deadline(waiting, office, by, now) == Deadline(by, promised=True)
    done = issued(Talk()).open
    called = Stand(NOON, "issued", "staff")
    assert deadline(done, office, by, called) == before
    assert deadline(done, office, by, Stand(NOON, "issued", "obligee")) is None


def test_promise_is_read_from_what_was_sent() -> None:
    """The newest 送信完了 holds; other mails promise nothing here."""
    by = "2026-03-02T17:00:00+09:00"
    effects = (
        {"effect": "Send", "kind": "accepted", "content": {"promise": by}},
        {"effect": "Send", "kind": "person", "content": {"promise": "never read"}},
        {"effect": "DropDues"},
    )

    assert promised_in(effects) == datetime.fromisoformat(by)
    assert promised_in(effects[1:]) is None


def test_the_grace_is_the_desks_and_an_open_change_is_its_own_state() -> None:
    """In the grace no person has to act; a change that is asked for shows as one."""
    office = make_office(Policy(hold_first=False, grace=timedelta(minutes=5)))
    talk = confirmed(Talk(office=office))
    assert stand(talk.open, NOON) == Stand(NOON, "reviewing", "desk")

    changing = issued(Talk())
    asked = Change(1, 11, state=ChangeState.REVIEWING)
    case = changing.open.with_change(asked)
    assert stand(case, NOON) == Stand(NOON, "change_reviewing", "staff")
    waits = case.with_change(replace(asked, state=ChangeState.AWAITING_PREMIUM))
    assert stand(waits, NOON) == Stand(NOON, "change_awaiting_premium", "contractor")
