"""What a template is given: the content of a `Send`, ordered for a reader.

Rows become entries (label, value, notes) under the form's headings, questions become
items with their lines of the form.  Everything here has been made one line before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from mailbot.composer.text_layout import shorten
from mailbot.composer.wording import Wording, as_day
from mailbot.core.model.form_fields import KINDS
from mailbot.core.office.era_dates import era_date
from mailbot.core.office.names import compatible

Row = Mapping[str, object]
_MOST_QUOTED = 120
"""Columns of the sender's own text that a mail gives back: enough to know it again."""

_DESK = frozenset(
    {
        "branch",
        "notify",
        "notify_email",
        "department",
        "title",
        "person",
        "phone",
        "message",
        "submission",
    }
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table: a label, its value, and notes beneath it."""

    label: str
    value: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The entries under one heading of the form."""

    heading: str
    entries: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked, whatever number of problems it has."""

    number: int
    title: str
    entries: tuple[TableRow, ...]


def cited(text: str) -> str:
    """Return the sender's own text, cut where it is long."""
    return shorten(text, _MOST_QUOTED)


def text_of(row: Row, key: str) -> str:
    """Return a text of JSON-ready content, "" when it is absent."""
    value = row.get(key)
    return value if isinstance(value, str) else ""


def rows_of(content: Row, key: str) -> list[Row]:
    """Return a list of rows of JSON-ready content, [] when it is absent."""
    value = content.get(key)
    if not isinstance(value, list):
        return []
    return [row for row in value if isinstance(row, Mapping)]


def texts_of(content: Row, key: str) -> list[str]:
    """Return a list of texts of JSON-ready content, [] when it is absent."""
    value = content.get(key)
    if not isinstance(value, list):
        return []
    return [one for one in value if isinstance(one, str)]


def mapping_of(content: Row, key: str) -> Row:
    """Return a mapping of JSON-ready content, {} when it is absent."""
    value = content.get(key)
    return value if isinstance(value, Mapping) else {}


def section_of(key: str) -> str:
    """Return which part of the form a field stands in: a key of `sections`."""
    if "." in key:
        return key.partition(".")[0]
    return "desk" if key in _DESK else "contract"


def sections(
    rows: Sequence[Row], words: Wording, ratios: Mapping[str, object] | None = None
) -> tuple[Section, ...]:
    """Return the rows of an application under the form's headings, in their order.

    Without `ratios` the values stand alone; with them (a read-back) each has its
    notes: 変更前, the reading of an amount and its ratio, where it comes from, and the
    sender's own text where it differs.
    """
    by_key = {text_of(row, "field"): row for row in rows}
    planned = by_key.get("contract_date_planned", {}).get("value") is True
    found = []
    for name, group in groupby(by_key.items(), lambda item: section_of(item[0])):
        entries = []
        for key, row in group:
            if key == "contract_date_planned":
                continue
            value = words.show(key, row.get("value"))
            if key == "contract_date" and planned:
                value = words.said("planned", value=value)
            notes = () if ratios is None else _notes(row, by_key, words, ratios)
            entries.append(TableRow(words.label(key), value, notes))
        if entries:
            found.append(Section(words.words["sections"][name], tuple(entries)))
    return tuple(found)


def _notes(
    row: Row,
    by_key: Mapping[str, Row],
    words: Wording,
    ratios: Mapping[str, object],
) -> tuple[str, ...]:
    key = text_of(row, "field")
    notes = []
    if row.get("was") is not None:
        notes.append(words.said("was", value=words.show(key, row["was"])))
    if amount := _amount_note(row, by_key, words, ratios):
        notes.append(amount)
    if KINDS.get(key) == "date" and (era := words.era(row.get("value"))):
        notes.append(era)
    if source := words.source(text_of(row, "source")):
        notes.append(source)
    if slip := text_of(row, "slip"):
        notes.append(words.said("slip", text=cited(slip), label=words.label(key)))
    original = text_of(row, "original")
    if original and text_of(row, "source") != "project" and _differs(row, words):
        notes.append(words.said("original", text=cited(original)))
    return tuple(notes)


def _amount_note(
    row: Row,
    by_key: Mapping[str, Row],
    words: Wording,
    ratios: Mapping[str, object],
) -> str:
    key, value = text_of(row, "field"), row.get("value")
    parts = []
    if isinstance(value, int) and not isinstance(value, bool):
        parts.append(words.yen_reading(value))
    if ratio := ratios.get(key):
        yearly = f"{key.partition('.')[0]}.fiscal_year_base" in by_key
        base = "ratio_of_year" if yearly else "ratio_of_contract"
        parts.append(words.said(base, ratio=ratio))
    return words.joined(part for part in parts if part)


def _folded(text: str) -> str:
    return "".join(compatible(text).split())


def _differs(row: Row, words: Wording) -> bool:
    """Tell whether the sender wrote the value otherwise than we show it."""
    original = _folded(text_of(row, "original"))
    return not any(
        _folded(form) in original for form in _written(row, words) if _folded(form)
    )


def _written(row: Row, words: Wording) -> Iterable[str]:
    value = row.get("value")
    yield words.show(text_of(row, "field"), value)
    yield str(value)
    if words.language == "en":
        yield from words.written(text_of(row, "field"), value)
    if day := as_day(value):
        yield era_date(day)
        yield from _western(day)


def _western(day: date) -> Iterable[str]:
    yield f"{day.year}年{day.month}月{day.day}日"
    yield f"{day.year}/{day.month}/{day.day}"
    yield f"{day:%Y/%m/%d}"


def questions(rows: Sequence[Row], words: Wording) -> tuple[Question, ...]:
    """Return what is asked, numbered by field (or code, where there is no field).

    The numbers are those of the case's `asked`: distinct, in order.
    """
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(asked_by(row), []).append(row)
    return tuple(
        Question(number, words.full_label(key), tuple(_problems(key, group, words)))
        for number, (key, group) in enumerate(grouped.items(), 1)
    )


def asked_by(row: Row) -> str:
    """Return the field that a question is about, or its code where it has none."""
    return text_of(row, "field") or text_of(row, "code")


def _problems(key: str, rows: Sequence[Row], words: Wording) -> Iterable[TableRow]:
    for row in rows:
        if read := text_of(row, "read"):
            yield TableRow(words.said("read"), words.said("quoted", text=cited(read)))
        says = words.says(text_of(row, "code"), mapping_of(row, "params"))
        yield TableRow(words.said("check"), says)
    code = text_of(rows[0], "code")
    if expects := words.expects(key, code):
        yield TableRow(words.said("expects"), expects)
    if example := words.example(key, code, mapping_of(rows[0], "params")):
        yield TableRow(words.said("example"), example)


def overview(rows: Sequence[Row], words: Wording) -> tuple[TableRow, ...]:
    """Return the nine fields of the flyer's overview; an empty one is said to be so."""
    labels = words.words["overview"]
    entries = []
    for row in rows:
        key = text_of(row, "field")
        last = key.rpartition(".")[2]
        value = row.get("value")
        label = labels.get(key) or labels.get(last) or words.label(key)
        shown = words.show(last, value) if value else words.said("nothing")
        entries.append(TableRow(label, shown))
    return tuple(entries)


def addressee(content: Row, contractor_name: str, words: Wording) -> str:
    """Return the 宛名: a person has 様, a company alone 御中, never both.

    Line breaks are real ones.  For a submission it is the obligee and its desk.
    """
    if "obligee" in content and "body" in content:
        desk = text_of(content, "section")
        return f"{text_of(content, 'obligee')} {desk}".strip() + " 御中"
    contractor_name = contractor_name or text_of(content, "contractor")
    if not contractor_name:
        return words.letter("to_nobody")
    said = {
        text_of(row, "field"): text_of(row, "value") for row in rows_of(content, "rows")
    }
    person = said.get("person", "")
    if not person:
        return words.letter("to_company", company=contractor_name)
    desk = f"{said['department']} " if said.get("department") else ""
    name = person.removesuffix("様").strip()
    return words.letter("to_person", company=contractor_name, desk=desk, person=name)
