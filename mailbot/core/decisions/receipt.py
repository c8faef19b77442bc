"""受領: the obligee has what it needs, says it by mail or on the viewing platform.

    by mail       answers a submission: all its certificates are received
    on the page   stands beside one certificate: a submission of two is received when
                  both are

A receipt is kept with its guarantee, so that a notice which the contractor handed over
is received, too: then there is a submission that was never ours to send, or none.  What
still waits for papers goes on waiting: the obligee wants them whoever brought the key.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.mails.form_rows import named
from mailbot.core.mails.submission import ReceivedMail, numbers
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CloseTasks, Decision, Effect
from mailbot.core.model.events import ReceiptConfirmed
from mailbot.core.model.guarantee import IN_FORCE, Guarantee
from mailbot.core.model.submission import TRANSITIONS, Submission, SubmissionState

_DEALT_WITH = (
    "submission_failed",
    "delivery_unknown",
    "papers_wanted",
    "receipt_unproved",
)


def receipt_by_mail(case: Case, one: Submission, context: DecisionContext) -> Decision:
    """Take 受領 as the answer to a submission."""
    if "receive" not in TRANSITIONS[one.state]:
        return Decision(case, "applied", "already_received", (), "obligee")
    for part in _parts(case, one):
        case = case.with_guarantee(part.receive(one.entry, context.now))
    case, done = _closed(case, one, context)
    told = ReceivedMail(
        obligee=context.office.obligees[one.obligee_id].name,
        guarantees=numbers(case, one),
        at=context.now.isoformat(),
        forwarded=one.state is not SubmissionState.BY_CONTRACTOR,
        subject_name=case.text("project_name"),
    )
    effects = (to_contractor(case, told), done)
    return Decision(case, "applied", "received", effects, "obligee")


def receipt_on_platform(
    case: Case, event: ReceiptConfirmed, context: DecisionContext
) -> Decision:
    """Take 受領 from the viewing platform, for one certificate of one guarantee."""
    part = case.guarantee(event.guarantee_id)
    if part is None or part.state not in IN_FORCE or event.entry > part.entry:
        return Decision(case, "ignored", "nothing_to_receive", (), "obligee")
    if part.receipt(event.entry):
        return Decision(case, "applied", "already_received", (), "obligee")
    case = case.with_guarantee(part.receive(event.entry, context.now))
    theirs = [s for s in case.submissions if _tells_of(s, event)]
    done: list[Effect] = []
    for one in theirs:
        if "receive" in TRANSITIONS[one.state] and _complete(case, one):
            case, closed = _closed(case, one, context)
            done.append(closed)
    told = ReceivedMail(
        obligee=_name(part, theirs, context),
        guarantees=named((part,)),
        at=context.now.isoformat(),
        forwarded=bool(done) and _ours(theirs),
        platform=context.office.surety.platform_name,
        subject_name=case.text("project_name"),
    )
    effects = (to_contractor(case, told), *done)
    return Decision(case, "applied", "received", effects, "obligee")


def _tells_of(one: Submission, event: ReceiptConfirmed) -> bool:
    return event.guarantee_id in one.guarantee_ids and one.entry == event.entry


def _ours(submissions: list[Submission]) -> bool:
    return any(s.state is not SubmissionState.BY_CONTRACTOR for s in submissions)


def _complete(case: Case, one: Submission) -> bool:
    """Return whether every certificate of a submission that is in force is received."""
    return all(
        part.receipt(one.entry) for part in _parts(case, one) if part.state in IN_FORCE
    )


def _parts(case: Case, one: Submission) -> list[Guarantee]:
    return [part for part in case.guarantees if part.id in one.guarantee_ids]


def _name(part: Guarantee, theirs: list[Submission], context: DecisionContext) -> str:
    known = (context.office.obligees.get(one.obligee_id) for one in theirs)
    return next((one.name for one in known if one), part.terms.obligee_name)


def _closed(
    case: Case, one: Submission, context: DecisionContext
) -> tuple[Case, CloseTasks]:
    received = replace(one.move("receive"), received_at=context.now)
    done = CloseTasks(_DEALT_WITH, {"submission": one.id})
    return case.with_submission(received), done
