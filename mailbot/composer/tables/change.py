"""The tables of the mails after はい: changes, premiums that differ, papers.

Pure.  Every function takes rows of a mail, already one line each, and the words.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.composer.tables.application import facts
from mailbot.composer.tables.rows import TableRow
from mailbot.composer.wording import Wording
from mailbot.core.mails.certificate import ChangedValue
from mailbot.core.mails.form_rows import PremiumChange
from mailbot.core.mails.submission import CollectedPaper

_MEGA = 1_000_000


def change_lines(
    rows: Sequence[ChangedValue], product: str, words: Wording
) -> list[tuple[str, str, str]]:
    """Return label, old and new value of what changed on a certificate."""
    found = []
    for row in rows:
        own = f"{product}.{row.field}"
        key = own if own in words.words["fields"] else row.field
        was, now = words.show(key, row.was), words.show(key, row.now)
        found.append((words.label(key), was, now))
    return found


def premium_change(row: PremiumChange, words: Wording) -> tuple[TableRow, ...]:
    """Return the premium before and after, and what is to be paid or given back."""
    same = "" if row.extra or row.refund else words.said("no_difference")
    return facts(
        (words.said("premium_before"), words.yen(row.before)),
        (words.said("premium_after"), words.yen(row.after)),
        (words.said("extra"), words.yen(row.extra) if row.extra else ""),
        (words.said("refund"), words.yen(row.refund) if row.refund else ""),
        (words.said("difference"), same),
        (words.said("tariff"), row.tariff),
    )


def papers(rows: Sequence[CollectedPaper], words: Wording) -> tuple[TableRow, ...]:
    """Return the papers that came, each with its file, and how it was told."""
    return tuple(
        TableRow(
            row.paper,
            row.file or words.said("unnamed_file"),
            () if row.named else (words.said("unnamed_paper"),),
        )
        for row in rows
    )


def size(octets: int) -> str:
    """Return a limit as people write it: 10MB."""
    whole, rest = divmod(octets, _MEGA)
    return f"{whole}MB" if whole and not rest else f"{octets / _MEGA:.1f}MB"
