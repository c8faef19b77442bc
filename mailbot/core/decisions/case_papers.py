"""Files that come with any mail of a case: a paper may be sent before it is wanted."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.model.case import Case
from mailbot.core.model.contract_read import contracts_in, with_new
from mailbot.core.model.events import MailRead
from mailbot.core.model.required_documents import added, papers_in
from mailbot.core.model.submission import SubmissionState


def remember_papers(case: Case, event: MailRead) -> Case:
    """Keep in mind which files came, while an obligee may still want them."""
    still_open = not case.submissions or any(
        s.state is SubmissionState.COLLECTING_PAPERS for s in case.submissions
    )
    new = papers_in(event.reading, event.mail_id)
    if not new or not still_open:
        return case
    contracts = with_new(case.contracts, contracts_in(event.reading))
    return replace(case, papers=added(case.papers, new), contracts=contracts)
