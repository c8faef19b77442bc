"""Set a sheet as PDF: PDF/A-3a and PDF/UA-1, the same bytes for the same sheet.

    sheet ──> plain text ──> every glyph known? ──> JSON ──> Typst ──> Document
                                  └── no: MissingGlyph, before anything is made

The text of a sheet reaches Typst as JSON in `sys.inputs` and is set as text, never
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
from typing import Literal

from mailbot.assets import assets
from mailbot.core.wareki import era_date
from mailbot.errors import MailbotError
from mailbot.outbound.documents.glyphs import Coverage, MissingGlyph, pieces, plain
from mailbot.outbound.documents.sheets import (
    BranchFace,
    Certificate,
    Document,
    KeyNotice,
    SuretyFace,
)

_Face = Literal["gothic", "mincho", "fixed"]
_Text = Mapping[str, str]

_ASCII = Coverage(frozenset(range(0x20, 0x7F)), frozenset())
"""What we ask of the fixed-pitch face inside Typst: DejaVu Sans Mono has it all."""

_JAPAN = timezone(timedelta(hours=9))
_URL_RUN = 44  # Letters of the fixed-pitch face in one line of the notice.


class PressFailed(MailbotError):  # noqa: N818 - a state, and reads as one
    """Typst refused a sheet: a template or the installation is broken.

    `diagnostic` is Typst's own report; it may quote the sheet, so it is never logged.
    """

    def __init__(self, template: str, diagnostic: str) -> None:
        super().__init__(
            f"Typst could not set {template}: run the tests of the templates."
        )
        self.diagnostic = diagnostic


class Press:
    """A Typst compiler kept warm.  One sheet at a time; any thread may ask.

    `templates` is the folder of the `.typ` files; by default the one shipped with us.
    Making a press reads the fonts (about 0.1 s); a sheet then takes milliseconds.
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
        names = self._texts(
            "gothic",
            project_name=sheet.project_name,
            contractor_name=sheet.contractor_name,
            platform_name=sheet.platform_name,
            **_faces_of(sheet.surety, sheet.branch),
        )
        url = self._texts("fixed", portal_url=sheet.portal_url)["portal_url"]
        values = _heads(sheet, names) | {
            "project_name": pieces(names["project_name"]),
            "contractor_name": pieces(names["contractor_name"]),
            "key": sheet.key,
            "key_kinds": "".join(_kind(letter) for letter in sheet.key),
            "portal_url": pieces(url, _URL_RUN),
        }
        return Document(
            kind="key_notice",
            number=sheet.number,
            pdf=self._set("key_notice.typ", values, sheet.dated),
            name=f"認証キーのお知らせ_{sheet.number}.pdf",
            ascii_name=f"key-notice_{sheet.number}.pdf",
        )

    def certificate(self, sheet: Certificate) -> Document:
        """Set the certificate, across it 写し if asked.  Raises MissingGlyph."""
        names = self._texts(
            "mincho",
            project_name=sheet.project_name,
            contractor_name=sheet.contractor_name,
            jv_name=sheet.jv_name or "",
            obligee_name=sheet.obligee_name,
            bank=sheet.bank or "",
            platform_name=sheet.platform_name,
            **_faces_of(sheet.surety, sheet.branch),
        )
        values = _heads(sheet, names) | _terms(sheet, names) | {"copy": sheet.copy}
        return Document(
            kind="certificate",
            number=sheet.number,
            pdf=self._set("certificate.typ", values, sheet.dated),
            name=f"保証証書{'_写し' if sheet.copy else ''}_{sheet.number}.pdf",
            ascii_name=f"certificate{'-copy' if sheet.copy else ''}_{sheet.number}.pdf",
        )

    def _texts(self, face: _Face, **fields: str) -> _Text:
        """Clean the fields, and make sure that `face` draws each of them."""
        clean = {name: plain(text) for name, text in fields.items()}
        for name, text in clean.items():
            if missing := self._faces[face].missing(text):
                raise MissingGlyph(name, missing)
        return clean

    def _set(self, template: str, values: Mapping[str, object], day: date) -> bytes:
        try:
            with self._lock:
                pdf = self._compiler.compile(
                    input=self._folder / template,
                    format="pdf",
                    sys_inputs={"sheet": json.dumps(values)},
                    pdf_standards=["a-3a", "ua-1"],
                    timestamp=datetime.combine(day, time(), _JAPAN),
                )
        except self._refusal as refusal:
            failed = PressFailed(template, str(refusal))
        else:
            if isinstance(pdf, bytes):
                return pdf
            failed = PressFailed(template, "no single file came out")
        raise failed  # Outside the handler: Typst's text may quote the sheet.


def _faces_of(surety: SuretyFace, branch: BranchFace) -> _Text:
    return {
        "surety_name": surety.name,
        "surety_president": surety.president,
        "surety_address": surety.address,
        "branch_name": branch.name,
        "branch_tel": branch.tel,
        "branch_fax": branch.fax,
    }


def _heads(sheet: KeyNotice | Certificate, names: _Text) -> dict[str, object]:
    """Give what both sheets have: who speaks, when, about which guarantee."""
    return {
        "surety": {
            "name": names["surety_name"],
            "president": names["surety_president"],
            "address": names["surety_address"],
            "demo": sheet.surety.demo,
        },
        "branch": {
            "name": names["branch_name"],
            "tel": names["branch_tel"],
            "fax": names["branch_fax"],
        },
        "product": sheet.product,
        "number": sheet.number,
        "platform_name": names["platform_name"],
        "dated": era_date(sheet.dated),
        "day": [sheet.dated.year, sheet.dated.month, sheet.dated.day],
    }


def _terms(sheet: Certificate, names: _Text) -> dict[str, object]:
    """Give the rows of the certificate; None for one that is left out."""
    contract_date = sheet.contract_date
    return {
        "contractor_name": pieces(names["contractor_name"]),
        "jv_name": pieces(names["jv_name"]) or None,
        "obligee_name": pieces(names["obligee_name"]),
        "project_name": pieces(names["project_name"]),
        "bank": pieces(names["bank"]) or None,
        "amount": f"金{sheet.amount:,}円",
        "contract_amount": f"{sheet.contract_amount:,}円",
        "guarantee_from": era_date(sheet.guarantee_from),
        "guarantee_until": era_date(sheet.guarantee_until),
        "work_start": era_date(sheet.work_start),
        "work_end": era_date(sheet.work_end),
        "contract_date": None if contract_date is None else era_date(contract_date),
    }


def _kind(letter: str) -> str:
    """Name the kind of a key's letter, as it is printed under it."""
    if letter.isdigit():
        return "数"
    return "大" if letter.isupper() else "小"
