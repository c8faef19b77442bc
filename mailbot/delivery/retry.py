"""When to try again: pure, so that four days of trying are tested in a moment."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=2)
PATIENCE = timedelta(days=4)
"""How long a mail is tried; RFC 5321, 4.5.4.1 wants four to five days."""

_DOUBLINGS = 10  # 2**10 minutes are past the longest wait: no need for more.


def next_attempt(
    attempt: int, first: datetime, now: datetime, dice: float
) -> datetime | None:
    """Return when to try again, or None when there has been trying enough.

    `attempt` is how many attempts were made, at least 1; `first` is when the first
    was made, `now` when the last failed; both aware. `dice` is a random number from
    0 to below 1: the wait is doubled each time and spread over half to one and a half
    of it, so that many mails do not come back together. The last attempt falls on the
    end of the four days.
    """
    end = first + PATIENCE
    if now >= end:
        return None
    doubled = FIRST_WAIT * (1 << min(attempt - 1, _DOUBLINGS))
    wait = min(doubled, LONGEST_WAIT) * (0.5 + dice)
    return min(now + wait, end)
