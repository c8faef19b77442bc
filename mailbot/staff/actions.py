"""What a person of the office does to a case or a guarantee: each is one event.

Every function returns the line that tells what was done, in the staff's language.
NotNamed, NotDone and MailbotError say why nothing was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

from mailbot.core.decisions.billing import owed
from mailbot.core.model.case import Case
from mailbot.core.model.guarantee import STOPPED, Guarantee, GuaranteeState, HandedHow
from mailbot.core.model.staff_events import (
    Assigned,
    Cancelled,
    ChangeCancelled,
    Corrected,
    Forwarded,
    NoteWritten,
    PaperHandedOver,
    PremiumPaid,
    Received,
    Refused,
    Rekeyed,
    Released,
    Returned,
    StaffWrote,
)
from mailbot.core.model.submission import TRANSITIONS, Submission
from mailbot.errors import MailbotError
from mailbot.staff.clerk import (
    LONGEST_NAME,
    Clerk,
    LetPass,
    Meant,
    NotDone,
    chosen,
    text_of,
)
from mailbot.staff.corrected_fields import fields_of
from mailbot.staff.printable import one_line, printable
from mailbot.staff.staff_language import sentence
from mailbot.staff.words import why

_LONGEST_MAIL = 20_000


def _told(case: Case, done: str) -> str:
    return f"{case.receipt}: {sentence(done)}"


def _meant(
    at: Clerk, meant: Meant, fits: Callable[[Guarantee], bool]
) -> tuple[Case, Guarantee]:
    case = at.case(meant.what)
    return case, chosen(case, meant, fits)


def _is_open(one: Guarantee) -> bool:
    return one.state not in STOPPED


def _is_issued(one: Guarantee) -> bool:
    return one.state is GuaranteeState.ISSUED


# --- the application ------------------------------------------------------------------


def give_back(at: Clerk, meant: Meant, text: str) -> str:
    """Return an application back to its contractor with questions (差戻し)."""
    asked = text_of(text, "what the contractor is asked: --text")
    case = at.case(meant.what)
    at.take(case, Returned(at.by, asked))
    return _told(case, "is given back; the contractor is asked.")


def refuse(at: Clerk, meant: Meant, reason: str) -> str:
    """Refuse a guarantee or a change that is under review (謝絶)."""
    because = text_of(reason, "the reason, which the contractor reads: --reason")
    case = at.case(meant.what)

    def waits(one: Guarantee) -> bool:
        under = one.state is GuaranteeState.REVIEWING
        return under or case.change_of(one.id) is not None

    one = chosen(case, meant, waits)
    at.take(case, Refused(at.by, one.id, because))
    return _told(case, f"{one.product} is refused; the contractor is told.")


def pay(at: Clerk, meant: Meant, yen: int | None) -> str:
    """Record one premium; without `yen` the sum that is awaited."""
    case = at.case(meant.what)
    found = [
        one
        for one in owed(case)
        if meant.product in {"", one.guarantee.product}
        and meant.what in {case.receipt, one.guarantee.number}
    ]
    if len(found) != 1:
        awaited = ", ".join(f"{o.guarantee.product} {o.yen:,} yen" for o in owed(case))
        asked = "say which with --product" if found else "no premium is awaited"
        raise NotDone(f"{case.receipt}: {asked} ({awaited or 'nothing is open'}).")
    (due,) = found
    if yen is not None and yen != due.yen:
        raise NotDone(
            f"{case.receipt}: {yen:,} yen came, {due.yen:,} yen are awaited for "
            f"{due.guarantee.product}. Nothing is recorded."
        )
    now = at.tx.now
    source = f"hand:{now.isoformat()}"
    at.take(case, PremiumPaid(at.by, due.guarantee.id, due.yen, now, source))
    what = "the change" if due.change else due.guarantee.product
    return f"{case.receipt}: {due.yen:,} yen for {what} are recorded."


# --- an issued guarantee --------------------------------------------------------------


def correct(at: Clerk, meant: Meant, fields: Sequence[str], reason: str) -> str:
    """Correct an issued certificate (訂正); `fields` are KEY=VALUE."""
    because = text_of(reason, "why it is corrected: --reason")
    case, one = _meant(at, meant, lambda g: _is_issued(g) or bool(_stopped(at, g)))
    values = fields_of(fields, one.product)
    at.take(case, Corrected(at.by, one.id, values, because, _stopped(at, one)))
    return _told(case, f"{one.number} is corrected and made again.")


def _stopped(at: Clerk, one: Guarantee) -> int:
    """Return the open task that says why a guarantee's making stopped, 0 for none."""
    found = (
        task.id
        for task in at.tx.tasks.find()
        if task.reason == "missing_glyph" and task.detail.get("guarantee") == one.id
    )
    return next(found, 0) if one.state is GuaranteeState.ISSUING else 0


