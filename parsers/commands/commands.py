"""Words of command: はい, 取消, 提出 00427-000318 … in the subject or the first lines.

One command a line, in any width, polite forms allowed, and nothing else on the line.
A sentence that asks for the same is `parsers.commands.requests`, a yes is
`parsers.prose.consent`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.commands import requests
from parsers.prose import consent, sentences
from parsers.reading import Command
from parsers.values import numbers
from parsers.words import courtesy, english

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.message.lines import Line
    from parsers.prose.consent import Consent
    from parsers.reading import Intent, Product

_POLITE: Final = (
    r"(?:を|の|で|は)?\s*(?:(?:お|ご|御)?(?:願い|依頼|希望|申請|手続き?|知らせ|連絡"
    r"|送付|送り|教え|確認)?(?:を|て)?\s*)?"
    r"(?:(?:いた|致|申し?上げ)?(?:し)?ます|です|する|して(?:ください|下さい"
    r"|ほしいです|欲しいです|いただきたいです)?|ください|下さい"
    r"|したい(?:です)?|したく|お願い(?:いた|致)?します|お?願い(?:いた|致)?します"
    r"|願います|まで)?\s*"
    r"(?:(?:よろしく|宜しく)?お願い(?:いた|致)?します)?[。.!！、]*"
)
_APPLICATION: Final = (
    r"(?:(?:お|この|本|上記の?|先ほどの?)?(?:申し?込み?|申請|件|案件)(?:を|の|は)?)?"
)


def _verb(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_APPLICATION}(?:{words}){_POLITE}", re.IGNORECASE)


_NUMBERED: Final[tuple[tuple[Intent, re.Pattern[str]], ...]] = (
    ("history", _verb("履歴|history")),
    ("resend", _verb("再送|再送信|resend")),
    ("statement", _verb("(?:保証料)?計算書|(?:保証料)?領収[証書]|statement")),
    ("submit", _verb("提出|submit")),
    ("change", _verb("変更|change")),
    ("receipt", _verb("受領(?:(?:いた|致)?しました)?")),
    ("status", _verb("状況|進捗|status")),
    ("withdraw", _verb("取り?消し?|取り?下げ|キャンセル|cancel")),
)
_PLAIN: Final[tuple[tuple[Intent, re.Pattern[str]], ...]] = (
    ("stop", _verb("停止|配信停止|stop")),
    ("withdraw", _verb("取り?消し?|取り?下げ|キャンセル|cancel|withdraw")),
    ("withdraw", _verb("クリア|(?:最初から|初めから)?やり直し?|破棄|clear|start over")),
    ("amend", _verb("修正|訂正|変更|amend|correct")),
    ("help", _verb("ヘルプ|へるぷ|help|使い方")),
    ("status", _verb("(?:手続)?状況(?:確認)?|進捗(?:確認)?|status")),
    ("list", _verb("一覧|list")),
    ("verify", _verb("検証|verify")),
    (
        "receipt",
        _verb("(?:受領|受け取り|受取り?|拝受|受領確認)(?:(?:いた|致)?し)?(?:まし)?た?"),
    ),
    ("history", _verb("履歴|history")),
    ("resend", _verb("再送|再送信|resend")),
    (
        "statement",
        _verb("(?:保証料の?)?(?:計算書|領収[証書])|statement|receipt of premium"),
    ),
    ("premium", _verb("保証料(?:の?(?:額|金額|概算|見積もり?))?|premium")),
    ("submit", _verb("提出|submit")),
    ("lookup", _verb("照会|lookup")),
)
_OBLIGEES: Final = re.compile(
    r"(?:対応発注者|電子保証対応発注者|obligees)[\s:：]*(?P<name>.{0,40})",
    re.IGNORECASE,
)
_LOOKUP: Final = re.compile(r"(?:照会|lookup)")
_KEY_LABEL: Final = re.compile(
    r"(?:認証)?キー|保証契約番号|番号|key|[:：、,。]", re.IGNORECASE
)
_NUMBER_LABEL: Final = re.compile(
    r"^[\s:：、,の]*(?:保証契約番号|保証番号|番号|no\.?)?[\s:：、,の]*"
    r"|[\s:：、,の]*(?:保証契約番号|保証番号|番号|no\.?)[\s:：、,の]*$|[\s:：、,の]+$",
    re.IGNORECASE,
)
MAX_COMMAND: Final = 100
MAX_COMMANDS: Final = 20


_HINT: Final = re.compile(
    r"amend|correct|"
    r"領収|保証料|クリア|やり直|破棄|clear|start over|premium|履歴|再送|計算書"
    r"|提出|変更|受領|受け|受取|拝受|状況|進捗|取|キャンセル|停止|修正|訂正|ヘルプ"
    r"|へるぷ|使い方|一覧|検証|照会|発注者|history|resend|statement|submit|change|status"
    r"|cancel|stop|withdraw|help|list|verify|obligees|lookup",
    re.IGNORECASE,
)
"""A word of some command: most lines have none, and are not looked at further."""


def command(text: str) -> Command | None:
    """Read one line as one command, or None."""
    bare = fold.trim(text)
    if not bare or len(bare) > MAX_COMMAND:
        return None
    folded = english.plain(fold.narrow(bare).strip("「」『』【】*＊・>＞ "))
    if not _HINT.search(folded):
        return None
    args = numbers.guarantee_numbers(folded)
    if args and _LOOKUP.search(folded):
        return _lookup(folded, args)
    if args:
        verb = _NUMBER_LABEL.sub("", numbers.without_numbers(folded)).strip()
        return _match(_NUMBERED, verb, args)
    if (obligee := _OBLIGEES.fullmatch(folded)) is not None:
        name = fold.trim(obligee["name"]).rstrip("。")
        return Command("obligees", (name,) if name else ())
    return _match(_PLAIN, folded, ())


def _match(
    table: tuple[tuple[Intent, re.Pattern[str]], ...], verb: str, args: tuple[str, ...]
) -> Command | None:
    verb = re.sub(r"^(?:の|を|について)", "", re.sub(r"\s{2,}", " ", verb))
    verb = _OBJECT.sub("", verb) if args else verb
    for intent, pattern in table:
        if pattern.fullmatch(verb):
            return Command(intent, args)
    return None


_OBJECT: Final = re.compile(
    r"^(?:(?:前払金|契約|中間前払金)?保証)?(?:の)?"
    r"(?:(?:認証キーの?)?お?知らせ|通知書?|書類|メール|データ|pdf)(?:の|を|について)?",
    re.IGNORECASE,
)
"""What a command with a number is done to: 〈番号〉のお知らせを再送してください."""


def _lookup(folded: str, args: tuple[str, ...]) -> Command | None:
    secret = numbers.key(folded)
    rest = numbers.without_numbers(folded)
    rest = numbers.masked(rest, secret, " ") if secret else rest
    rest = _KEY_LABEL.sub(" ", _LOOKUP.sub(" ", rest))
    if rest.strip() and not re.fullmatch(_POLITE, rest.strip()):
        return None
    return Command("lookup", args[:1], secret)


# --- where commands stand ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """The commands of a mail, and the lines that nothing of it took."""

    commands: tuple[Command, ...]
    consent: Consent | None
    rest: tuple[Line, ...]
    taken_back: tuple[Product, ...] = ()
    """Products whose 取消 was asked for by name: of a case with others, these only."""


def _above_addressee(lines: Sequence[Line], index: int) -> bool:
    text = fold.trim(lines[index].text)
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    return not re.search(r"[。:：0-9０-９]", text) and courtesy.is_addressee(below)


def said(subject: str, lines: Sequence[Line], *, reply: bool) -> Said:
    """Find the commands in the subject (not of a reply) and the first own lines."""
    found: list[Command] = []
    if not reply and (in_subject := command(subject)):
        found.append(in_subject)
    rest: list[Line] = []
    asked: list[requests.Request] = []
    yes: Consent | None = None
    at = 0
    while at < len(lines):
        line, upto = lines[at], at + 1
        if yes is None and not found and (yes := _yes(line.text, reply=reply)):
            rest.append(line._replace(text="") if yes.plain else line)
        elif (order := _ordered(lines, at)) is not None:
            asked.append(order[0])
            found.append(order[0].command)
            upto = order[1]
            rest.append(line._replace(text=order[0].left))
            rest += [each._replace(text="") for each in lines[at + 1 : upto]]
        elif (kept := _opening(lines, at, reply=reply)) is not None:
            rest.append(line._replace(text=kept))
        else:
            break
        at = upto
    rest.extend(lines[at:])
    yes = _unheld(yes, rest)
    if yes and yes.plain:
        found.insert(0, Command("confirm"))
    if any(order.name == "change" and order.args for order in found):
        found = [order for order in found if order.name != "amend"]  # 変更のお願い
    back = tuple(each.product for each in asked if each.product)
    return Said(tuple(dict.fromkeys(found))[:MAX_COMMANDS], yes, tuple(rest), back)


def _opening(lines: Sequence[Line], at: int, *, reply: bool) -> str | None:
    """Return what is left of a line that may stand above a command, None of others."""
    text = lines[at].text
    if reply and consent.seen(text):
        return ""
    opens = courtesy.is_opening(text) or _above_addressee(lines, at)
    return text if opens else None


def _unheld(yes: Consent | None, rest: Sequence[Line]) -> Consent | None:
    """Return a yes; it is not plain where the letter puts a condition elsewhere."""
    if yes and yes.plain and consent.held(rest):
        return consent.Consent(plain=False)
    return yes


def _ordered(lines: Sequence[Line], at: int) -> tuple[requests.Request, int] | None:
    """Read a command on a line, or at the end of a sentence; say where it ends."""
    if order := command(lines[at].text):
        return requests.Request(order), at + 1
    for end in dict.fromkeys((at + 1, _end(lines, at))):
        sentence = "".join(fold.trim(line.text) for line in lines[at:end])
        if asked := requests.asked(sentence):
            return asked, end
    return None


def _yes(text: str, *, reply: bool) -> Consent | None:
    if found := consent.consent(text):
        return found
    return consent.Consent(plain=True) if reply and consent.agrees(text) else None


_MOST_LINES: Final = 3


def _end(lines: Sequence[Line], at: int) -> int:
    """Return the end of a sentence that is wrapped over a few lines."""
    end = at + 1
    while end < min(len(lines), at + _MOST_LINES):
        text = fold.trim(lines[end - 1].text)
        if not fold.trim(lines[end].text) or sentences.ends(text):
            break
        end += 1
    return end
