"""R-30: the contract paper is laid beside the application [A].

A 請負契約書, 落札通知 or 注文書 among the papers names amount, project, period and
parties.  Where it differs the contractor is asked, with both named; what cannot be read
is a person's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from mailbot.core.model.finding import Finding
from mailbot.core.office.names import fold_name
from parsers.reading import Value

if TYPE_CHECKING:
    from mailbot.core.model.draft import Draft
    from mailbot.core.office.office import Office

_COMPARED = (
    *("contract_amount", "project_name", "contract_date"),
    *("work_start", "work_end", "obligee_name", "contractor_name"),
)


def contract_paper(draft: Draft, office: Office) -> Iterator[Finding]:
    """R-30: compare what the papers say; miss one where the office requires it."""
    policy, papers = office.policy.contract_paper, draft.case.contracts
    if policy == "off":
        return
    if policy == "required" and not papers:
        yield Finding("R-30", "hold", "contract_paper_missing")
    for one in papers:
        if not one.said:
            params = {"file": one.name}
            yield Finding("R-30", "hold", "contract_paper_unread", "", "", params)
    for key in _COMPARED:
        told = next((one for one in reversed(papers) if key in one.said), None)
        mine = draft.value(key)
        if told is None or mine is None or agree(key, told.said[key], mine, draft):
            continue
        both = {"file": told.name, "paper": _plain(told.said[key])}
        yield Finding("R-30", "ask", "contract_paper_differs", key, "", both)


def agree(key: str, paper: Value, mine: Value, draft: Draft) -> bool:
    """Return whether two values say the same; names are compared as they are known."""
    if not (isinstance(paper, str) and isinstance(mine, str)):
        return paper == mine
    if key == "contractor_name":
        head = draft.text("jv_name"), draft.text("jv_representative")
        named = fold_name(paper) in {fold_name(one) for one in head if one}
        return named or draft.contractor.is_called(paper)
    if key == "obligee_name" and draft.obligee and draft.obligee.is_called(paper):
        return True
    return fold_name(paper) == fold_name(mine)


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else value
