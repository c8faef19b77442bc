"""Why a case is where it is: what stops it, which rules it met, what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from mailbot.composer.wording import Wording
from mailbot.core.mails.form_rows import plain
from mailbot.core.model.case import Case
from mailbot.core.model.effects import CallStaff, Issue, Rekey, Send, TakeUp, Void
from mailbot.core.model.form_fields import ORDER
from mailbot.core.office.business_hours import TOKYO
from mailbot.core.office.office import Office
from mailbot.core.rules.catalogue import cited
from mailbot.errors import MailbotError
from mailbot.staff.case_page import SOURCES
from mailbot.staff.case_timeline import (
    HOLDERS,
    CaseClock,
    blockers,
    clock_of,
    left_words,
    state_words,
)
from mailbot.staff.form_words import form_words
from mailbot.staff.mail_explanation import place_of
from mailbot.staff.printable import one_line
from mailbot.staff.rules_met import Met, met_in, met_today
from mailbot.staff.section import Section
from mailbot.staff.words import kind_words, moment, reason
from mailbot.staff.words import task as task_words
from mailbot.store.mail_log import MailLog
from mailbot.store.masking import mask
from mailbot.store.records import Recorded, Task
from mailbot.store.transaction import Transaction

_DONE = {
    Issue.code: "had the documents made",
    Rekey.code: "had another key drawn",
    Void.code: "closed the certificate on the platform",
    TakeUp.code: "had the mail decided again",
}
"""What an effect does, in few words; timers and tasks are seen elsewhere."""


@dataclass(frozen=True, slots=True)
class CaseExplained:
    """All that says why."""

    case: Case
    clock: CaseClock
    stops: tuple[str, ...]
    tasks: tuple[Task, ...]
    today: tuple[Met, ...]
    """What today's rules find in the application as it stands."""
    events: tuple[Recorded, ...]
    values: tuple[str, ...]
    """Each value of the application, and below it where it comes from."""


def page_of(tx: Transaction, case: Case, office: Office) -> CaseExplained:
    """Gather it.  MailbotError for a contractor who is registered no longer."""
    contractor = office.contractors.get(case.contractor_id)
    if contractor is None:
        raise MailbotError(
            f"The contractor of {case.receipt} is not registered any more; "
            f"`mailbot show {case.receipt}` has the case."
        )
    events = tx.events.of_case(case.id)
    tasks = tuple(one for one in tx.tasks.find() if one.case_id == case.id)
    return CaseExplained(
        case=case,
        clock=clock_of(case, (events, tasks), office, tx.now),
        stops=tuple(blockers(case, tasks, form_words())),
        tasks=tasks,
        today=met_today(tx, case, office, contractor),
        events=events,
        values=tuple(_values(tx.mails, case, form_words())),
    )


def _values(mails: MailLog, case: Case, words: Wording) -> Iterator[str]:
    """Yield each value, with the place in its mail or the record that it is from."""
    readings: dict[int, Mapping[str, object]] = {}
    for key in sorted(case.said, key=lambda key: ORDER.get(key, len(ORDER))):
        said = case.said[key]
        yield f"{words.full_label(key)}: {mask(words.show(key, plain(said.value)))}"
        if said.mail_id is None:
            yield f"  {SOURCES.get(said.source, said.source)}"
            continue
        if said.mail_id not in readings:
            readings[said.mail_id] = mails.get(said.mail_id).reading or {}
        yield from _read_in(readings[said.mail_id], said.mail_id, key)


def _read_in(reading: Mapping[str, object], mail_id: int, key: str) -> Iterator[str]:
    evidence = reading.get("evidence")
    found = evidence.get(key) if isinstance(evidence, Mapping) else None
    place, *how = place_of(found) if isinstance(found, Mapping) else ("",)
    yield f"  mail {mail_id}{f', {place.strip()}' if place else ''}"
    yield from (f"  {line.strip()}" for line in how)


