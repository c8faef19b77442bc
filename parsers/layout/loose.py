"""Loose pairs: a label and its value with no colon, or with something else between.

Dots that lead to the value, a dash, brackets around it, は, or nothing at all. Only a
value that is plainly of the label's kind is taken where the label could be a sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.form import field_values
from parsers.values.flaws import absent
from parsers.words import labels

if TYPE_CHECKING:
    from parsers.words.labels import Label

    Pair = tuple[Label, str]

HEAD: Final = 45
"""Columns of a line in which its label stands."""
_BULLET: Final = re.compile(
    r"(?:[①-⑳㉑-㉟㊱-㊿❶-❿⑴-⒇⒈-⒛ⅰ-ⅻⅠ-Ⅻ][.．]?|[(（][0-9０-９]{1,2}[)）]"
    r"|[0-9０-９]{1,2}(?:[)）．、]|[.:：](?![0-9])|(?=[\s\u3000]))"
    r"|[(（]?[ア-ンａ-ｚa-z][)）.．]|[・･●◎■◆◇▼▽▲△★☆◦•▪▶►»＊*※+\-–—>○◯]"
    r"|[一二三四五六七八九十][、.．]"
    r"|[\U0001F000-\U0001FAFF\u2600-\u260f\u2613-\u26ff\u2728\u27a1\u2763\u2764]\ufe0f?)[\s\u3000]*"
)
_MAX_BULLETS: Final = 4


def without_bullets(body: str) -> str:
    """Return a line without the marks of a list before it."""
    for _ in range(_MAX_BULLETS):
        mark = _BULLET.match(body)
        if not mark:
            break
        body = body[mark.end() :]
    return body


_LEADER: Final = re.compile(
    r"(?<=[^\s\u3000])[\s\u3000]*(?:[…‥]{1,40}|[・･]{3,40}|[.．]{4,40}|[─―－-]{4,40})[\s\u3000]*(?=\S)"
    r"|(?<=[^\s\u3000])[\s\u3000]{1,20}[-–—―－ー][\s\u3000]{1,20}(?=\S)"
)
_LEADS: Final = (
    *("…", "‥", "・・・", "･･･", "....", "──", "--"),
    *(f"{gap}{dash}" for gap in " \u3000" for dash in "-–—―－ー"),
)


def unled(body: str) -> str:
    """Make a colon of the dots that lead from a label to its value."""
    if not any(map(body.__contains__, _LEADS)):
        return body
    led = _LEADER.search(body, 0, HEAD)
    if not led or not labels.lookup(without_bullets(body[: led.start()])):
        return body
    return f"{body[: led.start()]}：{body[led.end() :]}"


_TOLD: Final = re.compile(
    r"(?P<label>[^\s、。，,：:はがを0-9０-９]{2,14}?)(?P<by>[はが][、\s]?)?"
    r"(?P<value>(?:[0-9０-９￥¥]|金[0-9０-９]|[RＲ令平]和?成?[0-9０-９元]"
    r"|(?<=[はが、\s])\S).{0,80})$"
)
_SENTENCE: Final = re.compile(
    r"[。？?]|(?:ます|ません|です|でした|ください|下さい|か)$"
)
_FIGURED: Final = frozenset(
    {"contract_amount", "contract_date", "work_period", "work_start", "work_end"}
)
_PRODUCT: Final = frozenset({labels.PRODUCT_FIELD})
_NAMED: Final = frozenset(
    {"amount", "project_name", "contractor_name", "bank", "obligee_name"}
)


def told(body: str) -> Pair | None:
    """Read `工事名は〇〇工事` and `契約日R8.3.9`, alone on a line and no sentence.

    Only a value that is plainly of the label's kind is taken.
    """
    match = _TOLD.match(body) if len(body) < 2 * HEAD else None
    if not match or _SENTENCE.search(body):
        return None
    label = labels.lookup(match["label"])
    if not label or label.note:
        return None
    value, named = fold.trim(match["value"]), match["by"] and _NAMED | _PRODUCT
    if label.field not in (_FIGURED | (named or frozenset())):
        return None
    if match["by"] and absent(value):
        return label, value  # 契約日は未定
    kind = "amount" if label.field == labels.PRODUCT_FIELD else label.field
    return (label, value) if field_values.plain(kind, value) else None


_HELD: Final = re.compile(
    r"(?P<label>[^（()）]{2,16})[（(](?P<value>[^（()）]{1,60})[)）]$"
)


def held(body: str) -> Pair | None:
    """Read `発注者（岩泉町長）`, where what is in the brackets is plainly the value."""
    match = _HELD.match(body)
    label = labels.lookup(match["label"]) if match else None
    if not match or not label or label.field in {"", "form"}:
        return None
    kind = "amount" if label.field == labels.PRODUCT_FIELD else label.field
    value = fold.trim(match["value"])
    return (label, value) if field_values.plain(kind, value) else None
