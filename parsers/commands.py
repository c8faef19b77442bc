"""Words of command: はい, 取消, 提出 00427-000318 … in the subject or the first lines.

One command a line, in any width, polite forms allowed, and nothing else on the line;
取下げ and 受領 also at the end of a polite sentence. A yes is `parsers.consent`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import consent, courtesy, english, fold
from parsers.reading import Command
from parsers.values import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.consent import Consent
    from parsers.lines import Line
    from parsers.reading import Intent

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
    ("statement", _verb("(?:保証料)?計算書|statement")),
    ("submit", _verb("提出|submit")),
    ("change", _verb("変更|change")),
    ("receipt", _verb("受領(?:(?:いた|致)?しました)?")),
    ("status", _verb("状況|進捗|status")),
    ("withdraw", _verb("取り?消し?|取り?下げ|キャンセル|cancel")),
)
_PLAIN: Final[tuple[tuple[Intent, re.Pattern[str]], ...]] = (
    ("stop", _verb("停止|配信停止|stop")),
    ("withdraw", _verb("取り?消し?|取り?下げ|キャンセル|cancel|withdraw")),
    ("amend", _verb("修正|訂正|変更")),
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
    ("statement", _verb("(?:保証料)?計算書|statement")),
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
    r"^[\s:：、,の]*(?:保証契約番号|保証番号|番号|no\.?)?[\s:：、,の]*|[\s:：、,の]+$",
    re.IGNORECASE,
)
MAX_COMMAND: Final = 100
MAX_COMMANDS: Final = 20


_HINT: Final = re.compile(
    r"履歴|再送|計算書|提出|変更|受領|受け|受取|拝受|状況|進捗|取|キャンセル|停止|修正|訂正|ヘルプ"
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
    rest = _KEY_LABEL.sub(" ", _LOOKUP.sub(" ", rest.replace(secret or "\0", " ")))
    if rest.strip() and not re.fullmatch(_POLITE, rest.strip()):
        return None
    return Command("lookup", args[:1], secret)


# --- a command that is the point of a sentence ---------------------------------------

_REASON: Final = re.compile(
    r"[^。?？]{0,60}(?:ため|により|ので|ことから|から|となり|になり|なりました|まして|ですが)"
)
_ASKED: Final = (
    r"(?:ます(?:ので)?|(?:を|は|の)?(?:お願い(?:いた|申し上げ|でき)?し?(?:ます|たいです|たく存じます)?"
    r"|(?:させて|して)(?:ください|いただきます|いただきたく(?:存じます)?|いただきたいです|いただけますか)"
    r"|(?:いた)?します|希望(?:いた)?します|願います|でお願い(?:いた)?します))"
)
_WITHDRAWS: Final = re.compile(
    r"(?:すみませんが|申し訳(?:あり|ござい)ませんが|恐れ入りますが|今回は|誠に勝手ながら)*"
    r"(?:(?:先日の?|今回の?|本|この|この度の?|上記の?|当該)?(?:お?申し?込み?|申請|件|保証の?申し?込み?)"
    r"(?:(?:について|につきまして)?は|を|の)?)?"
    rf"(?:取り?消し?|取り?下げ|取り?やめ|キャンセル){_ASKED}"
)
_RECEIVED: Final = re.compile(
    r"(?:(?:貴社の?|御社の?|標記の?|お送りいただいた|ご送付いただいた|電子保証の?|認証キーの?)*"
    r"(?:メール|お?知らせ|通知書?|pdf|認証キー|添付(?:ファイル|書類)?|書類|件)(?:を|は|につきまして)?)?"
    r"(?:確かに|無事に?|本日|先ほど|たしかに)*"
    r"(?:(?:受領|受け取り|受取り?|拝受|受信)(?:いた)?し|受け取り|受取り)ました"
    r"(?:ので(?:ご|お)?(?:連絡|報告|知らせ)(?:を)?(?:いた|申し上げ)?し?ます)?",
    re.IGNORECASE,
)


def asked(text: str) -> Command | None:
    """Read a sentence whose point is 取下げ or 受領, with its reason and courtesy."""
    if len(text) > 2 * MAX_COMMAND or not _POINT.search(text):
        return None
    if "?" in fold.narrow(text):
        return None
    clauses = [courtesy.spelt(clause) for clause in courtesy.clauses(text)]
    points = [
        (name, at)
        for at, clause in enumerate(clauses)
        for name, pattern in _POINTS
        if pattern.fullmatch(clause)
    ]
    if len(points) != 1:
        return None
    ((name, at),) = points
    before = (clause for clause in clauses[:at] if not _REASON.fullmatch(clause))
    polite = all(map(courtesy.is_courtesy, (*before, *clauses[at + 1 :])))
    return Command(name) if polite else None


_STATUS: Final = re.compile(
    r"(?:[^、。?？]{0,24}の)?(?:お?手続き?の?|お?申し?込み?の?|審査の?|発行の?)?(?:状況|進捗)(?:状況)?"
    r"(?:を|は|について|の)?(?:お?教え(?:て)?|お?知らせ|ご?確認|ご?連絡|ご?回答)?(?:して)?"
    r"(?:ください(?:ませ)?|いただけますか|いただけますでしょうか|いただけますと幸いです|願います|お願い(?:いた)?します"
    r"|たいです|いただきたく(?:存じます)?|いかがでしょうか)"
)
_POINT: Final = re.compile(r"取|キャンセル|受|状況|進捗")
_POINTS: Final[tuple[tuple[Intent, re.Pattern[str]], ...]] = (
    ("withdraw", _WITHDRAWS),
    ("receipt", _RECEIVED),
    ("status", _STATUS),
)


# --- where commands stand ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """The commands of a mail, and the lines that nothing of it took."""

    commands: tuple[Command, ...]
    consent: Consent | None
    rest: tuple[Line, ...]


def _above_addressee(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is our name, above 「宮城支店 御中」."""
    text = fold.trim(lines[index].text)
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    return not re.search(r"[。:：0-9０-９]", text) and courtesy.is_addressee(below)


