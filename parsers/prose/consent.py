"""Consent: はい, 送信, and the sentences that say the same to a read-back.

`はい、ただし…` is no yes: consent is read only where every clause of the line agrees or
is courtesy, and where nothing else in the letter puts a condition or asks to wait.
Politeness alone (承知しました, よろしくお願いします) agrees to nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.words import courtesy, english

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parsers.message.lines import Line

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
    r"|なければ|ないようで(?:し|あ)|除い|除き|修正|訂正|変更し|変更を|直して|間違って|誤って|違います|異なり"
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
    clauses = _after_looking(clauses)
    head = clauses[0]
    if not _YES.fullmatch(head):
        begins = re.match(r"「?はい」?(?=[^ぁ-ん]|ただ|でも|その|この|ですが)", head)
        return Consent(plain=_says_yes(head[begins.end() :])) if begins else None
    return Consent(plain=all(map(_says_yes, clauses[1:])))


_LOOKED: Final = re.compile(
    r"(?:(?:お送り|ご送付)(?:いただいた|の))?(?:ご連絡|(?:お?申し?込み?|記載|ご?確認)?の?(?:内容|事項|メール)|お?申し?込み?確認)?"
    r"(?:を|は|につき)?(?:すべて|全て)?(?:確認|拝見|承知)(?:いた|致)?し(?:ました|まして)"
)
"""That the read-back was looked at, and nothing else: a はい often follows it."""
_HAI: Final = re.compile(r"「?(?:はい|ハイ|ﾊｲ)")


def _after_looking(clauses: list[str]) -> list[str]:
    """Return the clauses from はい on, where only courtesy stands before it."""
    for at, clause in enumerate(clauses):
        if _HAI.match(clause):
            return clauses[at:]
        if not _LOOKED.fullmatch(clause) and not _beside(clause):
            break
    return clauses


_WILL: Final = re.compile(
    r"(?:連絡|回答|返信|返答|返事|確認|相談)(?:を)?(?:いたし|致し|させていただき|申し上げ|し)ます"
)
"""What the writer is still to do: `はい、ご連絡いたします` does not agree."""


def _says_yes(clause: str) -> bool:
    return not _WILL.search(clause) and bool(
        _YES.fullmatch(clause)
        or _YES_TAIL.fullmatch(clause)
        or english.agrees(clause)
        or _beside(clause)
    )


# --- the same without the word はい -------------------------------------------------

_SO: Final = r"(?:ので|から|ですので)?"
_WHAT: Final = (
    r"(?:(?:お?申し?込み?|申込確認|記載|上記|下記|以上|こちら|ご?確認)の?)?(?:内容|記載|とおり|項目|事項)?"
    r"(?:に(?:つきまして|ついて)は?|に|で|は|も|の)?(?:特に|全て|すべて|一切|全く|何も)?"
)
_AGREES: Final = re.compile(
    r"(?:(?:お送り|ご送付)?(?:いただ(?:きました|いた)|の)?(?:申込|申込みの?)?(?:内容|申込確認|メール)を?)?"
    r"(?:確認|拝見)(?:いた)?し(?:ました|まして)(?:が|ところ)?"
    rf"|{_WHAT}(?:相違|間違い|誤り|問題|異存|異議|不備|訂正|修正)(?:箇所|点)?(?:は|も|等は)?"
    rf"(?:ござい|あり)ません(?:でした)?{_SO}"
    rf"|{_WHAT}(?:相違|間違い|誤り|問題|異存)な(?:い|し)(?:です)?{_SO}"
    rf"|(?:これ|{_WHAT})(?:で)?(?:ok|オーケー|合って(?:い)?ます|よろしい|問題ない)(?:です|でございます)?{_SO}"
    r"|(?:これで|(?:この|その)(?:内容|まま|とおり)で|(?:申込|記載|上記|以上の?)?(?:の)?内容[はで])"
    rf"(?:大丈夫|結構)(?:です|でございます){_SO}"
    r"|(?:この|その)?(?:まま|内容で|これで|とおり)?(?:お|ご)?(?:手続き?|申し?込み?|発行|処理|申請)?"
    r"(?:を|に|の)?(?:お?進めて?|送信して|進行して)(?:ください(?:ませ)?|いただいて(?:結構|大丈夫|構いません)(?:です)?"
    r"|いただけますか?|いただけますと幸いです|いただければと(?:存じ|思い)ます"
    r"|いただきますようお願い(?:いた|申し上げ)?し?ます|お願い(?:いた|申し上げ)?し?ます)"
    r"|(?:この|その)(?:まま|内容で)(?:お|ご)(?:手続き?|発行)(?:ください(?:ますようお願い(?:いた|申し上げ)?し?ます)?|願います)"
    r"|(?:この|その)(?:まま|内容で|とおり)(?:の)?(?:お|ご)?(?:手続き?|申し?込み?|発行|処理|申請)?(?:を|に|の|で)?"
    r"(?:よろしく)?お願い(?:いた|申し上げ)?し?ます",
    re.IGNORECASE,
)
"""What agrees, alone or beside courtesy; 確認しました alone does not."""
_SEEN: Final = re.compile(
    r".{0,10}(?:確認|拝見)(?:いた)?し(?:ました|まして)(?:が|ところ)?"
)


def seen(text: str) -> bool:
    """Return whether a line says no more than 社長にも確認しました."""
    clauses = courtesy.clauses(text)
    return bool(clauses) and all(map(_SEEN.fullmatch, clauses))


_BECAUSE: Final = re.compile(
    r"(?<=ません)ので|(?<=です)ので|(?<=ません)から|(?<=まして)|(?<=ました)ところ"
)
_MOST: Final = 120


def agrees(text: str) -> bool:
    """Return whether a reply's sentence is a yes without はい: 問題ありません."""
    if len(text) > _MOST or re.search(r"[?？]|か。?$", text):
        return False
    clauses = [
        courtesy.spelt(piece)
        for clause in courtesy.clauses(text)
        for piece in _BECAUSE.split(clause)
        if piece
    ]
    yes = [clause for clause in clauses if _AGREES.fullmatch(clause)]
    rest = (clause for clause in clauses if not _AGREES.fullmatch(clause))
    meant = any(not _SEEN.fullmatch(clause) for clause in yes)
    return meant and all(map(_beside, rest))


def _beside(clause: str) -> bool:
    return (
        not _WILL.search(clause)
        and courtesy.is_courtesy(clause)
        and not _CONDITION.search(clause)
    )


# --- what takes a yes back ----------------------------------------------------------

_HOLDS: Final = re.compile(
    r"待って|待ち(?:ください|いただ)|保留|まだ|止めて|ストップ|取り?消|取り?下げ|次第|やはり|やっぱり"
    r"|確認中|(?<![ぁ-ん])でも|(?<!間)違[うっい]|変です|おかし|気がし|ではなく|誤り(?!は)|間違い(?!は)|間違え"
)


def held(lines: Iterable[Line]) -> bool:
    """Return whether a mail puts a condition or asks to wait, courtesy aside."""
    return any(
        (_CONDITION.search(clause) or _HOLDS.search(clause))
        and not courtesy.is_courtesy(clause)
        and not _AGREES.fullmatch(courtesy.spelt(clause))
        for line in lines
        if len(line.text) <= courtesy.MAX_COURTESY
        for clause in courtesy.clauses(line.text)
    )
