"""Spoken answers: the sentences in which people answer one question of ours.

「すみません、漏れていました。預託金融機関は七十七銀行です。」 is an apology and a
sentence that names its field: neither is a value as it stands.  What is no value of a
free text (先日お伝えしたとおり) is never taken for one; it is left for a person.
"""

from __future__ import annotations

import re
from typing import Final

from parsers import fold
from parsers.form import field_values
from parsers.words import courtesy, labels

_MOST: Final = 300
"""Signs of a line that is looked into; an answer is shorter."""
_MISSED: Final = (
    r"(?:(?:こちら|当方|弊社)の)?(?:記載|記入|入力|確認)?(?:が|を|の)?"
    r"(?:漏れ|もれ|抜け|忘れ)(?:落ち)?"
)
_SORRY: Final = (
    r"(?:大変|誠に|まことに|たいへん)?(?:失礼(?:いた|致)?しました|失礼(?:いた|致)?します"
    r"|申し?訳(?:ございません|ありません)(?:でした)?|すみません(?:でした)?|すいません(?:でした)?"
    r"|恐れ入ります|ごめんなさい)"
)
_APOLOGY: Final = re.compile(
    rf"{_SORRY}"
    rf"|{_MISSED}(?:て(?:い|おり)?まし(?:た|て)|ており|がありまし(?:た|て)|がございまし(?:た|て)|まし(?:た|て)|です|で)?"
    rf"(?:{_SORRY})?"
    r"|ご指摘(?:を)?(?:いただき|頂き)?(?:誠に|大変)?ありがとうございま(?:す|した)"
)
_LEAD: Final = re.compile(r"[^。]{1,60}。[\s\u3000]*(?=\S)")


_SORRY_FIRST: Final = re.compile(rf"(?:{_SORRY})が?、[\s\u3000]*(?=\S)")


def without_apology(text: str) -> str:
    """Return a line without the courtesy and the apologies that it begins with."""
    if len(text) > _MOST:
        return text
    if _is_apology(text):
        return ""
    while lead := _LEAD.match(text):
        clauses = courtesy.clauses(lead[0].strip())
        if not clauses or not all(map(_is_polite, clauses)):
            break
        text = text[lead.end() :]
    return _SORRY_FIRST.sub("", text, count=1) if _SORRY_FIRST.match(text) else text


def _is_apology(text: str) -> bool:
    clauses = courtesy.clauses(text)
    sorry = [clause for clause in clauses if not courtesy.is_courtesy(clause)]
    return bool(sorry) and all(map(_is_polite, sorry))


_OF_A_FIELD: Final = re.compile(r"(?P<label>[^、。は]{2,20}?)(?:の|が|を)(?P<rest>.+)")


def _is_polite(clause: str) -> bool:
    """Return whether a sentence apologises, also where it names the missing field."""
    if _APOLOGY.fullmatch(clause) or courtesy.is_courtesy(clause):
        return True
    of = _OF_A_FIELD.fullmatch(clause)
    label = labels.lookup(of["label"]) if of else None
    if not of or not label or label.field in {"", labels.PRODUCT_FIELD}:
        return False  # 契約保証が漏れていました: that asks for a guarantee.
    return bool(_APOLOGY.fullmatch(of["rest"]))


_TOPIC: Final = re.compile(
    r"(?P<label>[^、。は]{2,30}?)(?:に(?:つきまして|ついて|関しまして|関して))?は[、\s\u3000]?\S"
)


def names_its_field(text: str) -> bool:
    """Return whether a sentence names its field: 契約日は令和8年3月2日です."""
    topic = _TOPIC.match(fold.trim(text)[:_MOST])
    label = labels.lookup(topic["label"]) if topic else None
    return bool(label and label.field)


# --- free texts -------------------------------------------------------------------

