"""The PAdES signature itself: what pyHanko appends to a PDF/A-3 file.

Loading pyHanko takes most of a second, so this module is imported by who signs.
"""

from __future__ import annotations

import io

from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from typing_extensions import override

FIELD = "Surety"
"""The name of the signature field."""

_FIELD_FOR_PEOPLE = "保証会社の電子署名"


class ArchivalWriter(IncrementalPdfFileWriter):
    """Appends to a PDF/A-3 file and leaves it one.

    QUIRK: pyHanko rewrites the XMP metadata in a form that PDF/A does not know, and for
    an EC key calls the file PDF 2.0, which PDF/A-3 is not.
    """

    @override
    def _update_meta(self) -> None:
        """Do nothing: metadata tell of the document, not of its signature."""

    @override
    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Do nothing: the file stays PDF 1.7."""

    @override
    def register_extension(self, ext: object) -> None:
        """Do nothing: an extension of PDF 2.0 has no place in PDF 1.7."""


def append(
    pdf: bytes, signer: signers.Signer, stamper: TimeStamper | None, room: int
) -> bytes:
    """Return `pdf` with a signature over all of it; `room` is in hex digits.

    Raises whatever pyHanko raises: many kinds, some of which quote the file.
    """
    # ISO 19005-3 6.1.9: an object begins a line, and Typst's file ends without one.
    writer = ArchivalWriter(io.BytesIO(pdf if pdf.endswith(b"\n") else pdf + b"\n"))
    page, _ = writer.find_page_for_modification(0)  # type: ignore[no-untyped-call] # half typed
    # PDF/UA-1 7.18.3: a page with a field is walked in the order of its structure.
    page.get_object()[pdf_name("/Tabs")] = pdf_name("/S")
    writer.mark_update(page)
    placed = fields.SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name=_FIELD_FOR_PEOPLE,
        # No area, printable, outside the page: the one way to please PDF/A-3 (6.3.2,
        # 6.3.3) and PDF/UA-1 (7.18.1) without an entry in the structure tree.
        invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
    )
    signed = signers.sign_pdf(
        writer,
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
        ),
        signer=signer,
        timestamper=stamper,
        new_field_spec=placed,
        bytes_reserved=room,
    )
    return bytes(signed.getvalue())