def _let_pass(case: Case, words: Wording) -> Iterator[str]:
    """Yield each finding that a person let pass: the rule, who, when, and why."""
    of_changes = (one for change in case.changes for one in change.releases)
    for one in (*case.releases, *of_changes):
        label = f"{words.full_label(one.field)}: " if one.field else ""
        why = f" 「{mask(one.reason)}」" if one.reason else ""
        at = moment(one.at)
        yield f"{cited(one.rule)} {label}{one.code}, by {one.by}, {at}{why}"


def as_json(page: CaseExplained) -> dict[str, object]:
    """Return the page as JSON has it."""
    return {
        "case": page.case.receipt,
        "state": page.clock.stand.state,
        "holder": page.clock.stand.holder,
        "blockers": list(map(mask, page.stops)),
        "values": list(page.values),
        "rules_today": [_met_as_json(one) for one in page.today],
        "let_pass": list(_let_pass(page.case, form_words())),
        "events": [
            {
                "at": one.at.astimezone(TOKYO).isoformat(),
                "kind": one.kind,
                "actor": one.actor,
                "mail": one.mail_id,
                "fate": one.payload.get("fate"),
                "reason": one.payload.get("reason"),
                "state": one.payload.get("state"),
                "holder": one.payload.get("holder"),
                "rules": [_met_as_json(met) for met in met_in(one.effects)],
                "effects": list(_done(one)),
            }
            for one in page.events
        ],
    }


def _met_as_json(one: Met) -> dict[str, object]:
    return {**asdict(one), "read": mask(one.read)}


def sections(page: CaseExplained) -> Iterator[Section]:
    """Yield the page for people."""
    clock, words = page.clock, form_words()
    state = state_words(clock.stand.state)
    who = HOLDERS[clock.stand.holder]
    stops = one_line("; ".join(map(mask, page.stops))) or "nothing"
    yield Section.of_pairs(
        f"{page.case.receipt}: {state}, with {who}",
        (("waits for", stops), ("left", left_words(clock.left))),
    )
    duties = ((one.id, task_words(one, page.case.receipt)) for one in page.tasks)
    yield Section.of_lines(
        "", (f"task {number}: {says} -> {do}" for number, (says, do) in duties)
    )
    yield Section.of_lines("Each value, and where it comes from", page.values)
    rules = (met.told(words) for met in page.today)
    yield from Section.of_lists(
        {
            "What today's rules find in the application": rules,
            "What people of the office let pass": _let_pass(page.case, words),
        }
    )
    happened = (line for event in page.events for line in _told(event, words))
    yield Section(
        "What happened, and which rules it met",
        text="\n".join(
            f"{'    ' if line.startswith(' ') else ''}{one_line(line)}"
            for line in happened
        ),
    )


def _told(one: Recorded, words: Wording) -> Iterator[str]:
    what = f"mail {one.mail_id}" if one.mail_id else one.kind
    because = reason(str(one.payload.get("reason", "")))
    state, holder = one.payload.get("state"), str(one.payload.get("holder", ""))
    led = f" -> {state_words(str(state))}, with {HOLDERS.get(holder, holder)}"
    yield (
        f"{moment(one.at)}  {what} ({mask(one.actor)}): {because}{led if state else ''}"
    )
    for met in met_in(one.effects):
        yield f"  {met.told(words)}"
    if done := "; ".join(_done(one)):
        yield f"  did: {done}"


def _done(one: Recorded) -> Iterator[str]:
    """Yield what was decided to be done, in few words."""
    for effect in one.effects:
        kind = str(effect.get("effect", ""))
        if kind == Send.code:
            told = str(effect.get("kind", ""))
            yield f"mail to {effect.get('to')}: {kind_words(told)}"
        elif kind == CallStaff.code:
            yield f"called a person: {reason(str(effect.get('reason', '')))}"
        elif kind in _DONE:
            yield _DONE[kind]
