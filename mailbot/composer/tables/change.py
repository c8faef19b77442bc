"""The tables of the mails after はい: changes, premiums that differ, papers.

Pure.  Every function takes JSON-ready rows, already one line each, and the words.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.composer.tables.application import facts
from mailbot.composer.tables.rows import Row, TableRow, text_of
from mailbot.composer.wording import Wording

_MEGA = 1_000_000


def change_lines(
    rows: Sequence[Row], product: str, words: Wording
) -> list[tuple[str, str, str]]:
    """Return label, old and new value of what changed on a certificate."""
    found = []
    for row in rows:
        name = text_of(row, "field")
        own = f"{product}.{name}"
        key = own if own in words.words["fields"] else name
        was, now = (words.show(key, row.get(when)) for when in ("was", "now"))
        found.append((words.label(key), was, now))
    return found


def premium_change(row: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return the premium before and after, and what is to be paid or given back."""
    amounts = {
        key: value
        for key in ("before", "after", "extra", "refund")
        if isinstance(value := row.get(key), int)
    }
    difference = amounts.get("extra") or amounts.get("refund")
    return facts(
        (words.said("premium_before"), words.yen(amounts.get("before", 0))),
        (words.said("premium_after"), words.yen(amounts.get("after", 0))),
        (words.said("extra"), _some(amounts.get("extra"), words)),
        (words.said("refund"), _some(amounts.get("refund"), words)),
        (words.said("difference"), "" if difference else words.said("no_difference")),
        (words.said("tariff"), text_of(row, "tariff")),
    )


def _some(amount: int | None, words: Wording) -> str:
    return words.yen(amount) if amount else ""


def papers(rows: Sequence[Row], words: Wording) -> tuple[TableRow, ...]:
    """Return the papers that came, each with its file, and how it was told."""
    return tuple(
        TableRow(
            text_of(row, "paper"),
            text_of(row, "file") or words.said("unnamed_file"),
            () if row.get("named") is True else (words.said("unnamed_paper"),),
        )
        for row in rows
    )


def size(octets: object) -> str:
    """Return a limit as people write it: 10MB."""
    if not isinstance(octets, int):
        return ""
    whole, rest = divmod(octets, _MEGA)
    return f"{whole}MB" if whole and not rest else f"{octets / _MEGA:.1f}MB"