def said(subject: str, lines: Sequence[Line], *, reply: bool) -> Said:
    """Find the commands in the subject (not of a reply) and the first own lines."""
    found: list[Command] = []
    if not reply and (in_subject := command(subject)):
        found.append(in_subject)
    rest: list[Line] = []
    yes: Consent | None = None
    at = 0
    while at < len(lines):
        line, upto = lines[at], at + 1
        if yes is None and not found and (yes := _yes(line.text, reply=reply)):
            rest.append(line._replace(text="") if yes.plain else line)
        elif (order := _ordered(lines, at)) is not None:
            found.append(order[0])
            upto = order[1]
            rest += [each._replace(text="") for each in lines[at:upto]]
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
    return Said(tuple(dict.fromkeys(found))[:MAX_COMMANDS], yes, tuple(rest))


def _opening(lines: Sequence[Line], at: int, *, reply: bool) -> str | None:
    """Give what is left of a line that may stand above a command, None of others."""
    text = lines[at].text
    if reply and consent.seen(text):
        return ""
    opens = courtesy.is_opening(text) or _above_addressee(lines, at)
    return text if opens else None


def _unheld(yes: Consent | None, rest: Sequence[Line]) -> Consent | None:
    """Give a yes; it is not plain where the letter puts a condition elsewhere."""
    if yes and yes.plain and consent.held(rest):
        return consent.Consent(plain=False)
    return yes


def _ordered(lines: Sequence[Line], at: int) -> tuple[Command, int] | None:
    """Read a command on a line, or at the end of a sentence; say where it ends."""
    if order := command(lines[at].text):
        return order, at + 1
    end = _end(lines, at)
    sentence = "".join(fold.trim(line.text) for line in lines[at:end])
    return (order, end) if (order := asked(sentence)) else None


def _yes(text: str, *, reply: bool) -> Consent | None:
    """Read a line as a yes; without the word はい only in a reply."""
    if found := consent.consent(text):
        return found
    return consent.Consent(plain=True) if reply and consent.agrees(text) else None


_MOST_LINES: Final = 3


def _end(lines: Sequence[Line], at: int) -> int:
    """Give the end of a sentence that is wrapped over a few lines."""
    end = at + 1
    while end < min(len(lines), at + _MOST_LINES):
        text = fold.trim(lines[end - 1].text)
        if not fold.trim(lines[end].text) or text.endswith(("。", "！", "!")):
            break
        end += 1
    return end
