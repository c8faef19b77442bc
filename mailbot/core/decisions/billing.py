"""Where, by when and with which reference a premium is paid (specification 1.9).

Said once, when the premium is asked for; the day is fixed with it and stands on the
statement as well.  一括納付 (`monthly`) is billed with the month's other premiums and
asks for nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.mails.agreement import AcceptedGuarantee, AcceptedMail, HowToPay
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change, ChangeState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Effect
from mailbot.core.model.guarantee import Guarantee, GuaranteeState, Terms
from mailbot.core.office.business_hours import add_business_days, day_in_tokyo
from mailbot.core.office.office import Office, branch_of


@dataclass(frozen=True, slots=True)
class Owed:
    """A premium that is waited for, in whole yen: of a guarantee, or of its change."""

    guarantee: Guarantee
    yen: int
    change: Change | None = None

    @property
    def by(self) -> date | None:
        """The day until which it is asked for."""
        if self.change is None:
            return self.guarantee.terms.pay_by
        return self.change.after.pay_by if self.change.after else None


def owed(case: Case) -> tuple[Owed, ...]:
    """Return every premium that a case waits for."""
    first = [
        Owed(one, one.terms.premium)
        for one in case.guarantees
        if one.state is GuaranteeState.AWAITING_PREMIUM
    ]
    for change in case.changes:
        one = case.guarantee(change.guarantee_id)
        if one is not None and change.state is ChangeState.AWAITING_PREMIUM:
            first.append(Owed(one, change.extra, change))
    return tuple(first)


def with_pay_by(terms: Terms, context: DecisionContext) -> Terms:
    """Return the terms with the day until which their premium is asked for."""
    days = context.office.policy.pay_within_days
    by = add_business_days(context.office, day_in_tokyo(context.now), days)
    return replace(terms, pay_by=by)


def ask_premium_anew(one: Guarantee, context: DecisionContext) -> Guarantee:
    """Ask for a premium from today: nobody was told of it before the approval."""
    return replace(one, terms=with_pay_by(one.terms, context))


def change_with_pay_by(change: Change, context: DecisionContext) -> Change:
    """Ask from today for what a change costs more."""
    if change.after is None:
        return change
    return replace(change, after=with_pay_by(change.after, context))


def accepted_rows(case: Case, office: Office) -> tuple[AcceptedGuarantee, ...]:
    """Return what was accepted, each with how its premium is paid."""
    return tuple(
        _row(case, Owed(one, one.terms.premium), office)
        for one in case.guarantees
        if one.state is not GuaranteeState.CANCELLED
    )


def accepted_row(one: Guarantee) -> AcceptedGuarantee:
    """Return one guarantee as it was accepted."""
    return AcceptedGuarantee(
        product=one.product,
        form=one.form,
        amount=one.terms.amount,
        payment=one.payment,
        state=one.state.value,
    )


def waits_for_money(states: Iterable[str]) -> bool:
    """Return whether nothing can go on before a premium comes: no clock holds that."""
    return {"awaiting_premium"} == set(states)


def pay_for_change(case: Case, change: Change, office: Office) -> HowToPay | None:
    """Return how the additional premium of a change is paid."""
    one = case.guarantee(change.guarantee_id)
    due = Owed(one, change.extra, change) if one else None
    return how_to_pay(case, due, office) if due else None


def with_change_premiums(
    case: Case, agreed: tuple[Change, ...], mail: AcceptedMail, office: Office
) -> AcceptedMail:
    """Return the 送信完了 of a change with how each additional premium is paid."""
    ways = [pay_for_change(case, change, office) for change in agreed]
    if len(agreed) == 1:
        return replace(mail, pay=ways[0])
    pairs = zip(mail.guarantees, ways, strict=True)
    return replace(mail, guarantees=tuple(replace(row, pay=pay) for row, pay in pairs))


def premium_mail(
    case: Case, guarantee_id: int, context: DecisionContext
) -> tuple[Effect, ...]:
    """Tell the contractor how to pay, where a person's approval asks for a premium."""
    due = [one for one in owed(case) if one.guarantee.id == guarantee_id]
    if not due:
        return ()
    row = _row(case, due[0], context.office)
    told = AcceptedMail(
        variant="premium",
        guarantees=(replace(row, state=GuaranteeState.AWAITING_PREMIUM.value),),
        promise="",
        waits=True,
        subject_name=case.text("project_name"),
    )
    return (to_contractor(case, told),)


def _row(case: Case, due: Owed, office: Office) -> AcceptedGuarantee:
    return replace(accepted_row(due.guarantee), pay=how_to_pay(case, due, office))


def how_to_pay(case: Case, owes: Owed, office: Office) -> HowToPay | None:
    """Return how a premium is paid: None where nothing is to be paid by itself."""
    method = owes.guarantee.payment
    if method == "monthly" or owes.yen <= 0:
        return None
    by = owes.by.isoformat() if owes.by else ""
    due = HowToPay(method=method, yen=owes.yen, by=by)
    if method == "transfer":
        return replace(due, account=office.surety.account, reference=case.receipt)
    branch = branch_of(case.text("branch"), case.contractor_id, office)
    where = f"{branch.name}（{branch.address}）"
    return replace(due, where=where, hours=branch.hours)


def how_paid(case: Case, one: Guarantee, office: Office) -> HowToPay | None:
    """Return how the newest premium of a guarantee was asked for, and when it came."""
    pay = how_to_pay(case, Owed(one, one.terms.premium), office)
    if pay is None or not one.payments:
        return pay
    return replace(pay, paid=day_in_tokyo(one.payments[-1].at).isoformat())
