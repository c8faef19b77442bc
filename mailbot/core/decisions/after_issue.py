"""A contractor's mail after the issue: a change, the contract's day, or papers.

What neither of them is goes on to a person (`application.py`).
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import change, preceding_contract, submission
from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.mails.submission import PapersWantedMail
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import complete
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import MailRead
from mailbot.core.model.required_documents import Paper, added, papers_in
from mailbot.core.rules import enclosed_papers

_BRINGS_PAPERS = frozenset({"submit", "answer", "unknown", "confirm", "apply", "help"})


def on_mail(case: Case, event: MailRead, context: DecisionContext) -> Decision | None:
    """Decide a mail on what is issued; None where it is about something else."""
    settled = preceding_contract.on_mail(case, event, context)
    if settled is not None:
        return settled
    changed = change.on_mail(case, event, context)
    if changed is not None:
        return changed
    new = papers_in(event.reading, event.mail_id)
    if event.reading.intent == "submit":
        return _submit(case, event, new, context)
    if new and event.reading.intent in _BRINGS_PAPERS and _only_papers(event):
        return _papers(case, event, new, context)
    return None


_ABOUT_FILES = (
    *("書類", "資料", "ファイル", "請求書", "契約書", "様式", "写し"),
    *("添付", "別添", "別紙"),
)
_ENDS = ("です", "ます", "ました", "ください", "下さい")
_MORE_THAN_THAT = (
    *("変", "訂正", "修正", "ただし", "但し", "不要", "なし", "ない"),
    *("待", "止", "違", "異", "誤", "別の", "まだ"),
)


def _announces(sentence: str) -> bool:
    """Tell a sentence that only says that papers come with the mail."""
    told = sentence.strip().rstrip("。．")
    about = any(word in told for word in _ABOUT_FILES) and told.endswith(_ENDS)
    more = any(word in told for word in _MORE_THAN_THAT)
    return about and not more and not any(sign.isdigit() for sign in told)


def _only_papers(event: MailRead) -> bool:
    """Return whether a mail brings files and says nothing that a person must read."""
    reading = event.reading
    silent = all(map(_announces, reading.remainder))
    return silent and not (reading.fields or reading.problems)


def _papers(
    case: Case, event: MailRead, new: tuple[Paper, ...], context: DecisionContext
) -> Decision | None:
    if not submission.collecting(case):
        return _keep_papers(case, event, new, context)
    case = replace(case, last_mail_id=event.mail_id, updated_at=context.now)
    case, effects = submission.papers_came(case, new, context)
    return Decision(case, "applied", "papers_came", effects, "contractor")


def _keep_papers(
    case: Case, event: MailRead, new: tuple[Paper, ...], context: DecisionContext
) -> Decision | None:
    """Keep papers that come between はい and the issue, and say what happens to them.

    What comes when the notice has left is a person's: it cannot join that mail.
    """
    contractor = context.office.contractors.get(case.contractor_id)
    if case.submissions or not case.guarantees or contractor is None:
        return None
    known = added(case.papers, new)
    case = replace(case, papers=known, last_mail_id=event.mail_id)
    draft = complete(case, context.office, contractor)
    told = PapersWantedMail(
        variant="taken",
        papers=enclosed_papers.fates(draft),
        missing=(),
        subject_name=case.text("project_name"),
    )
    mail = to_contractor(case, told, answers=event.mail_id)
    return Decision(case, "applied", "papers_kept", (mail,), "contractor")


def _submit(
    case: Case, event: MailRead, new: tuple[Paper, ...], context: DecisionContext
) -> Decision | None:
    """提出: with papers they are taken; without, what is missing is said again."""
    waiting = submission.collecting(case)
    if not waiting:
        return None
    if new:
        return _papers(case, event, new, context)
    case = replace(case, last_mail_id=event.mail_id, updated_at=context.now)
    effects = tuple(submission.papers_mail(case, one, context) for one in waiting)
    return Decision(case, "applied", "papers_wanted", effects, "contractor")
