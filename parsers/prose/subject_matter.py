"""The matter: whether words speak of a guarantee, or only of who writes and of mail.

A signature, a gateway's warning and a slogan speak of other things.  A line with an
amount, a day, a correction, or a word of the form in a sentence is the sender's word to
us wherever it stands: it is read, or left for a person.
"""

from __future__ import annotations

import re
from typing import Final

from parsers import fold

_MONEY: Final = (
    r"[0-9〇一二三四五六七八九十百千][0-9〇一二三四五六七八九十百千,.]*\s?(?:[千万億]{0,2}円|[万億](?![一-龠ァ-ヶ]))"
    r"|(?<![0-9-])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9](?:割|%|パーセント)"
)
_DAY: Final = (
    r"[0-9元]{1,4}\s?年\s?[0-9]{1,2}\s?月|(?<![0-9])[0-9]{1,2}\s?月\s?(?:[0-9]{1,2}\s?日|末)"
    r"|(?<![0-9])20[0-9]{2}[/.-][01]?[0-9][/.-][0-3]?[0-9](?![0-9])"
    r"|(?<![a-z])[rh][0-9]{1,2}[./-][01]?[0-9][./-][0-3]?[0-9](?![0-9])"
)
_CHANGES: Final = (
    r"訂正|修正|変更|差し?替え|取り?消|取り?下げ|取り?やめ|キャンセル|中止|保留|延期|延長|増額|減額"
    r"|ではなく|でなく|間違|誤り|正しく|やめ(?:て|たい|ます)|追伸|追記|付記|p\.\s?s\.?|\bps\b"
    r"|(?:対象|該当)で(?:す|は)|不要|見送|辞退|\b(?:cancel|withdraw|wrong|instead|amount|correct(?:ion)?)\b"
)
_WORDS: Final = (
    r"保証(?:金額|額|金|料|期間|期限|証書|書)?|前(?:払|金)(?:金|払)?|工事(?:名|番号|金額)?|業務名|工期|履行期間"
    r"|着工日?|着手日?|竣工日?|完成日?|請負(?:代金|金)?額?|請負代金|契約(?:金額|額|日|書)?|発注者|受注者"
    r"|預託(?:先|金融機関)?|金融機関|銀行|支店|信用?金庫?|口座|支払(?:い|方法)?|納付|振り?込み?|請求書|請求先"
    r"|計算書|証書|認証キー|キー|金額|税込み?|税抜き?|申し?込み?|申請|代金|電子保証|電子|紙|書類|担当者?"
    r"|担当|部署|役職|電話番号|電話|共同企業体|構成員|低入札|メールアドレス|アドレス|希望|受け?取り?|発行"
)
_ASKS: Final = (
    r"[?？]|(?:です|ます|でしょう|ました|ません)か(?![一-龠])|教えて|知らせて|(?:くだ|下)さい|願い(?:ます|いた|しま|でき)"
    r"|(?:いただ|頂)(?:き|け)"
)
_WEAK: Final = (
    r"担当者?|部署|役職|電話番号|電話|メールアドレス|アドレス|支店|希望|キー|紙"
)
_SAID: Final = (
    rf"(?:{_WORDS})(?:は|が|を|も|に|で|の|と|について|につき)"
    rf"|(?!{_WEAK})(?:{_WORDS}|振込先)(?:先|額)?[=:]"
)
_TOLD: Final = re.compile(
    rf"{_MONEY}|{_DAY}|{_CHANGES}|{_ASKS}|{_SAID}|(?:です|ます|した|ません|ない)(?:$|[。、!)」])"
    r"|(?:銀行|信用金庫|信用組合|農業協同組合|労働金庫)(?:\s|[^\s]{1,12}(?:支店|本店|営業部)|$)",
    re.IGNORECASE,
)
_SPOKEN: Final = re.compile(
    rf"{_MONEY}|{_CHANGES}|{_WORDS}|[?？]|(?:です|ます|でしょう|ません)か|教えて|待って|まだ|至急|変え|替え|[でに]お?願い|[てで](?:くだ|下)さい"
    r"|但し|ただし|(?:お?電話|ご?連絡|ご?返信)(?:を|くだ|下さ|いただ|願)",
    re.IGNORECASE,
)
_DATED: Final = re.compile(_DAY, re.IGNORECASE)
_NEWS: Final = re.compile(
    r"移転|休業|休暇|夏季|冬季|年末|年始|営業時間|創業|設立|周年|認定|取得|受賞|開催|募集|採用|社名"
    r"|(?:電話|fax|番号|メール|アドレス).{0,12}変[更わ]"
    r"|在宅|テレワーク|不在|外出",
    re.IGNORECASE,
)
"""News of a firm: its new address has a day too, and is not of the matter."""
_CONTACT: Final = re.compile(r"[(（]?0[0-9]{1,4}[-)）][0-9]{1,4}[-‐－][0-9]{3,4}[)）]?")
MOST: Final = 2000
"""Signs of a sentence that are looked at."""


def tells(line: str) -> bool:
    """Return whether a line says something, and so belongs to no signature.

    Names, places, numbers and slogans may hold our words (契約課, 建設業許可); what
    makes them say something is a particle, a verb, an amount, a day or a correction.
    """
    text = _CONTACT.sub(" ", fold.narrow(line[:MOST]))
    return bool(_TOLD.search(text))


_BEGINS: Final = re.compile(rf"[※・*]|p\.?\s?s\.|(?:{_WORDS})[\s:=]", re.IGNORECASE)


def begins(line: str) -> bool:
    """Return whether a line begins as a note does, or with a word of the form."""
    return bool(_BEGINS.match(fold.narrow(line[:MOST]).strip()))


_SAYS: Final = re.compile(rf"{_MONEY}|{_CHANGES}|{_ASKS}|{_SAID}", re.IGNORECASE)


def says(line: str) -> bool:
    """Return whether a line says something even under the date of a formal mail."""
    return bool(_SAYS.search(fold.narrow(line[:MOST])))


def says_more(line: str) -> bool:
    """Return whether a device's line holds an amount, a day or a correction."""
    text = fold.narrow(line[:MOST])
    return bool(re.search(rf"{_MONEY}|{_DAY}|{_CHANGES}", text, re.IGNORECASE))


def speaks(sentence: str) -> bool:
    """Return whether a sentence that nobody has read may speak of the matter."""
    text = _CONTACT.sub(" ", fold.narrow(sentence[:MOST]))
    if _NEWS.search(text) and not re.search(_MONEY, text):
        return False
    return bool(_SPOKEN.search(text) or _DATED.search(text))
