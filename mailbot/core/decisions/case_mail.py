"""What any mail of a case brings beside its values: files, a language, urgency."""

from __future__ import annotations

import re
from dataclasses import replace

from mailbot.core.model.case import Case
from mailbot.core.model.contract_read import contracts_in, with_new
from mailbot.core.model.events import MailRead
from mailbot.core.model.required_documents import added, papers_in
from mailbot.core.model.submission import SubmissionState
from mailbot.core.office.language import language_of
from mailbot.core.rules.escalation_phrases import is_urgent
from parsers.reading import Reading

_RECEIPT_ONLY = re.compile(
    r"(?:受付)?(?:番号)?[\s:：#はの]*20\d\d-\d{6}[\sのでは件。です]*"
)


def remember_papers(case: Case, event: MailRead) -> Case:
    """Keep in mind which files came: a paper may be sent before an obligee wants it."""
    still_open = not case.submissions or any(
        s.state is SubmissionState.COLLECTING_PAPERS for s in case.submissions
    )
    new = papers_in(event.reading, event.mail_id)
    if not new or not still_open:
        return case
    contracts = with_new(case.contracts, contracts_in(event.reading))
    return replace(case, papers=added(case.papers, new), contracts=contracts)


def as_written(case: Case, event: MailRead) -> Case:
    """Return the case as urgent and in the language that a mail says."""
    text = event.reading.text
    return replace(
        case,
        urgent=case.urgent or is_urgent(text),
        language=language_of(text) or case.language,
    )


def without_number(reading: Reading) -> Reading:
    """Return a reading without sentences that are nothing but a receipt number."""
    own = tuple(s for s in reading.remainder if not _RECEIPT_ONLY.fullmatch(s.strip()))
    return replace(reading, remainder=own)
