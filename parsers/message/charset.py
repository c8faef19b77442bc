"""Bytes to Japanese text, as Japanese mail is really sent.

A label from a mail never reaches `codecs.lookup`: only the names below are known.

`decode` is total and linear: it answers with text, the codec that was used, how many
characters had to be replaced, and whether the codec was guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from parsers.fold import UNREADABLE
from parsers.message import jis

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
        if any(map(jis.KANA.search, runs)):
            repaired = _STRIPPED.sub(_unstrip, text)
            return Decoded(repaired, _JIS, _lost(repaired), guessed=True)
    return Decoded(text, codec or _ASCII)


_STRIPPED: Final = re.compile(r"\$B((?:[!-~]{2}){1,100}?)\([BJ]")


def _unstrip(match: re.Match[str]) -> str:
    """Read `$B…(B` as JIS, if that gives readable text.

    Kana in one run of a text show that the escapes were lost in all of it.
    """
    text = jis.pairs(match[1].encode("ascii"))
    return match[0] if UNREADABLE in text else text


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _strict(raw: bytes, codec: str) -> str | None:
    """Decode without any loss, or None."""
    if codec == _JIS:
        text = jis.iso_2022_jp(raw) if b"\x1b" in raw or b"\x0e" in raw else None
    elif codec == _EUC:
        text = jis.euc_jp(raw)
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
        text = jis.iso_2022_jp(raw)
        return Decoded(text, _JIS, _lost(text), guessed=codec != _JIS)
    if (text8 := _utf8(raw)) is not None:
        return Decoded(text8, _UTF8, _lost(text8), guessed=codec != _UTF8)
    if codec == _JIS and not jis.KANA.search(jis.euc_jp(raw)):
        # 8-bit half-width kana in a mail that is JIS otherwise.
        kana = jis.iso_2022_jp(raw)
        if UNREADABLE not in kana:
            return Decoded(kana, _JIS)
    loose = raw.decode("utf-8-sig", "replace")
    readings = [(_CP932, raw.decode(_CP932, "replace")), (_EUC, jis.euc_jp(raw))]
    if codec in {None, _ASCII, _JIS, _UTF8}:
        readings.insert(0, (_UTF8, loose))
    else:
        readings.insert(0, (str(codec), _loose(raw, str(codec))))
    best = max(readings, key=lambda reading: _score(reading[1]))
    return Decoded(best[1], best[0], _lost(best[1]), guessed=best[0] != codec)


def _loose(raw: bytes, codec: str) -> str:
    return jis.euc_jp(raw) if codec == _EUC else raw.decode(codec, "replace")


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
