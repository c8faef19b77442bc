"""Who may destroy: withdrawal needs more than a claim (specification 3.1).

    proved sender, or the case's own token ──> done
    From alone, with a number ──────────────> asked back to the registered address,
                                              done on はい to that question

Anybody can write a contractor's address into From, and a receipt number stands in the
subject of every mail of ours.  The question has a token of its own purpose, so that its
はい can never be taken for the はい to a read-back, nor the other way round.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.mails.conversation import AskedBackMail
from mailbot.core.mails.form_rows import NamedGuarantee
from mailbot.core.model.case import Case
from mailbot.core.model.effects import CallStaff, Decision, Effect, Send
from mailbot.core.model.events import MailRead, Ticket
from mailbot.core.office.names import compatible
from parsers.reading import Reading

WITHDRAWAL = "withdrawal_unproved"
"""Why a withdrawal is not done: nothing but From said who wants it."""
_NO = ("いいえ", "違います", "ちがいます", "心当たり", "取り下げません", "取下げません")
_NO_ENGLISH = frozenset({"no", "nope"})
_LONGEST = 60


def is_theirs(event: MailRead) -> bool:
    """Return whether more than From says that the mail is the contractor's own.

    `mailroom` has held already what answers under another contractor's token.
    """
    return event.sender_class == "proved" or event.ticket.purpose in {
        "case",
        "withdrawal",
    }


def ask_back(
    case: Case, event: MailRead, change: NamedGuarantee | None = None
) -> Decision:
    """Ask the registered address whether an application, or a change, is withdrawn.

    What is in its grace waits for a person meanwhile: a true contractor must not get
    the certificate that they have just taken back.  Asked once; whoever writes so again
    without a token finds a person.
    """
    called = CallStaff(WITHDRAWAL, {"mail": event.mail_id})
    if case.withdrawal_asked:
        return Decision(case, "held", WITHDRAWAL, (called,), "contractor")
    stopped: tuple[Effect, ...] = ()
    if case.grace or any(one.grace for one in case.changes):
        stopped = (CallStaff("review", {"because": [WITHDRAWAL]}),)
    changes = tuple(replace(one, grace=False) for one in case.changes)
    case = replace(case, grace=0, changes=changes, withdrawal_asked=True)
    question = _mail(case, event, "", change)
    return Decision(case, "applied", "asked_back", (question, *stopped), "contractor")


def keep(case: Case, event: MailRead) -> Decision:
    """Leave the application as it is: the contractor never wanted it withdrawn."""
    case = replace(case, withdrawal_asked=False)
    called = CallStaff("withdrawal_denied", {"mail": event.mail_id})
    mail = _mail(case, event, "kept")
    return Decision(case, "applied", "withdrawal_denied", (mail, called), "contractor")


def _mail(
    case: Case, event: MailRead, variant: str, change: NamedGuarantee | None = None
) -> Send:
    project = case.text("project_name")
    told = AskedBackMail(variant=variant, change=change, subject_name=project)
    return Send(
        told,
        case.correspondent,
        "case" if variant else "withdrawal",
        case.id,
        case.revision,
        event.mail_id,
    )


def agrees(reading: Reading) -> bool:
    """Return whether the answer to our question is はい, or 取消 once more."""
    return reading.intent in {"confirm", "withdraw"} and not reading.fields


def denies(reading: Reading) -> bool:
    """Return whether the answer is いいえ: one short line that says so."""
    return any(_says_no(line) for line in reading.text.splitlines())


def _says_no(line: str) -> bool:
    said = compatible(line).strip().lower()
    words = set(said.replace(",", " ").replace(".", " ").split())
    return len(said) <= _LONGEST and (
        any(word in said for word in _NO) or bool(words & _NO_ENGLISH)
    )


def as_case_mail(event: MailRead) -> MailRead:
    """Return an answer that is about something else as any mail of its case.

    Its はい, if it has one, is none to a read-back: revision 0 was never read back.
    """
    return replace(event, ticket=Ticket("case", event.ticket.id, 0))
