"""Papers that an obligee wants with the notice, and files that may be those papers.

A file whose name says what it is (請求書) is that paper; any other counts once, for a
paper that is still missing, and the mail to the contractor says for which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailbot.core.office.names import compatible
from parsers.reading import Reading

_KINDS = (
    "請求書",
    "契約書",
    "承諾書",
    "内訳書",
    "内訳明細書",
    "計画書",
    "届出書",
    "申請書",
    "認定書",
    "通知書",
    "工程表",
    "様式",
)
"""What papers are called, whatever stands before it (前払金請求書 is a 請求書)."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of one of the contractor's mails: where it lies, never its bytes.

    `part` is the IMAP part number, `octets` the decoded size; `unread` says why we
    did not read it, where its sender may think that we did.
    """

    mail_id: int
    part: str
    name: str
    octets: int
    sha256: str
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """One paper that an obligee wants, and the file that is taken for it."""

    wanted: str
    paper: Paper
    named: bool
    """Whether the file's own name says what it is."""


def papers_in(reading: Reading, mail_id: int) -> tuple[Paper, ...]:
    """Return the files of a mail that may be papers; nothing that was refused.

    Of a ZIP that was opened its members are the papers, not the ZIP.
    """
    files = reading.attachments
    return tuple(
        Paper(mail_id, one.part, one.name, one.octets, one.sha256, one.unread)
        for one in files
        if one.role == "paper" and not any(map(one.holds, files))
    )


def added(known: tuple[Paper, ...], new: tuple[Paper, ...]) -> tuple[Paper, ...]:
    """Return the papers with new ones added; the same bytes count once."""
    digests = {one.sha256 for one in known}
    return (*known, *(one for one in new if one.sha256 not in digests))


def collect(
    wanted: Iterable[str],
    held: tuple[Collected, ...],
    named_only: tuple[Paper, ...],
    any_name: tuple[Paper, ...],
) -> tuple[Collected, ...]:
    """Return what is collected, in the order in which it is wanted.

    Files of `named_only` count where their name says what they are; those of
    `any_name` also where it does not.  The newest file of a name replaces an older one.
    """
    found = {one.wanted: one for one in held}
    used = {one.paper.sha256 for one in held}
    order = tuple(wanted)
    for paper in (*named_only, *any_name):
        name = next((one for one in order if names(paper.name, one)), None)
        if name is not None and paper.sha256 not in used:
            found[name] = Collected(name, paper, named=True)
            used.add(paper.sha256)
    for paper in any_name:
        missing = next((one for one in order if one not in found), None)
        if missing is not None and paper.sha256 not in used:
            found[missing] = Collected(missing, paper, named=False)
            used.add(paper.sha256)
    return tuple(found[one] for one in order if one in found)


def missing(wanted: Iterable[str], held: tuple[Collected, ...]) -> tuple[str, ...]:
    """Return the papers that are still missing, in the order of the profile."""
    there = {one.wanted for one in held}
    return tuple(one for one in wanted if one not in there)


def names(file_name: str, wanted: str) -> bool:
    """Return whether a file's name says that it is a paper of this kind."""
    name, paper = folded(file_name), folded(wanted)
    return paper in name or any(kind in name and kind in paper for kind in _KINDS)


def folded(text: str) -> str:
    """Return a name as it is compared: without spaces, in one width."""
    return "".join(compatible(text).split())


_LINE = 76
_GROUP = 3


def encoded(octets: int) -> int:
    """Return how long a file of so many octets is in a mail: base64 in lines."""
    signs = -(-octets // _GROUP) * 4
    return signs + 2 * -(-signs // _LINE)
