"""Event by event: the same bytes, the same moment, today's code and reference data.

Every event of the past is decided again in its order, on the cases as today's code has
brought them there; so a case that goes another way is followed on its other way, and
what comes after its first difference is marked as following from it.

LIMIT: what the clock and the workers reported is taken from the record.  A reminder
that only today's code would send, or a certificate that only it would make, is not
played.  What a 照会 or 検証 found is not on record and is not looked up again, because
looking counts: of such mails only the reading is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from mailbot.core.model.events import Event, MailRead
from mailbot.intake.intake import Intake, nothing_to_look_up
from mailbot.replay.diff import Difference, of_decisions, of_readings
from mailbot.security.vault import Vault, VaultError
from mailbot.store.events import Events
from mailbot.store.records import Recorded
from mailbot.store.scratch import ScratchStore
from mailbot.store.transaction import Transaction

_KINDS = {kind.code: TypeAdapter[Event](kind) for kind in get_args(Event)}
_AT_ONCE = 200
_ASKS = frozenset({"lookup", "verify"})
_STANDS = frozenset({"state", "holder"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is decided again, and what of it is reported.

    What came before `since` is decided too, because the cases stand on it.
    `case_ids` are the cases of the contractors asked for, None for everybody's;
    `case_id` the one that is reported, None for all of them.
    """

    since: datetime | None = None
    until: datetime | None = None
    case_ids: frozenset[int] | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one event.

    `follows` tells that its case had gone another way before; `unable` why it could not
    be decided again, "" if it was.
    """

    recorded: Recorded
    receipt: str
    differences: tuple[Difference, ...] = ()
    follows: bool = False
    unable: str = ""

    @property
    def is_mail(self) -> bool:
        """Whether the event is a mail."""
        return self.recorded.kind == MailRead.code


def decided_again(
    intake: Intake,
    past: Transaction,
    vault: Vault,
    wanted: Wanted,
    step: Callable[[], None],
) -> Iterator[Outcome]:
    """Yield what came of each event that is asked for, in order.

    `past` is a snapshot of the desk's store, `intake` and `vault` are the desk's own;
    `step` is called after each event.
    """
    strayed: set[int] = set()
    with closing(ScratchStore(past, vault)) as scratch:
        again = _Again(
            replace(intake, store=scratch, look_up=nothing_to_look_up), scratch, past
        )
        for recorded in _story(past.events, wanted):
            outcome = again.outcome(recorded, follows=recorded.case_id in strayed)
            if outcome.differences or outcome.unable:
                strayed.add(recorded.case_id or 0)
            if _asked_for(recorded, wanted):
                yield outcome
            step()


def count(events: Events, wanted: Wanted) -> int:
    """Count the events that are decided again."""
    return sum(1 for _ in _story(events, wanted))


def _story(events: Events, wanted: Wanted) -> Iterator[Recorded]:
    after = 0
    while page := events.after(after, _AT_ONCE):
        after = page[-1].id
        for one in page:
            if wanted.until is not None and one.at >= wanted.until:
                return
            if wanted.case_ids is None or one.case_id in wanted.case_ids:
                yield one


def _asked_for(one: Recorded, wanted: Wanted) -> bool:
    early = wanted.since is not None and one.at < wanted.since
    other = wanted.case_id is not None and one.case_id != wanted.case_id
    return not early and not other


@dataclass(frozen=True, slots=True)
class _Again:
    """Decides the events of the past again, with an intake on a scratch store."""

    intake: Intake
    scratch: ScratchStore
    past: Transaction

    def outcome(self, recorded: Recorded, *, follows: bool) -> Outcome:
        """Decide one event as of its moment, and compare."""
        self.scratch.move_to(recorded)
        try:
            unable = self._decide(recorded)
        except VaultError:
            raise  # the key ring is another desk's: no event at all can be read
        except Exception as fault:  # noqa: BLE001 - one that fails is one difference
            # The class only: the text of an exception may hold a personal datum.
            unable = type(fault).__name__
        with self.scratch.snapshot() as now:
            found = () if unable else tuple(self._differences(now, recorded))
            case = now.cases.find(recorded.case_id or 0)
        if follows:  # that its case stands elsewhere was said where it left the way
            found = tuple(one for one in found if one.name not in _STANDS)
        return Outcome(recorded, case.receipt if case else "", found, follows, unable)

    def _decide(self, recorded: Recorded) -> str:
        """Decide an event again; return why it cannot be, "" when it was."""
        if recorded.kind == MailRead.code:
            if recorded.mail_id is None:
                return "no mail is recorded with it"
            taken = str(recorded.payload.get("taken", ""))
            self.intake.handle_mail(recorded.mail_id, _settle_nothing, taken)
            return ""
        event = restored(recorded)
        if event is None:
            return "it was not recorded whole"
        with self.scratch.transaction(durable=False) as tx:
            self.intake.handle(tx, recorded.case_id or 0, event)
        return ""

    def _differences(
        self, now: Transaction, recorded: Recorded
    ) -> Iterator[Difference]:
        mail_id, was = recorded.mail_id, None
        if mail_id is not None:
            was = self.past.mails.get(mail_id)
            yield from of_readings(
                was.reading or {}, now.mails.get(mail_id).reading or {}
            )
        if was is not None and was.intent in _ASKS:
            return  # it was answered by what was looked up then
        for one in now.events.after(recorded.id - 1):
            yield from of_decisions(
                (recorded.payload, recorded.effects), (one.payload, one.effects)
            )


def restored(recorded: Recorded) -> Event | None:
    """Return an event that is no mail as it was; None if it was not recorded whole."""
    whole = recorded.payload.get("said") or recorded.payload.get("saw")
    kind = _KINDS.get(recorded.kind)
    if whole is None or kind is None:
        return None
    try:
        return kind.validate_python(whole)
    except ValidationError:
        return None


def _settle_nothing(_tx: Transaction) -> None:
    """Settle no job: there is none behind what is decided again."""
