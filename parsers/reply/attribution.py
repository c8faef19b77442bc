"""Attributions: the lines that stand above a quotation or a mail passed on.

「…のメール：」 and 「On … wrote:」 in the words of the usual programs, the dividers
(-----Original Message-----), and header blocks (差出人／送信日時／宛先／件名).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.message.lines import Line

_DAY: Final = (
    r"(?<![0-9-])(?:(?:19|20)[0-9]{2}\s?[年/.-]\s?(?:0?[1-9]|1[0-2])\s?[月/.-]"
    r"\s?(?:0?[1-9]|[12][0-9]|3[01])|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4})(?![0-9-])"
)
"""A day of the calendar; 0224-63-1122 is a telephone number."""
_ADDRESS: Final = r"[^\s@<>]{1,64}@[^\s@<>]{1,250}"
_ATTRIBUTION: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf".{{0,12}}{_DAY}.{{0,200}}(?:{_ADDRESS}|<[^<>]{{0,254}}>).{{0,40}}[:：]?\s*$",
        (
            rf".{{0,12}}{_DAY}.{{0,160}}(?:のメール|wrote|書きました|さん(?:は|より)"
            rf"|writes)\s*.{{0,20}}$"
        ),
        r"On .{5,200}wrote:?\s*$",
        (
            r".{1,80}(?:さん|様|氏)?\s*(?:は|が)(?:[^。]{0,40})?(?:書きました"
            r"|書き込みました|wrote)\s*[:：]?\s*$"
        ),
        r".{1,120}\bwrote\s*[:：]\s*$",
        r"In (?:message|article) .{3,200}",
        r"At .{5,120}wrote:?\s*$",
    )
)
_OPENS_ADDRESS: Final = re.compile(rf".{{0,12}}{_DAY}.{{0,200}}<\s*$")
_ENDS_ADDRESS: Final = re.compile(rf"{_ADDRESS}>\s*.{{0,20}}[:：]?\s*$")
"""An attribution whose long address was wrapped behind its bracket."""
_ON_SPLIT: Final = re.compile(r"On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|[0-9A-Z]).{5,120}$")
_WROTE: Final = re.compile(r".{0,200}(?:wrote|書きました|のメール)\s*[:：]?\s*$")
_DIVIDER: Final = re.compile(
    r"\s*(?:[-_=*―─━－]{2,}\s*)?(?:Original Message|元のメッセージ|Original "
    r"Appointment|転送メッセージ|転送されたメッセージ"
    r"|Forwarded [Mm]essage|Begin forwarded message:?|元のメール|オリジナルメッセージ"
    r"|返信元メッセージ|Reply Message|引用)"
    r"\s*[:：]?\s*[-_=*―─━－]*\s*$",
    re.IGNORECASE,
)
_FIELD: Final = re.compile(
    r"[\s*]*(?:(?P<from>差出人|送信者|From|発信者|送信元)|(?P<other>送信日時|日時"
    r"|日付|宛先|CC|件名|Sent|Date|To|Cc|Subject|送信済み|返信先|受信日時))"
    r"\s*\*{0,2}\s*[:：]",
    re.IGNORECASE,
)
_BLOCK: Final = 6
_HINT: Final = re.compile(
    r"@|<|wrote|write|書き|のメール|message|メッセージ|元のメール|引用|appointment"
    r"|差出人|送信|発信者|from|sent"
    r"|date|日[付時]|^on |^at |^in ",
    re.IGNORECASE,
)
"""Something of this stands in every attribution or header block, near its beginning."""
_LONGEST: Final = 400
"""Signs of an attribution, at most."""


_SENT_AT: Final = re.compile(
    r"@|(?<![0-9])[0-9]{1,2}[:：][0-9]{2}|[0-9]{1,2}時[0-9]{1,2}分"
)


def is_block(lines: Sequence[Line], index: int) -> bool:
    """Return whether a header block is a mail program's: with an address or a time.

    The head of a formal letter (発信者, 日付, 宛先, 件名) has neither.
    """
    start = index + bool(_DIVIDER.fullmatch(fold.trim(lines[index].text)))
    size = _header_block(lines, start)
    return any(_SENT_AT.search(line.text) for line in lines[start : start + size])


def boundary(lines: Sequence[Line], index: int) -> int:
    """Return how many lines an attribution or header block takes here; 0 for none."""
    text = lines[index].text
    bare = fold.trim(text)
    if len(bare) < 5 or not _HINT.search(bare, 0, _LONGEST):  # noqa: PLR2004 - too short for any
        return 0
    if _DIVIDER.fullmatch(bare):
        return 1 + _header_block(lines, index + 1)
    if _FIELD.match(bare):
        block = _header_block(lines, index)
        return block if block >= 3 else 0  # noqa: PLR2004 - From, Sent and one more
    following = fold.trim(lines[index + 1].text) if index + 1 < len(lines) else ""
    return _attribution(bare, following)


def _attribution(bare: str, following: str) -> int:
    """Return how many lines a 「…wrote:」 takes: 0, 1, or 2 where it is wrapped."""
    if len(bare) > _LONGEST:
        return 0
    if any(pattern.match(bare) for pattern in _ATTRIBUTION):
        return 1
    if len(following) > _LONGEST:
        return 0
    if _OPENS_ADDRESS.match(bare) and _ENDS_ADDRESS.match(following):
        return 2
    return 2 if _ON_SPLIT.match(bare) and _WROTE.match(following) else 0


def _header_block(lines: Sequence[Line], index: int) -> int:
    """Count the lines of a 差出人/送信日時/宛先/件名 block that begins here."""
    count = named = 0
    has_from = False
    for line in lines[index : index + _BLOCK + 4]:
        bare = fold.trim(line.text)
        field = _FIELD.match(bare)
        if field:
            named += 1
            has_from = has_from or bool(field["from"])
        elif (bare and (not named or not line.text[:1].isspace())) or (
            not bare and named
        ):
            break
        count += 1
    return count if has_from and named >= 3 else 0  # noqa: PLR2004 - of the five header lines


_PASSED_ON: Final = re.compile(
    r"Forwarded message|Begin forwarded|転送(?:された)?メッセージ", re.IGNORECASE
)


def passes_on(line: Line) -> bool:
    """Return whether a divider itself says that a mail was passed on."""
    return bool(_PASSED_ON.search(line.text, 0, _LONGEST))
