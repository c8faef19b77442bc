"""ISO-2022-JP and EUC-JP, as Japanese mailers write them.

Python has no codec for what they call so (with the NEC and IBM extensions
`㈱ ① 髙 﨑`): both are read here over Microsoft's CP932 table.
"""

from __future__ import annotations

import re
import struct
from functools import cache
from typing import TYPE_CHECKING, Final

from parsers.fold import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

KANA: Final = re.compile("[ぁ-んァ-ヶ]")

_SWITCH: Final = re.compile(
    rb"(\x1b\$(?:\([@BDOPQ]|[@B])|\x1b\([BJIH]|\x1b&@|\x0e|\x0f|\r\n|\n|\r)"
)
_TWO_BYTE: Final = frozenset({b"\x1b$@", b"\x1b$B", b"\x1b$(@", b"\x1b$(B"})
_TWO_BYTE_2004: Final = frozenset({b"\x1b$(O", b"\x1b$(P", b"\x1b$(Q"})
_SUPPLEMENT: Final = b"\x1b$(D"
_LINE_ENDS: Final = frozenset({b"\r\n", b"\n", b"\r"})


class _Cells(dict[int, str]):
    """The 94 by 94 cells of JIS over CP932; a hole reads as U+FFFD."""

    def __missing__(self, cell: int) -> str:
        return UNREADABLE


def _shifted(row: int, column: int) -> tuple[int, int]:
    """Return the two Shift_JIS octets of a JIS cell (JIS X 0208, annex 1)."""
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)  # noqa: PLR2004 - the table
    if row % 2 == 0:
        return lead, column + 0x7E
    return lead, column + (0x1F if column < 0x60 else 0x20)  # noqa: PLR2004 - JIS row arithmetic


@cache
def _cells() -> _Cells:
    """Build the table: JIS cell (two 7-bit bytes, big-endian) to character."""
    table = _Cells()
    for row in range(0x21, 0x7F):
        for column in range(0x21, 0x7F):
            text = bytes(_shifted(row, column)).decode("cp932", "replace")
            if len(text) == 1:
                table[row << 8 | column] = text
    return table


def pairs(raw: bytes) -> str:
    """Read two-byte JIS; an odd byte at the end reads as U+FFFD."""
    count = len(raw) // 2
    text = "".join(map(_cells().__getitem__, struct.unpack_from(f">{count}H", raw)))
    return text + UNREADABLE if len(raw) % 2 else text


def _high(raw: bytes) -> bytes:
    return bytes(byte | 0x80 for byte in raw)


def _supplement(raw: bytes) -> str:
    """Read JIS X 0212 pairs through the EUC codec, three bytes a character."""
    cut = (_high(raw[at : at + 2]) for at in range(0, len(raw), 2))
    return b"".join(b"\x8f" + pair for pair in cut).decode("euc_jp", "replace")


_HALFKANA: Final = "".join(map(chr, range(0xFF61, 0xFFA0)))
_ONE_OCTET: Final = (
    "".join(map(chr, range(0x80))) + UNREADABLE * 0x21 + _HALFKANA + UNREADABLE * 0x20
)
"""What each octet of a one-byte run reads as."""
_SEVEN_BITKANA: Final = _ONE_OCTET[:0x21] + _HALFKANA + _ONE_OCTET[0x60:]


def _single(raw: bytes) -> str:
    """Read one-byte text of a JIS mail: ASCII, and 8-bit half-width kana.

    ESC ( J is read as ASCII too, as Microsoft's code page 50220 does.
    """
    if raw.isascii():
        return raw.decode("ascii")
    return "".join(map(_ONE_OCTET.__getitem__, raw))


def _kana(raw: bytes) -> str:
    return "".join(map(_SEVEN_BITKANA.__getitem__, raw))


_SETS: Final = {"single": _single, "kana": _kana, "two": pairs, "sup": _supplement}


def iso_2022_jp(raw: bytes) -> str:
    """Decode ISO-2022-JP with the NEC and IBM extensions and half-width kana."""
    return "".join(_pieces(_SWITCH.split(raw)))


def _pieces(tokens: list[bytes]) -> Iterator[str]:
    mode, before_shift = "single", "single"
    for index, token in enumerate(tokens):
        if index % 2 == 0:
            if token:
                yield _SETS[mode](token)
        elif token in _LINE_ENDS:
            yield token.decode("ascii")
            if mode != "single" and not _goes_on(mode, tokens[index + 1]):
                mode = "single"
        elif token == b"\x0e":
            mode, before_shift = "kana", mode
        elif token == b"\x0f":
            mode = before_shift
        else:
            mode = _mode(token)


def _mode(escape: bytes) -> str:
    if escape in _TWO_BYTE or escape in _TWO_BYTE_2004:
        return "two"
    if escape == _SUPPLEMENT:
        return "sup"
    return "kana" if escape == b"\x1b(I" else "single"


def _goes_on(mode: str, piece: bytes) -> bool:
    """Return whether two-byte text goes on after a line end.

    QUIRK: RFC 1468 resets at the line end, but some mailers wrap without the escapes;
    the reading with kana in half of its cells is then the right one.
    """
    if mode != "two" or not piece or len(piece) % 2:
        return False
    text = pairs(piece)
    return UNREADABLE not in text and 2 * len(KANA.findall(text)) >= len(text)


# --- EUC ------------------------------------------------------------------------

_EUC_RUN: Final = re.compile(
    rb"([\x00-\x7f]+)|((?:[\xa1-\xfe]{2})+)|((?:\x8e[\xa1-\xdf])+)"
    rb"|((?:\x8f[\xa1-\xfe]{2})+)|(.)",
    re.DOTALL,
)


def euc_jp(raw: bytes) -> str:
    """Decode EUC-JP over the CP932 table (Microsoft's code page 51932)."""
    return "".join(map(_run, _EUC_RUN.finditer(raw)))


def _run(match: re.Match[bytes]) -> str:
    ascii_run, double, kana, supplement, _ = match.groups()
    if ascii_run:
        return ascii_run.decode("ascii")
    if double:
        return pairs(bytes(byte & 0x7F for byte in double))
    if kana:
        return _single(kana.replace(b"\x8e", b""))
    if supplement:
        return supplement.decode("euc_jp", "replace")
    return UNREADABLE
