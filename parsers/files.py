"""Files that came with a mail: what they are to the case, and which are refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parsers.containers.opened import File, Opener
from parsers.reading import Attachment, Problem
from parsers.values import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parsers.containers.content import Content
    from parsers.containers.opened import LetterOf
    from parsers.gather import Gatherer
    from parsers.layout.text import Find
    from parsers.lines import Line
    from parsers.mime import Mail, Part
    from parsers.reading import Command, Role

_EXECUTABLE: Final = re.compile(
    (
        r"\.(?:exe|com|scr|pif|bat|cmd|js|jse|vbs|vbe|wsf|lnk|msi|jar|hta|ps1|reg|iso"
        r"|img)$"
    ),
    re.IGNORECASE,
)
_ENCRYPTED: Final = 1
_ZIP_HEADER: Final = 8


def attachments(mail: Mail) -> tuple[tuple[Attachment, ...], list[Problem]]:
    """List the files of a mail, with what is wrong with them."""
    problems: list[Problem] = []
    found = []
    for part in mail.parts:
        if "message/rfc822" in part.within or not part.attached:
            continue
        if part.type.startswith("message/") and "multipart/report" in part.within:
            continue
        octets = part.octets()
        role = _role(part, octets)
        if role == "refused" and _password_zip(octets):
            problems.append(Problem("", "encrypted", part.name, part.number))
        digest = hashlib.sha256(octets).hexdigest()
        found.append(
            Attachment(part.name, part.type, len(octets), digest, role, part.number)
        )
    return tuple(found), problems


def _role(part: Part, octets: bytes) -> Role:
    """Say what a file is to the case; a file that may do harm is refused."""
    name = part.name
    if _password_zip(octets) or _EXECUTABLE.search(name):
        return "refused"
    if part.type.startswith("image/") and (
        "multipart/related" in part.within or "content-id" in part.headers
    ):
        return "signature_image"
    pdf = part.type == "application/pdf" or name.lower().endswith(".pdf")
    return "key_notice" if pdf and "認証キー" in name else "paper"


def _password_zip(octets: bytes) -> bool:
    """Tell a ZIP whose first member is encrypted (APPNOTE 4.4.4, flag bit 0)."""
    return (
        octets.startswith(b"PK\x03\x04")
        and len(octets) > _ZIP_HEADER
        and bool(octets[6] & _ENCRYPTED)
    )


# --- what they say ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """The files with what they turned out to be, what they say, and what is wrong."""

    attachments: tuple[Attachment, ...]
    contents: tuple[Content, ...]
    problems: tuple[Problem, ...]


_APPLYING: Final = frozenset({"amend", "change", "confirm"})


def may_apply(orders: Iterable[Command]) -> bool:
    """Tell whether a mail's files can be applications: those of 提出 … are papers."""
    return all(order.name in _APPLYING for order in orders)


def opened(mail: Mail, found: tuple[Attachment, ...], letter_of: LetterOf) -> Opened:
    """Open the files of a mail; `letter_of` reads a mail that came as a file."""
    opener = Opener(letter_of)
    by_number = {part.number: part for part in mail.parts}
    out = []
    for attachment in found:
        part = by_number[attachment.part]
        if attachment.role == "paper":
            label = part.content_type.get("charset")
            file = File(part.name, part.type, part.octets(), part.number, label)
            out.append(replace(attachment, role=opener.open(file)))
        else:
            out.append(attachment)
    return Opened(tuple(out), tuple(opener.contents), tuple(opener.problems))


def take(contents: Sequence[Content], gatherer: Gatherer) -> list[Line]:
    """Give what files say to the gatherer; return the lines that nothing took."""
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
    """Tell a sentence that only says that a file comes with the mail."""
    return bool(_ENCLOSED.search(sentence)) and not _CHANGES.search(sentence)


def _key(find: Find) -> str:
    """Give the dotted key of a find whose product is clear."""
    able = find.label.products
    product = find.product if find.product in able else next(iter(able), None)
    return f"{product}.{find.label.field}" if product else find.label.field
