"""R-28: the contract of a guarantee that preceded it is signed.

A certificate with 予定 beside the contract date waits for the day itself.  契約日：…
from who is proved, or by reply to a mail of ours, settles it: a 訂正, one certificate
more, no premium.  A day that a rule says anything of is a person's, and so is a mail
that says more than the day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mailbot.core.decisions import amendment, change_draft
from mailbot.core.decisions.authority import is_theirs
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Decision, Effect
from mailbot.core.model.events import MailRead
from mailbot.core.model.field_value import FieldValue, said_in
from mailbot.core.model.finding import Finding
from mailbot.core.model.guarantee import STOPPED, Guarantee, GuaranteeState
from mailbot.core.rules.application_rules import check
from mailbot.core.rules.clean_application import is_notice
from parsers.reading import Reading

_SAYS = frozenset({"answer", "amend", "apply"})
_KEY, _PLANNED = "contract_date", "contract_date_planned"


def on_mail(case: Case, event: MailRead, context: DecisionContext) -> Decision | None:
    """Settle the planned contract date of a case; None where it is not for us."""
    waiting = [one for one in case.guarantees if _waits(one)]
    day = _day_alone(waiting, event.reading)
    if day is None or not is_theirs(event):
        return None
    if any(not _settles(case, one, event, context) for one in waiting):
        return None
    effects: list[Effect] = []
    for one in waiting:
        terms = amendment.with_values(one, {_KEY: day}, context.office, context.today)
        case, effect = amendment.enter(case, one, "correction", terms, context)
        effects.append(effect)
    said = {key: value for key, value in case.said.items() if key != _PLANNED}
    said[_KEY] = said_in(event.reading, _KEY, event.mail_id)
    case = replace(case, said=said, last_mail_id=event.mail_id, updated_at=context.now)
    return Decision(case, "applied", "contract_signed", tuple(effects), "contractor")


def _waits(one: Guarantee) -> bool:
    return one.terms.contract_date_planned and one.state not in STOPPED


def _day_alone(waiting: list[Guarantee], reading: Reading) -> date | None:
    """Return the day that a mail gives, if it says nothing beside it that is new."""
    day = reading.fields.get(_KEY)
    more = reading.remainder or reading.problems or reading.commands
    files = any(one.role == "paper" for one in reading.attachments)
    if not waiting or reading.intent not in _SAYS or more or files:
        return None
    if not isinstance(day, date) or reading.fields.get(_PLANNED):
        return None
    known = all(
        key in {_KEY, _PLANNED}
        or key in change_draft.HARMLESS
        or change_draft.on_certificate(one, key) == value
        for one in waiting
        for key, value in reading.fields.items()
    )
    return day if known else None


def _settles(
    case: Case, one: Guarantee, event: MailRead, context: DecisionContext
) -> bool:
    """Tell whether a certificate can take the day, and no rule says anything of it."""
    if one.state is not GuaranteeState.ISSUED or case.change_of(one.id) is not None:
        return False
    day = said_in(event.reading, _KEY, event.mail_id)
    new = {_KEY: day, _PLANNED: replace(day, value=False)}
    stood = {_mark(found) for found in _found(case, one, {}, context)}
    return all(_mark(found) in stood for found in _found(case, one, new, context))


def _found(
    case: Case, one: Guarantee, said: dict[str, FieldValue], context: DecisionContext
) -> tuple[Finding, ...]:
    """Return what the rules say of a certificate with these values put in."""
    contractor = context.office.contractors.get(case.contractor_id)
    if contractor is None:
        where = _KEY if said else ""
        return (Finding("R-13", "refuse", "contractor_gone", where),)
    asked = Change(id=0, guarantee_id=one.id, said=said)
    draft = change_draft.draft(case, asked, context.office, contractor)
    every = check(draft, context.office, context.today, context.known)
    return tuple(found for found in every if not is_notice(found))


def _mark(found: Finding) -> tuple[str, str]:
    return found.code, found.field
