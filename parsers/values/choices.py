"""Choices: yes or no, the form, the payment, and the other closed lists.

Check boxes are read first (`☐ 証書(紙)　☒ 電子保証`): what is ticked is the text.  Then
words are looked for.  Two answers in one text, or a negation of a negation, is a flaw.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from parsers import fold
from parsers.values.flaws import MAX_VALUE, Flaw, absent

_MARK: Final = re.compile(
    r"\s*(?P<on>[☒☑✓✔✅🗹🗸☓]|[\[(【（［]\s*[xX×✓✔レﾚ○〇◯●ｘＸvV]\s*[\])】）］]"
    r"|(?<![ァ-ヶー])レ(?![ァ-ヶー])"
    r"|[■●◉◼](?!\s*$))"
    r"|\s*(?P<off>[☐□◻⬜]|[\[(（［]\s*[\])）］]|[○◯](?=[^\s]{2}))\s*"
)
_STRONG_OFF: Final = re.compile(r"[☐□◻⬜]|[\[(（［]\s*[\])）］]")
_STRONG_ON: Final = re.compile(
    r"[☒☑✓✔✅🗹🗸]|[\[(（［]\s*[xX×✓✔レﾚ○〇◯●ｘＸvV]\s*[\])）］]"
)


@dataclass(frozen=True, slots=True)
class Boxes:
    """What stood behind check boxes: the ticked and the empty options."""

    ticked: tuple[str, ...]
    empty: tuple[str, ...]


def boxes(text: str) -> Boxes | None:
    """Take check boxes apart; None where there are none.

    `■` counts as a tick only beside an empty box: alone it is a heading's mark.
    """
    if not _STRONG_OFF.search(text) and not _STRONG_ON.search(text):
        return None
    marks = list(_MARK.finditer(text))
    ticked: list[str] = []
    empty: list[str] = []
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        option = text[mark.end() : end].strip(" \t\u3000・/／,、|｜")
        (ticked if mark["on"] else empty).append(option)
    return Boxes(tuple(ticked), tuple(empty))


def chosen(text: str) -> str | Flaw | None:
    """Return the text that counts: the ticked option, or all of it without boxes."""
    found = boxes(text)
    if found is None:
        return text
    if len(found.ticked) == 1:
        return found.ticked[0]
    return Flaw("ambiguous_choice") if found.ticked else None


# --- yes and no -----------------------------------------------------------------

_NO: Final = re.compile(
    r"し?ない|しません|ません|なし|無し|せず|不要|不用|いらない|要らない|必要なし"
    r"|無用|非該当|対象外"
    r"|いいえ|^(?:否|無|不|×|✕|✖|no|n|off|false|なし|ナシ|非)$|^×",
    re.IGNORECASE,
)
_YES: Final = re.compile(
    r"希望|利用|使用|する|します|あり|有り|必要|要(?!ら)|はい|該当|お願い|願います"
    r"|欲しい|ほしい|申し?込"
    r"|^(?:有|要|可|○|◯|〇|◎|レ|✓|yes|y|on|true|ok|済)$|^[○◯〇]",
    re.IGNORECASE,
)
_DOUBLE: Final = re.compile(
    r"(?:ない|ません|なく|せず|不要|なし)(?:わけ|こと|で|と)?(?:は|も|では)"
    r"(?:ない|ありません|なく|ございません)|ないではない|なくはない|ないことは|わけでは"
)
_UNSURE: Final = re.compile(
    r"どちら(?:でも|か)|いずれ|おまかせ|お任せ|検討|相談|場合|かも|[?？]|もしくは"
    r"|または|又は"
)
_INSTEAD: Final = re.compile(
    r"^.*(?:ではなく|でなく|じゃなく|をやめ|から(?=.*(?:変更|に))|→|⇒|変更後)"
)


_BOTH: Final = re.compile(
    r"(?:する|します|あり|希望|利用)[・/,、\s]|(?:要|有|はい)[・/|]"
)


def flag(text: str) -> bool | Flaw | None:
    """Read yes or no: 希望する, 利用しない, あり, 不要, ○ or ×."""
    if (picked := _picked(text)) is None or isinstance(picked, Flaw):
        return picked
    if _DOUBLE.search(picked) or _UNSURE.search(picked):
        return Flaw("ambiguous_choice")
    no = _NO.search(picked)
    yes = _YES.search(_NO.sub("", picked)) if no else _YES.search(picked)
    if no and yes and _BOTH.search(picked):
        return Flaw("ambiguous_choice")  # 「する・しない」 with nothing chosen
    if no:
        return False
    return True if yes else Flaw("ambiguous_choice")


def _picked(text: str) -> str | Flaw | None:
    """Return the folded text that counts, or None where nothing is said."""
    if len(text) > MAX_VALUE:
        return Flaw("ambiguous_choice")
    picked = chosen(text)
    if not isinstance(picked, str):
        return picked
    bare = fold.narrow(fold.trim(picked)).rstrip("。.")
    if not bare or bare in {"-", "ー", "未定", "未記入", "該当なし", "—", "―", "−"}:
        return None
    return _INSTEAD.sub("", bare) or bare


# --- closed lists ---------------------------------------------------------------


def _listed(text: str, options: dict[str, re.Pattern[str]]) -> str | Flaw | None:
    """Return the one option whose words are in the text."""
    if absent(text):
        return None
    picked = _picked(text)
    if not isinstance(picked, str):
        return picked
    if _DOUBLE.search(picked) or re.search(
        r"どちら|いずれ|未定|検討|または|又は|もしくは|[?？]", picked
    ):
        return Flaw("ambiguous_choice")
    found = [name for name, pattern in options.items() if pattern.search(picked)]
    return found[0] if len(found) == 1 else Flaw("ambiguous_choice")


_ELECTRONIC: Final = re.compile(r"電子|デジタル|electronic", re.IGNORECASE)
_PAPER: Final = re.compile(
    r"紙|書面|(?<!電子)(?<!子保証)証書(?!の形式)(?!.{0,4}電子)|証券|ペーパー|paper",
    re.IGNORECASE,
)
_NEGATED: Final = re.compile(
    r"(?:紙|書面|証書|電子|電子保証)[^、。,]{0,6}(?:ではなく|でなく|不要|は希望しない"
    r"|なし|は不可)[、,]?"
)
_KEY_NOTE: Final = re.compile(r"\([^()]*(?:認証キー|キー)[^()]*\)")


def form(text: str) -> str | Flaw | None:
    """Read the form of the certificate: `electronic` or `paper`."""
    cleaned = _KEY_NOTE.sub("", text.replace("（", "(").replace("）", ")"))
    if boxes(cleaned) is None:
        cleaned = _NEGATED.sub("", cleaned) or cleaned
    found = _listed(cleaned, {"electronic": _ELECTRONIC, "paper": _PAPER})
    bare = re.sub(r"\s", "", cleaned)
    if isinstance(found, Flaw) and re.fullmatch(
        r"[^紙書証又ま]*電子(?:保証)?証書[^紙書又ま]*", bare
    ):
        return "electronic"
    return found


_PAYMENTS: Final = {
    "monthly": re.compile(
        r"一括納付|一括納入|月締|月次|^一括$|monthly|まとめて納付", re.IGNORECASE
    ),
    "transfer": re.compile(r"振[り]?込|transfer", re.IGNORECASE),
    "cash": re.compile(r"現金|窓口|cash", re.IGNORECASE),
    "cheque": re.compile(r"小切手|che(?:que|ck)", re.IGNORECASE),
}


def payment(text: str) -> str | Flaw | None:
    """Read how the premium is paid: `monthly`, `transfer`, `cash` or `cheque`.

    一括払い alone may mean "at once" or the monthly 一括納付: it is a question.
    """
    return _listed(text, _PAYMENTS)


_KINDS: Final = {
    "works": re.compile(r"工事|works", re.IGNORECASE),
    "design": re.compile(r"設計|design", re.IGNORECASE),
    "survey": re.compile(r"測量|調査|survey", re.IGNORECASE),
    "services": re.compile(r"業務委託|役務|委託|services", re.IGNORECASE),
}


def work_kind(text: str) -> str | Flaw | None:
    """Read the kind of work: `works`, `design`, `survey` or `services`."""
    found = _listed(text, _KINDS)
    if isinstance(found, Flaw) and not re.search(r"工事", text):
        narrower = {name: _KINDS[name] for name in ("design", "survey")}
        return _listed(text, narrower)
    return found


_SUBMISSIONS: Final = {
    "forward": re.compile(
        r"代理|代行|(?:貴社|御社|保証会社|そちら).{0,4}(?:から|より|に)|forward",
        re.IGNORECASE,
    ),
    "self": re.compile(
        r"自分|自社|当社|弊社|直接|自ら|各自|こちら|self|ourselves", re.IGNORECASE
    ),
}


_EXPLAINED: Final = re.compile(r"(?<=.)[(（][^()（）]*[)）]\s*$")


def submission(text: str) -> str | Flaw | None:
    """Read who submits to the obligee: `forward` (we do) or `self`.

    What our own form says in brackets (代理送信（当社から…）) explains the choice.
    """
    if boxes(text) is None:
        text = _EXPLAINED.sub("", text)
    return _listed(text, _SUBMISSIONS)
