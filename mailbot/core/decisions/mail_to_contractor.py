"""A mail to the contractor of a case, under the case's own token.

Whoever in the core writes to the contractor does it here, so that the reply of each
mail finds its case and its revision.
"""

from __future__ import annotations

from mailbot.core.model.case import Case
from mailbot.core.model.effects import DocumentRef, Send
from mailbot.core.model.events import MailRead
from mailbot.core.model.mail_kind import Mail


def to_contractor(
    case: Case,
    mail: Mail,
    *,
    revision: int | None = None,
    answers: int | None = None,
    documents: tuple[DocumentRef, ...] = (),
) -> Send:
    """Return the mail to the contractor.

    `revision` is the one that the reply counts for, `answers` the mail to thread under;
    by default those of the case.
    """
    return Send(
        mail,
        case.correspondent,
        "case",
        case.id,
        case.revision if revision is None else revision,
        case.last_mail_id if answers is None else answers,
        documents=documents,
    )


def to_sender(event: MailRead, mail: Mail, case: Case | None = None) -> Send:
    """Return the answer to whoever wrote a mail, without a token where no case is."""
    to = event.reading.envelope.sender or ""
    if case is None:
        return Send(mail, to, None, answers=event.mail_id)
    return Send(mail, to, "case", case.id, case.revision, event.mail_id)
