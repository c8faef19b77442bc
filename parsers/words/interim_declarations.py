"""The four declarations of an interim advance: which one a wording is, and yes or no.

Half the period passed, the work scheduled until then done, half the cost spent, the
first advance received (specification 1.3, R-05). Clerks copy them from the clauses of
their contract, so each is known by its words, not by one label.
"""

from __future__ import annotations

import re
from typing import Final

from parsers import fold
from parsers.values.flaws import Flaw, absent

_HALF: Final = r"(?:2分の1|二分の一|1[/⁄]2|半分|半ば|½|50%|5割)"
_TAIL: Final = r"(?:こと|の有無|か|ている|ています|ております|た|ました|済み?|[。.])*"
_KINDS: Final = (
    (
        "scheduled_work",
        re.compile(
            rf"(?:.{{0,30}}(?:工期|工程|{_HALF}).{{0,24}}?)?"
            r"(?:予定|実施すべき|行うべき|計画).{0,24}?(?:作業|工事|工程).{0,8}?"
            rf"(?:完了|実施|行われ|終了|終わっ|済).{{0,6}}?{_TAIL}"
        ),
    ),
    (
        "half_cost",
        re.compile(
            rf"(?:.{{0,30}}(?:出来高|経費|費用|進捗).{{0,24}}?{_HALF}"
            rf"|.{{0,20}}{_HALF}(?:以上)?(?:の額)?(?:に相当する|の|にあたる)?(?:額の)?"
            rf"(?:出来高|経費|費用)).{{0,16}}?{_TAIL}"
        ),
    ),
    (
        "half_period",
        re.compile(
            rf"(?:工期|履行期間|工事期間)(?:の|が|は)?{_HALF}(?:以上|を超え)?"
            rf"(?:を|が|は|の)?(?:経過|過ぎ|超過)?(?:し|て|い)*{_TAIL}"
        ),
    ),
    (
        "advance_paid",
        re.compile(
            r"(?:当初の?|既に|すでに|先の)?前(?:払)?い?金(?:保証金)?(?:は|を|の|が)?"
            r"(?:全額|既に|すでに)?(?:支払い?(?:を|が)?(?:受け|済)|受領|受け?取り?|入金)"
            rf"(?:済み?|し|て|い|で|す)*{_TAIL}"
        ),
    ),
)
KINDS: Final = tuple(name for name, _ in _KINDS)
_LONGEST: Final = 90
_HINT: Final = re.compile(r"分の|/2|⁄2|半|½|50%|5割|予定|計画|べき|前払?い?金")
"""Something of this stands in every declaration."""


def kind(text: str) -> str | None:
    """Return which declaration a label or a clause is: "half_period", …; else None."""
    squeezed = fold.squeeze(text).strip("・、。:：")
    if len(squeezed) > _LONGEST or not _HINT.search(squeezed):
        return None
    return next((name for name, known in _KINDS if known.fullmatch(squeezed)), None)


_NOT_YET: Final = re.compile(r"予定|見込|まもなく|近く|次第|[?？]|かどうか")
_NO: Final = re.compile(r"いいえ|未|ない|ません|なし|no|×|✕|否|非該当", re.IGNORECASE)
_YES: Final = re.compile(
    r"はい|済|完了|経過|受領|該当|達し|超え|満た|あり|有|以上|行われ|受け|いる|います"
    r"|おり|した|yes|ok|^[○◯〇✓レ]",
    re.IGNORECASE,
)


def declared(text: str) -> bool | Flaw | None:
    """Read whether a condition holds; 予定 and 見込 are no yes."""
    if absent(text):
        return None
    folded = fold.narrow(text)
    if _NOT_YET.search(folded):
        return Flaw("ambiguous_choice")
    if _NO.search(folded):
        return False
    return True if _YES.search(folded) else Flaw("ambiguous_choice")
