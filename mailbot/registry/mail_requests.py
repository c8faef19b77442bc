"""Obligees' requests by mail: what a 照会 or a 検証 comes to, before it is decided.

    照会 ── number, key ──> lookup ──> LookupAnswer
    検証 ── each PDF ──> sandbox ── number, key ──> lookup ──> compare ──> Inspection

Nothing is looked up for somebody who is no obligee.  A file is compared with the
record only for who has number and key, or our own signature on it; a wrong pair in a
PDF counts as a guess like any other (`lookup.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Protocol

from mailbot.core.decisions.obligee_enquiry import asks, obligee_at
from mailbot.core.model.events import SenderClass
from mailbot.core.model.lookup_result import (
    Checked,
    Difference,
    Found,
    Inspection,
    LookupAnswer,
    RecordState,
)
from mailbot.core.office.office import Office
from mailbot.documents.examine import Examined
from mailbot.registry.compare import RecordComparison, compare_with_record
from mailbot.registry.lookup import Lookup
from mailbot.sandbox.pdf import Examination
from mailbot.store.masking import mask
from mailbot.store.store import Store
from parsers.reading import Attachment, Reading

MOST_FILES = 5
"""PDFs of one 検証 that are looked at."""

_SHOWN = 200
"""Characters of a differing field that are repeated to the obligee."""


class Examiner(Protocol):
    """Looks at one file of a mail in the sandbox: `Sandbox.examine`."""

    def __call__(self, raw: bytes, part: str, ours: Collection[str]) -> Examination:
        """Return what the file turned out to be.  Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class MailRequests:
    """Looks up what obligees ask for.  Safe to share between threads.

    `ours` returns the fingerprints of the certificates that we sign, or signed, with.
    """

    store: Store
    office: Office
    lookup: Lookup
    examine: Examiner
    ours: Callable[[], Collection[str]]

    def __call__(
        self, reading: Reading, raw: bytes, sender_class: SenderClass
    ) -> Found | None:
        """Return what a mail's question came to; None where it has none.

        Raises what the registry raises when it cannot be asked: the mail waits.
        """
        sender = (reading.envelope.sender or "").lower()
        if not asks(reading) or sender_class == "failed":
            return None
        if obligee_at(sender, self.office) is None:
            return None
        if reading.intent == "verify":
            return self._inspect(reading, raw, sender)
        return self._look_up(reading, sender)

    def _look_up(self, reading: Reading, sender: str) -> LookupAnswer | None:
        """Ask the platform for the one pair of a mail."""
        for command in reading.commands:
            if command.name == "lookup" and command.args:
                number, key = command.args[0], command.secret or ""
                seen = self.lookup.find(number, key, sender, by="mail")
                return LookupAnswer(seen.history, seen.held_until)
        return None

    def _inspect(self, reading: Reading, raw: bytes, sender: str) -> Inspection:
        files = _pdfs(reading.attachments)
        checked = [self._check(one, raw, sender) for one in files[:MOST_FILES]]
        return Inspection(tuple(checked), max(len(files) - MOST_FILES, 0))

    def _check(self, file: Attachment, raw: bytes, sender: str) -> Checked:
        """Look at one file, and compare it if its bearer may know."""
        name = mask(file.name)
        seen = self.examine(raw, file.part, self.ours())
        examined = seen.examined
        if examined is None:
            return Checked(name, seen.state)
        found = Checked(
            name,
            "seen",
            signature=examined.signature,
            kind=examined.kind or "",
            number=mask(examined.number),
        )
        if examined.kind is None:
            return found
        return self._compared(found, examined, sender)

    def _compared(self, found: Checked, examined: Examined, sender: str) -> Checked:
        if examined.kind == "key_notice":
            looked = self.lookup.find(
                examined.number, examined.page.key, sender, by="mail"
            )
            if not looked.tried:
                return replace(found, record="held", held_until=looked.held_until)
            if looked.entry is None:
                return replace(found, record="unopened")
        elif examined.signature != "valid":
            return found
        with self.store.snapshot() as tx:
            beside = compare_with_record(tx, examined)
        return found if beside is None else _with_comparison(found, beside)


def _with_comparison(found: Checked, beside: RecordComparison) -> Checked:
    differing = tuple(
        Difference(one.name, mask(one.shown)[:_SHOWN])
        for one in beside.compared
        if not one.same
    )
    record: RecordState = "differs" if differing else "same"
    return replace(found, record=record, differing=differing, newest=beside.is_newest)


def _pdfs(files: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """Return the files that are PDFs by type or name, or else all that there are."""
    named = tuple(
        one
        for one in files
        if one.type == "application/pdf" or one.name.lower().endswith(".pdf")
    )
    return named or files
