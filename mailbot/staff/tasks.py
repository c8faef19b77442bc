"""What a person does about one task, or about one mail that was held.

A task is closed once; what would be forgotten by closing it is said instead.
"""

from __future__ import annotations

from mailbot.core.decisions.billing import owed
from mailbot.core.decisions.issue import under_review
from mailbot.core.model.case import Case
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import Retried, TakenUp, TaskDone
from mailbot.staff.clerk import Clerk, NotDone
from mailbot.staff.printable import printable
from mailbot.staff.references import task_number
from mailbot.staff.words import moment
from mailbot.staff.words import task as task_words
from mailbot.store.faults import NotKept
from mailbot.store.records import Task

_LONGEST_NOTE = 4_000
_WORK = frozenset({"job_failed", "missing_glyph"})
"""Tasks with work behind them that can be tried again."""


def close(at: Clerk, number: str, note: str) -> str:
    """Close a task that a person saw to, with a note of what was done."""
    task = _open_task(at, number)
    case = at.tx.cases.find(task.case_id) if task.case_id else None
    if (instead := _still_waits(task, case)) is not None:
        raise NotDone(f"Task {task.id} is not done yet: {instead}.")
    said = printable(note).strip()[:_LONGEST_NOTE]
    at.desk.handle(at.tx, task.case_id or 0, TaskDone(at.by, task.id, said))
    says, _ = task_words(task, case.receipt if case else "")
    return f"Task {task.id} is done: {says}."


def take_up(at: Clerk, number: str) -> str:
    """Have a mail that was held decided once more: this person vouches for it."""
    wanted = task_number(number)
    if wanted is None:
        raise NotDone("Name a mail by its number (7), as `mailbot log` shows it.")
    try:
        at.desk.handle(at.tx, 0, TakenUp(at.by, wanted))
    except NotKept as wrong:
        raise NotDone(str(wrong)) from None
    return f"Mail {wanted}: a running `mailbot serve` decides it now."


def retry(at: Clerk, number: str) -> str:
    """Have what failed tried again: a job, or documents that were stopped."""
    task = _open_task(at, number)
    if task.reason not in _WORK:
        case = at.tx.cases.find(task.case_id) if task.case_id else None
        says, do = task_words(task, case.receipt if case else "")
        raise NotDone(
            f"Task {task.id} has no work behind it that failed ({says}): {do}."
        )
    at.desk.handle(at.tx, task.case_id or 0, Retried(at.by, task.id))
    return f"Task {task.id}: a running `mailbot serve` tries it again now."


def _open_task(at: Clerk, number: str) -> Task:
    """Return an open task by its number; NotDone says what is wrong."""
    wanted = task_number(number)
    if wanted is None:
        raise NotDone("Name a task by its number (7), as `mailbot log` shows it.")
    try:
        task = at.tx.tasks.get(wanted)
    except NotKept:
        raise NotDone(f"There is no task {wanted}; `mailbot log` lists them.") from None
    if task.closed_at is not None:
        who = task.closed_by.removeprefix("staff:")
        raise NotDone(f"Task {wanted} was done {moment(task.closed_at)} by {who}.")
    return task


def _still_waits(task: Task, case: Case | None) -> str | None:
    """Say what would be forgotten if a task were closed alone; None when nothing is."""
    if case is None:
        return None
    at = case.receipt
    if task.reason == "review" and under_review(case):
        return f"use approve, refuse or return on {at}"
    if task.reason == "premium" and any(
        task.detail.get("guarantee") == one.guarantee.id for one in owed(case)
    ):
        return f"record the premium with pay {at}, or cancel it"
    if task.reason == "missing_glyph" and _is_stopped(task, case):
        return f"use correct {at}, or retry {task.id}"
    if case.held and task.reason == case.held:
        return f"the robot is silent on {at} until release {at}"
    return None


def _is_stopped(task: Task, case: Case) -> bool:
    one = case.guarantee(int(str(task.detail.get("guarantee", 0))))
    return one is not None and one.state is GuaranteeState.ISSUING
