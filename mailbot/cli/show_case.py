"""The page of one case: the application with its sources, guarantees, and its history.

Keys are nowhere in it: what the core knows of a guarantee has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from pydantic import TypeAdapter

from mailbot.cli.log import Asked, Line, lines_of
from mailbot.cli.log import as_json as line_as_json
from mailbot.cli.show_mail import form_words
from mailbot.cli.terminal import Paper
from mailbot.composer.wording import Wording, yen
from mailbot.core.mails.form_rows import plain
from mailbot.core.model.case import Case
from mailbot.core.model.form_fields import ORDER
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.submission import Submission
from mailbot.core.office.business_hours import TOKYO
from mailbot.core.office.office import Office
from mailbot.staff.case_timeline import CaseClock, clock_of
from mailbot.staff.case_timeline import lines as clock_lines
from mailbot.staff.printable import one_line
from mailbot.staff.rules_met import Met, met_today
from mailbot.staff.words import kind_words, moment, reason, task
from mailbot.store.masking import mask, mask_all
from mailbot.store.records import Document, Due, Recorded, Task
from mailbot.store.transaction import Transaction

_CASE: TypeAdapter[Case] = TypeAdapter(Case)
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
        lines=tuple(lines_of(tx, Asked(case=case.receipt, limit=_MOST_MAILS))),
        events=events,
        tasks=tasks,
        met=met_today(tx, case, office, contractor) if contractor else (),
        clock=clock_of(case, (events, tasks), office, tx.now) if contractor else None,
        dues=tx.timers.of_case(case.id),
        documents=tuple(
            d for g in case.guarantees for d in tx.documents.of_guarantee(g.id)
        ),
    )


def as_json(page: CasePage) -> dict[str, object]:
    """Return the page as JSON has it, keys masked."""
    case = _CASE.dump_python(page.case, mode="json")
    return {
        "case": mask_all(case),
        "mails": [line_as_json(one) for one in page.lines],
        "events": [_in_json(asdict(one)) for one in page.events],
        "tasks": [_in_json(asdict(one)) for one in page.tasks],
        "dues": [_in_json(asdict(one)) for one in page.dues],
        "documents": [_in_json(asdict(one)) for one in page.documents],
    }


def _in_json(values: dict[str, object]) -> dict[str, object]:
    return {
        name: one.astimezone(TOKYO).isoformat() if isinstance(one, datetime) else one
        for name, one in values.items()
    }


def show(page: CasePage, paper: Paper) -> None:
    """Write the page for people."""
    case, words = page.case, form_words()
    paper.say(f"{case.receipt}: {case.state.value}, {_STATES[case.state]}", "bold")
    paper.pairs(_facts(case))
    if page.clock is not None:
        paper.say("\nClock", "bold")
        paper.pairs(clock_lines(page.clock))
    paper.say("\nApplication", "bold")
    paper.rows(("field", "value", "from"), list(_fields(case, words)))
    _section(paper, "Not understood", [mask(one) for one in case.remainder])
    _section(paper, "What the rules find", [one.told(words) for one in page.met])
    _section(paper, "Guarantees", [_guarantee(one, words) for one in case.guarantees])
    _section(paper, "Submissions", [_submission(one) for one in case.submissions])
    _section(paper, "Documents", [f"{d.name} ({d.kind})" for d in page.documents])
    _section(paper, "What happened", _history(page))
    _section(paper, "The clock comes back", [_due(one) for one in page.dues])
    _section(paper, "Waits for a person", [_task(one, case) for one in page.tasks])


def _section(paper: Paper, heading: str, told: list[str]) -> None:
    if told:
        paper.say(f"\n{heading}", "bold")
        for one in told:
            paper.say(f"  {one_line(one)}")


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
