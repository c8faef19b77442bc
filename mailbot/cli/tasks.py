"""`mailbot write`, `done` and `retry`: what people do about what waits for them.

Each is an event in one transaction beside a running `serve`; a task is closed once.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mailbot.cli.staff import Bench, NotDone, Ordered, bench, why
from mailbot.core.decisions.billing import owed
from mailbot.core.decisions.issue import under_review
from mailbot.core.model.case import Case
from mailbot.core.model.events import Received, Retried, StaffWrote, TakenUp, TaskDone
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.submission import TRANSITIONS as SUBMISSION_MOVES
from mailbot.errors import MailbotError
from mailbot.staff.printable import printable
from mailbot.staff.references import task_number
from mailbot.staff.words import moment
from mailbot.staff.words import task as task_words
from mailbot.store.faults import NotKept
from mailbot.store.records import Task

_LONGEST = 20_000
_LONGEST_NOTE = 4_000
_WORK = frozenset({"job_failed", "missing_glyph"})
"""Tasks with work behind them that can be tried again."""


def write(ordered: Ordered, text: str, file: Path | None) -> int:
    """Write to the contractor in a person's own words; the robot is silent after it."""
    words = _letter(text, file)
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        at.take(case, StaffWrote(at.by, words))
    sys.stdout.write(
        f"{case.receipt}: written to {case.correspondent}; the robot is silent on it "
        f"until `mailbot release {case.receipt} --by NAME`.\n"
    )
    return 0


def _letter(text: str, file: Path | None) -> str:
    """Return what is to be written: the argument, a file, or standard input (-)."""
    if file is not None and text:
        raise MailbotError("Say it as TEXT or with --file, not both.")
    if file is not None:
        try:
            octets = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
            text = octets.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise MailbotError(f"{file} is no text in UTF-8.") from None
    words = printable(text).strip()
    if not words:
        raise MailbotError("Say what the contractor is to read: TEXT, or --file FILE.")
    if len(words) > _LONGEST:
        raise MailbotError(f"A mail by hand has at most {_LONGEST:,} letters.")
    return words


def received(ordered: Ordered) -> int:
    """Write down 受領 for what a person made sure that the obligee has.

    Of several submissions those that a task asks about are meant, else all.
    """
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        asked = {
            task.detail.get("submission")
            for task in at.tx.tasks.find()
            if task.case_id == case.id and task.reason == "receipt_unproved"
        }
        able = [s for s in case.submissions if "receive" in SUBMISSION_MOVES[s.state]]
        meant = [s for s in able if s.id in asked] or able
        if not meant:
            raise NotDone(f"{case.receipt}: {why('nothing_to_receive')}.")
        for one in meant:
            case = at.take(case, Received(at.by, one.id)).case or case
    where = ", ".join(one.address or one.obligee_id for one in meant)
    sys.stdout.write(f"{case.receipt}: received by {where}; the contractor is told.\n")
    return 0


def done(config: Path | None, number: str, by: str, note: str) -> int:
    """Close a task that a person saw to, with a note of what was done."""
    with bench(config, by) as at:
        task = _open_task(at, number)
        case = at.tx.cases.find(task.case_id) if task.case_id else None
        if (instead := _still_waits(task, case)) is not None:
            raise NotDone(f"Task {task.id} is not done yet: {instead}.")
        said = printable(note).strip()[:_LONGEST_NOTE]
        at.app.intake.handle(at.tx, task.case_id or 0, TaskDone(at.by, task.id, said))
    says, _ = task_words(task, case.receipt if case else "")
    sys.stdout.write(f"Task {task.id} is done: {says}.\n")
    return 0


def take(config: Path | None, number: str, by: str) -> int:
    """Have a mail that was held decided once more: this person vouches for it."""
    wanted = task_number(number)
    if wanted is None:
        raise NotDone("Name a mail by its number (7), as `mailbot log` shows it.")
    with bench(config, by) as at:
        try:
            at.app.intake.handle(at.tx, 0, TakenUp(at.by, wanted))
        except NotKept as wrong:
            raise NotDone(str(wrong)) from None
    sys.stdout.write(f"Mail {wanted}: a running `mailbot serve` decides it now.\n")
    return 0


def retry(config: Path | None, number: str, by: str) -> int:
    """Have what failed tried again: a job, or documents that were stopped."""
    with bench(config, by) as at:
        task = _open_task(at, number)
        if task.reason not in _WORK:
            says, do = task_words(task, _receipt(at, task))
            raise NotDone(
                f"Task {task.id} has no work behind it that failed ({says}): {do}."
            )
        at.app.intake.handle(at.tx, task.case_id or 0, Retried(at.by, task.id))
    sys.stdout.write(f"Task {task.id}: a running `mailbot serve` tries it again now.\n")
    return 0


def _open_task(at: Bench, number: str) -> Task:
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


def _receipt(at: Bench, task: Task) -> str:
    case = at.tx.cases.find(task.case_id) if task.case_id else None
    return case.receipt if case else ""


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
