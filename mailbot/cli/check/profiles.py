"""`mailbot check`: the obligees' profiles, whether somebody has looked lately.

An obligee changes its ways and its dates without telling us; a profile is worth as
much as the day on which it was laid beside the obligee's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from mailbot.cli.check.result import Checked, ok, warn
from mailbot.core.office.office import Obligee, Office

_YEAR = timedelta(days=365)
_MOST_NAMED = 8


def profiles(office: Office, today: date) -> Iterator[Checked]:
    """Yield which profiles have no first day, no day of checking, or an old one."""
    obligees = office.obligees.values()
    found = (
        (
            [one for one in obligees if any(a.since is None for a in one.acceptances)],
            "no page says since when they take electronic form",
            "ask the obligee, then write accepts.since (R-08: a person looks)",
        ),
        (
            [one for one in obligees if one.checked is None],
            "nobody wrote down when the profile was checked",
            "lay the profile beside its source, then write checked",
        ),
        (
            [one for one in obligees if one.checked and one.checked + _YEAR < today],
            "the profile was checked more than a year ago",
            "lay the profile beside its source again, then write the day to checked",
        ),
    )
    for some, says, do in found:
        if some:
            yield warn("obligees", f"{says}: {_named(some)}", do)
    if not any(some for some, _, _ in found):
        yield ok("obligees", "each profile has its dates, checked within a year")


def _named(obligees: Iterable[Obligee]) -> str:
    names = [one.name for one in obligees]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
