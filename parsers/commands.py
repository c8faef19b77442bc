"""Words of command: はい, 取消, 提出 00427-000318 … in the subject or the first lines.

One command a line, in any width, polite forms allowed, and nothing else on the line.
`はい、ただし…` is no yes: consent is read only from a line that says nothing more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import courtesy, english, fold
from parsers.reading import Command
from parsers.values import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    ("status", _verb("(?:手続)?状況|進捗|status")),
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


def command(text: str) -> Command | None:
    """Read one line as one command, or None."""
    bare = fold.trim(text)
    if not bare or len(bare) > MAX_COMMAND:
        return None
    folded = english.plain(fold.narrow(bare).strip("「」『』【】*＊・>＞ "))
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
    for intent, pattern in table:
        if pattern.fullmatch(verb):
            return Command(intent, args)
    return None


def _lookup(folded: str, args: tuple[str, ...]) -> Command | None:
    secret = numbers.key(folded)
    rest = numbers.without_numbers(folded)
    rest = _KEY_LABEL.sub(" ", _LOOKUP.sub(" ", rest.replace(secret or "\0", " ")))
    if rest.strip() and not re.fullmatch(_POLITE, rest.strip()):
        return None
    return Command("lookup", args[:1], secret)


# --- yes --------------------------------------------------------------------------

_YES: Final = re.compile(
    r"「?(?:はい|ハイ|ﾊｲ|yes|ok|okay|オーケー)」?(?:です|でお願い(?:いた)?します"
    r"|お願い(?:いた)?します)?"
    r"|送信(?:を)?(?:する|して(?:ください|下さい)|(?:いた|致)?します"
    r"|(?:を)?お願い(?:いた|致)?します|願います|ください)?",
    re.IGNORECASE,
)
_YES_TAIL: Final = re.compile(
    r"(?:(?:この|その|上記の?|ご確認の|申込確認の|記載の)?(?:まま|内容|とおり"
    r"|通り)(?:の|に|で)?(?:とおり|通り|内容)?(?:で|に)?)?"
    r"(?:(?:の?内容)?(?:に|で|は)?(?:相違|間違い|誤り|問題"
    r"|異存)(?:は)?(?:ございません|ありません|ないです|なし))?"
    r"(?:(?:内容)?(?:を)?(?:確認|承知|了解|了承)(?:いた|致)?しました)?"
    r"(?:(?:進めて|送信して|手続きして|申し込んで|手続きを進めて"
    r"|お?手続き(?:を)?)(?:ください|下さい|お願い(?:いた|致)?します)?)?"
    r"(?:送信|申し?込み?)?(?:を)?(?:(?:いた|致)?します|お願い(?:いた|致"
    r"|申し上げ)?(?:します|ます)|大丈夫です|結構です|よろしいです|ok(?:です)?|です)?",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[、,。.!！\s]+")
_CONDITION: Final = re.compile(
    r"ただし|但し|ただ、|しかし|けれど|ですが|ますが|場合(?:は|に)|なら|条件|以外"
    r"|除い|除き|修正|訂正|変更し|変更を|直して|間違って|誤って|違います|異なり"
)


@dataclass(frozen=True, slots=True)
class Consent:
    """A はい: `plain` says that its line holds nothing more."""

    plain: bool


def consent(text: str) -> Consent | None:
    """Read a line as はい or 送信; None where it does not begin so."""
    folded = fold.narrow(fold.trim(text)).strip('"“”')
    clauses = [clause for clause in _CLAUSE.split(folded) if clause]
    if not clauses:
        return None
    head = clauses[0]
    if not _YES.fullmatch(head):
        begins = re.match(r"「?はい」?(?=[^ぁ-ん]|ただ|でも|その|この|ですが)", head)
        return Consent(plain=_says_yes(head[begins.end() :])) if begins else None
    return Consent(plain=all(map(_says_yes, clauses[1:])))


def _says_yes(clause: str) -> bool:
    return bool(
        _YES.fullmatch(clause)
        or _YES_TAIL.fullmatch(clause)
        or english.agrees(clause)
        or (courtesy.is_courtesy(clause) and not _CONDITION.search(clause))
    )


def conditional(text: str) -> bool:
    """Tell whether a sentence puts a condition or asks for a correction."""
    return bool(_CONDITION.search(fold.narrow(text)))


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
    for index, line in enumerate(lines):
        if yes is None and not found and (yes := consent(line.text)):
            rest.append(line._replace(text="") if yes.plain else line)
        elif order := command(line.text):
            found.append(order)
            rest.append(line._replace(text=""))
        elif courtesy.is_opening(line.text) or _above_addressee(lines, index):
            rest.append(line)
        else:
            rest.extend(lines[index:])
            break
    if yes and yes.plain:
        found.insert(0, Command("confirm"))
    return Said(tuple(dict.fromkeys(found))[:MAX_COMMANDS], yes, tuple(rest))
