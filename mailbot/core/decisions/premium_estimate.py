"""保証料はいくらになりますか: the premium, told without opening a case (3.7).

Of a case that there is: what its application comes to, or what was agreed.  Without
one: by the amount and the period that the mail names, or what is needed to tell.
"""

from __future__ import annotations

from datetime import date

from mailbot.core.mails import form_rows
from mailbot.core.mails.enquiry import EstimateMail
from mailbot.core.mails.form_rows import PremiumRow
from mailbot.core.model.case import Case
from mailbot.core.model.draft import complete
from mailbot.core.model.effects import Decision
from mailbot.core.model.enquiry import Enquiry
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Tariff
from mailbot.core.office.premium import premium
from parsers.reading import PRODUCTS, Product

_TELLS = frozenset(
    {"contract_amount", "work_start", "work_end", "guarantee_until", "contract_date"}
)


def is_only_asked(keys: frozenset[str]) -> bool:
    """Return whether values say no more than what a premium is reckoned from.

    `keys` are the fields of a mail that asks for the premium; with a work or an obligee
    it is an application, whose read-back tells the premium too.
    """
    return all(key in _TELLS or "." in key for key in keys)


def premium_asked(asked: Enquiry) -> Decision:
    """Tell the premium of the case, or of what the mail names."""
    case = asked.case
    mail = EstimateMail(
        premiums=_of_case(case, asked) if case else _of_mail(asked),
        agreed=bool(case and case.guarantees),
        applying=bool(case and not case.guarantees),
        needs_term=_tariff(asked).term_days is not None,
        payments=tuple(one.payment for one in case.guarantees) if case else (),
        subject_name=case.text("project_name") if case else "",
    )
    return asked.answer(mail)


def _of_case(case: Case, asked: Enquiry) -> tuple[PremiumRow, ...]:
    if case.guarantees:
        return tuple(
            PremiumRow(
                product=one.product,
                amount=one.terms.amount,
                yen=one.terms.premium,
                tariff=one.terms.tariff_version,
            )
            for one in case.guarantees
        )
    draft = complete(case, asked.context.office, asked.contractor)
    today = day_in_tokyo(asked.context.now)
    return form_rows.premiums(draft, asked.context.office, today)


def _of_mail(asked: Enquiry) -> tuple[PremiumRow, ...]:
    rows: list[PremiumRow] = []
    for product in PRODUCTS:
        amount = asked.event.reading.fields.get(f"{product}.amount")
        days = _days(asked, product)
        tariff = _tariff(asked)
        # A bool is no amount; an amount of nought is none either.
        if type(amount) is not int or amount <= 0 or days <= 0:
            continue
        if product not in tariff.brackets:
            continue
        cost = premium(tariff, product, amount, days)
        rows.append(
            PremiumRow(
                product=product,
                amount=amount,
                yen=cost.yen,
                tariff=cost.tariff_version,
            )
        )
    return tuple(rows)


def _days(asked: Enquiry, product: Product) -> int:
    """Return the days of the guarantee; 1 where the tariff does not look at them."""
    fields = asked.event.reading.fields
    start = fields.get("work_start")
    end = (
        fields.get(f"{product}.guarantee_until")
        or fields.get("guarantee_until")
        or fields.get("work_end")
    )
    if isinstance(start, date) and isinstance(end, date):
        return (end - start).days + 1
    return 0 if _tariff(asked).term_days is not None else 1


def _tariff(asked: Enquiry) -> Tariff:
    return asked.context.office.tariff_on(asked.context.today)
