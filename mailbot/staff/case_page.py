"""The page of one case: the application with its sources, guarantees, and its history.

Keys are nowhere in it: what the core knows of a guarantee has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from mailbot.composer.wording import Wording, yen
from mailbot.core.mails.form_rows import plain
from mailbot.core.model.case import Case
from mailbot.core.model.form_fields import ORDER
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.submission import Submission
from mailbot.core.office.office import Office
from mailbot.errors import MailbotError
from mailbot.staff.case_timeline import CaseClock, clock_of
from mailbot.staff.case_timeline import lines as clock_lines
from mailbot.staff.form_words import form_words
from mailbot.staff.mail_log import Line, in_json, lines_of
from mailbot.staff.mail_log import as_json as line_as_json
from mailbot.staff.printable import one_line
from mailbot.staff.rules_met import Met, met_today
from mailbot.staff.section import Section
from mailbot.staff.words import kind_words, moment, reason, task
from mailbot.store.masking import mask, mask_all
from mailbot.store.records import Document, Due, MailFilter, Recorded, Task
from mailbot.store.transaction import Transaction


@cache
def _case_json() -> TypeAdapter[Case]:
    return TypeAdapter(Case)


_MOST_MAILS = 10_000

_STATES = {
    "collecting": "something is missing or unclear",
    "confirming": "read back, waits for はい",
    "submitted": "confirmed; each guarantee goes its own way",
    "returned": "a person asks for more",
    "withdrawn": "the contractor took it back",
    "expired": "no answer came in time",
}
SOURCES = {
    "default": "our default",
    "registered": "the contractor's record",
    "project": "told from the project's name",
}
_HAPPENED = {
    "CertificateArrived": "the certificate is on the platform",
    "PaperPrinted": "the paper certificate is ready",
    "ReceiptConfirmed": "受領 on the viewing platform",
    "CameDue": "the clock",
    "Approved": "approved",
    "PremiumPaid": "a premium",
    "Returned": "given back",
    "Refused": "refused",
    "Corrected": "a correction",
    "ChangeCancelled": "a change taken back",
    "Cancelled": "cancelled",
    "Noted": "a note",
    "Assigned": "assigned",
    "Released": "given back to the robot",
    "Handed": "handed over",
    "Forwarded": "sent by a person",
    "Received": "受領 made sure of",
    "Rekeyed": "another key",
    "StaffWrote": "a person wrote",
    "TaskDone": "a task done",
    "Retried": "tried again",
}


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that is known of one case."""

    case: Case
    lines: tuple[Line, ...]
    events: tuple[Recorded, ...]
    tasks: tuple[Task, ...]
    dues: tuple[Due, ...]
    documents: tuple[Document, ...]
    met: tuple[Met, ...] = ()
    """What today's rules find in the application as it stands."""
    clock: CaseClock | None = None
    """None for a contractor who is no longer registered: no branch keeps its hours."""


def page_of(tx: Transaction, case: Case, office: Office) -> CasePage:
    """Gather the page."""
    events = tx.events.of_case(case.id)
    tasks = tuple(one for one in tx.tasks.find() if one.case_id == case.id)
    contractor = office.contractors.get(case.contractor_id)
    return CasePage(
        case=case,
        lines=tuple(lines_of(tx, MailFilter(case_id=case.id, limit=_MOST_MAILS))),
        events=events,
        tasks=tasks,
        met=met_today(tx, case, office, contractor) if contractor else (),
        clock=clock_of(case, (events, tasks), office, tx.now) if contractor else None,
        dues=tx.timers.of_case(case.id),
        documents=tuple(
            d for g in case.guarantees for d in tx.documents.of_guarantee(g.id)
        ),
    )


def documents_of(tx: Transaction, case: Case) -> list[tuple[str, bytes]]:
    """Return the documents of a case by name, and audit it: a key stands in them."""
    files = [
        (file_name(one), tx.blobs.raw(one.digest))
        for guarantee in case.guarantees
        for one in tx.documents.of_guarantee(guarantee.id)
    ]
    if not files:
        raise MailbotError(f"{case.receipt} has no documents yet.")
    names = [name for name, _ in files]
    tx.audit.enter("staff", "documents_saved", f"case:{case.id}", {"names": names})
    return files


def file_name(one: Document) -> str:
    """Return the name of a document's file; each entry of a history has its own."""
    name = Path(one.name)
    return f"{name.stem}-{one.entry}{name.suffix}" if one.entry > 1 else name.name


def as_json(page: CasePage) -> dict[str, object]:
    """Return the page as JSON has it, keys masked."""
    case = _case_json().dump_python(page.case, mode="json")
    return {
        "case": mask_all(case),
        "mails": [line_as_json(one) for one in page.lines],
        "events": [in_json(one) for one in page.events],
        "tasks": [in_json(one) for one in page.tasks],
        "dues": [in_json(one) for one in page.dues],
        "documents": [in_json(one) for one in page.documents],
    }


