"""A desk in a room of its own: real core, templates and documents, no socket, no peer.

Mails are handed in as a listener hands them in, and everything that follows is done at
once, in this thread.  What the desk writes lies in Maildirs in the folder of the room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from mailbot.app import App, build
from mailbot.cli.demo.mail_client import ClientMail, Inbox
from mailbot.configuration.load_settings import load_settings
from mailbot.core.model.case import Case
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.staff_events import StaffEvent
from mailbot.staff.approval import approve
from mailbot.staff.clerk import Clerk, LetPass
from mailbot.store.arrival import Arrival
from mailbot.store.open_store import utc_now
from mailbot.store.records import Mail
from parsers.read import read

DOOR = "chat"
Events = tuple[StaffEvent, ...]


@dataclass(frozen=True, slots=True)
class Parlour:
    """One room.  Close it when the talk is over."""

    app: App
    now: Callable[[], datetime]
    _inboxes: dict[str, Inbox] = field(default_factory=dict)

    @classmethod
    def opened(
        cls,
        config: Path | None,
        folder: Path,
        now: Callable[[], datetime] = utc_now,
    ) -> Self:
        """Set up a desk in `folder` by one's own settings, but for what leaves it.

        Nothing is sent, whatever the settings say, and nothing of the real desk's data
        is touched; the grace after はい is over at once.
        """
        settings = load_settings(
            config,
            overrides={
                "data": str(folder),
                "database": "",
                "key_ring": str(folder / "keys.json"),
                "outbound": f"maildir:{folder / 'outbound'}",
                "live": False,
                "production": False,
                "policy": {"grace_seconds": 0},
            },
        )
        return cls(build(settings, now), now)

    def hand_in(self, raw: bytes) -> Mail:
        """Hand a mail in and have all its work done; return its row of the mail log."""
        envelope = read(raw, self.now()).envelope
        ours = tuple(filter(self.app.accepts, envelope.recipients))
        arrival = Arrival(
            raw=raw,
            door=DOOR,
            peer="127.0.0.1",
            helo="",
            mail_from=envelope.sender or "",
            rcpt_to=ours or (self.app.settings.surety.desk,),
            authenticated=None,
            tls=False,
            arrived_at=self.now(),
        )
        with self.app.store.transaction() as tx:
            kept = tx.incoming.keep(arrival)
        self.work()
        with self.app.store.snapshot() as tx:
            return tx.mails.get(kept.mail_id)

    def work(self) -> None:
        """Do everything that is waiting and due now."""
        busy = True
        while busy:
            worked = [worker.work_once() for worker in self.app.workers]
            busy = any(worked) or self.app.clock.fire_due() > 0

    def approve(self, receipt: str, by: str) -> list[Guarantee]:
        """Play the person who reviews; NothingToApprove when nothing waits for one."""
        with self.app.store.transaction() as tx:
            approved = approve(Clerk(self.app.intake, tx, by), receipt, LetPass())
        self.work()
        return approved

    def does(self, receipt: str, make: Callable[[Case, datetime], Events]) -> None:
        """Have a person of the office do something to a case, and what follows."""
        with self.app.store.transaction() as tx:
            at = Clerk(self.app.intake, tx, DOOR)
            for event in make(at.case(receipt), tx.now):
                at.take(at.case(receipt), event)
        self.work()

    def newest(self) -> Case | None:
        """Return the newest case, None when there is none."""
        with self.app.store.snapshot() as tx:
            return next(iter(tx.cases.newest(1)), None)

    def post(self) -> list[tuple[str, ClientMail]]:
        """Return what came since the last look, in order: (to whom, mail)."""
        outbound = self.app.settings.data / "outbound"
        if not outbound.is_dir():
            return []
        found: list[tuple[str, ClientMail]] = []
        for maildir in outbound.iterdir():
            inbox = self._inboxes.setdefault(maildir.name, Inbox(maildir))
            found.extend((maildir.name, letter) for letter in inbox.new())
        return sorted(found, key=lambda one: one[1].arrived)

    def close(self) -> None:
        """Close the database; the folder stays."""
        self.app.store.close()
