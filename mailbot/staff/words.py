"""Plain words for the codes of the desk, as the people see them who run it.

A code without words is shown as it is: it is better than nothing, and can be searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mailbot.core.office.business_hours import TOKYO
from mailbot.core.rules.catalogue import cited
from mailbot.staff import words_ja
from mailbot.staff.staff_language import is_japanese
from mailbot.store.records import Task

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
    "receipt_unproved": "says 受領, and nothing proves that it is the obligee",
    "unwritable_address": "an answer cannot be addressed",
    "same_mail": "the same mail, by another way",
    "machine_mail": "a list or a machine passes something on",
    "second_address": "applies for a company that we know, from another address",
    "many_applications": "many applications that nothing proves",
    "to_branch": "sent to a branch",
    "to_abuse": "sent to abuse@",
    "to_postmaster": "sent to postmaster@",
    "taken_up": "taken up by a person",
    "asked_back": "asked the registered address whether to withdraw",
    "withdrawal_unproved": "wants to withdraw, and nothing proves who",
    "withdrawal_denied": "never asked for the withdrawal",
    "lookup": "an obligee looked a certificate up",
    "lookup_failed": "an obligee's number and key open nothing",
    "lookup_without_number": "照会 without a number",
    "not_an_obligee": "asks like an obligee, and is none that we know",
    "verified": "an obligee had a document checked",
    "rekeyed": "the key is revoked, and another one made",
    "change_questions": "asked what is to change",
    "change_readback": "read the change back, waits for はい",
    "change_confirmed": "confirmed a change",
    "change_withdrawn": "took the change back",
    "change_not_now": "wants a change of what is not issued",
    "change_of_what": "wants a change, but of which guarantee",
    "papers_came": "sent papers for the obligee",
    "papers_wanted": "asked for the papers that are missing",
    "premium_paid": "the premium is paid",
    "paid_but_held": "the premium is paid, but a rule now stands against the issue",
    "review_again": "a rule now stands against the issue",
    "returned": "given back with questions",
    "corrected": "the certificate is corrected",
    "change_cancelled": "the change is taken back",
    "forwarded": "sent to the obligee by a person",
    "bounced": "could not be delivered",
    "unmatched": "a bounce of a mail that is not ours",
    "call": "wants to be called",
    "person": "wants a person",
    "upset": "is angry",
    "confused": "is at a loss",
    "correction_after_yes": "corrects after はい",
    "stopped_after_yes": "writes after はい, before the issue",
    "staff": "a person wrote to the contractor",
    "policy": "the office reviews everything",
    "not_proved": "nothing proves the sender, and the answer had no token",
    "staff_wrote": "a person wrote to the contractor",
    "task_done": "done by a person",
    "retried": "a person had it tried again",
}

_READ_IT = "read it, and answer with mailbot write {case} TEXT --by NAME"
_READ = "read it"
_CALL = "telephone, then mailbot release {case} --by NAME"
_TAKE = "mailbot take {mail} --by NAME has it decided"
_DONE = "then mailbot done {task} --by NAME"
TASKS: Mapping[str, tuple[str, str]] = {
    "review": ("waits for review", "mailbot approve {case} --by NAME"),
    "second_approval": (
        "waits for a second person's approval",
        "mailbot approve {case} --by ANOTHER",
    ),
    "premium": ("waits for its premium", "mailbot pay {case} --by NAME"),
    "payment_unmatched": (
        "a payment belongs to nothing certain",
        f"find its case, mailbot pay it, {_DONE}",
    ),
    "papers_wanted": (
        "papers for the obligee have not come",
        "telephone, or mailbot forward {case} --by NAME",
    ),
    "papers_too_large": (
        "a paper is too large for the obligee",
        "help with a smaller file, or mailbot forward {case} --by NAME",
    ),
    "paper_statement": (
        "the contractor asked for the premium statement on paper",
        f"save it with mailbot show {{case}} --save, print and post it, {_DONE}",
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
    "change_overtaken": (
        "an open change was overtaken",
        f"tell the contractor, {_DONE}",
    ),
    "submission_answer": ("the obligee writes", f"{_READ}, {_DONE}"),
    "submission_not_found": (
        "answers no submission that is known",
        f"{_READ}, {_DONE}",
    ),
    "unwritable_address": (
        "an answer cannot be addressed",
        f"telephone, or find another address, {_DONE}",
    ),
    "receipt_unproved": (
        "the obligee's side says 受領, without the token",
        f"mailbot received {{case}} --by NAME, or {_DONE}",
    ),
    "withdrawal_unproved": (
        "wants to withdraw, and nothing proves who",
        f"telephone the contractor, {_DONE}",
    ),
    "withdrawal_denied": (
        "somebody else asked for a withdrawal",
        f"{_READ}, warn the contractor, {_DONE}",
    ),
    "call": ("wants to be called", _CALL),
    "person": ("wants a person", _CALL),
    "upset": ("is angry", _CALL),
    "confused": ("is at a loss", _CALL),
    "correction_after_yes": (
        "corrects after はい, nothing is issued meanwhile",
        "mailbot return {case} --text …, or release it",
    ),
    "stopped_after_yes": (
        "writes after はい, nothing is issued meanwhile",
        "read it, answer with mailbot write, and release or refuse",
    ),
    "mail_after_yes": ("writes again after はい", _READ_IT),
    "mail_after_end": ("writes after the case has ended", _READ_IT),
    "staff": (
        "a person wrote, and the robot is silent",
        "mailbot release {case} --by NAME when it is settled",
    ),
    "new_mail": ("writes while a person has the case", _READ_IT),
    "not_an_application": (
        "is confirmed, and cannot be made a guarantee of",
        "report it to who keeps mailbot, telephone meanwhile",
    ),
    "unclear": ("nothing could be read", f"{_READ}, answer, {_DONE}"),
    "loop": ("too many mails that bring nothing", f"{_READ}, {_TAKE}, {_DONE}"),
    "many_applications": (
        "many applications that nothing proves",
        f"telephone the contractor, {_TAKE}, {_DONE}",
    ),
    "machine_mail": (
        "a list or a machine passes on an application or an answer",
        f"{_READ}, {_TAKE}",
    ),
    "second_address": (
        "applies for a company that we know, from another address",
        f"telephone the company, register the address, {_TAKE}",
    ),
    "to_branch": ("writes to a branch", f"{_READ}, answer or {_TAKE}, {_DONE}"),
    "sender_failed": (
        "the sender's proof failed",
        f"telephone, never answer it, {_DONE}",
    ),
    "no_single_sender": ("no sender, or more than one", f"{_READ}, {_DONE}"),
    "another_contractors_case": (
        "writes on somebody else's case",
        f"find out who it is, {_DONE}",
    ),
    "token_from_stranger": (
        "a stranger answers a mail of ours",
        f"ask the contractor, register the address or not, {_DONE}",
    ),
    "foreign_token": ("a reply address that we never wrote", f"{_READ}, {_DONE}"),
    "case_not_found": ("answers a case that is not there", f"{_READ}, {_DONE}"),
    "notice_differs": (
        "a notice was checked and differs from the record",
        f"telephone the obligee, {_DONE}",
    ),
    "guessing": (
        "somebody guesses at keys",
        f"look at the log of the server, {_DONE}",
    ),
    "delivery_unknown": (
        "a delivery has no known end",
        f"ask the recipient before sending it again, {_DONE}",
    ),
    "bounce": ("a mail came back", f"find another address, or telephone, {_DONE}"),
    "missing_glyph": (
        "a character cannot be printed",
        "mailbot correct {case} --set …, or add a font and mailbot retry {task}",
    ),
    "job_failed": (
        "a job failed three times",
        "look at the log of the server, then mailbot retry {task} --by NAME",
    ),
    "platform_down": (
        "the viewing platform does not answer, issues wait for it",
        f"mailbot check, ask whoever runs it, {_DONE}",
    ),
    "not_registered": (
        "the sender is not registered",
        f"register them, {_TAKE}; or answer, {_DONE}",
    ),
    "expired": ("no answer in time", f"telephone if it matters, {_DONE}"),
    "no_progress": ("three rounds without progress", _CALL),
    "not_understood": ("not understood three times", _CALL),
    "withdrawal_after_issue": (
        "wants to withdraw what is issued",
        f"mailbot cancel {{case}} --reason …, or telephone, {_DONE}",
    ),
}


def moment(at: datetime | None) -> str:
    """Return a moment as the clock on the wall in Tokyo shows it, "" for none."""
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S}" if at else ""


ASKED: Mapping[str, str] = {
    "status": "asked how things stand",
    "list": "asked for the list",
    "history": "asked for a history",
    "resent": "asked for the notice of a key again",
    "statement": "asked for a statement of the premium",
    "estimate": "asked what the premium is",
    "obligees": "asked which obligees take electronic guarantees",
    "stopped": "wants no more reminders",
}
"""What a contractor asked for, where the mail was answered.

