"""A decision becomes rows: the case, the event, and each effect as work to be done.

Everything here is written in the one transaction that the caller holds.  An effect's
key is made of its event and its place, so that it can be performed once only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import TypeAdapter

from mailbot.core.mails.stored import effect_as_json, send_as_json
from mailbot.core.model.case import Case
from mailbot.core.model.effects import (
    CallStaff,
    CloseTask,
    CloseTasks,
    Decision,
    DropDues,
    Issue,
    Rekey,
    Send,
    SetDue,
    TakeUp,
    Void,
)
from mailbot.core.model.events import Event, MailRead, actor_of
from mailbot.core.model.guarantee import Guarantee, GuaranteeEntry
from mailbot.core.model.staff_events import Retried, StaffEvent, TakenUp, TaskDone
from mailbot.core.office.office import Office, branch_of
from mailbot.core.timeline import stand
from mailbot.store.faults import NotKept
from mailbot.store.guarantees import Guarantees
from mailbot.store.incoming import HANDLE, HANDLING
from mailbot.store.mail_log import COMPOSE
from mailbot.store.queue.contract import Job
from mailbot.store.records import NewEvent, Task
from mailbot.store.tasks import Tasks
from mailbot.store.transaction import Transaction

_ENTRY: TypeAdapter[GuaranteeEntry] = TypeAdapter(GuaranteeEntry)
_EVENTS: dict[str, TypeAdapter[Event]] = {}


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
            tx.cases.save(case)
        actor = decision.actor or actor_of(event)
        mail_id = event.mail_id if isinstance(event, MailRead) else None
        event_id = tx.events.record(recorded(event, decision, actor))
        for place, effect in enumerate(decision.effects):
            key = f"event:{event_id}:{place}"
            if isinstance(effect, CloseTasks):
                _close_tasks(tx.tasks, effect, case, actor)
            elif isinstance(effect, CloseTask):
                _settle_task(tx, effect, actor, key)
            elif isinstance(effect, TakeUp):
                _take_up(tx, effect, actor, key)
            elif isinstance(effect, Issue | Rekey | Void | SetDue | DropDues):
                self._of_case(tx, effect, case)
            else:
                _promise(tx, effect, case, mail_id, key)
        subject = _subject(event, case)
        tx.audit.enter(actor, decision.reason, subject, {"event": event_id})

    def _of_case(
        self,
        tx: Transaction,
        effect: Issue | Rekey | Void | SetDue | DropDues,
        case: Case | None,
    ) -> None:
        """Write what belongs to a case: entries of histories, and due rows."""
        match effect:
            case _ if case is None:
                raise ValueError(f"{effect.code} needs a case")
            case Issue():
                self._issue(tx, _part(case, effect.guarantee_id), case)
            case Rekey():
                tx.keys.renew(effect.guarantee_id, self.make_key)
            case Void():
                _void(tx, _part(case, effect.guarantee_id), case)
            case SetDue():
                tx.timers.set(case.id, effect.what, effect.at, effect.revision)
            case DropDues():
                tx.timers.drop(case.id)

    def _issue(self, tx: Transaction, guarantee: Guarantee, case: Case) -> None:
        """Write the newest entry of a history, and promise its documents.

        The first entry comes with number and key: one transaction.
        """
        prefix = branch_of(case.text("branch"), case.contractor_id, self.office)
        make_key = self.make_key if guarantee.form == "electronic" else None
        number = tx.guarantees.assign_number(
            guarantee.id, prefix.number_prefix, make_key
        )
        entry = _enter(tx.guarantees, guarantee, number)
        make = f"make:{guarantee.id}:{entry}"
        payload = {"guarantee": guarantee.id, "case": case.id}
        tx.jobs.enqueue(Job("make", payload, f"make:{guarantee.id}", key=make))


def _promise(
    tx: Transaction,
    effect: Send | CallStaff,
    case: Case | None,
    mail_id: int | None,
    key: str,
) -> None:
    """Promise a mail, or write down what a person must do."""
    if isinstance(effect, Send):
        tx.jobs.enqueue(_compose_job(effect, case, key))
    elif effect.group:
        tx.tasks.gather(effect.reason, effect.group, effect.detail, mail_id)
    else:
        case_id = case.id if case else None
        tx.tasks.open(effect.reason, effect.detail, case_id, mail_id, key)


def _part(case: Case, guarantee_id: int) -> Guarantee:
    guarantee = case.guarantee(guarantee_id)
    if guarantee is None:
        raise ValueError("a guarantee that is issued belongs to its case")
    return guarantee


def _enter(guarantees: Guarantees, guarantee: Guarantee, number: str) -> int:
    """Append the newest entry of a guarantee to the history that is never changed."""
    newest = guarantee.history[-1]
    body = {
        "number": number,
        "terms": _ENTRY.dump_python(newest, mode="json")["terms"],
    }
    added = guarantees.add_history(guarantee.id, newest.kind, body)
    if added.entry != guarantee.entry:
        raise ValueError("the history of a guarantee grows by one entry at a time")
    return added.entry


def _void(tx: Transaction, guarantee: Guarantee, case: Case) -> None:
    """Write the cancellation, and promise that the key opens nothing any more."""
    entry = _enter(tx.guarantees, guarantee, guarantee.number)
    payload = {"guarantee": guarantee.id, "case": case.id}
    key = f"void:{guarantee.id}:{entry}"
    tx.jobs.enqueue(Job("void", payload, f"make:{guarantee.id}", key=key))


def _close_tasks(
    tasks: Tasks, effect: CloseTasks, case: Case | None, actor: str
) -> None:
    """Close the open tasks of a case that a decision has dealt with."""
    for task in tasks.find():
        named = {key: task.detail.get(key) for key in effect.about}
        about = all(value in {None, effect.about[key]} for key, value in named.items())
        mine = case is not None and task.case_id == case.id
        if mine and about and task.reason in effect.reasons:
            tasks.close(task.id, actor)


def _settle_task(tx: Transaction, effect: CloseTask, actor: str, key: str) -> None:
    """Close one task, and put the work behind it back where that is wished.

    NotKept when there is no such open task, or nothing behind it: nothing is written.
    """
    if effect.again:
        _try_again(tx, tx.tasks.get(effect.task_id), key)
    tx.tasks.close(effect.task_id, actor)


def _take_up(tx: Transaction, effect: TakeUp, actor: str, key: str) -> None:
    """Have a held mail decided once more; what people had to do about it is done.

    NotKept where nothing of that number was held.
    """
    mail = tx.mails.get(effect.mail_id)
    if mail.direction != "in" or mail.fate not in {"held", "ignored"}:
        raise NotKept(f"Mail {mail.id} is not held.")
    for task in tx.tasks.find():
        if task.mail_id == mail.id and not task.detail.get("mails"):
            tx.tasks.close(task.id, actor)
    tx.mails.settle(mail.id, "received", "")
    tx.jobs.enqueue(Job(HANDLE, {"mail": mail.id, "taken": effect.by}, key=key))


def _try_again(tx: Transaction, task: Task, key: str) -> None:
    """Put back what failed: a job, or the making of a certificate that was stopped."""
    job, guarantee = task.detail.get("job"), task.detail.get("guarantee")
    if isinstance(job, int):
        if not tx.jobs.revive(job):
            raise NotKept(f"The work behind task {task.id} has not failed.")
        if task.detail.get("kind") in HANDLING and task.mail_id is not None:
            tx.mails.settle(task.mail_id, "received", "")
    elif isinstance(guarantee, int) and task.case_id is not None:
        payload = {"guarantee": guarantee, "case": task.case_id}
        tx.jobs.enqueue(Job("make", payload, f"make:{guarantee}", key=key))
    else:
        raise NotKept(f"There is no work behind task {task.id}.")


def _subject(event: Event, case: Case | None) -> str:
    """Return what an entry of the audit is about."""
    if case is not None:
        return f"case:{case.id}"
    if isinstance(event, TakenUp):
        return f"mail:{event.mail_id}"
    if isinstance(event, TaskDone | Retried):
        return f"task:{event.task_id}"
    return f"mail:{event.mail_id}" if isinstance(event, MailRead) else ""


def _compose_job(effect: Send, case: Case | None, key: str) -> Job:
    payload = {
        "send": send_as_json(effect),
        "case": case.id if case else None,
        "key": key,
    }
    return Job(COMPOSE, payload, f"post:{case.id}" if case else None, key=key)


def recorded(event: Event, decision: Decision, actor: str) -> NewEvent:
    """Return an event as the store keeps it, with the effects decided on.

    What it is stands there by its `code`, never by the name of its class.
    """
    mail = event if isinstance(event, MailRead) else None
    return NewEvent(
        case_id=decision.case.id if decision.case else None,
        kind=event.code,
        actor=actor,
        sender_class=mail.sender_class if mail else "",
        mail_id=mail.mail_id if mail else None,
        payload={
            **_told(event),
            **_stood(decision),
            "fate": decision.fate,
            "reason": decision.reason,
        },
        effects=tuple(
            {"effect": one.code, **effect_as_json(one)} for one in decision.effects
        ),
    )


def _stood(decision: Decision) -> dict[str, object]:
    """Return how the event left its case: what the clock of the case is read from."""
    if decision.case is None:
        return {}
    now = stand(decision.case, decision.case.updated_at)
    return {"state": now.state, "holder": now.holder}


def _told(event: Event) -> dict[str, object]:
    """Return an event whole: what a person said, what clock and workers saw.

    A mail is kept itself; of everything else this is the only record.
    """
    if isinstance(event, MailRead):
        return {"taken": event.taken} if event.taken else {}
    whole = _json_of(event).dump_python(event, mode="json")
    return {"said" if isinstance(event, StaffEvent) else "saw": whole}


def _json_of(event: Event) -> TypeAdapter[Event]:
    """Return what writes a kind of event; built when the first of it comes."""
    if event.code not in _EVENTS:
        _EVENTS[event.code] = TypeAdapter(type(event))
    return _EVENTS[event.code]
