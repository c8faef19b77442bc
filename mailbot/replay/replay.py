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
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from mailbot.core.model.events import Event, MailRead
from mailbot.intake.intake import Intake, nothing_to_look_up
from mailbot.replay.diff import Difference, of_decisions, of_readings
from mailbot.replay.past_store import Scene, Stage, Theatre
from mailbot.security.vault import VaultError
from mailbot.store.records import Recorded
from mailbot.store.transaction import Transaction

_KINDS = {kind.code: TypeAdapter[Event](kind) for kind in get_args(Event)}
_AT_ONCE = 200
_ASKS = frozenset({"lookup", "verify"})
_STANDS = frozenset({"state", "holder"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is rehearsed, and what of it is reported.

    What came before `since` is rehearsed too, because the cases stand on it.
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


def rehearse(
    intake: Intake, theatre: Theatre, wanted: Wanted, step: Callable[[], None]
) -> Iterator[Outcome]:
    """Yield what came of each event that is asked for, in order.

    `intake` is the desk's own, put on stage here; `step` is called after each event.
    """
    player = replace(intake, store=theatre, look_up=nothing_to_look_up)
    strayed: set[int] = set()
    with theatre.on_stage() as stage:
        for recorded in _story(stage, wanted):
            outcome = _played(player, stage, recorded, strayed)
            if outcome.differences or outcome.unable:
                strayed.add(recorded.case_id or 0)
            if _asked_for(recorded, wanted):
                yield outcome
            step()


def count(tx: Transaction, wanted: Wanted) -> int:
    """Count the events that a rehearsal goes through."""
    return sum(1 for _ in _story(tx, wanted))


def _story(tx: Transaction, wanted: Wanted) -> Iterator[Recorded]:
    after = 0
    while page := tx.happened(after, _AT_ONCE):
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


def _played(
    player: Intake, stage: Stage, recorded: Recorded, strayed: set[int]
) -> Outcome:
    stage.now = recorded.at
    stage.scene = Scene(recorded)
    unable = ""
    try:
        unable = _decide(player, stage, recorded)
    except VaultError:
        raise  # the key ring is another desk's: no event at all can be read
    except Exception as fault:  # noqa: BLE001 - one event that fails is one difference
        # The class only: the text of an exception may hold a personal datum.
        unable = type(fault).__name__
    case = stage.world.cases.get(recorded.case_id or 0)
    follows = recorded.case_id in strayed
    found = () if unable else tuple(_differences(stage, recorded))
    if follows:  # that its case stands elsewhere was said where it left the way
        found = tuple(one for one in found if one.name not in _STANDS)
    receipt = case.receipt if case else ""
    return Outcome(recorded, receipt, found, follows, unable)


def _decide(player: Intake, stage: Stage, recorded: Recorded) -> str:
    """Decide an event again; return why it cannot be, "" when it was."""
    if recorded.kind == MailRead.code:
        if recorded.mail_id is None:
            return "no mail is recorded with it"
        taken = str(recorded.payload.get("taken", ""))
        player.handle_mail(recorded.mail_id, _settle_nothing, taken)
        return ""
    event = restored(recorded)
    if event is None:
        return "it was not recorded whole"
    player.handle(stage, recorded.case_id or 0, event)
    return ""


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


def _differences(stage: Stage, recorded: Recorded) -> Iterator[Difference]:
    scene = stage.scene
    if scene.noted is not None and recorded.mail_id is not None:
        was = stage.mail_as_kept(recorded.mail_id).reading or {}
        yield from of_readings(was, scene.noted.reading)
    if scene.event is not None and not _looked_up(stage, recorded):
        yield from of_decisions(
            (recorded.payload, recorded.effects),
            (scene.event.payload or {}, scene.event.effects),
        )


def _looked_up(stage: Stage, recorded: Recorded) -> bool:
    """Tell whether a mail was answered by what was looked up then."""
    if recorded.mail_id is None:
        return False
    return stage.mail_as_kept(recorded.mail_id).intent in _ASKS


def _settle_nothing(_tx: Transaction) -> None:
    """Settle no job: there is none behind a rehearsal."""
