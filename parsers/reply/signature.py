"""Signatures: the lines under a mail that say who wrote it, and give no values.

A signature begins at `-- `, inside a drawn frame near the end, or is a last block of
name, company, telephone and address lines without any label of the form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.commands import commands
from parsers.layout import columns
from parsers.layout.entry import understood
from parsers.prose import consent, subject_matter
from parsers.words import courtesy, courtesy_phrases, english

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.message.lines import Line

_DASHES: Final = re.compile(r"--\s?$")
_DEVICE: Final = re.compile(
    r"[-–—―─\s]{0,12}(?:(?:私の|my\s)?.{0,20}"
    r"(?:iPhone|iPad|Android|Galaxy|Xperia|AQUOS|Pixel"
    r"|スマートフォン|スマホ|タブレット|携帯(?:電話)?|モバイル|ケータイ"
    r"|docomo|ドコモ|au|SoftBank|ahamo)"
    r"\s?(?:端末)?から(?:の)?(?:送信|返信|送っています).{0,40}"
    r"|Sent (?:from|via|with) .{1,60}"
    r"|Get Outlook for .{1,20}|Outlook for (?:iOS|Android|Mac).{0,20}"
    r"|.{0,30}(?:Outlook|Yahoo!メール|楽天メール|Gmail|メールアプリ).{0,40}(?:入手|送信|無料"
    r"|アプリ).{0,20}"
    r"|(?:このメール|本メール|この電子メール)(?:は|には|に)?.{0,60}"
    r"(?:ウイルス|ウィルス).{0,60}"
    r"|(?:Virus-free|Avast|AVG).{0,60}|https?://www\.(?:avast|avg)\.com\S{0,80})",
    re.IGNORECASE,
)
_DEVICE_WORDS: Final = (
    "から",
    "メール",
    "sent ",
    "outlook",
    "gmail",
    "virus-free",
    "avast",
    "avg",
)
"""One of these stands in each of them, and in few other lines."""
_CONTACT: Final = re.compile(
    r"tel|fax|℡|☎|電話|〒|[0-9]{3}-[0-9]{4}|e-?mail|mail\s*:|url|https?://|www\.|携帯"
    r"|@|内線"
    r"|0[0-9]{1,4}[-(][0-9]{1,4}[-)][0-9]{3,4}",
    re.IGNORECASE,
)
_WHO: Final = re.compile(
    r"株式会社|有限会社|合同会社|㈱|㈲|\(株\)|\(有\)|(?:[部課係室]|支店|営業所|事務所"
    r"|組|工務店|市役所|町役場|県庁|建設|工業)(?=[\s\u3000]|$)"
    r"|[都道府県].{1,8}[市区町村郡]"
)
_WEAK: Final = frozenset(
    {"", "phone", "notify_email", "department", "title", "person", "contractor_name"}
)
_LONGEST: Final = 15


_SPACE: Final = re.compile(r"[\s\u3000]+")
_FIRM: Final = re.compile(
    r"(?:(?:株式|有限|合同)会社|㈱|㈲|[(（][株有][)）])[^。、：:0-9０-９]{1,20}"
    r"|[^。、：:0-9０-９]{1,20}(?:(?:株式|有限|合同)会社|㈱|㈲|[(（][株有][)）]|建設|工業|土木|組|興業|工務店|建材|設備|舗装)"
)


def _name_alone(text: str) -> bool:
    """Return whether a line is only a name: 佐藤, 佐藤 一郎, 甲建設　総務　本田."""
    words = _SPACE.split(text)
    if len(words) > _MOST_NAMES or len(text) > _LONGEST_NAME:
        return False
    first, last = (one in courtesy_phrases.SURNAMES for one in (words[0], words[-1]))
    return first or (len(words) > 1 and last and bool(_FIRM.fullmatch(words[0])))


_MOST_NAMES: Final = 3
_LONGEST_NAME: Final = 30


def cut(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Part the sender's own lines into text and signature."""
    kept = [line for line in lines if not _by_device(line.text)]
    dashed: list[Line] = []
    while (found := _dashed(kept)) is not None:
        at, end = found
        dashed += kept[at:end]
        kept = [*kept[:at], *kept[end:]]
    at = _names(kept, _start(kept))
    return tuple(kept[:at]), (*dashed, *kept[at:])


