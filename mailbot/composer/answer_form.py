"""Lines to fill in: what a mail gives its reader to answer inside the quotation.

The labels are exactly those of the form, so that our own reader knows them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from mailbot.composer.tables.rows import asked_by, section_of
from mailbot.composer.wording import Wording
from mailbot.core.mails.form_rows import AskedRow


@dataclass(frozen=True, slots=True)
class FormPart:
    """Lines of the form to fill in; the heading gives the labels their product."""

    heading: str
    lines: tuple[str, ...]


def short_way(rows: Sequence[AskedRow], words: Wording) -> str:
    """Return one line that answers a question by itself (label：example), or ""."""
    for row in rows:
        key = row.field
        example = words.example(key, row.code, row.params or {})
        alone = words.full_label(key) == words.label(key) or len(rows) == 1
        if key in words.words["fields"] and example and alone:
            return f"{words.fill(key)[0]}{example}"
    return ""


def answer_form(rows: Sequence[AskedRow], words: Wording) -> tuple[FormPart, ...]:
    """Return the numbered lines that a reply fills in, under their headings."""
    keys = list(dict.fromkeys(asked_by(row) for row in rows))
    found: list[tuple[str, list[str]]] = []
    for number, key in enumerate(keys, 1):
        fill = words.fill(key)
        lead = f"{number}. " if len(fill) == 1 else ""
        heading = words.words["sections"].get(section_of(key), "")
        if fill and (not found or found[-1][0] != heading):
            found.append((heading, []))
        if fill:
            found[-1][1].extend(lead + line for line in fill)
    bare = len(found) == 1 and not any("." in key for key in keys)
    return tuple(
        FormPart("" if bare else heading, tuple(lines)) for heading, lines in found
    )


def blank_form(words: Wording, products: Sequence[object] = ()) -> tuple[FormPart, ...]:
    """Return the form, empty, with exactly the labels that our reader knows.

    Of the products only the named ones, all where none is.
    """
    parts = []
    for name, heading in words.words["sections"].items():
        if products and name in words.words["products"] and name not in products:
            continue
        scope = f"{name}." if name in words.words["products"] else ""
        keys = [scope + key for key in words.words["blank"][name]]
        lines = tuple(line for key in keys for line in words.fill(key))
        parts.append(FormPart(heading, lines))
    return tuple(parts)


def form_link(desk: str, words: Wording) -> str:
    """Return a `mailto:` link (RFC 6068) that opens a mail with the short form."""
    lines: list[str] = []
    section = ""
    for key in words.words["blank"]["link"]:
        if section_of(key) != section:
            section = section_of(key)
            lines.append(f"■{words.words['sections'][section]}")
        lines += words.fill(key)
    subject, body = quote(words.letter("link_subject")), quote("\r\n".join(lines))
    return f"mailto:{quote(desk, safe='@')}?subject={subject}&body={body}"
