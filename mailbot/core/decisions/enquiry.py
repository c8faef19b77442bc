"""What a contractor may ask about, and the answer: the sender's own cases only.

状況, 一覧, 履歴 番号, 再送 番号, 計算書 番号, 保証料, 対応発注者 名, 停止
(specification 3.3).  Several of them in one mail are answered in one mail (3.7).
A number that is not the sender's own gets the answer of one that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypedDict

from mailbot.core.decisions import billing, premium_estimate
from mailbot.core.decisions.application_subject import ApplicationSubject
from mailbot.core.decisions.reminders import start_clock
from mailbot.core.mails.enquiry import (
    AcceptedProduct,
    CaseStand,
    ChangeStand,
    GuaranteeHistory,
    GuaranteeStand,
    HistoryMail,
    ListMail,
    ObligeeRow,
    ObligeesMail,
    PastEntry,
    ResentMail,
    StatementMail,
    StatementRow,
    StatusMail,
    StoppedMail,
    WorkGuarantee,
)
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import OPEN, Change
from mailbot.core.model.contractor_record import is_open
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Decision, DocumentRef, DropDues, Effect, Send
from mailbot.core.model.enquiry import Enquiry
from mailbot.core.model.events import MailRead
from mailbot.core.model.guarantee import Guarantee, GuaranteeState, shown_to_contractor
from mailbot.core.office.names import fold_name
from mailbot.core.office.office import Contractor, Obligee
from mailbot.core.rules.acceptance import first_day
from parsers.reading import PRODUCTS, Intent


def answer(
    case: Case | None,
    event: MailRead,
    context: DecisionContext,
    contractor: Contractor,
    beside: Intent | None = None,
) -> Decision | None:
    """Answer the enquiry of a mail, or one `beside` it; None where it is none."""
    name = beside or event.reading.intent
    teller = _ANSWERS.get(name)
    if teller is None:
        return None
    args = tuple(
        arg
        for command in event.reading.commands
        if command.name == name
        for arg in command.args
    )
    return teller(Enquiry(case, event, context, contractor, args))


def with_others(
    told: Decision, event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision:
    """Answer what else the mail asks, in the mail that is sent anyway (3.7).

    What goes to another address, as a key may, is a mail of its own.
    """
    names = {one.name for one in event.reading.commands} - {event.reading.intent}
    for name in (one for one in _ANSWERS if one in names):
        other = answer(told.case, event, context, contractor, name)
        if other is not None:
            told = _joined(told, other, event)
    return told


def _joined(told: Decision, other: Decision, event: MailRead) -> Decision:
    sender = event.reading.envelope.sender
    effects = list(told.effects)
    for effect in other.effects:
        sent = [one for one in effects if isinstance(one, Send) and one.to == sender]
        if sent and isinstance(effect, Send) and effect.to == sender:
            effects[effects.index(sent[0])] = _both(sent[0], effect)
        else:
            effects.append(effect)
    return replace(told, case=other.case or told.case, effects=tuple(effects))


def _both(first: Send, also: Send) -> Send:
    """Put an answer behind another one, with its documents."""
    documents = dict.fromkeys((*first.documents, *also.documents))
    return replace(first, also=(*first.also, also.mail), documents=tuple(documents))


def _status(asked: Enquiry) -> Decision:
    """Return where things stand: this case, or everything that is still open."""
    if asked.args:
        found = tuple(dict.fromkeys(case.id for case, _ in asked.numbered()))
        cases = tuple(one for one in asked.own() if one.id in found)
    elif asked.case is not None:
        cases = (asked.case,)
    else:
        cases = tuple(one for one in asked.own() if is_open(one))
    stands = tuple(map(_stand, cases))
    return asked.answer(StatusMail(cases=stands, asked=asked.args))


def _stand(case: Case) -> CaseStand:
    return CaseStand(
        receipt=case.receipt,
        project=case.text("project_name"),
        obligee=case.text("obligee_name"),
        state=case.state.value,
        held=bool(case.held),
        opened_at=case.opened_at.isoformat(),
        asked=case.asked,
        guarantees=tuple(GuaranteeStand(**_brief(one)) for one in case.guarantees),
        submissions=tuple(one.state.value for one in case.submissions),
        changes=tuple(_change(case, one) for one in case.changes if one.state in OPEN),
    )


def _change(case: Case, change: Change) -> ChangeStand:
    one = case.guarantee(change.guarantee_id)
    return ChangeStand(
        number=one.number if one else "",
        product=one.product if one else "",
        state=change.state.value,
    )


class _Brief(TypedDict):
    product: str
    number: str
    amount: int
    state: str
    arrived_at: str


def _brief(one: Guarantee) -> _Brief:
    return {
        "product": one.product,
        "number": one.number,
        "amount": one.terms.amount,
        "state": one.state.value,
        "arrived_at": one.arrived_at.isoformat() if one.arrived_at else "",
    }


def _list(asked: Enquiry) -> Decision:
    """List the sender's own cases, newest first (flyer: 保証契約一覧)."""
    return asked.answer(ListMail(cases=tuple(map(_stand, reversed(asked.own())))))


def _history(asked: Enquiry) -> Decision:
    """Show what became of a guarantee, without what the source hides [S]."""
    shown = tuple(_past(case, one) for case, one in asked.numbered())
    return asked.answer(
        HistoryMail(guarantees=shown, asked=asked.args, which=_which(asked))
    )


