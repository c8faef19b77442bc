"""Money: the ways Japanese clerks write an amount, as whole yen.

A small grammar, never a float: figures with grouping marks, kanji numerals (also the
formal 壱 弐 参), and the units 千 百 十 万 億 兆 in falling order.  A list mark is no
digit: `①５，０００万円` is 50,000,000.  Two readings possible is a flaw, not a choice.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from parsers import fold
from parsers.values.flaws import MAX_VALUE, Flaw, absent, without_former

BARE_MINIMUM: Final = 100_000
"""Yen: a smaller figure without any unit may as well be thousands of yen."""

_DIGITS: Final = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壱弐参肆伍陸漆捌玖", range(10), strict=True)),
    "壹": 1, "壱": 1, "貳": 2, "貮": 2, "弍": 2, "參": 3, "○": 0, "◯": 0,
}  # fmt: skip
_SMALL: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "陌": 100,
                 "千": 1000, "仟": 1000, "阡": 1000}  # fmt: skip
_BIG: Final = {"万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12}

_KANJI: Final = "〇○◯一二三四五六七八九零壱壹弐弍貳貮参參肆伍陸漆捌玖"
_UNITS: Final = "十拾百佰陌千仟阡万萬億兆"
_AMOUNT: Final = re.compile(
    rf"(?P<sign>[▲△+-]?)(?P<mark>金?[\\¥]?|jpy)\s*"
    rf"(?P<number>(?:[0-9][0-9,、，.．']*|[{_KANJI}{_UNITS}])"
    rf"(?:[0-9,、，.．']|[{_KANJI}{_UNITS}])*)"
    r"\s*(?P<yen>円|圓|yen|jpy)?(?P<end>[也なり整]*)(?:\s*[-.ー]+(?![0-9]))?",
    re.IGNORECASE,
)
_LIST_MARK: Final = re.compile(
    r"\s*(?:[①-⑳㉑-㉟㊱-㊿⓪❶-❿⓵-⓾⑴-⒇⒈-⒛]\s*|\([0-9]{1,2}\)\s*(?=[0-9\\金])|[・※]\s*)+"
)
_IN_WORD: Final = re.compile(r"[①-⑳㉑-㊿⑴-⒛²³¹⁰-⁹½¼¾]")
_SPACED: Final = re.compile(
    r"(?<=[0-9,、，])\s+(?=[0-9]{3}(?![0-9])|[,、，])"
    rf"|(?<=[0-9{_KANJI}])\s+(?=[{_UNITS}])|(?<=[{_UNITS}])\s+(?=[0-9,，{_KANJI}]+\s*[{_UNITS}])"
)
_TOKEN: Final = re.compile(rf"[0-9][0-9,.]*|[{_KANJI}]+|[{_UNITS}]")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.(?:0{1,2})?)?")
_DOTTED: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_PLAIN: Final = re.compile(r"[0-9]+\.?")
_DECIMAL: Final = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.[0-9]{1,4}")

_RELATIVE: Final = re.compile(
    r"約|およそ|概ね|おおよそ|前後|程度|くらい|ぐらい|ほど(?!こ)|以内|以上|以下|未満"
    r"|弱|強|余り|見込"
    r"|割|[%％]|パーセント|分の|[0-9]/[0-9]|増額|減額|追加|[0-9円]増|[0-9円]減|上乗せ"
    r"|加算"
    r"|[倍半]"
)
_UNTAXED: Final = re.compile(r"税抜|税別|税を除|税額を除|抜き|税込でない|外税|税は含ま")
_TAXED: Final = re.compile(
    r"税込|税を含|税額を含|込み|内税|税及び|税等|税率|消費税|うち|^内|含む"
)
_LATTER: Final = re.compile(
    r"^.*(?:変更後|訂正後|修正後|増額後|減額後|→|⇒|➡|から|より(?=[0-9金\\])|(?<=円)を)"
)
_ASIDE: Final = re.compile(r"[(\[【〔<]([^()\[\]【】〔〕<>]*)[)\]】〕>]")


def read(text: str, note: str = "") -> int | Flaw | None:
    """Read an amount in yen.

    `note` is what stood in brackets at the label (`税抜`, `千円`).  Gives whole yen, a
    flaw (`ambiguous_amount`, `relative_amount`, `tax_excluded`), or None for no amount.
    """
    if absent(text):
        return None
    if len(text) > MAX_VALUE:
        return Flaw("ambiguous_amount")
    folded = fold.narrow(text).translate(_QUOTES)
    main = _latter(folded)
    if mark := _LIST_MARK.match(main):
        main = main[mark.end() :]
    asides = [match[1] for match in _ASIDE.finditer(main)]
    main = _ASIDE.sub(" ", main)
    if _UNTAXED.search(main + note) or (
        not _amounts(" ".join(asides)) and _UNTAXED.search(" ".join(asides))
    ):
        return Flaw("tax_excluded")
    if not main.strip() and asides:
        main, asides = asides[0], asides[1:]
    if _RELATIVE.search(main):
        return Flaw("relative_amount")
    return _one(main, asides, _label_unit(note))


_QUOTES: Final = {ord("'"): ",", ord("’"): ",", ord("‚"): ",", ord("､"): ","} | {
    ord(dash): "-" for dash in fold.DASHES
}


def _latter(text: str) -> str:
    """Of `AからBに`, `A→B` and `変更後B` keep B; drop the quoted former amount."""
    text = without_former(text)
    latter = _LATTER.sub("", text)
    return latter if re.search(rf"[0-9{_KANJI}]", latter) else text


def _label_unit(note: str) -> int:
    """Return the unit that the label names: `請負金額（千円）` counts thousands."""
    unit = fold.squeeze(note).removeprefix("単位").lstrip(":・")
    return {"千円": 1000, "万円": 10**4, "百万円": 10**6, "億円": 10**8}.get(unit, 1)


def _amounts(text: str) -> list[re.Match[str]]:
    return [match for match in _AMOUNT.finditer(text) if match["number"]]


_RESIDUE: Final = re.compile(
    r"[\s。、,.:;=~※*＊-]+|総額|合計金額|合計|計|税込み?|消費税|地方消費税|および|及び"
    r"|よろしく|宜しく|希望(?:します|いたします)?|保証金額|請負金額|契約金額|金額|ちょうど|丁度"
    r"|込み?|含む|を?含みます"
    r"|です|でございます|となります|になります|とする|とします"
    r"|でお願い(?:いた)?します|に(?:変更|修正|訂正)?"
    r"|(?:して|)ください|下さい|で(?!は)|円|也|整|金|お願いします|必須|(?:変更|訂正"
    r"|修正|増額|減額)後?|は|を|の|と"
    r"|申請|予定|税額|税|等"
)


def _one(main: str, asides: list[str], unit: int) -> int | Flaw | None:
    """Read the one amount of `main`; asides may only repeat or explain it."""
    main = _SPACED.sub("", main)
    found = _amounts(main)
    residue = _AMOUNT.sub("", main) if found else main
    if not found or _RESIDUE.sub("", residue) or _IN_WORD.search(main):
        return Flaw("ambiguous_amount")
    values = {_value(match, unit) for match in found}
    values |= {
        _value(match, unit)
        for aside in asides
        if not (_TAXED.search(aside) or _UNTAXED.search(aside) or "%" in aside)
        for match in _amounts(aside)
        if match["yen"] or match["mark"]
    }
    if any(re.search(r"税込|税を含", aside) and _amounts(aside) for aside in asides):
        values.add(None)  # Which one is the sum asked for?
    if len(values) != 1 or None in values:
        return Flaw("ambiguous_amount")
    return values.pop()


def _value(match: re.Match[str], unit: int) -> int | None:
    """Return the yen of one amount, or None where it can be read in two ways."""
    number = match["number"].replace("、", ",").replace("，", ",").replace("．", ".")
    if match["sign"] or (
        not _TOKEN.fullmatch(number) and not _UNIT_SIGN.search(number)
    ):
        return None
    yen = numeral(number.rstrip(",."))
    if yen is None:
        return None
    marked = match["yen"] or match["mark"] or match["end"]
    spoken = bool(_UNIT_SIGN.search(number))
    if unit != 1:
        return yen if spoken or (match["yen"] and yen >= BARE_MINIMUM) else yen * unit
    if not marked and not spoken and yen < BARE_MINIMUM:
        return None
    return yen


_UNIT_SIGN: Final = re.compile(f"[{_UNITS}]")


def numeral(text: str) -> int | None:
    """Read one number of figures, kanji and units; None where it is not one number.

    Units fall inside a group and between groups: 2億3,450万, 二千三百, 1.2億, 20000千.
    """
    total, section, small, big = Decimal(0), Decimal(0), 10**5, 10**16
    held: Decimal | None = None
    for token in _TOKEN.findall(text):
        if token in _SMALL:
            if _SMALL[token] >= small:
                return None
            small = _SMALL[token]
            section += (1 if held is None else held) * small
            held = None
        elif token in _BIG:
            section += held or 0
            if _BIG[token] >= big or not section:
                return None
            big = _BIG[token]
            total += section * big
            section, small, held = Decimal(0), 10**5, None
        elif held is not None or (held := _figures(token)) is None:
            return None
    if "".join(_TOKEN.findall(text)) != text or _CUT_SHORT.search(text):
        return None
    total += section + (held or 0)
    return int(total) if total == total.to_integral_value() else None


_CUT_SHORT: Final = re.compile(r"[億兆][0-9][0-9,.]*$")
"""2億5,000 may stand for 2億5,000万: figures that follow 億 at once."""


def _figures(token: str) -> Decimal | None:
    """Read figures with proper grouping, or kanji digits one after another."""
    if token[0] in _DIGITS:
        return Decimal("".join(str(_DIGITS[sign]) for sign in token))
    if _GROUPED.fullmatch(token):
        return Decimal(token.replace(",", "").rstrip("."))
    if _DOTTED.fullmatch(token):
        return Decimal(token.replace(".", ""))
    if _PLAIN.fullmatch(token):
        return Decimal(token.rstrip("."))
    if _DECIMAL.fullmatch(token) and not re.search(r"\.[0-9]{3}$", token):
        return Decimal(token.replace(",", ""))
    return None
