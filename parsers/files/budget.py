"""What opening the files of one mail may cost, and how a file says that it is shut.

Each limit has a name, a default and a plain sentence for the sender of the file.
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
    pdf_signs: int = 40_000
    tnef_attributes: int = 1_000
    word_octets: int = 5_000_000
    xml_elements: int = 200_000


LIMITS: Final = Limits()

SMALL_MEMBER: Final = 100_000
"""Octets that a packed member may always have: short texts pack very well."""


SENTENCES: Final = {
    "files": "1通で読み取れる添付ファイルは30個までです",
    "file_octets": "1つのファイルは15MBまでです",
    "unpacked": "展開後の合計は50MBまでです",
    "ratio": "圧縮率が高すぎるファイルは開けません",
    "members": "1つのZIPに入れられるファイルは100個までです",
    "depth": "ZIPの中のZIPは開けません",
    "workbook_octets": "表計算ファイルは展開後20MBまでです",
    "sheets": "シートは30枚までです",
    "cells": "表の大きさは5万セルまでです",
    "text_octets": "文字のファイルは1MBまでです",
    "json_depth": "JSONの入れ子は10段までです",
    "tnef_attributes": "winmail.dat の項目が多すぎます",
    "word_octets": "Word文書は展開後5MBまでです",
    "xml_elements": "文書の構造が複雑すぎます",
}
"""What a sender is told of a limit, by its name."""


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