def sections(page: CasePage) -> Iterator[Section]:
    """Yield the page for people."""
    case, words = page.case, form_words()
    title = f"{case.receipt}: {case.state.value}, {_STATES[case.state]}"
    yield Section.of_pairs(title, _facts(case))
    if page.clock is not None:
        yield Section.of_pairs("Clock", clock_lines(page.clock))
    fields = tuple(_fields(case, words))
    yield Section("Application", rows=fields, heads=("field", "value", "from"))
    lists: dict[str, Iterable[str]] = {
        "Not understood": [mask(one) for one in case.remainder],
        "What the rules find": [one.told(words) for one in page.met],
        "Guarantees": [_guarantee(one, words) for one in case.guarantees],
        "Submissions": [_submission(one) for one in case.submissions],
        "Documents": [f"{one.name} ({one.kind})" for one in page.documents],
        "What happened": _history(page),
        "The clock comes back": [_due(one) for one in page.dues],
        "Waits for a person": [_task(one, case) for one in page.tasks],
    }
    yield from Section.of_lists(lists)


def _facts(case: Case) -> Iterator[tuple[str, str]]:
    yield "contractor", f"{case.contractor_id} <{case.correspondent}>"
    yield "opened", f"{moment(case.opened_at)} JST"
    yield "changed", f"{moment(case.updated_at)} JST"
    yield "はい", f"{moment(case.confirmed_at)} JST" if case.confirmed_at else ""
    yield "held", f"a person has it: {reason(case.held)}" if case.held else ""
    yield "urgent", "yes" if case.urgent else ""
    yield "assigned to", case.assigned


def _fields(case: Case, words: Wording) -> Iterator[tuple[str, str, str]]:
    for key in sorted(case.said, key=lambda key: ORDER.get(key, len(ORDER))):
        said = case.said[key]
        source = SOURCES.get(said.source, said.source)
        if said.mail_id is not None:
            source = f"mail {said.mail_id}, {source}"
        if said.original:
            source = f"{source}: 「{said.original}」"
        value = words.show(key, plain(said.value))
        yield words.full_label(key), one_line(mask(value)), one_line(mask(source))


def _guarantee(one: Guarantee, words: Wording) -> str:
    terms = one.terms
    told = [
        f"{one.number or '(no number yet)'} {words.product(one.product)}",
        f"{one.state.value.replace('_', ' ')}",
        f"{one.form}, {yen(terms.amount)} until {terms.guarantee_until}",
        f"premium {yen(terms.premium)} ({one.payment})",
    ]
    if one.arrived_at:
        told.append(f"issued {moment(one.arrived_at)} JST")
    if one.entry > 1:
        told.append(f"entries {', '.join(entry.kind for entry in one.history)}")
    return "; ".join(told)


def _submission(one: Submission) -> str:
    told = f"{one.obligee_id} {one.address}: {one.state.value.replace('_', ' ')}"
    if one.sent_at:
        told += f", sent {moment(one.sent_at)} JST"
    if one.received_at:
        told += f", received {moment(one.received_at)} JST"
    return told


def _history(page: CasePage) -> list[str]:
    in_order = sorted(_time_line(page), key=lambda one: one[0])
    return [f"{moment(at)}  {told}" for at, told in in_order]


def _time_line(page: CasePage) -> Iterator[tuple[datetime, str]]:
    """Yield what happened: mails in and out, and the events that no mail caused."""
    for line in page.lines:
        mail = line.mail
        if mail.direction == "in":
            told = (
                f"→ mail {mail.id} from {mail.sender}: {reason(mail.reason, mail.fate)}"
            )
        else:
            kind = kind_words(mail.kind)
            to = ", ".join(mail.recipients)
            told = f"← mail {mail.id} to {to}: {kind}, {mail.fate}"
        yield mail.at, told
    for event in page.events:
        if event.kind in _HAPPENED:
            because = reason(str(event.payload.get("reason", "")))
            said = event.payload.get("said")
            text = _words_of(said) if isinstance(said, dict) else ""
            told = f"· {_HAPPENED[event.kind]} ({event.actor}): {because}"
            yield event.at, f"{told}: {text}" if text else told


def _words_of(said: Mapping[str, object]) -> str:
    """Return what a person wrote down with what they did."""
    found = (said.get(name) for name in ("text", "reason", "note"))
    return next((str(one) for one in found if one), "")


def _due(one: Due) -> str:
    return f"{moment(one.at)} JST: {one.what}"


def _task(one: Task, case: Case) -> str:
    says, do = task(one, case.receipt)
    return f"task {one.id}: {says} -> {do}"
