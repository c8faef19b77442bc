"""The certificate as the page shows it: the rows of the paper, in its order.

Japanese as the sheet is printed (令和…, 金…円); in English days and amounts are written
out and names stay as they are registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from mailbot.core.model.certificate_facts import replaced
from mailbot.core.office.business_hours import TOKYO
from mailbot.core.office.era_dates import era_date
from mailbot.store.records import Certificate

Language = Literal["ja", "en"]
_WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the name of its label, its text, what it was before, how it is set.

    `verbatim` text is Japanese whatever the page's language is.
    """

    label: str
    text: str
    was: str = ""
    style: Literal["plain", "gold", "code"] = "plain"
    verbatim: bool = False


def rows_of(
    newest: Certificate, former: Certificate | None, language: Language
) -> tuple[Row, ...]:
    """Return the rows of a certificate; one without a value is left out."""
    old: Mapping[str, object] = {}
    if former is not None:
        dated = former.body.get("dated", "")
        old = {**replaced(newest.body, former.body), "dated": dated}
    rows = _rows(newest.number, _Face(newest.body, language), _Face(old, language))
    return tuple(row for row in rows if row.text)


def moment(at: datetime, language: Language) -> str:
    """Write a moment in Japan's time, to the second."""
    local = at.astimezone(TOKYO)
    if language == "en":
        return f"{local.day} {local:%B %Y, %H:%M:%S} JST"
    weekday = _WEEKDAYS[local.weekday()]
    return f"{era_date(local.date())}（{weekday}）{local:%H時%M分%S秒}"


def yen(amount: int | None, language: Language) -> str:
    """Write whole yen, "" for none."""
    if amount is None:
        return ""
    return f"JPY {amount:,}" if language == "en" else f"{amount:,}円"


@dataclass(frozen=True, slots=True)
class _Face:
    """The values of a certificate, ready to be written in one language."""

    said: Mapping[str, Any]
    language: Language

    def text(self, name: str) -> str:
        return str(self.said.get(name) or "")

    def day(self, name: str) -> str:
        told = self.text(name)
        try:
            day = date.fromisoformat(told)
        except ValueError:  # "" or what only another program would write
            return told
        return f"{day.day} {day:%B %Y}" if self.language == "en" else era_date(day)

    def signed(self, name: str) -> str:
        """Write the day of the contract; one that is planned says so (R-28)."""
        day = self.day(name)
        if not day or not self.said.get("contract_date_planned"):
            return day
        return f"{day} (planned)" if self.language == "en" else f"{day}（予定）"

    def yen(self, name: str) -> str:
        told = self.said.get(name)
        return yen(told, self.language) if isinstance(told, int) else ""

    def gold(self, name: str) -> str:
        """Write the guaranteed amount so that no digit can be put before it."""
        told = self.yen(name)
        return f"金{told}" if told and self.language == "ja" else told


def _rows(number: str, now: _Face, was: _Face) -> Iterator[Row]:
    yield Row("number", number, style="code")
    if was.text("dated"):
        yield Row("former", was.day("dated"))
    if venture := now.text("jv_name"):
        yield Row("jv_name", venture, verbatim=True)
        yield Row("representative", now.text("contractor_name"), verbatim=True)
    else:
        yield Row("contractor_name", now.text("contractor_name"), verbatim=True)
    yield _name("obligee_name", now, was)
    yield _both("amount", _Face.gold, now, was, style="gold")
    yield _span("guarantee_period", ("guarantee_from", "guarantee_until"), now, was)
    yield _name("project_name", now, was)
    yield _both("contract_amount", _Face.yen, now, was)
    yield _span("work_period", ("work_start", "work_end"), now, was)
    yield _both("contract_date", _Face.signed, now, was)
    yield _name("bank", now, was)


def _name(label: str, now: _Face, was: _Face) -> Row:
    return Row(label, now.text(label), was.text(label), verbatim=True)


def _both(
    name: str,
    write: Callable[[_Face, str], str],
    now: _Face,
    was: _Face,
    style: Literal["plain", "gold"] = "plain",
) -> Row:
    return Row(name, write(now, name), write(was, name), style)


def _span(label: str, ends: tuple[str, str], now: _Face, was: _Face) -> Row:
    """Write a span of days; of what it was, only the end that differs."""
    first, last = now.day(ends[0]), now.day(ends[1])
    if not first and not last:
        return Row(label, "")
    old = (was.day(ends[0]), was.day(ends[1]))
    if now.language == "en":
        told = (f"from {old[0]}" if old[0] else "", f"to {old[1]}" if old[1] else "")
        return Row(label, f"{first} – {last}", " ".join(filter(None, told)))
    told = (f"{old[0]}から" if old[0] else "", f"{old[1]}まで" if old[1] else "")
    return Row(label, f"{first}から　{last}まで", "　".join(filter(None, told)))
