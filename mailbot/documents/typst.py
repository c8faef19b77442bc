"""Set a sheet as PDF: PDF/A-3a and PDF/UA-1, the same bytes for the same sheet.

    sheet ──> plain text ──> every glyph known? ──> JSON ──> Typst ──> Document
                                  └── no: MissingGlyph, before anything is made

The text of a sheet reaches Typst as JSON in a file in memory and is set as text, never
read as markup.  Typst sees the files of `templates/documents/` and the two Japanese
faces of a package, no system font, nothing above that folder.  Dates in the file are
the sheet's own day, so a resend is the same file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Literal, TypeVar

from mailbot.assets import assets
from mailbot.documents.embedded_json import embedded_json
from mailbot.documents.glyphs import Coverage, MissingGlyph
from mailbot.documents.printed_values import (
    Sheet,
    Values,
    certificate_values,
    cleaned,
    notice_values,
    statement_values,
    texts_of,
)
from mailbot.documents.sheets import (
    Certificate,
    Document,
    KeyNotice,
    Statement,
    Succession,
)
from mailbot.errors import MailbotError

_Face = Literal["gothic", "mincho", "fixed"]
_Some = TypeVar("_Some", KeyNotice, Certificate, Statement)

_ASCII = Coverage(frozenset(range(0x20, 0x7F)), frozenset())
"""What we ask of the fixed-pitch face inside Typst: DejaVu Sans Mono has it all."""

_FIXED = frozenset({"portal_url"})
"""Texts that are set in the fixed-pitch face, on whatever sheet."""

_WHY: Mapping[Succession, str] = MappingProxyType(
    {"change": "変更", "correction": "訂正", "cancel_change": "変更取消"}
)
"""What a later certificate is, in the name of its file."""

_JAPAN = timezone(timedelta(hours=9))


class RenderingFailed(MailbotError):  # noqa: N818 - a state, and reads as one
    """Typst refused a sheet: a template or the installation is broken.

    `diagnostic` is Typst's own report; it may quote the sheet, so it is never logged.
    """

    def __init__(self, template: str, diagnostic: str) -> None:
        super().__init__(
            f"Typst could not set {template}: run the tests of the templates."
        )
        self.diagnostic = diagnostic


class TypstRenderer:
    """A loaded Typst compiler.  One sheet at a time; any thread may ask.

    `templates` is the folder of the `.typ` files; by default the one shipped with us.
    Making one reads the fonts (about 0.1 s); a sheet then takes milliseconds.
    """

    def __init__(self, templates: Path | None = None) -> None:
        import pylopdf_fonts_jp as fonts
        import typst

        self._folder = templates or assets("templates") / "documents"
        self._faces: Mapping[_Face, Coverage] = MappingProxyType(
            {
                "gothic": Coverage.of_font(fonts.sans_path()),
                "mincho": Coverage.of_font(fonts.serif_path()),
                "fixed": _ASCII,
            }
        )
        self._refusal = typst.TypstError
        self._compiler = typst.Compiler(
            root=self._folder,
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=True,
                font_paths=[fonts.sans_path().parent],
            ),
        )
        self._lock = Lock()

    def key_notice(self, sheet: KeyNotice) -> Document:
        """Set the notice.  Raises MissingGlyph, naming the field, never the key."""
        clean = self._drawable(sheet, "gothic")
        return Document(
            kind="key_notice",
            number=sheet.facts.number,
            pdf=self._set("key_notice.typ", notice_values(clean), clean),
            name=f"認証キーのお知らせ_{sheet.facts.number}.pdf",
            ascii_name=f"key-notice_{sheet.facts.number}.pdf",
        )

    def certificate(self, sheet: Certificate) -> Document:
        """Set the certificate, across it 写し if asked.  Raises MissingGlyph."""
        clean = self._drawable(sheet, "mincho")
        number = sheet.facts.number
        changed = f"_{_WHY[sheet.former.why]}{sheet.entry}" if sheet.former else ""
        entry = f"-{sheet.entry}" if sheet.former else ""
        return Document(
            kind="certificate",
            number=number,
            pdf=self._set("certificate.typ", certificate_values(clean), clean),
            name=(f"保証証書{changed}{'_写し' if sheet.copy else ''}_{number}.pdf"),
            ascii_name=(
                f"certificate{entry}{'-copy' if sheet.copy else ''}_{number}.pdf"
            ),
        )

    def statement(self, sheet: Statement) -> Document:
        """Set the premium statement.  Raises MissingGlyph."""
        clean = self._drawable(sheet, "gothic")
        entry = str(sheet.entry) if sheet.entry > 1 else ""
        return Document(
            kind="statement",
            number=sheet.facts.number,
            pdf=self._set("statement.typ", statement_values(clean), clean),
            name=f"保証料計算書{entry}_{sheet.facts.number}.pdf",
            ascii_name=f"statement{entry and '-'}{entry}_{sheet.facts.number}.pdf",
        )

    def _drawable(self, sheet: _Some, face: _Face) -> _Some:
        """Clean the texts, and make sure that the face draws each of them."""
        clean = cleaned(sheet)
        for name, text in texts_of(clean):
            drawn_in = self._faces["fixed" if name in _FIXED else face]
            if missing := drawn_in.missing(text):
                raise MissingGlyph(name, missing)
        return clean

    def _set(self, template: str, values: Values, sheet: Sheet) -> bytes:
        values["embedded"] = embedded_json(sheet)
        files = {
            "main.typ": (self._folder / template).read_bytes(),
            "sheet.json": json.dumps(values).encode(),
        }
        try:
            with self._lock:
                pdf = self._compiler.compile(
                    input=files,  # type: ignore[type-var] # QUIRK: the stub forgets the files in memory that the package describes
                    format="pdf",
                    pdf_standards=["a-3a", "ua-1"],
                    timestamp=_midnight(sheet.facts.dated),
                )
        except self._refusal as refusal:
            failed = RenderingFailed(template, str(refusal))
        else:
            if isinstance(pdf, bytes):
                return pdf
            failed = RenderingFailed(template, "no single file came out")
        raise failed  # Outside the handler: Typst's text may quote the sheet.


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _JAPAN)
