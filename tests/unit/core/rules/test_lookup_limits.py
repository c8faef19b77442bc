"""Guessing gets slower and slower, and nobody can shut somebody else out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.core.rules.lookup_limits import (
    NO_FAILURES,
    Limits,
    Tallies,
    Tally,
    currently,
    failed,
    held_until,
    taken_back,
    to_tell,
)

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LIMITS = Limits()
waits = st.integers(0, 90_000).map(lambda seconds: timedelta(seconds=seconds))


def told(numbers: int, clients: int, everything: int = 0) -> Tallies:
    """Return tallies with these many failures, all of them just now."""
    return Tallies(*(Tally(n, NOON, NOON) for n in (numbers, clients, everything)))


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, 0), (4, 0), (5, 10), (6, 20), (7, 40), (13, 2560), (14, 3600), (10_000, 3600)],
)
def test_a_client_waits_twice_as_long_each_time(failures: int, seconds: int) -> None:
    """Four slips are free; then ten seconds, doubled, and never more than an hour."""
    until = held_until(told(0, failures), NOON, LIMITS)

    assert (NOON + timedelta(seconds=seconds) if seconds else None) == until


def test_who_has_not_failed_never_waits() -> None:
    """However many others have failed at a number, a clean client is listened to."""
    attacked = Tallies(number=Tally(10**6, NOON, NOON), client=NO_FAILURES)

    assert held_until(attacked, NOON, LIMITS) is None


def test_who_has_failed_waits_by_the_number_too() -> None:
    """One slip at a number that is being guessed at costs more than one elsewhere."""
    assert held_until(told(9, 1), NOON, LIMITS) is None
    assert NOON + timedelta(seconds=10) == held_until(told(10, 1), NOON, LIMITS)
    assert NOON + timedelta(hours=1) == held_until(told(500, 1), NOON, LIMITS)


@given(st.integers(1, 10**6), st.integers(0, 10**6), waits)
def test_nobody_is_shut_out_by_others(own: int, others: int, since: timedelta) -> None:
    """Whatever others do and when, an hour after one's own last failure one gets in."""
    mine = Tally(own, NOON, NOON)
    now = NOON + since
    theirs = Tally(others, NOON, now) if others else NO_FAILURES

    until = held_until(Tallies(number=theirs, client=mine), now, LIMITS)

    assert until is None or now < until <= NOON + LIMITS.longest_wait


@given(st.integers(0, 200), st.integers(0, 200))
def test_one_failure_more_never_shortens_a_wait(numbers: int, clients: int) -> None:
    """Guessing on does not pay: the next wait ends later, or at the same hour's end."""
    before = held_until(told(numbers, clients), NOON, LIMITS) or NOON
    after = failed(told(numbers, clients), NOON, LIMITS)

    assert before <= (held_until(after, NOON, LIMITS) or NOON)


@given(st.integers(0, 50))
def test_guesses_of_a_day_are_few(numbers: int) -> None:
    """A client that tries at every first moment it may has 37 tries in a day."""
    tallies, now, tries = told(numbers, 0), NOON, 0
    while now < NOON + timedelta(days=1):
        tallies = failed(tallies, now, LIMITS)
        tries += 1
        now = held_until(tallies, now, LIMITS) or now

    assert tries <= 37


def test_old_failures_are_forgotten() -> None:
    """A day after the last failure nothing is held against anybody."""
    late = NOON + LIMITS.forget

    assert Tallies() == currently(told(50, 50, 50), late, LIMITS)
    assert Tallies(*[Tally(1, late, late)] * 3) == failed(told(9, 9, 9), late, LIMITS)


def test_failures_of_everybody_count_by_the_hour() -> None:
    """Slips that people make all day never add up to a burst."""
    tallies, now = Tallies(), NOON
    for _ in range(500):
        now += timedelta(minutes=2)
        tallies = failed(tallies, now, LIMITS)

    assert tallies.everything.failures <= 30


def test_staff_are_told_from_a_level_on() -> None:
    """Twenty failures at a number or of a client, a hundred of everybody."""
    assert () == to_tell(told(19, 19, 99), LIMITS)
    assert ("number", "client") == to_tell(told(20, 20, 99), LIMITS)
    assert ("number", "client", "everything") == to_tell(told(20, 21, 100), LIMITS)


@given(st.integers(0, 20), st.integers(0, 20), waits)
def test_what_was_right_leaves_no_trace(
    own: int, others: int, later: timedelta
) -> None:
    """A failure counted in advance is taken back, and no other one with it."""
    before = Tally(own, NOON, NOON) if own else NO_FAILURES
    now = NOON + later
    counted = failed(Tallies(before, before, before), now, LIMITS).client
    meanwhile = counted
    for _ in range(others):
        meanwhile = failed(Tallies(client=meanwhile), now, LIMITS).client

    kept = taken_back(meanwhile, before, counted)

    if others:
        assert meanwhile.failures - 1 == kept.failures
    else:
        assert before == kept


def test_last_failure_taken_back_leaves_a_clean_client() -> None:
    """A row that others have changed meanwhile goes when nothing is left in it."""
    assert NO_FAILURES == taken_back(Tally(1, NOON, NOON), NO_FAILURES, NO_FAILURES)
