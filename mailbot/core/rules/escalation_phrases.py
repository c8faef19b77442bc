"""What a mail says between its lines: a person is wanted, or there is no time.

A person is always one word away (specification 3.2).  The words are data; a sentence
with a condition (ご不明な点があればお電話ください) or a denial asks for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from mailbot.core.office.names import compatible

Escalation = Literal["call", "person", "upset", "confused"]
"""call me; let me speak to a person; angry; at a loss."""

_PLEASE = (
    r"(?:ください|下さい|もらえ|もらいたい|いただけ|いただきたい|頂け|頂きたい|欲しい"
    r"|ほしい|(?:お)?願い)"
)

WORDS: Mapping[Escalation, tuple[str, ...]] = MappingProxyType(
    {
        "call": (
            (
                rf"電話(?:連絡)?(?:を|で(?:の)?)?(?:いた)?(?:(?:ご)?(?:連絡|説明|対応))?"
                rf"(?:を)?(?:して)?{_PLEASE}"
            ),
            rf"折り?返し(?:の?お?電話|(?:ご)?連絡)?(?:を)?(?:お|して)?{_PLEASE}",
            r"電話で(?:話|相談|説明|確認)(?:が|を)?(?:し|でき|させ|聞)",
            r"\b(?:please )?(?:call|phone|ring) me\b",
            r"\bgive me a call\b",
        ),
        "person": (
            (
                rf"(?:担当(?:者|の方)?|係の方|人|人間)(?:の方)?(?:に|と|へ)(?:直接)?"
                rf"(?:代わ|替わ|変わ|かわ|つな|繋|話|やり?取り|相談)[^。、]{{0,6}}?"
                rf"(?:たい|{_PLEASE})"
            ),
            (
                rf"(?:担当(?:者|の方)|人間|係の方|責任者)(?:の方)?(?:を|から(?:の)?)"
                rf"(?:(?:ご)?(?:連絡|返信|返事|回答|説明|対応))?(?:を)?(?:お|出して)?"
                rf"{_PLEASE}"
            ),
            r"(?:ロボット|自動(?:応答|返信)|機械|AI)(?:で|じゃ)(?:は)?な(?:く|い)",
            r"人間(?:と|に|を)",
            (
                r"\b(?:speak|talk|talking) (?:to|with) (?:a |an |some)?"
                r"(?:real )?(?:person|human|agent|body|one)\b"
            ),
            r"\b(?:real|human) (?:person|being|agent)\b",
        ),
        "upset": (
            r"いい加減に",
            r"ふざけ(?:る|て|ない)",
            r"何(?:度|回)(?:も)?(?:言|同じ|書い|送っ|送ら|返信|説明)",
            # QUIRK: お世話になります is in every letter.
            r"(?<![世せわ])話に(?:も)?なら(?:ない|ん)",
            r"(?<![世せわ])話に(?:も)?なりません",
            r"腹(?:が立|立た)",
            r"怒って",
            r"クレーム",
            r"責任者を出",
            r"(?:対応|返事|回答|手続き?)(?:が|は)(?:ひど|酷|遅すぎ|おそすぎ)",
            r"(?:まったく|全く|全然)(?:話が)?(?:通じ|進ま|役に立)",
            r"\b(?:ridiculous|unacceptable|fed up|useless)\b",
        ),
        "confused": (
            r"意味が(?:まったく|全く)?(?:わか|分か|判)(?:ら|りま)",
            (
                r"(?:どう|何を|なにを)(?:すれ|したら|書け|書いたら)(?:ば)?(?:よい|いい|良い)"
                r"(?:の)?(?:です)?か?(?:が|か)?(?:わか|分か|判)(?:ら|りま)"
            ),
            (
                r"(?:使い方|書き方|やり方|仕組み|手順|操作)が(?:よく|まったく|全く|全然)?"
                r"(?:わか|分か|判)(?:ら|りま)"
            ),
            r"(?:さっぱり|全然|まったく|全く)(?:わか|分か|判)(?:ら|りま)",
            r"困(?:って|り果て)(?:い)?(?:ます|る|ました)",
            r"\bi (?:do not|don't) understand\b",
            r"\bi(?:'m| am) (?:lost|confused)\b",
        ),
    }
)
"""What asks for a person, as patterns of folded text.  The first that fits is meant."""

_FOUND = {
    feeling: re.compile("|".join(f"(?:{word})" for word in words), re.IGNORECASE)
    for feeling, words in WORDS.items()
}
_ANY = re.compile("|".join(one.pattern for one in _FOUND.values()), re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:ば|たら|ても|なら|場合|際|とき|時)(?:に|は|には|も)?[、,]?"
    r"|不要|いりません|要りません|必要ありません|しないで|控え"
    r"|\bif\b|\bdo not\b|\bdon't call\b|\bno need\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"「([^」]{0,60})」")
_CUT = re.compile(r"(?<=[。！？!?\n])")
_SPACES = re.compile(r"[ \t\u3000]+")

URGENT: tuple[str, ...] = (
    "至急",
    "大至急",
    "本日中",
    "今日中",
    "急ぎで",
    "お急ぎ",
    "急いで",
    "urgent",
    "asap",
)
"""Words that raise the urgency of a case (R-20)."""
_NOT_URGENT = ("急ぎでは", "急ぎじゃ", "急ぎません")

MOST_READ = 20_000
"""Characters of a mail that are looked through; a letter has fewer."""


def feeling_in(text: str) -> Escalation | None:
    """Return what a mail's own text feels like, None where it just says its matter."""
    folded = compatible(text[:MOST_READ])
    # Nearly every mail has none of them: what is cited alone may hide one.
    if "「" not in folded and not _ANY.search(_SPACES.sub(" ", folded)):
        return None
    for sentence in _CUT.split(folded):
        found = _feeling(_SPACES.sub(" ", sentence).strip())
        if found is not None:
            return found
    return None


def _feeling(sentence: str) -> Escalation | None:
    if "「" in sentence:
        whole = _QUOTED.fullmatch(sentence)
        # What stands in brackets is cited: often our own 「電話ください」と書いて.
        sentence = whole[1] if whole else _QUOTED.sub("", sentence)
    for feeling, pattern in _FOUND.items():
        hit = pattern.search(sentence)
        if hit and (feeling == "upset" or not _conditional(sentence, hit)):
            return feeling
    return None


def _conditional(sentence: str, hit: re.Match[str]) -> bool:
    """Return whether the wish stands under a condition, or is denied."""
    around = f"{sentence[: hit.start()]} {sentence[hit.end() :]}"
    return bool(_CONDITION.search(around))


def is_urgent(text: str) -> bool:
    """Return whether a mail says that it is urgent (至急, 本日中 …)."""
    folded = compatible(text[:MOST_READ]).lower()
    for word in _NOT_URGENT:
        folded = folded.replace(word, "")
    return any(word in folded for word in URGENT)
