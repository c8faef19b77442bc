"""Plain words for the codes of the desk, as the people see them who run it.

A code without words is shown as it is: it is better than nothing, and can be searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mailbot.core.hours import TOKYO
from mailbot.store.values import Task

FATE_SENTENCES: Mapping[str, str] = {
    "received": "kept, and waiting to be read",
    "applied": "read and acted upon",
    "held": "held for a person",
    "refused": "refused",
    "ignored": "needs no answer",
    "bounced": "a report on the delivery of a mail of ours",
    "failed": "could not be handled or delivered: a person looks",
    "queued": "waiting to be delivered",
    "sent": "taken by the next mail system",
    "unknown": "handed over, but nobody knows whether it was taken: a person looks",
}

KINDS: Mapping[str, str] = {
    "readback": "read-back",
    "completion": "key notice",
    "registration": "how to register",
}
"""Kinds of our mails that do not speak for themselves."""

REASONS: Mapping[str, str] = {
    "questions": "asked what is missing",
    "readback": "read back, waits for はい",
    "confirmed": "confirmed",
    "help": "asked for help",
    "unclear": "nothing could be read",
    "withdrawn": "taken back by the contractor",
    "too_late": "wants to withdraw, but it is issued",
    "already_confirmed": "confirmed again, nothing to do",
    "mail_after_yes": "writes again after はい",
    "case_has_ended": "writes after the case has ended",
    "a_person_has_it": "a person has the case",
    "no_progress": "three rounds without progress",
    "not_understood": "not understood three times",
    "not_an_application": "not complete after all",
    "not_registered": "the sender is not registered",
    "another_contractors_case": "somebody else's case",
    "token_from_stranger": "a stranger answers a mail of ours",
    "foreign_token": "a reply address that we never wrote",
    "sender_failed": "the sender's proof failed",
    "no_single_sender": "no sender, or more than one",
    "case_not_found": "answers a case that is not there",
    "loop": "too many mails, possibly a loop",
    "own": "our own mail came back",
    "auto-reply": "an automatic reply",
    "list": "from a mailing list",
    "receipt-notice": "a read receipt",
    "automatic": "automatic mail",
    "received": "the obligee has received it",
    "already_received": "the obligee confirms again",
    "submission_answer": "the obligee writes",
    "submission_not_found": "answers a submission that is not there",
    "change_questions": "asked what is to change",
    "change_readback": "read the change back, waits for はい",
    "change_confirmed": "confirmed a change",
    "change_withdrawn": "took the change back",
    "change_not_now": "wants a change of what is not issued",
    "change_of_what": "wants a change, but of which guarantee",
    "papers_came": "sent papers for the obligee",
    "papers_wanted": "asked for the papers that are missing",
    "premium_paid": "the premium is paid",
    "returned": "given back with questions",
    "corrected": "the certificate is corrected",
    "change_cancelled": "the change is taken back",
    "forwarded": "sent to the obligee by a person",
    "bounced": "could not be delivered",
    "unmatched": "a bounce of a mail that is not ours",
}

_READ_IT = "read it, and answer by hand"
_TASKS: Mapping[str, tuple[str, str]] = {
    "review": ("waits for review", "mailbot approve {case} --by NAME"),
    "premium": ("waits for its premium", "mailbot pay {case} --by NAME"),
    "payment_unmatched": ("a payment belongs to nothing certain", "find its case"),
    "papers_wanted": (
        "papers for the obligee have not come",
        "telephone, or mailbot forward {case} --by NAME",
    ),
    "papers_too_large": (
        "a paper is too large for the obligee",
        "help with a smaller file, or mailbot forward {case} --by NAME",
    ),
    "hand_over_paper": (
        "a paper certificate is ready",
        "print it, then mailbot handed {case} --how posted --by NAME",
    ),
    "submission_failed": (
        "the submission failed",
        "telephone the obligee, then mailbot forward {case} --by NAME",
    ),
    "change_not_now": ("wants a change of what is not issued", _READ_IT),
    "change_of_what": ("wants a change of nothing that is known", _READ_IT),
    "change_overtaken": ("an open change was overtaken", "tell the contractor"),
    "submission_answer": ("the obligee writes", _READ_IT),
    "submission_not_found": ("answers no submission that is known", _READ_IT),
    "delivery_unknown": (
        "a delivery has no known end",
        "ask the recipient before sending it again",
    ),
    "bounce": ("a mail came back", "find another address, or telephone"),
    "missing_glyph": (
        "a character cannot be printed",
        "agree on another spelling with the contractor, or add a font",
    ),
    "job_failed": ("a job failed three times", "look at the log of the server"),
    "not_registered": ("the sender is not registered", "register them, or answer"),
    "expired": ("no answer in time", "telephone if it matters"),
    "no_progress": ("three rounds without progress", "telephone the contractor"),
    "not_understood": ("not understood three times", "telephone the contractor"),
    "withdrawal_after_issue": ("wants to withdraw what is issued", "decide by hand"),
}


def moment(at: datetime | None) -> str:
    """Return a moment as the clock on the wall in Tokyo shows it, "" for none."""
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S}" if at else ""


def reason(code: str) -> str:
    """Return a decision's reason in plain words."""
    return REASONS.get(code, code.replace("_", " "))


def task(one: Task, receipt: str) -> tuple[str, str]:
    """Return what waits, and what to do about it."""
    known = REASONS.get(one.reason, one.reason.replace("_", " "))
    says, do = _TASKS.get(one.reason, (known, _READ_IT))
    return says, do.format(case=receipt or "RECEIPT")
