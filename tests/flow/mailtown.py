"""The dialogues' stage with nothing played: real doors, store, workers and SMTP.

A mail goes in by an SMTP client, and what the desk sends is taken by an SMTP server on
another port.  Only the writers are ours: they know an answer's address from the mail
that they answer, as mail programs do.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from mailbot.core.model.case import Case
from mailbot.core.model.staff_events import StaffEvent
from mailbot.core.office.office import Office
from mailbot.store.records import MailFilter, Task
from tests.dialogues.stage import Written
from tests.support.actors import DESK, Post, Relay
from tests.support.letters import Letter
from tests.support.live import LiveDesk

T = TypeVar("T")


@dataclass
class Town:
    """The mail server of everybody whom the desk writes to."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    """Recipient and content of each delivery, in the order in which they ended."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self._run(
            self._loop.create_server(
                lambda: SMTP(self, loop=self._loop), "127.0.0.1", 0
            )
        )
        self.port: int = self._server.sockets[0].getsockname()[1]

    def _run(self, step: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(step, self._loop).result(20)

    async def handle_DATA(  # noqa: N802 - aiosmtpd names it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail for each of its recipients."""
        content = envelope.content
        assert isinstance(content, bytes)
        with self.lock:
            self.taken += [(to, content) for to in envelope.rcpt_tos]
        return "250 2.0.0 kept"

    def close(self) -> None:
        """End the server and its sessions."""
        self._run(self._wind_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _wind_up(self) -> None:
        self._server.close()
        sessions = asyncio.all_tasks() - {asyncio.current_task()}
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)
        for _ in range(5):
            await asyncio.sleep(0)


@dataclass(frozen=True)
class PassedOn:
    """A file that came with a mail: what a dialogue asks of it."""

    name: str


@dataclass(frozen=True)
class Came:
    """A mail that arrived somewhere: what a dialogue asks of it."""

    kind: str
    to: str
    letter: Letter

    @property
    def send(self) -> Came:
        """Return kind and recipient, as the played stage has them."""
        return self

    @property
    def made(self) -> Came:
        """Return what was composed, as the played stage has it."""
        return self

    @property
    def subject(self) -> str:
        """Return the subject."""
        return self.letter.subject

    @property
    def text(self) -> str:
        """Return the plain text."""
        return self.letter.text

    @property
    def papers(self) -> tuple[PassedOn, ...]:
        """Return the files that came with it."""
        return tuple(PassedOn(name) for name in self.letter.file_names)

    @property
    def message_id(self) -> str:
        """Return the Message-ID, bare."""
        return self.letter.header("Message-ID").strip("<> ")


class LiveStage:
    """What `transcript.Play` asks of a stage, done by a real desk."""

    def __init__(self, home: Path, office: Office) -> None:
        """Open the desk and the town that it writes to."""
        self.town = Town()
        self.desk = LiveDesk(
            home,
            office=office,
            live=True,
            outbound=f"smtp://127.0.0.1:{self.town.port}",
            smtp={"starttls": "never"},
        )
        self.relay = Relay(lambda: self.desk.port)
        self.sent: list[Came] = []
        self.tasks: list[Task] = []
        self.mails = 0

    def close(self) -> None:
        """Close the desk, then the town."""
        self.desk.close()
        self.town.close()

    @property
    def now(self) -> datetime:
        """Return the desk's time."""
        return self.desk.watch()

    @property
    def cases(self) -> dict[int, Case]:
        """Return all cases as they are in the store."""
        with self.desk.app.store.snapshot() as tx:
            return {one.id: one for one in tx.cases.newest()}

    @property
    def newest(self) -> int:
        """Return the newest case."""
        return max(self.cases, default=0)

    def hears(self, mail: Written) -> None:
        """Hand a mail over by SMTP, and wait until nothing is left to do."""
        self.mails += 1
        answered = cast("Came | None", mail.answers)
        to = answered.letter.header("Reply-To") if answered else DESK
        raw = mail.raw(self.mails).replace(b"\n", b"\r\n")
        self.relay.hand_over(Post(raw, mail.sender, to))
        self._look()

    def happens(self, case: Case, event: StaffEvent) -> None:
        """Do what a person of the office does."""
        with self.desk.app.store.transaction() as tx:
            self.desk.app.intake.handle(tx, case.id, event)
        self._look()

    def _look(self) -> None:
        """Take in what has come since, in the order in which it was written."""
        self.desk.rest()
        kinds: dict[str, tuple[int, str, str]] = {}
        with self.desk.app.store.snapshot() as tx:
            for one in tx.mails.find(MailFilter(direction="out", limit=1000)):
                kinds[one.message_id.strip("<>")] = (
                    one.id,
                    one.kind,
                    one.recipients[0],
                )
            seen = {one.id for one in self.tasks}
            self.tasks += [one for one in tx.tasks.find() if one.id not in seen]
        with self.town.lock:
            came = [(to, Letter(raw)) for to, raw in self.town.taken]
            self.town.taken.clear()
        found = []
        for to, letter in came:
            number, kind, first = kinds[letter.header("Message-ID").strip("<> ")]
            if to == first and kind != "submission_copy":  # a dialogue tells it once
                found.append((number, Came(kind, to, letter)))
        self.sent += [one for _, one in sorted(found, key=lambda pair: pair[0])]
