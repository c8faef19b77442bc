"""The rules of amounts that need no profile: the whole of a part, and a tariff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding
from mailbot.core.office.office import Office


def over_base(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-22: an amount is greater than the contract's, or than this year's share."""
    contract = draft.yen("contract_amount")
    for product in draft.products:
        key = f"{product}.amount"
        amount, base = draft.yen(key), draft.base(product)
        if amount and contract and amount > contract:
            params = {"product": product, "base_yen": contract, "amount_yen": amount}
            yield Finding("R-22", "ask", "over_contract", key, "", params)
        elif amount and base and amount > base:
            params = {"product": product, "base_yen": base, "amount_yen": amount}
            yield Finding("R-22", "ask", "over_base", key, "", params)


def tariff_in_force(draft: Draft, office: Office, today: date) -> Iterator[Finding]:
    """R-11: a premium is that of the tariff in force; without one a person looks."""
    first = office.tariff.valid_from
    if draft.products and today < first:
        params = {"since": first.isoformat()}
        yield Finding("R-11", "hold", "no_tariff", "", "", params)
