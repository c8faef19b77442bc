"""発行済: the certificate has arrived, and everybody is told.

A new guarantee is announced with the others of its case, when none is left in the
making; a changed one at once, with what it was and what it is now.  The key goes to a
registered address or nowhere (R-15).
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import submission
from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.mails import certificate
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Decision, DocumentRef, Effect, Send
from mailbot.core.model.events import CertificateArrived, PaperPrinted
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from mailbot.core.office.office import Office

_FIRST = 1


def arrived(
    case: Case, event: CertificateArrived | PaperPrinted, context: DecisionContext
) -> Decision:
    """Mark a guarantee issued, and announce what is ready to be announced."""
    one = case.guarantee(event.guarantee_id)
    if one is None or one.state is not GuaranteeState.ISSUING:
        return Decision(case, "ignored", "already_arrived", (), "worker")
    if event.entry != one.entry:
        return Decision(case, "ignored", "older_entry", (), "worker")
    at = event.arrived_at if isinstance(event, CertificateArrived) else event.ready_at
    there = one.arrive(at)
    case = case.with_guarantee(there)
    effects: list[Effect] = []
    if isinstance(event, PaperPrinted):
        effects.append(CallStaff("hand_over_paper", {"guarantee": one.id}))
    if case.value(f"{one.product}.paper_statement") is True:
        effects.append(CallStaff("paper_statement", {"guarantee": one.id}))
    if there.entry > _FIRST:
        case, told = _changed(case, there, context)
    elif any(_in_the_making(g) for g in case.guarantees):
        told = ()
    else:
        case, told = _complete(case, context)
    return Decision(case, "applied", "issued", (*effects, *told), "worker")


def _in_the_making(one: Guarantee) -> bool:
    return one.state is GuaranteeState.ISSUING and one.entry == _FIRST


def _complete(case: Case, context: DecisionContext) -> tuple[Case, tuple[Effect, ...]]:
    """Announce what is newly issued, and submit it where that is wished."""
    new = tuple(
        g
        for g in case.guarantees
        if g.state is GuaranteeState.ISSUED and not g.announced
    )
    for one in new:
        case = case.with_guarantee(replace(one, announced=True))
    effects: list[Effect] = [
        _paper_ready(case, g, context) for g in new if g.form == "paper"
    ]
    electronic = tuple(g for g in new if g.form == "electronic")
    to = notice_address(case, context.office)
    if to and electronic:
        told = certificate.completion(case, electronic, context.office)
        enclosed = _enclosed(electronic, context.office)
        effects.append(replace(to_contractor(case, told, documents=enclosed), to=to))
    case, sent = submission.submit(case, new, context)
    return case, (*effects, *sent)


def _changed(
    case: Case, one: Guarantee, context: DecisionContext
) -> tuple[Case, tuple[Effect, ...]]:
    """Announce a changed certificate, and submit it again if it was submitted."""
    case = case.with_guarantee(replace(one, announced=True))
    effects: list[Effect] = []
    if one.form == "paper":
        effects.append(_paper_ready(case, one, context))
    elif to := notice_address(case, context.office):
        told = certificate.changed(case, one, context.office)
        enclosed = _enclosed((one,), context.office)
        effects.append(replace(to_contractor(case, told, documents=enclosed), to=to))
    case, sent = submission.submit_again(case, one, context)
    return case, (*effects, *sent)


def _paper_ready(case: Case, one: Guarantee, context: DecisionContext) -> Send:
    told = certificate.paper_ready(case, one, context.office)
    return to_contractor(case, told, documents=(DocumentRef(one.id, "statement"),))


def _enclosed(new: tuple[Guarantee, ...], office: Office) -> tuple[DocumentRef, ...]:
    """Name what goes with the mail of electronic guarantees.

    Key notices first, then copies of the certificates where the office gives them, then
    statements (R-12).
    """
    copied = new if office.policy.certificate_copy else ()
    return (
        *(DocumentRef(one.id, "key_notice") for one in new),
        *(DocumentRef(one.id, "certificate_copy") for one in copied),
        *(DocumentRef(one.id, "statement") for one in new),
    )


def notice_address(case: Case, office: Office) -> str:
    """Return where the key may go: registered for this contractor, or nowhere (R-15).

    希望しない keeps the mail back, and so does an address that is not registered.
    """
    if case.value("notify") is False:
        return ""
    contractor = office.contractors.get(case.contractor_id)
    address = case.text("notify_email") or case.correspondent
    return address if contractor and contractor.owns(address) else ""
