"""提出: the key notices on their way to the obligee, by its profile.

One submission for each way of delivery.  Only the mail channel is ours to send; for a
portal, an e-contract system, carry-in or fax the contractor is told what to do.  Papers
that the obligee wants with the notice are collected from the contractor's mails, and
everything is forwarded once, when it is complete (specification 1.7).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.decisions.submission_mail import submission_mail
from mailbot.core.decisions.submission_papers import with_extras, within
from mailbot.core.mails.submission import papers_wanted
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import (
    CallStaff,
    CloseTasks,
    Effect,
    Send,
    SetDue,
)
from mailbot.core.model.guarantee import IN_FORCE, Guarantee
from mailbot.core.model.required_documents import (
    Paper,
    collect,
    missing,
)
from mailbot.core.model.submission import PASSED_ON, Submission, SubmissionState
from mailbot.core.office.business_hours import TOKYO, add_business_days, day_in_tokyo
from mailbot.core.office.obligee_channel import Delivery
from mailbot.core.office.office import Obligee, branch_of
from mailbot.core.rules.enclosed_papers import sends

_PAPERS_DAYS = 3
"""Business days after which a person hears of papers that have not come."""
_SUBMITTED = PASSED_ON | {SubmissionState.BY_CONTRACTOR}
Step = tuple[Case, tuple[Effect, ...]]


def submit(case: Case, issued: tuple[Guarantee, ...], context: DecisionContext) -> Step:
    """Open a submission per address, and send what goes by mail on their behalf."""
    obligee = context.office.obligee_called(case.text("obligee_name"))
    electronic = tuple(g for g in issued if g.form == "electronic")
    if obligee is None or not electronic:
        return case, ()
    ours = case.text("submission") != "self"
    new = []
    for place, group in enumerate(_by_address(obligee, electronic)):
        delivery, guarantees = group
        ours_to_send = ours and sends(delivery)
        one = Submission(
            id=context.fresh.submission_id + place,
            obligee_id=obligee.id,
            address=delivery.address,
            guarantee_ids=tuple(g.id for g in guarantees),
            state=_first_state(delivery, sends=ours_to_send),
            wanted=delivery.papers if ours_to_send else (),
        )
        new.append(one)
    # All desks are known before a paper is given to one of them.
    case = replace(case, submissions=(*case.submissions, *new))
    effects: list[Effect] = []
    for one in new:
        case, begun = _begin(case, one, context)
        effects += begun
    return case, tuple(effects)


def submit_again(case: Case, one: Guarantee, context: DecisionContext) -> Step:
    """Tell the obligee of a changed certificate, if it had the notice before.

    The key is the same, and no papers are wanted again.
    """
    had = [
        s
        for s in case.submissions
        if one.id in s.guarantee_ids and s.state in _SUBMITTED
    ]
    if not had or one.form == "paper":
        return case, ()
    by_contractor = had[-1].state is SubmissionState.BY_CONTRACTOR
    again = Submission(
        id=context.fresh.submission_id,
        obligee_id=had[-1].obligee_id,
        address=had[-1].address,
        guarantee_ids=(one.id,),
        state=had[-1].state if by_contractor else SubmissionState.READY,
        entry=one.entry,
    )
    case = replace(case, submissions=(*case.submissions, again))
    return _begin(case, again, context)


def _begin(case: Case, one: Submission, context: DecisionContext) -> Step:
    if one.state is SubmissionState.READY:
        one, left = with_extras(case, one, (), context)
        case = case.with_submission(one)
        return case, (submission_mail(case, one, context), *_call_for_files(one, left))
    if one.state is not SubmissionState.COLLECTING_PAPERS:
        return case, ()
    due = _papers_due(case, context)
    case, effects = _collect(case, one, case.papers, (), context)
    return case, (*effects, SetDue("papers", due, one.id))


def _papers_due(case: Case, context: DecisionContext) -> datetime:
    branch = branch_of(case.text("branch"), case.contractor_id, context.office)
    day = add_business_days(context.office, day_in_tokyo(context.now), _PAPERS_DAYS)
    return datetime.combine(day, branch.opens, TOKYO)


def clocks(case: Case, context: DecisionContext) -> tuple[Effect, ...]:
    """Set the clock anew for every submission that waits for papers."""
    due = _papers_due(case, context)
    return tuple(SetDue("papers", due, one.id) for one in collecting(case))


def papers_due(case: Case) -> tuple[Effect, ...]:
    """Call a person for papers that have not come in time."""
    return tuple(
        CallStaff("papers_wanted", {"submission": one.id}) for one in collecting(case)
    )


def collecting(case: Case) -> tuple[Submission, ...]:
    """Return the submissions that wait for papers and may still be sent."""
    return tuple(
        s
        for s in case.submissions
        if s.state is SubmissionState.COLLECTING_PAPERS and stands(case, s)
    )


def stands(case: Case, one: Submission) -> bool:
    """Return whether every guarantee of a submission is still in force."""
    return all(
        g.state in IN_FORCE for g in case.guarantees if g.id in one.guarantee_ids
    )


def papers_came(case: Case, new: tuple[Paper, ...], context: DecisionContext) -> Step:
    """Take papers of a mail for what is still wanted; forward what is complete."""
    effects: list[Effect] = []
    for one in collecting(case):
        case, more = _collect(case, one, (), new, context)
        effects += more
    return case, tuple(effects)


def _collect(
    case: Case,
    one: Submission,
    early: tuple[Paper, ...],
    new: tuple[Paper, ...],
    context: DecisionContext,
) -> Step:
    """Collect; `early` came before they were wanted and count by their name only."""
    obligee = context.office.obligees[one.obligee_id]
    held = collect(one.wanted, one.papers, early, new)
    fits, too_large = within(held, obligee.size_limit)
    one, left = with_extras(case, replace(one, papers=fits), new, context)
    too_large = tuple(dict.fromkeys((*too_large, *left)))
    case = case.with_submission(one)
    if not missing(one.wanted, one.papers):
        ready = one.move("complete")
        case = case.with_submission(ready)
        done = CloseTasks(("papers_wanted", "papers_too_large"), {"submission": one.id})
        return case, (
            submission_mail(case, ready, context),
            done,
            *_call_for_files(one, left),
        )
    if not new:
        return case, ()
    told = papers_mail(case, one, context, too_large)
    return case, (told, *_call_for_files(one, too_large))


def _call_for_files(one: Submission, too_large: tuple[str, ...]) -> tuple[Effect, ...]:
    """Call a person for files that one mail to this obligee cannot hold."""
    if not too_large:
        return ()
    detail = {"submission": one.id, "files": list(too_large)}
    return (CallStaff("papers_too_large", detail),)


def papers_mail(
    case: Case,
    one: Submission,
    context: DecisionContext,
    too_large: tuple[str, ...] = (),
) -> Send:
    """Return the mail that says which papers are there and which are missing."""
    obligee = context.office.obligees[one.obligee_id]
    return to_contractor(case, papers_wanted(case, one, obligee, too_large))


def _by_address(
    obligee: Obligee, guarantees: tuple[Guarantee, ...]
) -> list[tuple[Delivery, tuple[Guarantee, ...]]]:
    """Group guarantees whose notices may travel together: same way, same subject."""
    groups: dict[Delivery, list[Guarantee]] = {}
    for one in guarantees:
        delivery = obligee.deliveries.get(one.product)
        if delivery is not None:
            groups.setdefault(delivery, []).append(one)
    return [(delivery, tuple(members)) for delivery, members in groups.items()]


def _first_state(delivery: Delivery, *, sends: bool) -> SubmissionState:
    if not sends:
        return SubmissionState.BY_CONTRACTOR
    if delivery.papers:
        return SubmissionState.COLLECTING_PAPERS
    return SubmissionState.READY