A machine's mail of a list has the code `list`, too; it is never answered (`applied`).
"""


WHY: Mapping[str, str] = {
    "not_returnable": "only a confirmed application of which nothing has left the "
    "house can be given back; use cancel or correct afterwards",
    "not_under_review": "nothing of it is under review",
    "same_person": "another person must approve it",
    "not_issued": "the guarantee is not issued, or its certificate is being made",
    "no_key_on_paper": "a guarantee on paper has no key",
    "not_correctable": "this does not stand on the certificate, or the value is of "
    "another kind; fields are written as `mailbot show` has them",
    "premium_differs": "it is not issued yet, and this would change its premium: have "
    "it made as it is, and correct it then",
    "nothing_to_correct": "the certificate says so already",
    "no_change_to_cancel": "no change of it stands",
    "not_cancellable": "it is being issued, or it has ended",
    "no_paper_to_hand_over": "it is not issued on paper",
    "not_forwardable": "nothing of it waits to be sent",
    "nothing_to_receive": "nothing of it waits for a 受領",
    "no_premium_awaited": "no premium is awaited for it",
    "already_paid": "this payment is recorded already",
    "not_issued_now": "its certificate is being made; try again in a moment",
    "impossible": "a rule stands against it that nobody can let pass; give it back "
    "(mailbot return) or refuse it",
    "rule_not_released": "a rule stands against it; mailbot explain names it, and "
    "--release R-21 --reason TEXT lets it pass",
    "release_needs_reason": "what is let pass needs a reason: --reason TEXT",
    "nothing_to_release": "no question of this rule is open that a person may let pass",
    "not_held": "no person has it: the robot goes on by itself",
}
"""Why a verb changes nothing, by the reason that the core gives."""


def reason(code: str, fate: str = "") -> str:
    """Return a decision's reason in plain words; `fate` is what became of the mail."""
    japanese = is_japanese()
    asked = words_ja.ASKED if japanese else ASKED
    if fate == "applied" and code in asked:
        return asked[code]
    reasons = words_ja.REASONS if japanese else REASONS
    return reasons.get(code, REASONS.get(code, code.replace("_", " ")))


