"""A QR code as a drawing: it opens a page, and never holds a key.

ISO/IEC 18004, byte mode, error correction M (15 % of the symbol may be lost: paper is
folded, stamped and sent by FAX).
"""

from __future__ import annotations

from collections.abc import Iterator

_MASK = 2
"""The mask, fixed: any of the eight is valid, and weighing them takes five times as
long as all the rest."""


def drawing(text: str) -> str:
    """Return `text` as the SVG of a QR code, one unit a module, without a margin.

    The margin of four modules (ISO/IEC 18004 5.3.8) is white paper: the sheet's part.
    Raises ValueError for a text that is too long for any symbol.
    """
    import segno

    symbol = segno.make_qr(text, error="m", mode="byte", mask=_MASK, boost_error=False)
    size = len(symbol.matrix)
    path = "".join(
        f"M{start} {row}h{length}v1h-{length}z"
        for row, modules in enumerate(symbol.matrix)
        for start, length in _dark(modules)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{path}"/></svg>'
    )


def _dark(modules: bytearray) -> Iterator[tuple[int, int]]:
    """Yield start and length of each dark run in one row."""
    start = modules.find(1)
    while start >= 0:
        end = modules.find(0, start)
        end = len(modules) if end < 0 else end
        yield start, end - start
        start = modules.find(1, end)
