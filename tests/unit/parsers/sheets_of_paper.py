"""Application forms as PDF, set by Typst in many layouts, for tests of the reader.

Each layout gives the same labels and values another shape: columns, two pairs in a row,
cells that span rows, no lines, a frame around all, dotted lines, a turned page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pylopdf_fonts_jp
import typst

Pair = tuple[str, str]
Layout = Callable[[Sequence[Pair]], str]

VALUES: Mapping[str, object] = {
    "contractor_name": "株式会社見本建設",
    "obligee_name": "角田市長",
    "project_name": "市道枝野1号線道路改良（ゼロ国）工事",
    "project_number": "R8-道改-12",
    "contract_amount": 50_000_000,
    "contract_date": "2026-03-02",
    "work_start": "2026-03-03",
    "work_end": "2027-03-25",
    "advance.amount": 20_000_000,
    "advance.bank": "七十七銀行 角田支店",
    "person": "髙橋一郎",
    "phone": "0224-63-1122",
}
LINES: Sequence[Pair] = (
    ("会社名", "株式会社見本建設"),
    ("発注者名", "角田市長"),
    ("工事名", "市道枝野1号線道路改良（ゼロ国）工事"),
    ("工事番号", "R8-道改-12"),
    ("請負金額", "50,000,000円"),
    ("請負契約日", "令和8年3月2日"),
    ("工期（自）", "令和8年3月3日"),
    ("工期（至）", "令和9年3月25日"),
    ("前払金保証金額", "20,000,000円"),
    ("預託金融機関", "七十七銀行 角田支店"),
    ("担当者", "髙橋一郎"),
    ("電話番号", "0224-63-1122"),
)
_TITLE = "#align(center, text(16pt)[前払金保証申込書])\n#v(1em)\n"


def _cell(text: str, options: str = "") -> str:
    return f"table.cell({options})[{text}]" if options else f"[{text}]"


def _table(columns: str, cells: Sequence[str], options: str = "") -> str:
    return f"#table(columns: {columns}, {options}\n" + ",\n".join(cells) + "\n)\n"


def _flat(pairs: Sequence[Pair]) -> list[str]:
    return [f"[{text}]" for pair in pairs for text in pair]


def as_lines(pairs: Sequence[Pair]) -> str:
    """Write `label：value` lines."""
    return _TITLE + " \\\n".join(f"{label}：{value}" for label, value in pairs)


def as_aligned(pairs: Sequence[Pair]) -> str:
    """Set labels and values in columns without any line."""
    return _TITLE + _table("(9em, 1fr)", _flat(pairs), "stroke: none,")


def two_columns(pairs: Sequence[Pair]) -> str:
    """Set a ruled table, labels at the left."""
    return _TITLE + _table("(9em, 1fr)", _flat(pairs))


def four_columns(pairs: Sequence[Pair]) -> str:
    """Set two pairs in a row, ruled."""
    return _TITLE + _table("(7em, 1fr, 7em, 1fr)", _flat(pairs))


def four_columns_narrow(pairs: Sequence[Pair]) -> str:
    """Set two pairs in a row, so narrow that values wrap."""
    return _TITLE + _table("(5em, 8em, 5em, 8em)", _flat(pairs), "inset: 3pt,")


def four_columns_unruled(pairs: Sequence[Pair]) -> str:
    """Set two pairs in a row without any line, nothing wrapped."""
    short = [pair for pair in pairs if pair[0] != "工事名"]
    name = next(pair for pair in pairs if pair[0] == "工事名")
    return (
        _TITLE
        + _table("(8em, 15em, 7em, 1fr)", _flat(short), "stroke: none, inset: 3pt,")
        + f"\n工事名#h(3em){name[1]}\n"
    )


def six_columns(pairs: Sequence[Pair]) -> str:
    """Set three pairs in a row, ruled, on a page that lies."""
    body = _table("(6em, 1fr, 6em, 1fr, 6em, 1fr)", _flat(pairs), "inset: 4pt,")
    return "#set page(flipped: true)\n#set text(9pt)\n" + _TITLE + body


def spanning_rows(pairs: Sequence[Pair]) -> str:
    """Set a section's name in a cell that spans its rows."""
    first, second = pairs[:6], pairs[6:]
    cells = [_cell("契約の内容", f"rowspan: {len(first)}"), *_flat(first)]
    cells += [_cell("保証の内容", f"rowspan: {len(second)}"), *_flat(second)]
    return _TITLE + _table("(6em, 9em, 1fr)", cells)


def above_and_below(pairs: Sequence[Pair]) -> str:
    """Set labels in a row and their values in the row below."""
    out = _TITLE
    for at in range(0, len(pairs), 3):
        three = pairs[at : at + 3]
        cells = [f"[{label}]" for label, _ in three] + [f"[{v}]" for _, v in three]
        out += _table("(1fr, 1fr, 1fr)", cells) + "#v(0.5em)\n"
    return out


def no_side_lines(pairs: Sequence[Pair]) -> str:
    """Rule a table of four columns without lines at its two sides."""
    rule = "stroke: (x, y) => (top: 0.5pt, bottom: 0.5pt,"
    rule += " left: if x > 0 { 0.5pt } else { none }),"
    return _TITLE + _table("(7em, 1fr, 7em, 1fr)", _flat(pairs), rule)


def lines_across_only(pairs: Sequence[Pair]) -> str:
    """Rule a table with lines between its rows alone."""
    rule = "stroke: (x, y) => (bottom: 0.4pt),"
    return _TITLE + _table("(9em, 1fr)", _flat(pairs), rule)


