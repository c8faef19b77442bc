"""Bytes to Japanese text, as Japanese mail is really sent.

Python has no codec for what mailers call ISO-2022-JP or EUC-JP (both with the NEC and
IBM extensions `㈱ ① 髙 﨑`), so both are read here over Microsoft's CP932 table.  A
label from a mail never reaches `codecs.lookup`: only the names below are known.

`decode` is total and linear: it answers with text, the codec that was used, how many
characters had to be replaced, and whether the codec was guessed.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

UNREADABLE: Final = "\ufffd"

_JIS, _EUC, _CP932, _UTF8, _ASCII = "iso-2022-jp", "euc-jp", "cp932", "utf-8", "ascii"

_FAMILIES: Final = {
    _JIS: "iso2022jp iso2022jpms iso2022jp1 iso2022jp2 iso2022jp3 iso2022jp2004 "
    "iso2022jpext xiso2022jp csiso2022jp jis cp50220 cp50221 cp50222 xjis",
    _CP932: "shiftjis sjis xsjis xshiftjis mskanji cp932 windows31j xmscp932 ms932 "
    "sjiswin cp943 cp943c ibm943 shiftjis2004 shiftjisx0213 cswindows31j csshiftjis",
    _EUC: "eucjp xeucjp eucjpms eucjpwin cp51932 ujis eucjis2004 eucjisx0213 cseucpkd",
    _UTF8: "utf8 utf8mb4 unicode11utf8 xunicode20utf8",
    _ASCII: "usascii ascii ansix341968 iso646us 7bit 8bit",
    "cp1252": "iso88591 latin1 windows1252 cp1252 iso885915 latin9",
    "iso8859-2": "iso88592 latin2",
    "cp1250": "windows1250 cp1250",
    "cp1251": "windows1251 cp1251",
    "koi8-r": "koi8r",
    "gb18030": "gb2312 gbk gb18030 cp936 euccn",
    "big5": "big5 cp950",
    "cp949": "euckr ksc56011987 cp949 ksc5601",
    "utf-16": "utf16 ucs2",
    "utf-16-le": "utf16le",
    "utf-16-be": "utf16be",
}
_BY_LABEL: Final = {
    name: codec for codec, names in _FAMILIES.items() for name in names.split()
}
_LATIN: Final = frozenset({"cp1252", "iso8859-2", "cp1250", "cp1251"})
_NOT_A_NAME: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how it was got.

    `codec` is the codec used, `replaced` counts characters that could not be read
    (U+FFFD and private-use gaiji), `guessed` tells that the label was missing or wrong.
    """

    text: str
    codec: str
    replaced: int = 0
    guessed: bool = False

    @property
    def evidence(self) -> str:
        """Name the decoding for the evidence of a value."""
        return f"{self.codec} (guessed)" if self.guessed else self.codec


def family(label: str) -> str | None:
    """Return the codec we use for a charset label, or None for an unknown one."""
    if not label:
        return None
    return _remembered(label) if len(label) <= _SHORT else _family(label)


def _family(label: str) -> str | None:
    return _BY_LABEL.get(_NOT_A_NAME.sub("", label.split("$", 1)[0].lower()))


_SHORT: Final = 40
_remembered = lru_cache(256)(_family)
"""The same few labels stand in every mail; a long one is nobody's."""


def decode(raw: bytes, label: str = "") -> Decoded:
    """Decode a text labelled `label`; the label is believed only where it fits."""
    if raw.isascii() and b"\x1b" not in raw and b"\x0e" not in raw:
        return _plain(raw, label)
    codec = family(label)
    if codec and codec != _ASCII and (text := _strict(raw, codec)) is not None:
        if codec in _LATIN and (better := _utf8(raw)) is not None:
            return Decoded(better, _UTF8, guessed=True)
        return Decoded(text, codec, _lost(text))
    return _guess(raw, codec)


def _plain(raw: bytes, label: str) -> Decoded:
    """Decode bytes without any 8-bit or escape; repair JIS that lost its escapes."""
    codec = family(label)
    if codec in {"utf-16", "utf-16-le", "utf-16-be"} and b"\0" in raw:
        text = raw.decode(codec, "replace")
        return Decoded(text, codec, _lost(text))
    text = raw.decode("ascii")
    if codec in {_JIS, _ASCII, None} and "$B" in text:
        runs = list(map(_unstrip, _STRIPPED.finditer(text)))
        if any(map(_KANA.search, runs)):
            repaired = _STRIPPED.sub(_unstrip, text)
            return Decoded(repaired, _JIS, _lost(repaired), guessed=True)
    return Decoded(text, codec or _ASCII)


_STRIPPED: Final = re.compile(r"\$B((?:[!-~]{2}){1,100}?)\([BJ]")
_KANA: Final = re.compile("[ぁ-んァ-ヶ]")


def _unstrip(match: re.Match[str]) -> str:
    """Read `$B…(B` as JIS, if that gives readable text.

    Kana in one run of a text show that the escapes were lost in all of it.
    """
    text = _pairs(match[1].encode("ascii"))
    return match[0] if UNREADABLE in text else text


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _strict(raw: bytes, codec: str) -> str | None:
    """Decode without any loss, or None."""
    if codec == _JIS:
        text = _jis(raw) if b"\x1b" in raw or b"\x0e" in raw else None
    elif codec == _EUC:
        text = _euc(raw)
    elif codec == _UTF8:
        return _utf8(raw)
    else:
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            return None
    return None if text is None or UNREADABLE in text else text


