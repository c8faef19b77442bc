"""The tables of the mails after はい: changes, premiums that differ, papers.

Pure.  Every function takes JSON-ready rows, already one line each, and the words.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.outbound.entries import facts
from mailbot.outbound.views import Entry, Row, text_of
from mailbot.outbound.wording import Wording, yen

_MEGA = 1_000_000
_UNNAMED = "ファイル名からは判別できませんでした"


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


def premium_change(row: Row) -> tuple[Entry, ...]:
    """Return the premium before and after, and what is to be paid or given back."""
    amounts = {
        key: value
        for key in ("before", "after", "extra", "refund")
        if isinstance(value := row.get(key), int)
    }
    difference = amounts.get("extra") or amounts.get("refund")
    return facts(
        ("変更前の保証料", yen(amounts.get("before", 0))),
        ("変更後の保証料", yen(amounts.get("after", 0))),
        ("追加でお支払いいただく保証料", _some(amounts.get("extra"))),
        ("お返しする保証料", _some(amounts.get("refund"))),
        ("差額", "" if difference else "ありません"),
        ("適用料率", text_of(row, "tariff")),
    )


def _some(amount: int | None) -> str:
    return yen(amount) if amount else ""


def papers(rows: Sequence[Row]) -> tuple[Entry, ...]:
    """Return the papers that came, each with its file, and how it was told."""
    return tuple(
        Entry(
            text_of(row, "paper"),
            text_of(row, "file") or "（名前のないファイル）",
            () if row.get("named") is True else (_UNNAMED,),
        )
        for row in rows
    )


def size(octets: object) -> str:
    """Return a limit as people write it: 10MB."""
    if not isinstance(octets, int):
        return ""
    whole, rest = divmod(octets, _MEGA)
    return f"{whole}MB" if whole and not rest else f"{octets / _MEGA:.1f}MB"