def rekey(at: Clerk, meant: Meant, reason: str) -> str:
    """Revoke a guarantee's authentication key and have another one made."""
    because = text_of(reason, "why the key is made anew: --reason")
    case, one = _meant(at, meant, _is_issued)
    at.take(case, Rekeyed(at.by, one.id, because))
    said = "has a new key; who had the notice is sent the new one."
    return _told(case, f"{one.number} {said}")


def cancel_change(at: Clerk, meant: Meant, reason: str) -> str:
    """Take the newest change of a certificate back (変更取消)."""
    because = text_of(reason, "why the change is taken back: --reason")
    case, one = _meant(at, meant, _is_issued)
    at.take(case, ChangeCancelled(at.by, one.id, because))
    return _told(case, f"{one.number} is as it was before its newest change.")


def cancel(at: Clerk, meant: Meant, reason: str) -> str:
    """Cancel a guarantee (取消): its key opens nothing any more."""
    because = text_of(reason, "the reason, which the contractor reads: --reason")
    case, one = _meant(at, meant, _is_open)
    at.take(case, Cancelled(at.by, one.id, because))
    void = "; its key is void" if one.number and one.form == "electronic" else ""
    return _told(case, f"{one.product} is cancelled{void}.")


def hand_over(at: Clerk, meant: Meant, how: str) -> str:
    """Record that a certificate on paper was posted or collected."""
    known: tuple[HandedHow, ...] = get_args(HandedHow)
    way = next((one for one in known if one == how), None)
    if way is None:
        raise MailbotError(f"--how is one of {', '.join(known)}.")
    case, paper = _meant(at, meant, lambda g: _is_issued(g) and g.form == "paper")
    at.take(case, PaperHandedOver(at.by, paper.id, way))
    return _told(case, f"{paper.number} is {way}.")


# --- what goes to the obligee ---------------------------------------------------------


def forward(at: Clerk, meant: Meant) -> str:
    """Send what waits for papers, or failed, to the obligee as it is."""
    case = at.case(meant.what)
    able = _able(case, "complete", "not_forwardable")
    for one in able:
        at.take(case, Forwarded(at.by, one.id))
    return _told(case, f"sent to {', '.join(one.address for one in able)}.")


def receive(at: Clerk, meant: Meant) -> str:
    """Record 受領 for what a person made sure that the obligee has.

    Of several submissions those that a task asks about are meant, else all.
    """
    case = at.case(meant.what)
    asked = {
        task.detail.get("submission")
        for task in at.tx.tasks.find()
        if task.case_id == case.id and task.reason == "receipt_unproved"
    }
    able = _able(case, "receive", "nothing_to_receive")
    received = [one for one in able if one.id in asked] or able
    for one in received:
        case = at.take(case, Received(at.by, one.id)).case or case
    where = ", ".join(one.address or one.obligee_id for one in received)
    return f"{case.receipt}: received by {where}; the contractor is told."


def _able(case: Case, move: str, otherwise: str) -> list[Submission]:
    """Return the submissions that a move is open to; NotDone when it is to none."""
    able = [one for one in case.submissions if move in TRANSITIONS[one.state]]
    if not able:
        raise NotDone(f"{case.receipt}: {why(otherwise)}.")
    return able


# --- colleagues, and the robot --------------------------------------------------------


def write(at: Clerk, meant: Meant, text: str) -> str:
    """Write to the contractor in a person's own words; the robot is silent after it."""
    words = printable(text).strip()
    if not words:
        raise MailbotError("Say what the contractor is to read: TEXT, or --file FILE.")
    if len(words) > _LONGEST_MAIL:
        raise MailbotError(f"A mail by hand has at most {_LONGEST_MAIL:,} letters.")
    case = at.case(meant.what)
    at.take(case, StaffWrote(at.by, words))
    return (
        f"{case.receipt}: written to {case.correspondent}; the robot is silent on it "
        f"until `mailbot release {case.receipt} --by NAME`."
    )


def note(at: Clerk, meant: Meant, text: str) -> str:
    """Write something down for the colleagues."""
    kept = text_of(text, "something: TEXT")
    case = at.case(meant.what)
    at.take(case, NoteWritten(at.by, kept))
    return _told(case, "noted.")


def assign(at: Clerk, meant: Meant, to: str) -> str:
    """Return who looks after a case; nobody with an empty name."""
    name = one_line(to)[:LONGEST_NAME]
    case = at.case(meant.what)
    at.take(case, Assigned(at.by, name))
    return _told(case, f"is {name}'s." if name else "is nobody's.")


def release(at: Clerk, meant: Meant, passed: LetPass, *, quiet: bool) -> str:
    """Give a case back to the robot, with the rules that it asks about no more."""
    case = at.case(meant.what)
    at.take(case, Released(at.by, quiet, passed.rules, passed.reason))
    return _told(case, "is the robot's again.")
