"""PDF: the values of its form fields, or the lines of its text, within budgets.

A file with more pages than an application has is a paper.  Pictures are not looked at,
nothing is run or fetched, and a password is never tried but the empty one, with which
every viewer opens the file without asking.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from parsers.containers.budget import ShutError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypdf import PdfReader

    from parsers.containers.budget import Limits

_MOST_TEXT: Final = 100_000
_RADICALS: Final = re.compile("[\u2e80-\u2fdf]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_HEAD: Final = 1024
_WIDE_BLANK: Final = re.compile(r"[ \u00a0]{3,}")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a PDF says: form fields by name, and its text."""

    fields: tuple[tuple[str, str], ...]
    text: str


def is_pdf(octets: bytes) -> bool:
    """Tell a PDF by its mark."""
    return b"%PDF-" in octets[:_HEAD]


def paper(octets: bytes, limits: Limits) -> Paper | None:
    """Read a PDF; None where it is not ours to read: broken, long, pictures alone.

    ShutError `encrypted` where it opens with a password only.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    with pypdf.apply_configuration(
        zlib_maximum_output_length=limits.pdf_stream_octets,
        lzw_maximum_output_length=limits.pdf_stream_octets,
        run_length_maximum_output_length=limits.pdf_stream_octets,
        array_based_stream_maximum_output_length=limits.pdf_stream_octets,
        stream_decoding_work_maximum_length=4 * limits.pdf_stream_octets,
        stream_parsing_work_maximum_count=limits.pdf_operations,
        form_fields_maximum_entries=limits.pdf_fields,
        page_tree_maximum_entries=10 * limits.pdf_pages,
        xform_maximum_invocations_per_extraction=50,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    ):
        try:
            return _read(pypdf.PdfReader(BytesIO(octets)), limits)
        except (PyPdfError, ArithmeticError, AttributeError, AssertionError):
            return None
        except (LookupError, OSError, RecursionError, TypeError, ValueError):
            return None  # QUIRK: the library fails on broken files in many ways.
        except NotImplementedError:
            return None


def _read(reader: PdfReader, limits: Limits) -> Paper | None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise ShutError("encrypted")
    if len(reader.pages) > limits.pdf_pages:
        return None
    fields = tuple(_fields(reader.get_fields() or {}))
    pages, left = [], _MOST_TEXT
    for page in reader.pages:
        text = _clean(page.extract_text())[:left]
        left -= len(text)
        pages.append(text)
    return Paper(fields, "\n".join(pages))


_ON: Final = frozenset({"on", "yes", "true", "1", "はい", "checked", "choice1"})


def _fields(found: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    """Give names and values; a ticked box says ☑ before its name."""
    for name, field in found.items():
        value, shown = field.get("/V"), field.get("/TU")
        label = _clean(str(shown or name)).strip()
        if value is None or field.get("/FT") == "/Sig":
            continue
        text = _clean(str(value)).strip()
        if field.get("/FT") == "/Btn":
            state = text.removeprefix("/")
            if state.lower() in {"off", ""}:
                continue
            text = "はい" if state.lower() in _ON else state
        yield label, text


def _clean(text: str) -> str:
    """Undo what PDF does to text.

    QUIRK: a font may name 田 by its radical U+2F65; no sender ever typed that.
    """
    text = _RADICALS.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
    return _WIDE_BLANK.sub("\u3000", _CONTROL.sub("\ufffd", text))
