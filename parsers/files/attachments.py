"""Files that came with a mail: what they are to the case, and which are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parsers.files import members, roles
from parsers.files.content import is_application
from parsers.files.open_files import Opener
from parsers.message import cms
from parsers.reading import Problem
from parsers.values.flaws import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parsers.files.content import Content
    from parsers.files.members import File
    from parsers.files.open_files import LetterOf
    from parsers.form.collector import Gatherer
    from parsers.form.finds import Find
    from parsers.message.lines import Line
    from parsers.message.mime import Mail, Part
    from parsers.reading import Attachment, Command


def attachments(mail: Mail) -> tuple[tuple[Attachment, ...], list[Problem]]:
    """List the files of a mail, with what is wrong with them."""
    problems: list[Problem] = []
    found = []
    for part in mail.parts:
        if "message/rfc822" in part.within or not part.attached:
            continue
        if part.type.startswith("message/") and "multipart/report" in part.within:
            continue
        file = members.of_part(part)
        role = roles.role_of(file)
        shut = _shut(part, file)
        if shut is not None:
            role = "refused"
            problems.append(Problem("", "encrypted", shut, part.number))
        found.append(roles.listed_as(file, role))
    return tuple(found), problems


def _shut(part: Part, file: members.File) -> str | None:
    """Return what kind of file opens with its key alone; None for all others."""
    if roles.is_password_zip(file.octets):
        return part.name
    if cms.is_smime(part.type, part.name):
        kind = cms.kind_of(file.octets)
        return f"{part.name}（{_SMIME}）" if kind == "encrypted" else None
    if (
        "multipart/encrypted" in part.within
        and part.type != "application/pgp-encrypted"
    ):
        return f"{part.name}（{_PGP}）"
    return None


_SMIME: Final = "S/MIMEで暗号化されたメールのため、読むことができません"
_PGP: Final = "PGPで暗号化されたメールのため、読むことができません"


# --- what they say ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """The files with what they turned out to be, what they say, and what is wrong."""

    attachments: tuple[Attachment, ...]
    contents: tuple[Content, ...]
    problems: tuple[Problem, ...]
    papers: tuple[tuple[File, tuple[Content, ...]], ...] = ()
    """The files that are no application, each with what was found in it."""


_APPLYING: Final = frozenset({"amend", "change", "confirm"})


def may_apply(orders: Iterable[Command]) -> bool:
    """Return whether a mail's files can be applications: those of 提出 … are papers."""
    return all(order.name in _APPLYING for order in orders)


def opened(
    mail: Mail, found: tuple[Attachment, ...], letter_of: LetterOf, *, applying: bool
) -> Opened:
    """Open the files of a mail; `letter_of` reads a mail that came as a file.

    Not `applying`, the files in files are only listed.
    """
    opener = Opener(letter_of, applying=applying)
    by_number = {part.number: part for part in mail.parts}
    out = []
    for attachment in found:
        listed = attachment
        if attachment.role == "paper":
            file = members.of_part(by_number[attachment.part])
            role = opener.open(file)
            why = opener.unread.get(attachment.part, "")
            listed = replace(attachment, role=role, unread=why)
        out += [listed, *opener.members]
        opener.members.clear()
    return Opened(
        tuple(out),
        tuple(opener.contents),
        tuple(opener.problems),
        tuple(opener.papers),
    )


def unread(
    attachments: Iterable[Attachment], words: Iterable[str], *, given: bool
) -> tuple[Problem, ...]:
    """Return the files that seem to be the application itself, and could not be read.

    A file seems so by its own name, or by the words of a mail that gives no value.
    """
    meant = not given and is_application(words)
    return tuple(
        Problem("", "unreadable", f"{each.name}（{each.unread}）", each.part)
        for each in attachments
        if each.unread and (meant or is_application((each.name,)))
    )


def take(contents: Sequence[Content], gatherer: Gatherer) -> list[Line]:
    """Return what files say to the gatherer; return the lines that nothing took."""
    rest: list[Line] = []
    for content in contents:
        gatherer.tick(content.ticks)
        gatherer.add(content.finds, content.rule)
        for find in content.doubtful:
            flaw = Flaw("unreadable")
            gatherer.put(_key(find), flaw, find.line, content.rule)
        for put in content.puts:
            gatherer.put(put.key, put.value, put.line, content.rule)
        if content.second:
            flaw = Flaw("two_applications")
            gatherer.put("project_name", flaw, content.second, content.rule)
        rest += content.rest
    return rest


_ENCLOSED: Final = re.compile(
    r"(?:添付|送付|送り|同封|別添|別紙|提出).*(?:ます|ました|です|ください|下さい|とおり|通り)[。．]?$"
)
_CHANGES: Final = re.compile(
    r"[0-9０-９]|変更|訂正|修正|ただし|但し|不要|なし|相違|異な"
)


def announces(sentence: str) -> bool:
    """Return whether a sentence only says that a file comes with the mail."""
    return bool(_ENCLOSED.search(sentence)) and not _CHANGES.search(sentence)


def _key(find: Find) -> str:
    able = find.label.products
    product = find.product if find.product in able else next(iter(able), None)
    return f"{product}.{find.label.field}" if product else find.label.field
