"""R-27: what a change of one guarantee means for the others of its contract.

Several guarantees stand on one contract.  When its amount, its last day of work or its
name changes by one of them, the read-back offers the change of the others as well, and
one はい agrees to all.  Who leaves one as it is says so: the read-back repeats it, and
the case keeps it.  Each guarantee gets a request of its own with はい, so that review,
premium and history go their usual way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailbot.core.decisions import change_draft, change_mails
from mailbot.core.decisions.related_change import named_apart
from mailbot.core.mails import form_rows
from mailbot.core.mails.conversation import OtherPremium, ReadbackMail
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change, Fellow
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import Finding
from mailbot.core.model.guarantee import STOPPED, Guarantee, GuaranteeState
from mailbot.core.model.release import Release
from mailbot.core.rules.ratio import ratios
from parsers.reading import Reading


def affected(case: Case, change: Change) -> tuple[Guarantee, ...]:
    """Return the other guarantees whose certificates would say something else."""
    new = {k: s.value for k, s in change.said.items() if k in change_draft.OF_CONTRACT}
    return tuple(
        one
        for one in case.guarantees
        if one.id != change.guarantee_id
        and one.state not in STOPPED
        and any(getattr(one.terms, name) != value for name, value in new.items())
    )


def changing_along(case: Case, change: Change) -> tuple[Guarantee, ...]:
    """Return those of the others that change with it."""
    return tuple(
        one
        for one in affected(case, change)
        if one.id not in change.apart and _able(case, one)
    )


def _able(case: Case, one: Guarantee) -> bool:
    return one.state is GuaranteeState.ISSUED and case.change_of(one.id) is None


def with_wishes(case: Case, change: Change, reading: Reading) -> tuple[Change, Reading]:
    """Return the request with what a mail says of the others, and what is left of it.

    契約保証：変更しない leaves that one as it is; 契約保証：変更する takes it in again.
    """
    one = change_draft.guarantee_of(case, change)
    known = tuple(g for g in case.guarantees if g.id != one.id)
    apart, again, rest = named_apart(reading, one, known)
    if not apart and not again:
        return change, reading
    ids = tuple(sorted(({*change.apart} | apart) - again))
    return replace(change, apart=ids), rest


def mentions_others(case: Case, change: Change, reading: Reading) -> bool:
    """Return whether a mail says of another guarantee that it changes, or that not."""
    return with_wishes(case, change, reading)[1] is not reading


def touchable(case: Case, change: Change, reading: Reading) -> frozenset[str]:
    """Return the fields of the others that a mail may touch together with it."""
    touched = change_draft.OF_CONTRACT & {*change.said, *reading.fields}
    if not touched:
        return frozenset()
    able = (g for g in case.guarantees if g.id != change.guarantee_id)
    keys = frozenset(
        key
        for one in able
        if one.id not in change.apart and _able(case, one)
        for key in change_draft.changeable(one.product)
    )
    return keys - change_draft.changeable(
        change_draft.guarantee_of(case, change).product
    )


def request_for(change: Change, other: Guarantee, number: int) -> Change:
    """Return the request that another guarantee gets beside this one."""
    own = f"{other.product}."
    said = {
        key: value
        for key, value in change.said.items()
        if (key in change_draft.OF_CONTRACT or key.startswith(own))
        and change_draft.on_certificate(other, key) != value.value
    }
    return Change(
        id=number,
        guarantee_id=other.id,
        state=change.state,
        said=said,
        revision=change.revision,
        led_by=change.id,
        releases=tuple(one for one in change.releases if one.field.startswith(own)),
    )


def findings(case: Case, change: Change, context: DecisionContext) -> Iterator[Finding]:
    """R-27: what is said of the others, and what the rules find in their change."""
    if "project_name" in change.said:
        yield Finding("R-27", "warn", "project_renamed", "project_name")
    going = {one.id for one in changing_along(case, change)}
    for one in affected(case, change):
        params: dict[str, object] = {"product": one.product, "number": one.number}
        if one.id in going:
            yield Finding("R-27", "warn", "changed_together", "", "", params)
            yield from _of_their_own(case, change, one, context)
        elif one.id in change.apart:
            yield Finding("R-27", "warn", "left_as_it_is", "", "", params)
        else:
            yield Finding("R-27", "warn", "not_together", "", "", params)


def _of_their_own(
    case: Case, change: Change, other: Guarantee, context: DecisionContext
) -> Iterator[Finding]:
    """Yield what the rules find in another's change, but for what concerns all."""
    asked = request_for(change, other, change.id)
    draft = draft_of(case, asked, context)
    for one in change_draft.check_change(
        draft, asked, context.office, context.today, context.known
    ):
        if one.field.startswith(f"{other.product}."):
            yield one


def draft_of(case: Case, change: Change, context: DecisionContext) -> Draft:
    """Return the draft of a request of a contractor who is registered."""
    contractor = context.office.contractors[case.contractor_id]
    return change_draft.draft(case, change, context.office, contractor)


def offered(case: Case, change: Change, context: DecisionContext) -> tuple[Fellow, ...]:
    """Return what the others would be, as the read-back shows it."""
    return tuple(
        Fellow(
            one.id,
            one.terms,
            change_draft.new_terms(
                one, request_for(change, one, change.id), context.office, context.today
            ),
        )
        for one in changing_along(case, change)
    )


def still_offered(case: Case, change: Change) -> bool:
    """Return whether the others are still what the read-back showed of them."""
    now = {one.id: one.terms for one in changing_along(case, change)}
    return now == {one.guarantee_id: one.before for one in change.fellows}


def with_others(
    case: Case, change: Change, page: ReadbackMail, context: DecisionContext
) -> ReadbackMail:
    """Return a read-back with what it shows of the others: rows, premiums, ways."""
    if change.fellows:
        page = replace(page, others=())
    for fellow in change.fellows:
        other = case.guarantee(fellow.guarantee_id)
        if other is None:
            continue
        asked = request_for(change, other, change.id)
        asked = replace(asked, before=fellow.before, after=fellow.after)
        draft = draft_of(case, asked, context)
        own = change_mails.readback_mail(case, asked, draft, ())
        rows = form_rows.rows(
            change_mails.own_values(draft.said, other.product),
            change_draft.certificate_values(case, other),
        )
        premium = OtherPremium(
            number=other.number,
            product=other.product,
            premium_change=own.premium_change,
        )
        page = replace(
            page,
            rows=(*page.rows, *rows),
            ratios={**page.ratios, **ratios(draft)},
            others=(*(page.others or ()), premium),
            deliveries=(*page.deliveries, *own.deliveries),
        )
    return page


def agreed(case: Case, change: Change) -> tuple[Change, ...]:
    """Return the requests of the others that the same はい agrees to."""
    made: list[Change] = []
    for place, fellow in enumerate(change.fellows, 1):
        other = case.guarantee(fellow.guarantee_id)
        if other is not None:
            number = len(case.changes) + place
            asked = request_for(change, other, number)
            made.append(replace(asked, before=fellow.before, after=fellow.after))
    return tuple(made)


def with_left_apart(
    case: Case, change: Change, event: MailRead, context: DecisionContext
) -> Change:
    """Write down which others the contractor left as they are."""
    by = event.reading.envelope.sender or "contractor"
    left = tuple(
        Release("R-27", "left_as_it_is", "", one.number, by, context.now, one.number)
        for one in affected(case, change)
        if one.id in change.apart
    )
    return replace(change, releases=(*change.releases, *left))
