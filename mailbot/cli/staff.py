"""What people of the office do from the command line: each verb is an event.

It works beside a running `serve`: one transaction on the same database, decided by the
same function as everything else; that desk's workers do what follows.  A verb that the
case does not allow changes nothing and says why.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from mailbot.app import App, build
from mailbot.cli.open_store import require_archive
from mailbot.cli.show_mail import form_words
from mailbot.configuration.load_settings import load_settings
from mailbot.core.model.case import Case
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import (
    Assigned,
    Cancelled,
    ChangeCancelled,
    Corrected,
    Forwarded,
    NoteWritten,
    PaperHandedOver,
    Refused,
    Rekeyed,
    Released,
    Returned,
    StaffEvent,
)
from mailbot.core.model.form_fields import KINDS
from mailbot.core.model.guarantee import Guarantee, GuaranteeState, HandedHow
from mailbot.core.model.submission import TRANSITIONS as SUBMISSION_MOVES
from mailbot.errors import MailbotError
from mailbot.staff import words_ja
from mailbot.staff.printable import one_line
from mailbot.staff.references import case_named
from mailbot.staff.staff_language import is_japanese, sentence, use
from mailbot.store.transaction import Transaction
from parsers.identifiers import number_of
from parsers.reading import PRODUCTS, Value

_LONGEST_NAME = 60
_LONGEST_TEXT = 4000

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


def why(code: str) -> str:
    """Return why a verb changes nothing, in the staff's language."""
    told = words_ja.WHY if is_japanese() else WHY
    return told.get(code, WHY.get(code, code.replace("_", " ")))


class NotDone(MailbotError):  # noqa: N818 - a state: the case does not allow it
    """The verb changed nothing."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Who does something to which case, or to which guarantee of it."""

    config: Path | None
    what: str
    """Receipt number (2026-000001) or guarantee number (00427-000001)."""
    by: str
    product: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """An open desk, one transaction, and the name of the person who works at it."""

    app: App
    tx: Transaction
    by: str

    def case(self, what: str) -> Case:
        """Return the case of a receipt or guarantee number; NotNamed if none."""
        return case_named(self.tx, what)

    def take(self, case: Case, event: StaffEvent) -> Decision:
        """Decide an event and keep it; NotDone with the reason when it is refused."""
        decision = self.app.intake.handle(self.tx, case.id, event)
        if decision.fate == "refused":
            raise NotDone(f"{case.receipt}: {why(decision.reason)}.")
        return decision


@contextmanager
def bench(config: Path | None, by: str) -> Iterator[Bench]:
    """Open the desk for one verb; nothing is kept when the verb fails."""
    settings = load_settings(config)
    use(settings)
    require_archive(settings)
    name = one_line(by)[:_LONGEST_NAME]
    if not name:
        raise MailbotError(sentence("Say who does it: --by NAME."))
    app = build(settings)
    try:
        with app.store.transaction() as tx:
            yield Bench(app, tx, name)
    finally:
        app.store.close()


def _say(receipt: str, done: str) -> int:
    sys.stdout.write(f"{receipt}: {sentence(done)}\n")
    return 0


def _text(text: str, what: str) -> str:
    lines = [one_line(line) for line in text[:_LONGEST_TEXT].splitlines()]
    kept = "\n".join(line for line in lines if line)
    if not kept:
        raise MailbotError(f"Say {what}.")
    return kept


def chosen(
    case: Case, ordered: Ordered, fits: Callable[[Guarantee], bool]
) -> Guarantee:
    """Return the guarantee that a verb means: by number, product, or the only one."""
    if ordered.product and ordered.product not in PRODUCTS:
        raise MailbotError(f"--product is one of {', '.join(PRODUCTS)}.")
    named = [g for g in case.guarantees if g.number == number_of(ordered.what)]
    found = named or [
        g for g in case.guarantees if ordered.product in {"", g.product} and fits(g)
    ]
    if len(found) != 1:
        stand = ", ".join(f"{g.product} is {g.state.value}" for g in case.guarantees)
        asked = "say which with --product" if found else "nothing of it is ready for it"
        raise NotDone(f"{case.receipt}: {asked} ({stand or 'it has no guarantee'}).")
    return found[0]


def _open(one: Guarantee) -> bool:
    return one.state not in {GuaranteeState.CANCELLED, GuaranteeState.REFUSED}


def _is_issued(one: Guarantee) -> bool:
    return one.state is GuaranteeState.ISSUED


# --- the verbs ------------------------------------------------------------------------


def give_back(ordered: Ordered, text: str) -> int:
    """Give an application back to its contractor with questions (差戻し)."""
    asked = _text(text, "what the contractor is asked: --text")
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        at.take(case, Returned(at.by, asked))
    return _say(case.receipt, "is given back; the contractor is asked.")


def refuse(ordered: Ordered, reason: str) -> int:
    """Refuse a guarantee or a change that is under review (謝絶)."""
    why = _text(reason, "the reason, which the contractor reads: --reason")
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)

        def waits(one: Guarantee) -> bool:
            under = one.state is GuaranteeState.REVIEWING
            return under or case.change_of(one.id) is not None

        one = chosen(case, ordered, waits)
        at.take(case, Refused(at.by, one.id, why))
    return _say(case.receipt, f"{one.product} is refused; the contractor is told.")


