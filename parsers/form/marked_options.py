"""Options marked in words: `電子・紙（電子に○）`, `電子／紙（紙を抹消）`.

People who fill in a form by hand circle one option or strike the other out, and say so
when they type it.
"""

from __future__ import annotations

import re
from typing import Final

from parsers import fold
from parsers.values.flaws import MAX_VALUE

_WORD: Final = r"(?P<word>[^、。・/／（）()〔〕\[\]\s○◯〇]{1,16}?)"
_CIRCLED: Final = re.compile(
    rf"{_WORD}(?:の(?:方|ほう))?(?:に|を)(?:[○◯〇●丸]|まる|マル|チェック|レ点)"
    r"(?:印)?(?:を?(?:付け|つけ|し)?て?(?:あります|います|ください|ました|た)?)?"
)
_STRUCK: Final = re.compile(
    rf"{_WORD}(?:の(?:方|ほう))?(?:を|は|に|を二重線で|は二重線で)"
    r"(?:抹消|取り?消し?線?|二重線|見え?消し|斜線|削除)"
    r"(?:で?(?:消し)?(?:し|済み?|て|た|あり|ます|ました|い)*)?"
)
_LINED: Final = re.compile(r"~~([^~]{1,40})~~|＝＝([^＝]{1,40})＝＝")
_ASIDE: Final = re.compile(r"[（(〔\[]([^（）()〔〕\[\]]{2,40})[）)〕\]]|※(.{2,40})$")
_BESIDE: Final = re.compile(r"(?P<word>[^\s・/／、|｜]{1,16})[（(][○◯〇●✓レ][)）]")


def left(text: str) -> str:
    """Return the option that is left when circles and strokes have been obeyed."""
    if len(text) > MAX_VALUE or not fold.trim(text):
        return text
    text = _LINED.sub(" ", text)
    beside = _BESIDE.findall(text)
    if len(beside) == 1 and fold.trim(text)[0] not in "（(":
        return str(beside[0])
    for aside in [*_ASIDE.finditer(text)]:
        said = aside[1] or aside[2]
        options = text.replace(aside[0], "")
        if (circled := _CIRCLED.fullmatch(said)) and circled["word"] in options:
            return circled["word"]
        if (struck := _STRUCK.fullmatch(said)) and struck["word"] in options:
            return options.replace(struck["word"], "").strip(" \u3000・/／、,|｜")
    return _whole(text)


def _whole(text: str) -> str:
    """Read a text that is nothing but such a saying: `電子保証に○`."""
    said = fold.trim(text).rstrip("。")
    circled = _CIRCLED.fullmatch(said)
    return circled["word"] if circled else text
