"""Open the files of a mail: what they say, and which of them are sources of it.

Budgets are shared by all files of a mail.  A file that says too little to be an
application, or calls itself something else (請求書, 契約書 …), stays a paper.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parsers.files import (
    csvfile,
    docx,
    jsonfile,
    members,
    page_reading,
    pdf,
    sheet,
    unread_reason,
    workbook,
    xml_workbook,
)
from parsers.files.budget import LIMITS, SENTENCES, Purse, ShutError
from parsers.files.content import (
    Content,
    is_application,
    is_aside,
    is_key_notice,
    is_other_paper,
)
from parsers.files.file_types import kind_of
from parsers.files.roles import listed_as, role_of
from parsers.layout import text as layout
from parsers.message import html, lines, mime
from parsers.reading import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parsers.files.budget import Limits
    from parsers.files.file_types import Kind
    from parsers.files.grid import Grid
    from parsers.files.members import File
    from parsers.message.lines import Line
    from parsers.message.mime import Mail
    from parsers.reading import Attachment, Role

    LetterOf = Callable[[Mail], Sequence[Line]]

_ENOUGH: Final = 2
_ENOUGH_IN_PDF: Final = 3
_MAILS_IN_MAILS: Final = 2
_TITLE_LINES: Final = 4
_HOLDERS: Final = frozenset({"zip", "tnef", "mail"})
_EXPECTED: Final = frozenset(
    {"xlsx", "xls", "ods", "xmlsheet", "csv", "json", "zip", "tnef", "docx"}
)


class Opener:
    """Opens the files of one mail, one after the other.

    `letter_of` gives the sender's own lines of a forwarded mail.  `members` are the
    files in files.  Not `applying`, no file is read: they are listed, and are papers.
    """

    __slots__ = (
        *("_applying", "_count", "_letter_of", "_limits", "_purse"),
        *("contents", "members", "papers", "problems", "unread"),
    )

    def __init__(
        self, letter_of: LetterOf, limits: Limits = LIMITS, *, applying: bool = True
    ) -> None:
        self._letter_of = letter_of
        self._limits = limits
        self._applying = applying
        self.members: list[Attachment] = []
        self._purse = Purse(limits.unpacked)
        self._count = 0
        self.contents: list[Content] = []
        self.papers: list[tuple[File, tuple[Content, ...]]] = []
        self.problems: list[Problem] = []
        self.unread: dict[str, str] = {}

    def open(self, file: File) -> Role:
        """Open a file and what is in it; say what it is to the case.  Never raises."""
        kind = kind_of(file.name, file.type, file.octets, self._limits)
        if not self._applying and kind not in _HOLDERS:
            return "paper"
        if kind == "other":
            return self._left(file, kind)
        try:
            self._count_in(file)
            return self._opened(file, kind)
        except ShutError as shut:
            return self._shut(file, kind, shut)

    def _count_in(self, file: File) -> None:
        self._count += 1
        if self._count > self._limits.files:
            raise ShutError("too_large", "files")
        if len(file.octets) > self._limits.file_octets:
            raise ShutError("too_large", "file_octets")

    def _shut(self, file: File, kind: Kind, shut: ShutError) -> Role:
        """Report a file that was not opened, if anybody expects it to be."""
        if shut.code != "encrypted" and kind not in _EXPECTED:
            return self._left(file, kind)
        why = SENTENCES.get(shut.limit, "")
        text = f"{file.name}（{why}）" if why else file.name
        self.problems.append(Problem("", shut.code, text, file.part))
        return "refused" if shut.code == "encrypted" else "paper"

    def _left(self, file: File, kind: Kind) -> Role:
        """Keep a file that nobody can read as a paper, and say why it is not read."""
        if sentence := unread_reason.why(file, kind):
            self.unread[file.part] = sentence
        self.papers.append((file, ()))
        return "paper"

    def _opened(self, file: File, kind: Kind) -> Role:
        if kind == "encrypted":
            raise ShutError("encrypted")
        if kind in _HOLDERS:
            return self._holder(file, kind)
        found = list(self._read(file, kind))
        if not found:
            return self._left(file, kind)
        if any(is_key_notice(content.titles) for content in found):
            return "key_notice"
        kept = [content for content in found if _is_source(file, kind, content)]
        self.contents += kept
        if not kept:
            self.papers.append((file, tuple(found)))
        return "source" if kept else "paper"

    # --- files in files -----------------------------------------------------------

    def _holder(self, file: File, kind: Kind) -> Role:
        """Open what is in a file, and list it.

        Where that fails, nothing of it is listed: the file is kept as it is.
        """
        before, listed = len(self.contents), len(self.members)
        try:
            roles = [self._member(each) for each in self._inside(file, kind)]
        except ShutError:
            del self.members[listed:]
            raise
        told = any(content.told for content in self.contents[before:])
        return "source" if told else _together(roles)

    def _inside(self, file: File, kind: Kind) -> Iterator[File]:
        match kind:
            case "zip":
                yield from members.zipped(file, self._limits, self._purse)
            case "tnef":
                yield from members.winmail(file, self._limits, self._purse)
            case _:
                yield from self._mail(file)

    def _member(self, file: File) -> Role:
        """Open a file in a file; one with a name of its own is listed."""
        at = len(self.members)
        role = role_of(file)
        if role == "paper":
            role = self.open(file)
        if file.within is not None:
            listed = listed_as(file, role)
            why = self.unread.get(file.part, "")
            self.members.insert(at, replace(listed, unread=why))
        return role

    def _mail(self, file: File) -> Iterator[File]:
        """Read a forwarded mail: its text here, its files as files."""
        if file.mails >= _MAILS_IN_MAILS:
            raise ShutError("too_large", "depth")
        inner = mime.parse(file.octets)
        if self._applying:
            own = self._letter_of(inner)
            text = [_moved(line, file.part, file.name) for line in own]
            if text and not is_other_paper((file.name,)):
                found = layout.find(text)
                kept = Content("label", found.finds, found.ticks, rest=found.rest)
                self.contents.append(kept)
        yield from members.mailed(file, inner)

    # --- files with values --------------------------------------------------------

    def _read(self, file: File, kind: Kind) -> Iterator[Content]:
        match kind:
            case "xmlsheet":
                grids = xml_workbook.grids(file.octets, self._limits, self._purse)
                yield from _of_workbook(file, kind, grids)
            case "xlsx" | "xls" | "ods":
                grids = workbook.grids(file.octets, kind, self._limits, self._purse)
                yield from _of_workbook(file, kind, grids)
            case "pdf":
                yield from self._pdf(file)
            case "docx":
                yield self._document(file)
            case _:
                yield self._text(file, kind)

    def _text(self, file: File, kind: Kind) -> Content:
        text, source = self._decoded(file)
        if kind == "csv":
            grid = csvfile.grid(text, self._limits)
            return _of_sheet(sheet.find(grid, source), ())
        if kind == "json":
            return jsonfile.content(text, source, self._limits)
        shown = html.to_text(text) if kind == "html" else text
        found = layout.find(lines.split(shown, source))
        titles = tuple(filter(None, shown.split("\n", _TITLE_LINES)[:_TITLE_LINES]))
        return Content(
            "label", found.finds, found.ticks, rest=found.rest, titles=titles
        )

    def _decoded(self, file: File) -> tuple[str, lines.Source]:
        found = csvfile.decoded(file.octets, file.label, self._limits)
        self._purse.pay(len(file.octets))
        return found.text, lines.Source(file.part, file.type, found.evidence, file.name)

    def _pdf(self, file: File) -> Iterator[Content]:
        paper = pdf.paper(file.octets, self._limits)
        if paper is None or not (paper.fields or paper.titles):
            return
        source = lines.Source(file.part, file.type, "pdf", file.name)
        form = "\n".join(f"{name}：{value}" for name, value in paper.fields)
        found = layout.find(lines.split(form, source))
        if len(found.finds) < _ENOUGH_IN_PDF:
            yield page_reading.of_paper(paper, source)
        else:
            yield Content("label", found.finds, found.ticks, titles=paper.titles)

    def _document(self, file: File) -> Content:
        source = lines.Source(file.part, file.type, "docx", file.name)
        laid = docx.laid(file.octets, self._limits, self._purse)
        return page_reading.of_document(laid, source)


def _is_source(file: File, kind: Kind, content: Content) -> bool:
    """Return whether a file says enough, and is not by its own words something else."""
    titles = (file.name, *content.titles)
    if is_other_paper(titles):
        return False
    enough = _ENOUGH_IN_PDF if kind == "pdf" else _ENOUGH
    return content.told >= (1 if is_application(titles) else enough)


def _moved(line: Line, part: str, name: str) -> Line:
    """Return a forwarded mail's line with the part of the outer mail that holds it."""
    number = f"{part}.{line.source.part}"
    return line._replace(source=replace(line.source, part=number, file=name))


def _of_workbook(file: File, kind: Kind, grids: Sequence[Grid]) -> Iterator[Content]:
    source = lines.Source(file.part, file.type, kind, file.name)
    for grid in grids:
        if not is_aside(grid.name):
            top = (row[0].text for row in grid.rows[:_TITLE_LINES] if len(row) == 1)
            found = sheet.find(grid, replace(source, sheet=grid.name))
            yield _of_sheet(found, (grid.name, *top))


def _of_sheet(found: sheet.SheetFinds, titles: tuple[str, ...]) -> Content:
    return Content(
        "sheet",
        found.finds,
        found.ticks,
        doubtful=found.doubtful,
        second=found.second,
        titles=titles,
    )


def _together(roles: Sequence[Role]) -> Role:
    """Return what a file of files is: what the most telling of them is."""
    telling: tuple[Role, ...] = ("source", "refused", "key_notice")
    return next((role for role in telling if role in roles), "paper")