def correct(ordered: Ordered, fields: list[str], reason: str) -> int:
    """Correct an issued certificate (訂正); `fields` are KEY=VALUE."""
    why = _text(reason, "why it is corrected: --reason")
    said = [_said(one) for one in fields]
    if not said:
        raise MailbotError('Say what is right: --set "預託金融機関=七十七銀行 本店".')
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        one = chosen(case, ordered, lambda g: _is_issued(g) or bool(_stopped(at.tx, g)))
        values = dict(_field(name, value, one) for name, value in said)
        at.take(case, Corrected(at.by, one.id, values, why, _stopped(at.tx, one)))
    return _say(case.receipt, f"{one.number} is corrected and made again.")


def rekey(ordered: Ordered, reason: str) -> int:
    """Revoke a guarantee's authentication key and have another one made."""
    why = _text(reason, "why the key is made anew: --reason")
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        one = chosen(case, ordered, _is_issued)
        at.take(case, Rekeyed(at.by, one.id, why))
    said = "has a new key; who had the notice is sent the new one."
    return _say(case.receipt, f"{one.number} {said}")


def _stopped(tx: Transaction, one: Guarantee) -> int:
    """Return the open task that says why a guarantee's making stopped, 0 for none."""
    found = (
        task.id
        for task in tx.tasks.find()
        if task.reason == "missing_glyph" and task.detail.get("guarantee") == one.id
    )
    return next(found, 0) if one.state is GuaranteeState.ISSUING else 0


def _said(text: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name or not value:
        raise MailbotError(f"--set takes FIELD=VALUE; {one_line(text)} is none.")
    return name, value


def _field(name: str, value: str, one: Guarantee) -> tuple[str, Value]:
    """Return a field's key and value; a field is named by its key or its label."""
    key = _key(name, one.product)
    kind = KINDS[key]
    try:
        if kind == "yen":
            return key, int(value.replace(",", ""))
        if kind == "date":
            return key, date.fromisoformat(value)
    except ValueError:
        raise MailbotError(
            f"{key} is {'whole yen' if kind == 'yen' else 'a day like 2027-03-25'}."
        ) from None
    return key, value


def _key(name: str, product: str) -> str:
    """Return the key of a field that is named by it, or by its label on the form."""
    if name in KINDS:
        return name
    words = form_words()
    named = [
        key
        for key in KINDS
        if key.partition(".")[0] in {product, key}
        and name in {words.label(key), words.full_label(key)}
    ]
    if len(named) == 1:
        return named[0]
    labels = {words.label(key): key for key in KINDS}
    near = get_close_matches(name, [*KINDS, *labels], 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise MailbotError(
        f"{one_line(name)} is no field of the application, which are named as "
        f"`mailbot show` names them.{meant}"
    )


def cancel_change(ordered: Ordered, reason: str) -> int:
    """Take the newest change of a certificate back (変更取消)."""
    why = _text(reason, "why the change is taken back: --reason")
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        one = chosen(case, ordered, _is_issued)
        at.take(case, ChangeCancelled(at.by, one.id, why))
    return _say(case.receipt, f"{one.number} is as it was before its newest change.")


def cancel(ordered: Ordered, reason: str) -> int:
    """Cancel a guarantee (取消): its key opens nothing any more."""
    why = _text(reason, "the reason, which the contractor reads: --reason")
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        one = chosen(case, ordered, _open)
        at.take(case, Cancelled(at.by, one.id, why))
    void = "; its key is void" if one.number and one.form == "electronic" else ""
    return _say(case.receipt, f"{one.product} is cancelled{void}.")


def hand(ordered: Ordered, how: str) -> int:
    """Write down that a certificate on paper was posted or collected."""
    known: tuple[HandedHow, ...] = get_args(HandedHow)
    way = next((one for one in known if one == how), None)
    if way is None:
        raise MailbotError(f"--how is one of {', '.join(known)}.")
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        paper = chosen(case, ordered, lambda g: _is_issued(g) and g.form == "paper")
        at.take(case, PaperHandedOver(at.by, paper.id, way))
    return _say(case.receipt, f"{paper.number} is {way}.")


def forward(ordered: Ordered) -> int:
    """Send what waits for papers, or failed, to the obligee as it is."""
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        able = [s for s in case.submissions if "complete" in SUBMISSION_MOVES[s.state]]
        if not able:
            raise NotDone(f"{case.receipt}: {why('not_forwardable')}.")
        for one in able:
            at.take(case, Forwarded(at.by, one.id))
    return _say(case.receipt, f"sent to {', '.join(one.address for one in able)}.")


def note(ordered: Ordered, text: str) -> int:
    """Write something down for the colleagues."""
    kept = _text(text, "something: TEXT")
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        at.take(case, NoteWritten(at.by, kept))
    return _say(case.receipt, "noted.")


def assign(ordered: Ordered, to: str) -> int:
    """Say who looks after a case; nobody with an empty name."""
    name = one_line(to)[:_LONGEST_NAME]
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        at.take(case, Assigned(at.by, name))
    return _say(case.receipt, f"is {name}'s." if name else "is nobody's.")


@dataclass(frozen=True, slots=True)
class LetPass:
    """The rules that a person lets pass by name, and why."""

    rules: tuple[str, ...] = ()
    reason: str = ""


def release(ordered: Ordered, passed: LetPass, *, quiet: bool) -> int:
    """Give a case back to the robot, with the rules that it asks about no more."""
    with bench(ordered.config, ordered.by) as at:
        case = at.case(ordered.what)
        rules = tuple(one.strip().upper() for one in passed.rules)
        at.take(case, Released(at.by, quiet, rules, one_line(passed.reason)))
    return _say(case.receipt, "is the robot's again.")
