"""What one opened file says, in the same terms as a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.values.flaws import absent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parsers.form.finds import Find, Tick
    from parsers.message.lines import Line
    from parsers.reading import Rule, Value
    from parsers.values.flaws import Flaw


@dataclass(frozen=True, slots=True)
class Put:
    """A value (or flaw) whose key the file itself names; "" marks no field."""

    key: str
    value: Value | Flaw
    line: Line


@dataclass(frozen=True, slots=True)
class Content:
    """Labelled values, boxes, keyed values and the lines that nothing took.

    `titles` are words that say what the file is: its sheets, its first lines.
    `doubtful` and `second` are those of a sheet.
    """

    rule: Rule
    finds: tuple[Find, ...] = ()
    ticks: tuple[Tick, ...] = ()
    puts: tuple[Put, ...] = ()
    rest: tuple[Line, ...] = ()
    second: Line | None = None
    titles: tuple[str, ...] = ()
    doubtful: tuple[Find, ...] = ()

    @property
    def told(self) -> int:
        """How many different fields it says something about."""
        labelled = {
            (find.label.field, find.label.products)
            for find in self.finds
            if find.label.field and not absent(find.value)
        }
        return len(labelled) + len({put.key for put in self.puts})


_OTHER_PAPER: Final = re.compile(
    r"請求書|見積|契約書|注文書|請書|内訳|工程表|領収|委任状|名簿|通知書|証明書|図面|仕様書"
    r"|約款|計算書|保証証書|認証キー|納品書|送付状|議事録|明細|申告書|届出?書?$|invoice|contract"
)
_APPLICATION: Final = re.compile(r"申込|申し込み|申請|依頼書|application|form")


def is_application(titles: Iterable[str]) -> bool:
    """Return whether the titles of a file call it an application (申込書)."""
    return any(_APPLICATION.search(fold.squeeze(title)) for title in titles)


def is_other_paper(titles: Iterable[str]) -> bool:
    """Return whether titles name another paper (請求書, 契約書, 工程表 …)."""
    words = [fold.squeeze(title).rpartition("/")[2] for title in titles]
    if any(_APPLICATION.search(word) for word in words):
        return False
    return any(_OTHER_PAPER.search(word) for word in words)


_KEY_NOTICE: Final = re.compile(r"(?:電子保証にかかる)?「?認証キー」?のお知らせ")


def is_key_notice(titles: Iterable[str]) -> bool:
    """Return whether titles name a notice of an authentication key."""
    return any(_KEY_NOTICE.search(fold.squeeze(title)) for title in titles)


_SKIPPED_SHEET: Final = re.compile(
    r"記入例|記載例|見本|サンプル|sample|凡例|説明|手引|要領|注意|リスト|マスタ|選択肢|list"
    r"|^例$|readme",
    re.IGNORECASE,
)


def is_aside(name: str) -> bool:
    """Return whether a sheet's name says: example, explanations, lists of choices."""
    return bool(_SKIPPED_SHEET.search(name))