def _dashed(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Find `-- ` and the lines below it that only say who wrote.

    Programs put it above the letter, too, and people write below it: from the first
    line on that says something, all is the sender's word again.
    """
    for at, line in enumerate(lines):
        if line.text.startswith("--") and _DASHES.match(line.text):
            end = at + 1
            while end < len(lines) and _may_sign(fold.trim(lines[end].text)):
                end += 1
            return at, end
    return None


def _may_sign(text: str) -> bool:
    return not text or courtesy.is_rule(text) or (_signs(text) and not _greets(text))


def _greets(text: str) -> bool:
    return courtesy.is_addressee(text) or courtesy.is_courtesy(text)


def _by_device(text: str) -> bool:
    """Return whether a telephone or a mail program wrote this line below the mail."""
    lowered = text.lower()
    return (
        any(map(lowered.__contains__, _DEVICE_WORDS))
        and bool(_DEVICE.fullmatch(fold.trim(text)))
        and not subject_matter.says_more(text)
    )


def _start(lines: Sequence[Line]) -> int:
    end = len(lines)
    while end and _empty(lines[end - 1].text):
        end -= 1
    if (closed := _closed(lines, end)) is not None:
        return closed
    framed = _framed(lines, end)
    return framed if framed is not None else _block(lines, end)


def _empty(text: str) -> bool:
    bare = fold.trim(text)
    return not bare or courtesy.is_rule(bare)


def _names(lines: Sequence[Line], end: int) -> int:
    """Leave out a last line, below a blank one or a closing, that is only a name."""
    last = end
    while last and _empty(lines[last - 1].text):
        last -= 1
    if last < 2 or not _name_alone(fold.trim(lines[last - 1].text)):  # noqa: PLR2004 - a name alone is an answer
        return end
    above = fold.trim(lines[last - 2].text)
    return last - 1 if not above or courtesy.is_courtesy(above) else end


def _closed(lines: Sequence[Line], end: int) -> int | None:
    """Find an English closing (Best regards,) with only short lines below it."""
    for index in range(max(0, end - _LONGEST), end):
        below = [fold.trim(line.text) for line in lines[index + 1 : end]]
        if english.closes(lines[index].text) and all(map(_short, below)):
            return index
    return None


def _short(text: str) -> bool:
    return len(text) <= english.MAX_NAME and _signs(text) and not text.endswith("?")


def _framed(lines: Sequence[Line], end: int) -> int | None:
    """Find a frame near the end whose inside has no label of the form."""
    rules = [
        index
        for index in range(max(0, end - _LONGEST), end)
        if courtesy.is_rule(fold.trim(lines[index].text))
    ]
    for index in rules:
        inside = [fold.trim(line.text) for line in lines[index + 1 : end]]
        inside = [text for text in inside if text and not courtesy.is_rule(text)]
        if inside and all(map(_signs, inside)) and any(map(_tells, inside)):
            return index
    return None


def _block(lines: Sequence[Line], end: int) -> int:
    """Find a last block (after a blank line or a closing) that only says who wrote."""
    start = end
    while start > max(0, end - _LONGEST):
        text = fold.trim(lines[start - 1].text)
        if not text or courtesy.is_courtesy(text) or not _signs(text):
            break
        start -= 1
    block = [fold.trim(line.text) for line in lines[start:end]]
    if not block or start == 0:
        return end
    before = fold.trim(lines[start - 1].text)
    if before and not courtesy.is_courtesy(before):
        return end
    return start if any(map(_tells, block)) and not _labelled(block) else end


def _signs(text: str) -> bool:
    """Return whether a line may stand in a signature."""
    if len(text) > _LONG or (subject_matter.tells(text) and not _reaches(text)):
        return False
    if columns.unbarred(text) != text:
        return False  # A row of a table.
    if commands.command(text) or consent.consent(text):
        return False  # 提出 00427-000318 looks like a telephone number.
    entry = understood(text)
    if entry and (entry.ticks or entry.heading):
        return False
    return not entry or all(label.field in _WEAK for label, _ in entry.pairs)


_LONG: Final = 100
"""Characters of a line that is too long for a signature."""
_REACHED: Final = re.compile(
    r"※?[^。]{0,20}(?:在宅|テレワーク|不在|外出|お急ぎ|緊急|時間外|休日)[^。]{0,30}(?:場合|際|とき|時|ため|は)[^。]{0,50}"
    r"(?:願い(?:いた)?し?ます|くだ?さい|下さい|まで|へ)。?"
)


def _reaches(text: str) -> bool:
    """Return how to reach the writer: お急ぎの場合は携帯へお願いします."""
    return bool(_REACHED.fullmatch(text)) and not subject_matter.says_more(text)


def _tells(text: str) -> bool:
    return bool(_CONTACT.search(fold.narrow(text)) or _WHO.search(text))


_EXPLICIT: Final = re.compile(r"[：:＝=]")
_MARKED: Final = re.compile(r"[■□●◆◇▼▽【［]")


def _labelled(block: Sequence[str]) -> bool:
    """Return whether a block is a form: ■電話番号 first, or labels on most lines."""
    if _MARKED.match(block[0]) and _named(block[0]):
        return True
    found = [text for text in block if _EXPLICIT.search(text) and _named(text)]
    return 2 * len(found) > len(block)


def _named(text: str) -> bool:
    entry = understood(text)
    return bool(entry and entry.pairs)
