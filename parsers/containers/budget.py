"""What opening the files of one mail may cost, and how a file says that it is shut.

Each limit has a name, a default and, for people, a sentence in the words of our mails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from parsers.reading import ProblemCode


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in octets.  A file beyond a limit is not read further and is kept as it is.

    `unpacked` is the sum of all that is unpacked of the files of one mail, `ratio` how
    many times larger than itself a packed member may be, `members` and `depth` those of
    an archive.  `cells` counts the rectangle that the cells of a sheet span.
    """

    files: int = 30
    file_octets: int = 15_000_000
    unpacked: int = 50_000_000
    ratio: int = 100
    members: int = 100
    depth: int = 1
    workbook_octets: int = 20_000_000
    workbook_parts: int = 500
    sheets: int = 30
    cells: int = 50_000
    text_octets: int = 1_000_000
    json_depth: int = 10
    pdf_pages: int = 5
    pdf_stream_octets: int = 2_000_000
    pdf_operations: int = 50_000
    pdf_fields: int = 1_000
    tnef_attributes: int = 1_000


LIMITS: Final = Limits()

SMALL_MEMBER: Final = 100_000
"""Octets that a packed member may always have: short texts pack very well."""


class ShutError(Exception):
    """A file that is not opened: `code` says why, `limit` names the limit passed."""

    def __init__(self, code: ProblemCode, limit: str = "") -> None:
        super().__init__(code, limit)
        self.code: ProblemCode = code
        self.limit = limit


class Purse:
    """What is left of the octets that may be unpacked of the files of one mail."""

    __slots__ = ("left",)

    def __init__(self, octets: int) -> None:
        self.left = octets

    def pay(self, octets: int, limit: str = "unpacked") -> None:
        """Spend octets; ShutError when there are not enough."""
        if octets > self.left:
            raise ShutError("too_large", limit)
        self.left -= octets
