"""What a template is given: the rows of a mail, ordered for a reader.

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
from mailbot.core.mails.agreement import AcceptedMail
from mailbot.core.mails.cancellation import VoidedMail
from mailbot.core.mails.certificate import ShownValue
from mailbot.core.mails.form_rows import AskedRow, FormRow, ShowsForm
from mailbot.core.mails.submission import SubmissionMail
from mailbot.core.model.form_fields import DESK_FIELDS, KINDS
from mailbot.core.model.mail_kind import Mail
from mailbot.core.office.era_dates import era_date
from mailbot.core.office.names import compatible

_MOST_QUOTED = 120
"""Columns of the sender's own text that a mail gives back: enough to know it again."""

_DESK = frozenset(one.key for one in DESK_FIELDS)


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


def section_of(key: str) -> str:
    """Return which part of the form a field stands in: a key of `sections`."""
    if "." in key:
        return key.partition(".")[0]
    return "desk" if key in _DESK else "contract"


def sections(
    rows: Sequence[FormRow], words: Wording, ratios: Mapping[str, str] | None = None
) -> tuple[Section, ...]:
    """Return the rows of an application under the form's headings, in their order.

    Without `ratios` the values stand alone; with them (a read-back) each has its
    notes: 変更前, the reading of an amount and its ratio, where it comes from, and the
    sender's own text where it differs.
    """
    by_key = {row.field: row for row in rows}
    planned = any(r.field == "contract_date_planned" and r.value is True for r in rows)
    found = []
    for name, group in groupby(by_key.items(), lambda item: section_of(item[0])):
        entries = []
        for key, row in group:
            if key == "contract_date_planned":
                continue
            value = words.show(key, row.value)
            if key == "contract_date" and planned:
                value = words.said("planned", value=value)
            notes = () if ratios is None else _notes(row, by_key, words, ratios)
            entries.append(TableRow(words.label(key), value, notes))
        if entries:
            found.append(Section(words.words["sections"][name], tuple(entries)))
    return tuple(found)


def _notes(
    row: FormRow,
    by_key: Mapping[str, FormRow],
    words: Wording,
    ratios: Mapping[str, str],
) -> tuple[str, ...]:
    key = row.field
    notes = []
    if row.was is not None:
        notes.append(words.said("was", value=words.show(key, row.was)))
    if amount := _amount_note(row, by_key, words, ratios):
        notes.append(amount)
    if KINDS.get(key) == "date" and (era := words.era(row.value)):
        notes.append(era)
    if source := words.source(row.source):
        notes.append(source)
    if row.slip:
        notes.append(words.said("slip", text=cited(row.slip), label=words.label(key)))
    if row.original and row.source != "project" and _differs(row, words):
        notes.append(words.said("original", text=cited(row.original)))
    return tuple(notes)


def _amount_note(
    row: FormRow,
    by_key: Mapping[str, FormRow],
    words: Wording,
    ratios: Mapping[str, str],
) -> str:
    key, value = row.field, row.value
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


def _differs(row: FormRow, words: Wording) -> bool:
    """Return whether the sender wrote the value otherwise than we show it."""
    original = _folded(row.original)
    return not any(
        _folded(form) in original for form in _written(row, words) if _folded(form)
    )


def _written(row: FormRow, words: Wording) -> Iterable[str]:
    value = row.value
    yield words.show(row.field, value)
    yield str(value)
    if words.language == "en":
        yield from words.written(row.field, value)
    if day := as_day(value):
        yield era_date(day)
        yield from _western(day)


def _western(day: date) -> Iterable[str]:
    yield f"{day.year}年{day.month}月{day.day}日"
    yield f"{day.year}/{day.month}/{day.day}"
    yield f"{day:%Y/%m/%d}"


def questions(rows: Sequence[AskedRow], words: Wording) -> tuple[Question, ...]:
    """Return what is asked, numbered by field (or code, where there is no field).

    The numbers are those of the case's `asked`: distinct, in order.
    """
    grouped: dict[str, list[AskedRow]] = {}
    for row in rows:
        grouped.setdefault(asked_by(row), []).append(row)
    return tuple(
        Question(number, words.full_label(key), tuple(_problems(key, group, words)))
        for number, (key, group) in enumerate(grouped.items(), 1)
    )


def asked_by(row: AskedRow) -> str:
    """Return the field that a question is about, or its code where it has none."""
    return row.field or row.code


def _problems(key: str, rows: Sequence[AskedRow], words: Wording) -> Iterable[TableRow]:
    for row in rows:
        if row.read:
            told = words.said("quoted", text=cited(row.read))
            yield TableRow(words.said("read"), told)
        says = words.says(row.code, row.params or {})
        yield TableRow(words.said("check"), says)
    code, params = rows[0].code, rows[0].params or {}
    if expects := words.expects(key, code):
        yield TableRow(words.said("expects"), expects)
    if example := words.example(key, code, params):
        yield TableRow(words.said("example"), example)


def overview(rows: Sequence[ShownValue], words: Wording) -> tuple[TableRow, ...]:
    """Return the nine fields of the flyer's overview; an empty one is said to be so."""
    labels = words.words["overview"]
    entries = []
    for row in rows:
        key, value = row.field, row.value
        last = key.rpartition(".")[2]
        label = labels.get(key) or labels.get(last) or words.label(key)
        shown = words.show(last, value) if value else words.said("nothing")
        entries.append(TableRow(label, shown))
    return tuple(entries)


def addressee(mail: Mail, contractor_name: str, words: Wording) -> str:
    """Return the 宛名: a person has 様, a company alone 御中, never both.

    Line breaks are real ones.  Whom an obligee's mail goes to is the obligee's desk.
    """
    if isinstance(mail, SubmissionMail | VoidedMail) and mail.obligee:
        return f"{mail.obligee} {mail.section or ''}".strip() + " 御中"
    if not contractor_name:
        return words.letter("to_nobody")
    rows = mail.rows if isinstance(mail, ShowsForm | AcceptedMail) else ()
    said = {row.field: row.value for row in rows or ()}
    person = str(said.get("person") or "")
    if not person:
        return words.letter("to_company", company=contractor_name)
    desk = f"{said['department']} " if said.get("department") else ""
    name = person.removesuffix("様").strip()
    return words.letter("to_person", company=contractor_name, desk=desk, person=name)