def _guess(raw: bytes, codec: str | None) -> Decoded:
    """Decode against a wrong or missing label: escapes, UTF-8, then the better text."""
    if b"\x1b$" in raw or b"\x1b(" in raw or (codec == _JIS and b"\x0e" in raw):
        text = _jis(raw)
        return Decoded(text, _JIS, _lost(text), guessed=codec != _JIS)
    if (text8 := _utf8(raw)) is not None:
        return Decoded(text8, _UTF8, _lost(text8), guessed=codec != _UTF8)
    if codec == _JIS and not _KANA.search(_euc(raw)):
        kana = _jis(raw)  # 8-bit half-width kana in a mail that is JIS otherwise
        if UNREADABLE not in kana:
            return Decoded(kana, _JIS)
    loose = raw.decode("utf-8-sig", "replace")
    readings = [(_CP932, raw.decode(_CP932, "replace")), (_EUC, _euc(raw))]
    if codec in {None, _ASCII, _JIS, _UTF8}:
        readings.insert(0, (_UTF8, loose))
    else:
        readings.insert(0, (str(codec), _loose(raw, str(codec))))
    best = max(readings, key=lambda reading: _score(reading[1]))
    return Decoded(best[1], best[0], _lost(best[1]), guessed=best[0] != codec)


def _loose(raw: bytes, codec: str) -> str:
    return _euc(raw) if codec == _EUC else raw.decode(codec, "replace")


_GOOD: Final = re.compile(r"[ぁ-んァ-ヶー、。「」（）：]")
_FIRST_LEVEL: Final = re.compile(r"[一-龠]")
_BAD: Final = re.compile(r"[｡-ﾟ\x80-\x9f]")
_LOST: Final = re.compile(r"[\ufffd\ue000-\uf8ff]")


def _score(text: str) -> float:
    """Return how much a decoding looks like Japanese, per character.

    EUC read as Shift_JIS is a run of half-width kana; the reverse is not even valid.
    """
    good = 3 * len(_GOOD.findall(text)) + len(_FIRST_LEVEL.findall(text))
    bad = 2 * len(_BAD.findall(text)) + 10 * len(_LOST.findall(text))
    return (good - bad) / (len(text) or 1)


def _lost(text: str) -> int:
    return 0 if text.isascii() else len(_LOST.findall(text))


# --- JIS ------------------------------------------------------------------------

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


def _pairs(raw: bytes) -> str:
    """Read two-byte JIS; an odd byte at the end reads as U+FFFD."""
    count = len(raw) // 2
    text = "".join(map(_cells().__getitem__, struct.unpack_from(f">{count}H", raw)))
    return text + UNREADABLE if len(raw) % 2 else text


def _high(raw: bytes) -> bytes:
    return bytes(byte | 0x80 for byte in raw)


def _supplement(raw: bytes) -> str:
    """Read JIS X 0212 pairs through the EUC codec, three bytes a character."""
    pairs = (_high(raw[at : at + 2]) for at in range(0, len(raw), 2))
    return b"".join(b"\x8f" + pair for pair in pairs).decode("euc_jp", "replace")


_HALF_KANA: Final = "".join(map(chr, range(0xFF61, 0xFFA0)))
_ONE_OCTET: Final = (
    "".join(map(chr, range(0x80))) + UNREADABLE * 0x21 + _HALF_KANA + UNREADABLE * 0x20
)
"""What each octet of a one-byte run reads as."""
_SEVEN_BIT_KANA: Final = _ONE_OCTET[:0x21] + _HALF_KANA + _ONE_OCTET[0x60:]


def _single(raw: bytes) -> str:
    """Read one-byte text of a JIS mail: ASCII, and 8-bit half-width kana.

    ESC ( J is read as ASCII too, as Microsoft's code page 50220 does.
    """
    if raw.isascii():
        return raw.decode("ascii")
    return "".join(map(_ONE_OCTET.__getitem__, raw))


def _kana(raw: bytes) -> str:
    return "".join(map(_SEVEN_BIT_KANA.__getitem__, raw))


_SETS: Final = {"single": _single, "kana": _kana, "two": _pairs, "sup": _supplement}


def _jis(raw: bytes) -> str:
    """Decode ISO-2022-JP with the NEC and IBM extensions and half-width kana."""
    return "".join(_jis_pieces(_SWITCH.split(raw)))


def _jis_pieces(tokens: list[bytes]) -> Iterator[str]:
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
    text = _pairs(piece)
    return UNREADABLE not in text and 2 * len(_KANA.findall(text)) >= len(text)


# --- EUC ------------------------------------------------------------------------

_EUC_RUN: Final = re.compile(
    rb"([\x00-\x7f]+)|((?:[\xa1-\xfe]{2})+)|((?:\x8e[\xa1-\xdf])+)"
    rb"|((?:\x8f[\xa1-\xfe]{2})+)|(.)",
    re.DOTALL,
)


def _euc(raw: bytes) -> str:
    """Decode EUC-JP over the CP932 table (Microsoft's code page 51932)."""
    return "".join(map(_euc_run, _EUC_RUN.finditer(raw)))


def _euc_run(match: re.Match[bytes]) -> str:
    ascii_run, pairs, kana, supplement, _ = match.groups()
    if ascii_run:
        return ascii_run.decode("ascii")
    if pairs:
        return _pairs(bytes(byte & 0x7F for byte in pairs))
    if kana:
        return _single(kana.replace(b"\x8e", b""))
    if supplement:
        return supplement.decode("euc_jp", "replace")
    return UNREADABLE
