"""Who is not registered: held, told how to register, and not too often (R-13).

    within the budget ──> a mail that says how to register, and a task
    beyond it ─────────> no mail; one task for all of them

An address in From costs a forger nothing, and our answer goes to whoever owns it
(backscatter).  So answers to strangers have a number an hour for each network of
clients and in total, and one a day for each domain (specification 3.7).  The intake
counts them; here they are only values.
"""

from __future__ import annotations

from mailbot.core.decisions import handover
from mailbot.core.decisions.mail_to_contractor import to_sender
from mailbot.core.mails.conversation import RegistrationMail
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Decision, Effect
from mailbot.core.model.events import MailRead
from mailbot.core.office.office import Contractor

SECOND_ADDRESS = "second_address"
"""An application that names a company which we know, from an address we do not."""


def decide(event: MailRead, context: DecisionContext) -> Decision:
    """Hold a stranger's mail, and say how to register; a token is held without a word.

    What is said is the same for everybody: nobody learns whether a company is known.
    """
    if event.ticket.purpose is not None:
        return handover.hold(None, event, "token_from_stranger")
    named = _named(event, context)
    effects: tuple[Effect, ...] = (_task(event, named),)
    if event.reading.envelope.sender and may_answer(event):
        effects = (*effects, to_sender(event, RegistrationMail()))
    reason = SECOND_ADDRESS if named else "not_registered"
    return Decision(None, "held", reason, effects, "stranger")


def may_answer(event: MailRead) -> bool:
    """Tell whether a stranger is answered: once a day, and while there is a budget."""
    envelope = event.reading.envelope
    return event.recent == 0 and event.budget_left and not envelope.null_sender


def _named(event: MailRead, context: DecisionContext) -> Contractor | None:
    """Return the registered contractor for whom a stranger applies, if one is named."""
    reading = event.reading
    name = reading.fields.get("contractor_name")
    if reading.intent != "apply" or not isinstance(name, str):
        return None
    known = context.office.contractors.values()
    found = [one for one in known if one.is_called(name)]
    return found[0] if len(found) == 1 else None


def _task(event: MailRead, named: Contractor | None) -> CallStaff:
    """Return the task: one for each company that is named, one for the mass.

    An application of somebody's is waited for: it must not drown among forgeries.
    """
    detail: dict[str, object] = {"mail": event.mail_id}
    if named is not None:
        detail["contractor"] = named.id
        return CallStaff(SECOND_ADDRESS, detail, group=named.id)
    group = "" if event.budget_left else "all"
    return CallStaff("not_registered", detail, group=group)
