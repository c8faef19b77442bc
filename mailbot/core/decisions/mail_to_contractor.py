"""A mail to the contractor of a case, under the case's own token.

Whoever in the core writes to the contractor does it here, so that the reply of each
mail finds its case and its revision.
"""

from __future__ import annotations

from mailbot.core.model.case import Case
from mailbot.core.model.effects import Send
from mailbot.core.model.mail_kind import Mail


def to_contractor(
    case: Case,
    mail: Mail,
    *,
    revision: int | None = None,
    answers: int | None = None,
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
    )
