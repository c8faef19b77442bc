"""A bank's file of premiums that came in, matched to cases.

A row is matched only where it is certain: a receipt or guarantee number in the
reference, and the sum to the yen.  Everything else is listed and left to a person, for
good: the same row is never matched later.  Importing a file twice changes nothing.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from mailbot.core.decisions.billing import Owed, owed
from mailbot.core.model.case import Case
from mailbot.core.model.staff_events import PremiumPaid
from mailbot.errors import MailbotError
from mailbot.staff.clerk import Clerk, NotDone
from mailbot.staff.printable import one_line

UNMATCHED = "payment_unmatched"
"""The task that a row becomes which nothing certain is known of."""
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "日付", "取引日", "入金日"),
    "name": ("name", "振込人名", "振込依頼人名", "依頼人"),
    "yen": ("yen", "金額", "入金額", "入金金額"),
    "reference": ("reference", "摘要", "備考", "内容"),
}
_RECEIPT = re.compile(r"(?<![0-9-])(20[0-9]{2})-?([0-9]{6})(?![0-9])")
_NUMBER = re.compile(r"(?<![0-9-])([0-9]{5})-([0-9]{6})(?![0-9])")
_DASHES = re.compile(r"[‐‑‒–—―−ー]")
_MOST_OCTETS = 10_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a bank's file.  `key` names it among all rows ever imported."""

    line: int
    day: date
    name: str
    yen: int
    reference: str
    key: str

    @property
    def source(self) -> str:
        """What a payment says of where it was seen."""
        return f"bank:{self.key}"


def import_rows(at: Clerk, rows: Sequence[Row]) -> list[str]:
    """Record every premium that is certain; return a line for each row."""
    return [
        f"line {row.line}: {row.day} {row.yen:,} yen {row.name}: {_import(at, row)}"
        for row in rows
    ]


def _import(at: Clerk, row: Row) -> str:
    """Record one row, or leave it to a person; return what came of it."""
    if any(
        task.reason == UNMATCHED and task.detail.get("row") == row.key
        for closed in (False, True)
        for task in at.tx.tasks.find(closed=closed)
    ):
        return "left to a person already"
    cases = _named(at, row)
    if any(_paid_by(case, row) for case in cases):
        return "recorded already"
    if len(cases) != 1:
        return _leave(at, row, None, "it names no case" if not cases else "several")
    (case,) = cases
    due = _exact(case, row)
    if not due:
        awaited = ", ".join(f"{one.yen:,} yen" for one in owed(case)) or "nothing"
        return _leave(at, row, case, f"{case.receipt} awaits {awaited}")
    moment = datetime(row.day.year, row.day.month, row.day.day, tzinfo=UTC)
    try:
        for one in due:
            at.take(
                at.tx.cases.get(case.id),
                PremiumPaid(at.by, one.guarantee.id, one.yen, moment, row.source),
            )
    except NotDone as refused:
        return _leave(at, row, case, str(refused))
    return f"recorded for {case.receipt}"


def _paid_by(case: Case, row: Row) -> bool:
    return any(
        payment.source == row.source
        for one in case.guarantees
        for payment in one.payments
    )


def _leave(at: Clerk, row: Row, case: Case | None, why: str) -> str:
    detail = {
        "row": row.key,
        "date": row.day.isoformat(),
        "yen": row.yen,
        "name": row.name,
        "reference": row.reference,
    }
    case_id = case.id if case else None
    at.tx.tasks.open(UNMATCHED, detail, case_id, None, f"{UNMATCHED}:{row.key}")
    return f"left to a person: {why}"


def _named(at: Clerk, row: Row) -> list[Case]:
    """Return the cases whose receipt or guarantee numbers stand in a row."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", row.reference))
    found: dict[int, Case] = {}
    for year, count in _RECEIPT.findall(text):
        if case := at.tx.cases.by_receipt(f"{year}-{count}"):
            found[case.id] = case
    for prefix, count in _NUMBER.findall(text):
        number = at.tx.guarantees.id_of(f"{prefix}-{count}")
        if number is not None and (case := at.tx.cases.of_guarantee(number)):
            found[case.id] = case
    return list(found.values())


def _exact(case: Case, row: Row) -> tuple[Owed, ...]:
    """Return what a sum pays for: one premium alone, or all of the case together."""
    due = owed(case)
    single = [one for one in due if one.yen == row.yen]
    if len(single) == 1:
        return (single[0],)
    together = sum(one.yen for one in due)
    return due if not single and together == row.yen else ()


def rows_of(raw: bytes, name: str) -> tuple[Row, ...]:
    """Read a bank's file: CSV in UTF-8 or Shift_JIS, with a line of column names.

    MailbotError names the line that cannot be read; then nothing is recorded.
    """
    if len(raw) > _MOST_OCTETS:
        raise MailbotError(f"{name} is larger than any bank's file.")
    table = csv.reader(io.StringIO(_decoded(raw)))
    head = next(table, [])
    columns = _columns(head, name)
    seen: Counter[str] = Counter()
    return tuple(_rows(table, columns, seen))


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp932", "replace")


def _columns(head: list[str], file_name: str) -> dict[str, int]:
    names = [cell.strip().lower() for cell in head]
    found = {
        key: names.index(name)
        for key, known in _COLUMNS.items()
        for name in known
        if name in names
    }
    missing = [key for key in _COLUMNS if key not in found]
    if missing:
        raise MailbotError(
            f"{file_name} has no column {', '.join(missing)}. Its first line must name "
            "date, name, yen and reference."
        )
    return found


def _rows(
    table: Iterator[list[str]], columns: Mapping[str, int], seen: Counter[str]
) -> Iterator[Row]:
    for line, cells in enumerate(table, 2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            said = {key: one_line(cells[place]) for key, place in columns.items()}
            day = date.fromisoformat(said["date"].replace("/", "-"))
            yen = int(said["yen"].replace(",", "").replace("円", ""))
        except (IndexError, ValueError):
            raise MailbotError(
                f"Line {line} has no day like 2026-03-05 or no whole yen; "
                "nothing is recorded."
            ) from None
        if yen <= 0:
            continue
        facts = f"{day}|{said['name']}|{yen}|{said['reference']}"
        seen[facts] += 1
        digest = hashlib.sha256(f"{facts}|{seen[facts]}".encode()).hexdigest()
        yield Row(line, day, said["name"], yen, said["reference"], digest[:24])
