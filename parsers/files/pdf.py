"""PDF: the values of its form fields, its tables and its lines of text, within budgets.

PDFium says what the pages show; pypdf, before it, names the fields and measures what
unpacking will cost, because a library in another language has no budget of ours.

A file with more pages than an application has is a paper.  Pictures are not looked at,
nothing is run or fetched, and a password is never tried but the empty one, with which
every viewer opens the file without asking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from parsers.files import pdf_pages, ruled_grids
from parsers.files.budget import ShutError
from parsers.files.laid_out import Laid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypdf import PageObject, PdfReader
    from pypdf.generic import DictionaryObject

    from parsers.files.budget import Limits

_MOST_FORMS: Final = 200
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_HEAD: Final = 1024


@dataclass(frozen=True, slots=True)
class Paper:
    """What a PDF says: form fields by name, and its text."""

    fields: tuple[tuple[str, str], ...]
    pages: tuple[Laid, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The first words of each kind on the first page."""
        return self.pages[0].titles if self.pages else ()


def is_pdf(octets: bytes) -> bool:
    """Return whether octets begin with the mark of a PDF."""
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
            fields = _measured(pypdf.PdfReader(BytesIO(octets)), limits)
        except (PyPdfError, ArithmeticError, AttributeError, AssertionError):
            return None
        except (LookupError, OSError, RecursionError, TypeError, ValueError):
            return None  # QUIRK: the library fails on broken files in many ways.
        except NotImplementedError:
            return None
    shown = pdf_pages.pages(octets, limits) if fields is not None else None
    if fields is None or shown is None:
        return None
    return Paper(fields, tuple(ruled_grids.laid(page) for page in shown))


def _measured(reader: PdfReader, limits: Limits) -> tuple[tuple[str, str], ...] | None:
    """Return the form fields; None where it has more pages than are read.

    What draws the pages is unpacked once, so that a limit is passed here.
    """
    if reader.is_encrypted and not reader.decrypt(""):
        raise ShutError("encrypted")
    if len(reader.pages) > limits.pdf_pages:
        return None
    left = limits.pdf_stream_octets
    for page in reader.pages:
        left -= _drawn(page, left)
    return tuple(_fields(reader.get_fields() or {}))


def _drawn(page: PageObject, left: int) -> int:
    """Unpack what draws a page; LimitReachedError where it is too much."""
    from pypdf.errors import LimitReachedError

    contents = page.get_contents()
    octets = len(contents.get_data()) if contents else 0
    todo, seen = [page.get("/Resources")], 0
    while todo and seen < _MOST_FORMS:
        resources = _plain(todo.pop())
        named = _plain(resources.get("/XObject")) if resources else None
        for each in (named or {}).values():
            form = each.get_object()
            seen += 1
            if form.get("/Subtype") == "/Form":
                octets += len(form.get_data())
                todo.append(form.get("/Resources"))
    if octets > left or seen >= _MOST_FORMS:
        raise LimitReachedError
    return octets


def _plain(found: object) -> DictionaryObject | None:
    from pypdf.generic import DictionaryObject, PdfObject

    real = found.get_object() if isinstance(found, PdfObject) else None
    return real if isinstance(real, DictionaryObject) else None


_ON: Final = frozenset({"on", "yes", "true", "1", "はい", "checked", "choice1"})


def _fields(found: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    """Yield names and values; a ticked box says ☑ before its name."""
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
    return _CONTROL.sub("\ufffd", text)
