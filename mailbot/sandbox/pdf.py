"""One file of a 検証, taken out of its mail and looked at.

Called in the child process (`mailbot.sandbox.sandbox`), whose limits it relies
on: strangers' PDFs are never opened in the server's own process.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass

from mailbot.core.model.lookup_result import FileState
from mailbot.documents.examine import MOST_OCTETS, Examined, examine

_HEAD = 1024
"""A PDF says so in its first octets (ISO 32000-1, annex H, note 13)."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What a file turned out to be; `examined` is None where `state` says why."""

    state: FileState
    examined: Examined | None = None


def examine_file(raw: bytes, part: str, ours: Collection[str]) -> Examination:
    """Look at the file in part `part` of a mail; `ours` are fingerprints."""
    from parsers.files.attached_file import file_at

    found = file_at(raw, part)
    if found is None:
        return Examination("unreadable")
    return examine_octets(found.octets, ours)


def examine_octets(octets: bytes, ours: Collection[str]) -> Examination:
    """Look at a file.  Never raises, though it may take long: see the ceilings."""
    if b"%PDF-" not in octets[:_HEAD]:
        return Examination("not_pdf")
    if len(octets) > MOST_OCTETS:
        return Examination("too_large")
    if _is_encrypted(octets):
        return Examination("encrypted")
    return Examination("seen", examine(octets, ours))


def _is_encrypted(octets: bytes) -> bool:
    import pypdf

    try:
        return pypdf.PdfReader(io.BytesIO(octets)).is_encrypted
    except Exception:  # noqa: BLE001 - strangers' octets fail in every way there is
        return False
