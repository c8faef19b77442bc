"""Mails that answer an obligee: 照会 and 検証."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mailbot.core.model.lookup_result import (
    Difference,
    FileState,
    RecordState,
    SignatureState,
)
from mailbot.core.model.mail_kind import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntry:
    """One certificate as the platform shows it, from an ISO moment on."""

    number: str
    entry: int
    at: str
    face: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupMail(Mail, kind="lookup", to_obligees=True):
    """照会: every entry of a certificate, oldest first; none for every refusal."""

    asked: bool = True
    entries: tuple[CertificateEntry, ...] = ()
    held_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """What became of one file of a 検証."""

    name: str
    state: FileState
    signature: SignatureState
    kind: str
    number: str
    record: RecordState
    differing: tuple[Difference, ...]
    newest: bool = True
    held_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedMail(Mail, kind="verified", to_obligees=True):
    """検証: what became of each file; `left` counts those beyond the most."""

    files: tuple[CheckedFile, ...]
    left: int = 0
