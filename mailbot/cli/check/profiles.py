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
    undated = [one for one in obligees if _undated(one)]
    never = [one for one in obligees if one.checked is None]
    old = [one for one in obligees if one.checked and one.checked + _YEAR < today]
    if undated:
        yield warn(
            "obligees",
            f"no page says since when they take electronic form: {_named(undated)}",
            "ask the obligee, then write accepts.since (R-08: a person looks)",
        )
    if never:
        yield warn(
            "obligees",
            f"nobody wrote down when the profile was checked: {_named(never)}",
            "lay the profile beside its source, then write checked",
        )
    if old:
        yield warn(
            "obligees",
            f"the profile was checked more than a year ago: {_named(old)}",
            "lay the profile beside its source again, then write the day to checked",
        )
    if not (undated or never or old):
        yield ok("obligees", "each profile has its dates, checked within a year")


def _undated(obligee: Obligee) -> bool:
    return any(one.since is None for one in obligee.acceptances)


def _named(obligees: Iterable[Obligee]) -> str:
    names = [one.name for one in obligees]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
