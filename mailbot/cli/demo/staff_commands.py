"""The staff's words at the prompt of `mailbot chat`, such as /approve and /pay.

Each is the verb of the same name for the newest case, decided by the same function.
What waits for one of them is said after every mail, so that nobody sits before a case
that only a person or a payment can move.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from mailbot.core.decisions.billing import owed
from mailbot.core.model.case import Case
from mailbot.core.model.staff_events import (
    Cancelled,
    NoteWritten,
    PremiumPaid,
    Refused,
    Released,
    Returned,
    StaffEvent,
    StaffWrote,
)
from mailbot.staff.approval import under_review
from mailbot.staff.clerk import NotDone

BY = "chat"
Maker = Callable[[Case, str, datetime], tuple[StaffEvent, ...]]


def _pay(case: Case, _text: str, now: datetime) -> tuple[StaffEvent, ...]:
    found = owed(case)
    if not found:
        raise NotDone(f"{case.receipt}: no premium is awaited.")
    return tuple(
        PremiumPaid(BY, one.guarantee.id, one.yen, now, f"hand:{now.isoformat()}")
        for one in found
    )


def _refuse(case: Case, text: str, _now: datetime) -> tuple[StaffEvent, ...]:
    waiting = under_review(case)
    if not waiting:
        raise NotDone(f"{case.receipt}: nothing of it is under review.")
    return tuple(Refused(BY, one.id, text) for one in waiting)


def _cancel(case: Case, text: str, _now: datetime) -> tuple[StaffEvent, ...]:
    if not case.guarantees:
        raise NotDone(f"{case.receipt}: it has no guarantee yet.")
    return (Cancelled(BY, case.guarantees[-1].id, text),)


WORDS: Mapping[str, tuple[Maker, bool]] = MappingProxyType(
    {
        "/pay": (_pay, False),
        "/return": (lambda _c, text, _n: (Returned(BY, text),), True),
        "/refuse": (_refuse, True),
        "/release": (lambda _c, _t, _n: (Released(BY),), False),
        "/write": (lambda _c, text, _n: (StaffWrote(BY, text),), True),
        "/note": (lambda _c, text, _n: (NoteWritten(BY, text),), True),
        "/cancel": (_cancel, True),
    }
)
"""What each word does, and whether a text has to stand behind it."""


def hint(case: Case) -> str:
    """Return what the newest case waits for but for the contractor, "" for nothing."""
    if case.held:
        return (
            "担当者が対応中です。/release で自動応答に戻し、/write で返事を書けます。"
        )
    if under_review(case):
        return (
            "審査待ちです。/approve で承認、/return や /refuse で差戻し・謝絶できます。"
        )
    if found := owed(case):
        yen = sum(one.yen for one in found)
        return f"入金待ちです（{yen:,}円）。/pay で、入金があったことにします。"
    return ""
