"""Why a file was not read: one plain sentence for its sender.

A file that by its own name is no application (請求書 …) needs none: it is a paper, and
nobody expected it to be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers.files.content import is_other_paper

if TYPE_CHECKING:
    from parsers.files.file_types import Kind
    from parsers.files.members import File

_PICTURE: Final = "写真や画像の文字は読み取れません"
_ARCHIVE: Final = "この形式の圧縮ファイルは開けません。ZIPでお送りください"
_OLD_WORD: Final = "古いWord文書（.doc）は読み取れません。docxかPDFでお送りください"
_PDF: Final = "文字の情報がないPDF（スキャンした画像など）か、枚数の多すぎるPDFです"

_PICTURES: Final = "png jpg jpeg gif tif tiff bmp heic heif webp"
_ARCHIVES: Final = "rar 7z lzh lha gz tgz tar bz2 xz cab sit"
_BY_THEMSELVES: Final = "p7s p7m asc ics vcf sig key crt cer pem htm html mht url"
"""Endings of what comes with a mail by itself: nobody wrote an application in it."""

_SENTENCES: Final = {
    "doc": _OLD_WORD,
    **dict.fromkeys(_PICTURES.split(), _PICTURE),
    **dict.fromkeys(_ARCHIVES.split(), _ARCHIVE),
    **dict.fromkeys(_BY_THEMSELVES.split(), ""),
}
_ENDING: Final = re.compile(r"\.([A-Za-z0-9]{1,8})$")


def why(file: File, kind: Kind) -> str:
    """Return why a file was not read; "" where that needs no word."""
    if file.of_signature or is_other_paper((file.name,)):
        return ""
    if kind == "other":
        return _of_format(file)
    return _PDF if kind == "pdf" else ""


def _of_format(file: File) -> str:
    found = _ENDING.search(file.name)
    ending = found[1].lower() if found else ""
    if ending in _SENTENCES:
        return _SENTENCES[ending]
    if file.type.startswith(("text/", "message/")):
        return ""
    if file.type.startswith("image/"):
        return _PICTURE
    named = f"（.{ending}）" if ending else ""
    return f"この形式のファイル{named}は読み取れません"