def _which(asked: Enquiry) -> tuple[WorkGuarantee, ...]:
    """Return the guarantees of which one is to be named."""
    return tuple(
        WorkGuarantee(**_brief(one), project=case.text("project_name"))
        for case, one in asked.meant()
    )


def _past(case: Case, one: Guarantee) -> GuaranteeHistory:
    entries = tuple(
        PastEntry(
            kind=past.kind,
            at=(past.arrived_at or past.at).isoformat(),
            amount=past.terms.amount,
            until=past.terms.guarantee_until.isoformat(),
        )
        for past in shown_to_contractor(one.history)
    )
    brief = _brief(one)
    first = PastEntry(
        kind="new",
        at=brief["arrived_at"],
        amount=one.terms.amount,
        until=one.terms.guarantee_until.isoformat(),
    )
    return GuaranteeHistory(
        **brief,
        receipt=case.receipt,
        project=case.text("project_name"),
        form=one.form,
        entries=entries or (first,),
    )


def _resend(asked: Enquiry) -> Decision:
    """Send the key notices again, to a registered address and to no other (R-15)."""
    found = [
        (case, one)
        for case, one in asked.numbered()
        if one.form == "electronic" and one.state is GuaranteeState.ISSUED
    ]
    documents = (
        *(DocumentRef(one.id, "key_notice") for _, one in found),
        *(DocumentRef(one.id, "certificate_copy") for _, one in found),
    )
    to = _registered(found[0][0], asked.contractor) if found else ""
    mail = ResentMail(
        guarantees=tuple(GuaranteeStand(**_brief(one)) for _, one in found),
        asked=asked.args,
        which=_which(asked),
        to=to,
    )
    return asked.answer(mail, to, documents)


def _registered(case: Case, contractor: Contractor) -> str:
    """Return where the key went first, if that address is still registered."""
    wanted = case.text("notify_email") or case.correspondent
    if contractor.owns(wanted):
        return wanted
    return case.correspondent if contractor.owns(case.correspondent) else ""


def _statement(asked: Enquiry) -> Decision:
    """Send the statement, and tell its figures; a receipt stays on paper (R-12)."""
    found = asked.numbered()
    rows = tuple(
        StatementRow(
            **_brief(one),
            project=case.text("project_name"),
            premium=one.terms.premium,
            refund=one.refund,
            payment=one.payment,
            bill_to=one.terms.bill_to,
            first=one.first_day.isoformat(),
            until=one.terms.guarantee_until.isoformat(),
            tariff=one.terms.tariff_version,
            pay=billing.how_paid(case, one, asked.context.office),
        )
        for case, one in found
    )
    mail = StatementMail(guarantees=rows, asked=asked.args, which=_which(asked))
    documents = tuple(DocumentRef(one.id, "statement") for _, one in found)
    return asked.answer(mail, documents=documents)


def _obligees(asked: Enquiry) -> Decision:
    """List the obligees that take electronic guarantees, or look one up (flyer Q7)."""
    name = " ".join(asked.args)
    known = asked.context.office.obligees.values()
    found = tuple(
        ObligeeRow(name=one.name, products=_accepts(one))
        for one in known
        if one.acceptances and _is_meant(one, name)
    )
    return asked.answer(ObligeesMail(name=name, obligees=found))


def _is_meant(obligee: Obligee, name: str) -> bool:
    """Tell whether a list or a look-up means this obligee; parts of a name will do."""
    key = fold_name(name)
    names = (obligee.name, *obligee.aliases)
    return any(key in fold_name(known) or fold_name(known) in key for known in names)


def _accepts(obligee: Obligee) -> tuple[AcceptedProduct, ...]:
    rows: list[AcceptedProduct] = []
    for product in PRODUCTS:
        delivery = obligee.deliveries.get(product)
        if any(one.product == product for one in obligee.acceptances):
            since = first_day(obligee, product)
            rows.append(
                AcceptedProduct(
                    product=product,
                    since=since.isoformat() if since else "",
                    channel=delivery.channel if delivery else "",
                )
            )
    return tuple(rows)


def _stop(asked: Enquiry) -> Decision:
    """Send no more reminders on this case; everything else goes on."""
    case = asked.case
    if case is None:
        return asked.answer(StoppedMail(subject_name=""))
    stopped = replace(case, stopped=True)
    told = replace(asked, case=stopped).answer(
        StoppedMail(subject_name=case.text("project_name"))
    )
    effects: tuple[Effect, ...] = told.effects
    if is_open(case) and not case.guarantees:
        clock = start_clock(ApplicationSubject(stopped), asked.context)
        effects = (*effects, DropDues(), *clock)
    return replace(told, case=stopped, effects=effects)


Teller = Callable[[Enquiry], Decision]

_ANSWERS: Mapping[Intent, Teller] = MappingProxyType(
    {
        "status": _status,
        "list": _list,
        "history": _history,
        "resend": _resend,
        "statement": _statement,
        "premium": premium_estimate.premium_asked,
        "obligees": _obligees,
        "stop": _stop,
    }
)

ENQUIRIES: frozenset[Intent] = frozenset(_ANSWERS)
"""The intents that are answered from the sender's own files."""