_BANK: Final = re.compile(
    r"銀行|金庫|信金|信用?組合|信組|労金|農業?協|農協|漁業?協|漁協|[JＪ][AＡ]|農林中金|バンク|bank"
    r"|[本支]店|営業部|出張所|支所|営業所",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(
    r"^[(（]?[0-9０-９]{1,2}[)）.．、:：](?![0-9０-９])|。|です(?=$|[、。がのよ])|ます(?=$|[、。がのよ])|ました|ません|ください|下さい"
    r"|て(?:い|お)り|ている|いただ|お伝え|お電話"
    r"|^(?:いつも|前回|以前|先日|先ほど|例|同じ|その|この|あの)の|^前の(?:銀行|工事|業務|ところ|件|もの)$"
    r"|(?:と|に)同じ|(?:確認|検討|調整|相談|手続き?)中$|(?:見|み|参照し|確認し)て$"
    r"|(?:した|いた|る|の|と)(?:とおり|通り)$|とおり$|(?:と|に)?(?:同じ|同様)$|のまま$|次第$"
)


def may_be(key: str, text: str) -> bool:
    """Return whether a text without a label may be the value of a field.

    Only free texts are looked at: a day or an amount is refused where it is read.
    """
    name = key.rpartition(".")[2]
    if not field_values.is_free(name):
        return True
    if _SENTENCE.search(fold.trim(text)[:_MOST]):
        return False
    return (
        name != "bank" or bool(_BANK.search(text)) or not field_values.says(name, text)
    )


# --- what a sentence says of one field -----------------------------------------------

_DAY_PLANNED: Final = re.compile(
    r"(?:(?:請負)?契約(?:締結)?(?:予定)?日は)?[、\s\u3000]*(?:まだ)?予定(?:日)?(?:です|でございます|になります|となります)?"
    r"[。、\s\u3000]*[(（](?P<day>[^()（）]{4,30}?)[)）]。?"
)
_ADVANCE: Final = re.compile(
    r"前(?:払|金)い?(?:金|払)?(?:保証)?(?:の|を|は|も)?(?:請求|利用|支払い?|受領|受け?取り?|申請|申し?込み?|受ける)?"
    r"(?:の|を|する)?(?:予定)?(?:は|が|も|で)?"
    r"(?:(?P<no>あり?ません|ございません|ないです|なしです|なし|無しです|無し|しません|受けません|請求しません|利用しません"
    r"|受け取りません|して(?:い|おり)ません)|(?P<yes>あります|ございます|ありです|あり|有り?))。?"
)


_NONE: Final = re.compile(
    r"(?:予定は)?(?:あり|ござい)ません。?|予定は?なし(?:です)?。?"
)


def of_field(key: str, text: str, *, alone: bool) -> tuple[str, str] | None:
    """Return the field and the words that a whole sentence says of it, or None.

    「契約日は予定日です。（令和8年3月20日予定）」 and 「前払金の予定はありません。」
    say plainly what was asked, but not in the form of a label and a value.  `alone`
    tells that nothing but `key` was asked: then 「ありません。」 is plain too.
    """
    if len(text) > _MOST:
        return None
    said = without_closing(fold.trim(text))
    if key == "contract_date" and (day := _DAY_PLANNED.fullmatch(said)):
        written = day["day"].removesuffix("予定").rstrip("のにはを")
        return key, f"{written}（予定）"
    if key == "advance_planned":
        if alone and _NONE.fullmatch(said):
            return key, "なし"
        if way := _ADVANCE.fullmatch(said):
            return key, "なし" if way["no"] else "あり"
    return None


_LAST: Final = re.compile(r"(?<=。)[\s\u3000]*(?P<last>[^。]{1,60}。?)$")


def without_closing(text: str) -> str:
    """Return a line without the courtesy at its end (よろしくお願いします)."""
    if len(text) > _MOST:
        return text
    while (last := _LAST.search(text)) and courtesy.is_courtesy(last["last"]):
        text = text[: last.start()]
    return text
