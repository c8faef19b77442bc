"""検証: whether a file is ours, and says what we have on record.

    file ──> signature   valid, altered, foreign, none
         ──> what it says   the JSON inside, and the text of the page
         ──> beside what we issued, one field after the other

`examine` takes any octets and raises nothing.  A signature is ours when it is whole,
covers the file to its last octet, and was made with a certificate that we name: chains,
dates and lists of revoked certificates are not asked, and nothing is fetched.

LIMIT: a file is read in this process, within the budgets of the two libraries that read
it.  Whoever takes files from strangers calls this in a child that may die.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailbot.documents.page_text import Page, read_page, squeeze
from mailbot.documents.read_embedded import FILE, read_embedded

if TYPE_CHECKING:
    from pyhanko.sign.validation import EmbeddedPdfSignature

    from mailbot.core.model.effects import DocumentKind
    from mailbot.core.model.lookup_result import SignatureState

Embedded = Mapping[str, str | int | bool]

MOST_OCTETS = 25 * 1024 * 1024
_MOST_PAGES = 5
_MOST_TEXT = 100_000
_WORSE_LAST: tuple[SignatureState, ...] = ("valid", "altered", "foreign", "none")
_NO_PAGE = Page(None, "", {}, "", "")
_SKIPPED = frozenset({"format", "version", "kind", "view_url"})


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file turned out to be.  No `repr` shows a key.

    `signer` is the common name in the certificate, whoever wrote it there.  `digest`
    is SHA-256 of the file.
    """

    signature: SignatureState
    signer: str
    embedded: Embedded
    page: Page
    digest: str

    @property
    def number(self) -> str:
        """The guarantee number that the page shows, or else the JSON; or ""."""
        return self.page.number or str(self.embedded.get("number", ""))

    @property
    def kind(self) -> DocumentKind | None:
        """Which of our sheets it is, or None."""
        return self.page.kind

    @property
    def fields(self) -> Mapping[str, str | int | bool]:
        """What it says by name: the values of the JSON, else those of the page."""
        return {**self.page.rows, **self.embedded}


@dataclass(frozen=True, slots=True)
class Compared:
    """One field beside the record.  `shown` is what the file says, where it differs.

    `name` is "key" for the authentication key, whose value is never shown, and "text"
    for all the rest of the page.
    """

    name: str
    same: bool
    shown: str = field(default="", repr=False)


def examine(pdf: bytes, ours: Collection[str] = ()) -> Examined:
    """Look at any octets; `ours` are SHA-256 fingerprints of our certificates."""
    digest = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > MOST_OCTETS:
        return Examined("none", "", {}, _NO_PAGE, digest)
    signature, signer = _signature(pdf, ours)
    embedded, text = _content(pdf)
    return Examined(signature, signer, embedded, read_page(text), digest)


def compare(given: Examined, kept: Examined) -> tuple[Compared, ...]:
    """Compare a file with the one that we issued, field by field.

    A file without that JSON is compared by its page alone: printing, and cleaning by
    mail gateways, drop attachments.  The other way round, both have to agree.
    """
    found = {one.name: one for one in _rows(given.page.rows, kept.page.rows)}
    if given.embedded:
        for one in _embedded_values(given.embedded, kept.embedded):
            if one.name not in found or found[one.name].same:
                found[one.name] = one
    return (
        *found.values(),
        *([Compared("key", given.page.key == kept.page.key)] if kept.page.key else []),
        Compared("text", given.page.text == kept.page.text),
    )


def _rows(given: Mapping[str, str], kept: Mapping[str, str]) -> Iterator[Compared]:
    for name in dict.fromkeys((*kept, *given)):
        yield Compared(name, given.get(name) == kept.get(name), given.get(name, ""))


def _embedded_values(given: Embedded, kept: Embedded) -> Iterator[Compared]:
    """Yield the values of the JSON that differ; the page has those that agree."""
    for name in dict.fromkeys((*kept, *given)):
        if name not in _SKIPPED and given.get(name) != kept.get(name):
            yield Compared(name, same=False, shown=squeeze(str(given.get(name, ""))))


def _signature(pdf: bytes, ours: Collection[str]) -> tuple[SignatureState, str]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        found = [_state(one, ours) for one in reader.embedded_regular_signatures]
    except Exception:  # noqa: BLE001 - strangers' octets fail in every way there is
        found = []
    if not found:
        # A file that says it is signed, and is too broken to tell by whom.
        return ("altered" if b"/ByteRange" in pdf else "none"), ""
    return min(found, key=lambda one: _WORSE_LAST.index(one[0]))


def _state(
    signature: EmbeddedPdfSignature, ours: Collection[str]
) -> tuple[SignatureState, str]:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    try:
        holder = signature.signer_cert
        name = str(holder.subject.native.get("common_name", ""))
        signature.compute_integrity_info(skip_diff=True)  # type: ignore[no-untyped-call] # half typed
        intact, valid = validate_sig_integrity(
            signature.signer_info, holder, "data", signature.compute_digest()
        )
    except Exception:  # noqa: BLE001 - the same
        return "altered", ""
    whole = signature.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not (intact and valid and whole):
        return "altered", name
    known = hashlib.sha256(holder.dump()).hexdigest() in ours
    return ("valid" if known else "foreign"), name


def _content(pdf: bytes) -> tuple[Embedded, str]:
    """Read JSON and text; what cannot be read is empty."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        pages = [page.extract_text() for page in reader.pages[:_MOST_PAGES]]
        files = reader.attachments.get(FILE, [])
    except Exception:  # noqa: BLE001 - the same
        return {}, ""
    embedded = read_embedded(files[0]) if len(files) == 1 else {}
    return embedded, "\n".join(pages)[:_MOST_TEXT]
