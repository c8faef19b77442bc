"""Word documents for tests, written by hand so that every element can be had."""

from __future__ import annotations

from collections.abc import Sequence

from tests.unit.parsers.boxes import archive

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_MAIN = "word/document.xml"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(body: str, styles: str = "", main: str = _MAIN) -> bytes:
    """Write a document with this body (w:p, w:tbl …) and these styles."""
    return docx_of(docx_text(body).encode(), styles, main)


def docx_text(body: str) -> str:
    """Write the main part of a document."""
    whole = f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>"
    return f'<?xml version="1.0"?>{whole}'


def docx_of(document: bytes, styles: str = "", main: str = _MAIN) -> bytes:
    """Write a document whose main part is what is given."""
    relation = f'<Relationship Id="a" Type="{_TYPE}/officeDocument" Target="{main}"/>'
    files = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": f"<Relationships>{relation}</Relationships>".encode(),
        main: document,
    }
    if styles:
        whole = f"<w:styles {_SPACES}>{styles}</w:styles>"
        files["word/styles.xml"] = whole.encode()
    return archive(files)


def run(text: str, look: str = "") -> str:
    """Write a run of text; `look` are its properties."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs: str, style: str = "") -> str:
    """Write a paragraph of runs."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{''.join(runs)}</w:p>"


def line(text: str) -> str:
    """Write a paragraph of one run."""
    return para(run(text))


def cell(text: str, look: str = "", inside: str = "") -> str:
    """Write a cell; `look` are its properties, `inside` what follows its text."""
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{line(text)}{inside}</w:tc>"


def row(*cells: str, look: str = "") -> str:
    """Write a row; a text alone is a plain cell."""
    made = (each if each.startswith("<") else cell(each) for each in cells)
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(made)}</w:tr>"


def table(*rows: str) -> str:
    """Write a table."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def paired(pairs: Sequence[tuple[str, str]], each: int = 1) -> str:
    """Write a table with so many pairs of label and value in a row."""
    return table(
        *(
            row(*(text for pair in pairs[at : at + each] for text in pair))
            for at in range(0, len(pairs), each)
        )
    )
