"""A contractor's mail after the issue: a change, or papers for the obligee.

What neither of them is goes on to a person (`answering.py`).  Files that come with any
mail of the case are remembered: a paper may be sent before it is asked for.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core import changing, forwarding
from mailbot.core.case import Case
from mailbot.core.desk import Desk
from mailbot.core.effects import Decision
from mailbot.core.events import MailRead
from mailbot.core.papers import Paper, added, papers_in
from mailbot.core.submission import SubmissionState

_BRINGS_PAPERS = frozenset({"submit", "answer", "unknown", "confirm", "apply", "help"})


def on_mail(case: Case, event: MailRead, desk: Desk) -> Decision | None:
    """Decide a mail on what is issued; None where it is about something else."""
    changed = changing.on_mail(case, event, desk)
    if changed is not None:
        return changed
    new = papers_in(event.reading, event.mail_id)
    if event.reading.intent == "submit":
        return _submit(case, event, new, desk)
    if new and event.reading.intent in _BRINGS_PAPERS and _only_papers(event):
        return _papers(case, event, new, desk)
    return None


def _only_papers(event: MailRead) -> bool:
    """Tell whether a mail brings files and says nothing that a person must read."""
    reading = event.reading
    return not (reading.fields or reading.problems or reading.remainder)


def _papers(
    case: Case, event: MailRead, new: tuple[Paper, ...], desk: Desk
) -> Decision | None:
    if not forwarding.collecting(case):
        return None
    case = replace(case, last_mail_id=event.mail_id, updated_at=desk.now)
    case, effects = forwarding.papers_came(case, new, desk)
    return Decision(case, "applied", "papers_came", effects, "contractor")


def _submit(
    case: Case, event: MailRead, new: tuple[Paper, ...], desk: Desk
) -> Decision | None:
    """提出: with papers they are taken; without, what is missing is said again."""
    waiting = forwarding.collecting(case)
    if not waiting:
        return None
    if new:
        return _papers(case, event, new, desk)
    case = replace(case, last_mail_id=event.mail_id, updated_at=desk.now)
    effects = tuple(forwarding.wanted(case, one, desk) for one in waiting)
    return Decision(case, "applied", "papers_wanted", effects, "contractor")


def remember_papers(case: Case, event: MailRead) -> Case:
    """Keep in mind which files came, while an obligee may still want them."""
    still_open = not case.submissions or any(
        s.state is SubmissionState.COLLECTING_PAPERS for s in case.submissions
    )
    new = papers_in(event.reading, event.mail_id)
    if not new or not still_open:
        return case
    return replace(case, papers=added(case.papers, new))