def dotted(pairs: Sequence[Pair]) -> str:
    """Rule a table of four columns with dotted lines."""
    rule = 'stroke: (dash: "dotted", thickness: 0.6pt),'
    return _TITLE + _table("(7em, 1fr, 7em, 1fr)", _flat(pairs), rule)


def shaded_labels(pairs: Sequence[Pair]) -> str:
    """Shade the cells of the labels; rule nothing."""
    rule = "stroke: none, column-gutter: 1pt, row-gutter: 2pt,"
    rule += " fill: (x, y) => if calc.even(x) { luma(220) } else { luma(245) },"
    return _TITLE + _table("(7em, 1fr, 7em, 1fr)", _flat(pairs), rule)


def white_on_dark(pairs: Sequence[Pair]) -> str:
    """Set labels in white on a dark ground."""
    cells = []
    for label, value in pairs:
        cells += [f"table.cell(fill: navy)[#text(white)[{label}]]", f"[{value}]"]
    return _TITLE + _table("(9em, 1fr)", cells)


def framed_letter(pairs: Sequence[Pair]) -> str:
    """Set lines of text in one frame around the page."""
    body = " \\\n".join(f"{label}：{value}" for label, value in pairs)
    return f"#rect(width: 100%, inset: 12pt)[\n前払金保証申込書 \\\n{body}\n]"


def framed_table(pairs: Sequence[Pair]) -> str:
    """Set a ruled table in a frame around the page."""
    body = _table("(7em, 1fr, 7em, 1fr)", _flat(pairs))
    return f"#rect(width: 100%, inset: 12pt)[\n{_TITLE}{body}]"


def spread_labels(pairs: Sequence[Pair]) -> str:
    """Spread the signs of labels over their cells, as ledgers have it."""
    cells = []
    for label, value in pairs:
        wide = "#h(1fr)".join(label)
        cells += [f"[#box(width: 7.5em)[{wide}]]", f"[{value}]"]
    return _TITLE + _table("(9em, 1fr)", cells)


def letter_and_table(pairs: Sequence[Pair]) -> str:
    """Set the sender above as lines, and the rest in a table."""
    top = [pair for pair in pairs if pair[0] in {"会社名", "担当者", "電話番号"}]
    rest = [pair for pair in pairs if pair not in top]
    lines = " \\\n".join(f"{label}　{value}" for label, value in top)
    note = "\n次のとおり、前払金保証を申し込みます。\n"
    return _TITLE + lines + "\n" + note + _table("(7em, 1fr, 7em, 1fr)", _flat(rest))


def headings_between(pairs: Sequence[Pair]) -> str:
    """Part the form into tables below headings; the product stands in a heading."""
    contract, product, desk = pairs[:8], pairs[8:10], pairs[10:]
    named = [("保証金額" if "金額" in label else label, v) for label, v in product]
    return (
        f"{_TITLE}■契約の内容\n{_table('(7em, 1fr, 7em, 1fr)', _flat(contract))}"
        f"■前払金保証\n{_table('(7em, 1fr)', _flat(named))}"
        f"■連絡先\n{_table('(7em, 1fr, 7em, 1fr)', _flat(desk))}"
    )


def two_pages(pairs: Sequence[Pair]) -> str:
    """Spread a table of four columns over two pages."""
    first, second = pairs[:6], pairs[6:]
    return (
        f"{_TITLE}{_table('(7em, 1fr, 7em, 1fr)', _flat(first))}#pagebreak()\n"
        f"{_table('(7em, 1fr, 7em, 1fr)', _flat(second))}"
    )


def with_notes(pairs: Sequence[Pair]) -> str:
    """Set a third column with notes behind the values."""
    cells = []
    for label, value in pairs:
        cells += [f"[{label}]", f"[{value}]", "[※必ずご記入ください]"]
    head = ["[項目]", "[ご記入欄]", "[備考]"]
    return _TITLE + _table("(8em, 1fr, 10em)", [*head, *cells])


def period_in_one_row(pairs: Sequence[Pair]) -> str:
    """Set the period in one cell, from and to."""
    kept = [pair for pair in pairs if not pair[0].startswith("工期")]
    days = dict(pairs)
    start, end = days["工期（自）"], days["工期（至）"]
    cells = _flat(kept)
    cells += ["[工　期]", _cell(f"自　{start}　至　{end}", "colspan: 3")]
    return _TITLE + _table("(7em, 1fr, 7em, 1fr)", cells)


def numbered(pairs: Sequence[Pair]) -> str:
    """Set a number before each label of a ruled table."""
    marked = [(f"{n}. {label}", value) for n, (label, value) in enumerate(pairs, 1)]
    return _TITLE + _table("(11em, 1fr)", _flat(marked))


LAYOUTS: Mapping[str, Layout] = {
    each.__name__: each
    for each in (
        *(as_lines, as_aligned, two_columns, four_columns, four_columns_narrow),
        *(four_columns_unruled, six_columns, spanning_rows, above_and_below),
        *(no_side_lines, lines_across_only, dotted, shaded_labels, white_on_dark),
        *(framed_letter, framed_table, spread_labels, letter_and_table),
        *(headings_between, two_pages, with_notes, period_in_one_row, numbered),
    )
}


@cache
def form(layout: str) -> bytes:
    """Set the form in a layout."""
    return page(LAYOUTS[layout](LINES))


def page(body: str) -> bytes:
    """Set a page of Typst's own language as PDF."""
    head = '#set page("a4", margin: 2cm)\n#set text(font: "Noto Serif JP", 10pt)\n'
    made = typst.Compiler((head + body).encode(), font_paths=_fonts()).compile()
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single document")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        font_paths=[str(pylopdf_fonts_jp.serif_path().parent)],
    )
