"""A decision becomes rows: the case, the event, and each effect as work to be done.

Everything here is written in the one transaction that the caller holds.  An effect's
key is made of its event and its place, so that it can be performed once only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import TypeAdapter

from mailbot.core.case import Case
from mailbot.core.effects import (
    CallStaff,
    Decision,
    DropDues,
    Effect,
    Issue,
    Send,
    SetDue,
)
from mailbot.core.events import Event, MailRead, actor_of
from mailbot.core.office import Office, branch_of
from mailbot.engine.jobs import Job
from mailbot.store.maillog import COMPOSE
from mailbot.store.transaction import Transaction
from mailbot.store.values import NewEvent

_EFFECT: TypeAdapter[Effect] = TypeAdapter(Effect)
_SEND: TypeAdapter[Send] = TypeAdapter(Send)


@dataclass(frozen=True, slots=True)
class Committer:
    """Writes decisions.  `make_key` draws a new authentication key (62-letter, CSPRNG).

    The core never sees a key: number and key are assigned here, inside the
    transaction that decided on the issue.
    """

    office: Office
    make_key: Callable[[], str]

    def commit(self, tx: Transaction, event: Event, decision: Decision) -> None:
        """Write a decision and all that follows from it; the caller commits."""
        case = decision.case
        if case is not None:
            tx.save_case(case)
        actor = decision.actor or actor_of(event)
        mail_id = event.mail_id if isinstance(event, MailRead) else None
        event_id = tx.record(_recorded(event, decision, actor))
        for place, effect in enumerate(decision.effects):
            key = f"event:{event_id}:{place}"
            self._promise(tx, effect, case, mail_id, key)
        subject = f"case:{case.id}" if case else f"mail:{mail_id}"
        tx.audit(actor, decision.reason, subject, {"event": event_id})

    def _promise(
        self,
        tx: Transaction,
        effect: Effect,
        case: Case | None,
        mail_id: int | None,
        key: str,
    ) -> None:
        """Turn one effect into a job, a task or a due row."""
        match effect:
            case Send():
                tx.enqueue(_compose_job(effect, case, key))
            case CallStaff():
                case_id = case.id if case else None
                tx.open_task(effect.reason, effect.detail, case_id, mail_id, key)
            case _ if case is None:
                raise ValueError(f"{type(effect).__name__} needs a case")
            case Issue():
                self._issue(tx, effect, case)
            case SetDue():
                tx.set_due(case.id, effect.what, effect.at, effect.revision)
            case DropDues():
                tx.drop_dues(case.id)

    def _issue(self, tx: Transaction, effect: Issue, case: Case) -> None:
        """Assign number and key, and promise the documents: one transaction."""
        guarantee = case.guarantee(effect.guarantee_id)
        if guarantee is None:
            raise ValueError("a guarantee that is issued belongs to its case")
        prefix = branch_of(case.text("branch"), case.contractor_id, self.office)
        if guarantee.form == "electronic":
            number = tx.assign_number(guarantee.id, prefix.number_prefix, self.make_key)
        else:
            number = tx.assign_paper_number(guarantee.id, prefix.number_prefix)
        tx.add_history(guarantee.id, "new", {"number": number})
        make = f"make:{guarantee.id}:1"
        payload = {"guarantee": guarantee.id, "case": case.id}
        tx.enqueue(Job("make", payload, f"make:{guarantee.id}", key=make))


def _compose_job(effect: Send, case: Case | None, key: str) -> Job:
    payload = {
        "send": _SEND.dump_python(effect, mode="json"),
        "case": case.id if case else None,
        "key": key,
    }
    return Job(COMPOSE, payload, f"post:{case.id}" if case else None, key=key)


def _recorded(event: Event, decision: Decision, actor: str) -> NewEvent:
    mail = event if isinstance(event, MailRead) else None
    return NewEvent(
        case_id=decision.case.id if decision.case else None,
        kind=type(event).__name__,
        actor=actor,
        sender_class=mail.sender_class if mail else "",
        mail_id=mail.mail_id if mail else None,
        payload={"fate": decision.fate, "reason": decision.reason},
        effects=tuple(
            {"effect": type(one).__name__, **_EFFECT.dump_python(one, mode="json")}
            for one in decision.effects
        ),
    )
