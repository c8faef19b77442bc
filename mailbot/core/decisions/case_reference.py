"""Which of a contractor's files a mail is about that names none.

「先日の件」 with the one value that a case waits for; 「変更したいのですが」 without a
number.  Where one fits, it is that one; where several do, the contractor is asked.
"""

from __future__ import annotations

import re
from typing import Literal

from mailbot.core.decisions import next_reply
from mailbot.core.decisions.enquiry import ENQUIRIES
from mailbot.core.decisions.mail_to_contractor import to_sender
from mailbot.core.mails.conversation import ChoiceOfGuarantee, NamedCase, WhichMail
from mailbot.core.model.case import Case, CaseState
from mailbot.core.model.change_request import Change
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import MailRead
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from parsers.reading import Reading

Files = Literal["none", "open", "newest"]
_GIVES = frozenset({"apply", "answer", "amend"})
_ASKING = frozenset({"collecting", "returned"})
_MOST_VALUES = 3
_IDENTIFIES = frozenset({"obligee_name", "project_name"})
"""Fields that say which work is meant: with both, a mail is an application."""
_MOST_SHOWN = 20


def files_wanted(case: Case | None, reading: Reading) -> Files:
    """Return which of the writer's files a decision must look at.

    "newest" for what asks of any of them, "open" for what goes on with one.
    """
    asks = {one.name for one in reading.commands} | {reading.intent}
    if not asks.isdisjoint(ENQUIRIES) or (case is None and speaks_of_change(reading)):
        return "newest"
    if case is None and (reading.intent != "apply" or is_fragment(reading)):
        return "open"
    return "none"


def speaks_of_change(reading: Reading) -> bool:
    """Tell whether a mail asks for a 変更, of what is written or of what is issued."""
    return reading.intent == "change" or (
        reading.intent == "amend"
        and any(one.name == "amend" for one in reading.commands)
    )


def is_fragment(reading: Reading) -> bool:
    """Return whether a mail gives a value or two, and does not say of which work."""
    keys = _keys(reading)
    few = 0 < len(keys) <= _MOST_VALUES and not keys >= _IDENTIFIES
    filed = any(each.role == "source" for each in reading.attachments)
    return reading.intent in _GIVES and few and not filed


def _keys(reading: Reading) -> frozenset[str]:
    told = {problem.field for problem in reading.problems if problem.field}
    return frozenset({*reading.fields, *told})


def waiting_for(reading: Reading, cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """Return the cases that wait for just what a mail gives, and more of nothing."""
    if not is_fragment(reading):
        return ()
    keys = _keys(reading)
    return tuple(one for one in cases if not one.held and _asks_for(one, keys))


def _asks_for(case: Case, keys: frozenset[str]) -> bool:
    """Return whether the application or a change of it waits for these fields."""
    parts: tuple[Case | Change, ...] = (case, *case.changes)
    return any(
        one.state.value in _ASKING and keys <= frozenset(one.asked) for one in parts
    )


def yes_again(event: MailRead, context: DecisionContext) -> Decision | None:
    """Decide a second はい that came with our own form, pasted or quoted.

    It opens no case beside the one that was confirmed: what says the same is nothing
    new, what differs is left to a person.  None for any other mail.
    """
    reading = event.reading
    if not _YES.match(reading.text):
        return None
    there = [one for one in context.known.earlier if one.state is CaseState.SUBMITTED]
    if not there:
        return None
    same = any(
        all(one.value(key) == value for key, value in reading.fields.items())
        for one in there
    )
    if same and not reading.problems:
        return Decision(None, "applied", "already_confirmed", (), "contractor")
    return next_reply.unclear(None, event)


_YES = re.compile(r"\s*[「\"]?(?:はい|ハイ|ﾊｲ|yes\b|ok\b)", re.IGNORECASE)


def to_change(cases: tuple[Case, ...]) -> tuple[tuple[Case, Guarantee], ...]:
    """Return the guarantees in force that a 変更 without a number may mean."""
    return tuple(
        (case, one)
        for case in cases
        for one in case.guarantees
        if one.state is GuaranteeState.ISSUED and one.number
    )[-_MOST_SHOWN:]


def ask_which_case(cases: tuple[Case, ...], event: MailRead) -> Decision:
    """Ask of which application a mail speaks; nothing of it is taken yet."""
    found = tuple(
        NamedCase(receipt=one.receipt, project=one.text("project_name"))
        for one in cases
    )
    return _which(WhichMail(cases=found), event, None)


def ask_which_guarantee(
    pairs: tuple[tuple[Case, Guarantee], ...],
    event: MailRead,
    case: Case | None = None,
) -> Decision:
    """Ask which guarantee is to change; a reply with its number goes on."""
    found = tuple(
        ChoiceOfGuarantee(
            number=one.number, product=one.product, project=of.text("project_name")
        )
        for of, one in pairs
    )
    return _which(WhichMail(guarantees=found, variant="change"), event, case)


def _which(mail: WhichMail, event: MailRead, case: Case | None) -> Decision:
    send = to_sender(event, mail, case)
    return Decision(case, "applied", "which", (send,), "contractor")