def fate_words(code: str) -> str:
    """Return what became of a mail in plain words."""
    told = words_ja.FATE_SENTENCES if is_japanese() else FATE_SENTENCES
    return told.get(code, FATE_SENTENCES.get(code, code))


def kind_words(code: str) -> str:
    """Return the name of a kind of mail."""
    told = words_ja.KINDS if is_japanese() else KINDS
    return told.get(code, KINDS.get(code, code))


def why(code: str) -> str:
    """Return why a verb changes nothing, in the staff's language."""
    told = words_ja.WHY if is_japanese() else WHY
    return told.get(code, WHY.get(code, code.replace("_", " ")))


def task(one: Task, receipt: str) -> tuple[str, str]:
    """Return what waits, and what to do about it."""
    japanese = is_japanese()
    otherwise = (reason(one.reason), TASKS["submission_answer"][1])
    says, do = TASKS.get(one.reason, otherwise)
    if japanese and one.reason in words_ja.TASKS:
        says, do = words_ja.TASKS[one.reason]
    if because := _because(one):
        says = f"{says} ({because})"
    if (count := one.detail.get("count")) and count != 1:
        mails = f"{count}通" if japanese else f"{count} mails"
        says = f"{says} ({mails})"
    return says, do.format(
        case=receipt or "RECEIPT", task=one.id, mail=one.mail_id or "MAIL"
    )


def _because(one: Task) -> str:
    """Return why a person must look, each rule with its source: `R-17 [S] …`."""
    because = one.detail.get("because")
    found = []
    for why in because if isinstance(because, list) else ():
        rule, colon, code = str(why).partition(":")
        told = f"{cited(rule)} {code}" if colon else reason(rule)
        found.append(told.replace("_", " "))
    return ", ".join(found)
