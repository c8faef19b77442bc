"""A mail to the contractor of a case, under the case's own token.

Whoever in the core writes to the contractor does it here, so that the reply of each
mail finds its case and its revision.
"""

from __future__ import annotations

from collections.abc import Mapping

from mailbot.core.model.case import Case
from mailbot.core.model.effects import MailKind, Send


def to_contractor(
    case: Case,
    kind: MailKind,
    content: Mapping[str, object],
    *,
    revision: int | None = None,
    answers: int | None = None,
) -> Send:
    """Return the mail to the contractor.

    `revision` is the one that the reply counts for, `answers` the mail to thread under;
    by default those of the case.
    """
    return Send(
        kind,
        case.correspondent,
        content,
        "case",
        case.id,
        case.revision if revision is None else revision,
        case.last_mail_id if answers is None else answers,
    )
