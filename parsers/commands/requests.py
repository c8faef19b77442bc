"""Requests: a command that is the point of a sentence, and no word by itself.

「受付番号 2026-000001 の前払金保証を取り消してください。」「領収証をください」
「保証料はいくらになりますか」. One clause says what is wanted; every other one is a
reason or courtesy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.layout import references
from parsers.reading import Command
from parsers.words import courtesy, labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.reading import Intent, Product


@dataclass(frozen=True, slots=True)
class Request:
    """What a sentence asks for.

    `left` are its words that say more than that (「工期が9月30日まで延びましたので」);
    `product` is the one that it speaks of, if it names one.
    """

    command: Command
    left: str = ""
    product: Product | None = None


MAX_REQUEST: Final = 200
"""Signs of a sentence that are looked at."""

_WANT: Final = (
    r"(?:ください(?:ませ(?:んか)?|ますか)?|もらえますか|もらえますでしょうか|いただけますか|いただけますでしょうか"
    r"|いただけませんか|いただけないでしょうか|いただけますと幸いです|いただけると(?:助かります|幸いです)"
    r"|いただければ(?:幸いです|と(?:存じ|思い)ます)|いただきたく(?:存じます|思います)?"
    r"|いただきたい(?:の)?(?:です)?(?:が)?|ほしい(?:の)?(?:です)?(?:が)?|欲しい(?:の)?(?:です)?(?:が)?"
    r"|お?願いします|お?願い(?:いた|申し上げ|でき)?し?ます(?:か|でしょうか)?|お願いしたい(?:の)?(?:です)?(?:が)?"
    r"|お願いいたしたく(?:存じます)?|願います|できますか|できますでしょうか|可能ですか|可能でしょうか)"
)
_AGAIN: Final = r"(?:もう一度|もういちど|再度|あらためて|改めて|至急|また)*"
_SEND: Final = (
    rf"(?:(?:を|が|は|の)?{_AGAIN}(?:(?:ご|お)?(?:送付|送信|送り|発行|交付|郵送|提示|教え)(?:を|して|て)?"
    rf"|送って|出して)?(?:を)?{_WANT})"
)
_RESEND: Final = (
    rf"(?:認証)?(?:キー|key)(?:の?(?:お?知らせ|通知書?|メール|pdf))?(?:を|が|の|は)?{_AGAIN}(?:ご)?"
    rf"(?:再送信?|再度の?送付|送り直し|再通知)(?:を|して|の)*{_WANT}"
    rf"|(?:お?知らせ|通知書?|メール|pdf|書類)(?:を|が|の|は)?{_AGAIN}(?:ご)?"
    rf"(?:再送信?|再度の?送付|送り直し)(?:を|して|の)*{_WANT}"
    rf"|{_AGAIN}(?:ご)?(?:再送信?|送り直し)(?:を|して|の)*{_WANT}"
    rf"|(?:認証)?(?:キー|key)(?:の?(?:お?知らせ|通知書?|メール|pdf))?(?:を|が|は)?"
    rf"(?:もう一度|もういちど|再度|あらためて|改めて)(?:ご|お)?(?:送付|送信|送って|送り|教えて|知らせて)(?:を|して)?{_WANT}"
    r"|(?:電子保証の?)?(?:認証)?(?:キー|key)(?:の?(?:お?知らせ|通知書?|メール|pdf))?(?:を|が|は)?"
    r"(?:忘れ|なくし|無くし|失くし|紛失し|見失い|消し|削除し|見当たりませ|見つかりませ|わからなくなり|分からなくなり)"
    r"(?:て(?:しまい|しまって)?)?(?:ました|ん|まして)(?:ので|が|ため)?"
)
_CHANGED: Final = (
    r"(?:(?:発行済みの?|この|その|今回の?|既存の?)?(?:保証契約|電子保証|保証|契約内容|契約)?の?"
    r"(?:工期|請負金額|契約金額|請負代金|保証金額|保証期限|保証期間|金額|内容|変更契約)?(?:を|の)?(?:ため)?)"
)
_CHANGE: Final = (
    rf"{_CHANGED}(?:変更|増額|減額|延長)(?:の?(?:ご?手続き?|お?申し?込み?|申請|ご?依頼|保証))?(?:を|は|の)?"
    r"(?:したい(?:の)?(?:です)?(?:が)?|させて(?:ください|いただきたい(?:の)?(?:です)?(?:が)?|いただきたく(?:存じます)?)"
    rf"|(?:ご|お)?(?:願い|依頼)?(?:して)?{_WANT}|希望(?:いた)?します|(?:の)?お願いです"
    r"|(?:が|の)必要(?:に)?(?:です|なりました|となりました)(?:が)?)"
)
_RECEIPT_ASKED: Final = (
    rf"(?:保証料の?|お?支払いの?)*(?:領収[証書]|(?:保証料)?計算書)(?:の?(?:発行|交付|送付))?{_SEND}?"
    r"|(?:保証料の?)?(?:領収[証書]|(?:保証料)?計算書)(?:が|は)(?:必要です|いるのですが|要ります)(?:が)?"
)
_PREMIUM: Final = (
    r"(?:その|この|今回の?|概算の?|おおよその?|だいたいの?)*"
    r"(?:電子保証の?|保証の?)?(?:場合の?)?保証料(?:の?(?:金額|額|見積もり?|見積り|概算|目安))?"
    r"(?:は|って|について|に(?:つきまして|つい)ては|を|が)?(?:お?いくら|幾ら|どのくらい|どれくらい|どの程度|何円)"
    r"(?:ぐらい|くらい|ほど|程度)?(?:に)?(?:かかり|なり|掛かり|必要)?(?:ます|そうです|でしょう|です|でございます)?(?:でしょう)?(?:か)?"
    rf"|(?:概算の?|おおよその?)?保証料(?:の?(?:金額|額|見積もり?|見積り|概算|目安))?(?:を|の)?(?:ご|お)?"
    rf"(?:教えて|知らせて|教示|見積もって|計算して|試算して|知りたい(?:の)?(?:です)?(?:が)?)(?:を)?(?:{_WANT})?"
)
_KIND: Final = (
    r"(?P<product>中間前(?:払い?|金)(?:金|払)?保証|前(?:払い?|金)(?:金|払)?保証"
    r"|契約保証|履行保証)"
)
_WITHDRAWS: Final = re.compile(
    r"(?:すみませんが|申し訳(?:あり|ござい)ませんが|恐れ入りますが|今回は|誠に勝手ながら)*"
    rf"(?:(?:先日の?|今回の?|本|この|この度の?|上記の?|当該|その)?(?:{_KIND}|電子保証|保証)?(?:の)?"
    r"(?:お?申し?込み?|申請|件|保証の?申し?込み?|手続き?)?(?:について|につきまして)?(?:は|を|の)?)?"
    r"(?:取り?消し?|取り?下げ|取り?やめ|キャンセル)"
    r"(?:ます(?:ので)?|(?:を|は|の)?(?:お願い(?:いた|申し上げ|でき)?し?(?:ます|たいです|たく存じます)?"
    r"|(?:させて|して)(?:ください|いただきます|いただきたく(?:存じます)?|いただきたいです|いただけますか)"
    r"|(?:いた)?します|希望(?:いた)?します|願います|でお願い(?:いた)?します|たい(?:の)?です(?:が)?|したい(?:の)?です(?:が)?))"
)
_RECEIVED: Final = re.compile(
    r"(?:(?:貴社の?|御社の?|標記の?|お送りいただいた|ご送付いただいた|電子保証の?|認証キーの?)*"
    r"(?:メール|お?知らせ|通知書?|pdf|認証キー|添付(?:ファイル|書類)?|書類|件)(?:を|は|につきまして)?)?"
    r"(?:確かに|無事に?|本日|先ほど|たしかに)*"
    r"(?:(?:受領|受け取り|受取り?|拝受|受信)(?:いた)?し|受け取り|受取り)ました"
    r"(?:ので(?:ご|お)?(?:連絡|報告|知らせ)(?:を)?(?:いた|申し上げ)?し?ます)?",
    re.IGNORECASE,
)
_STATUS: Final = re.compile(
    r"(?:[^、。?？]{0,24}の)?(?:お?手続き?の?|お?申し?込み?の?|審査の?|発行の?)?(?:状況|進捗)(?:状況)?"
    r"(?:を|は|について|の)?(?:お?教え(?:て)?|お?知らせ|ご?確認|ご?連絡|ご?回答)?(?:して)?"
    r"(?:ください(?:ませ)?|いただけますか|いただけますでしょうか|いただけますと幸いです|願います|お願い(?:いた)?します"
    r"|たいです|いただきたく(?:存じます)?|いかがでしょうか)"
)
_HOW: Final = re.compile(
    r"(?:お?申し?込み?(?:の?方法)?は|お?手続き?(?:の?方法)?は|まず(?:は)?|メールで(?:は)?)*"
    r"(?:どう(?:すれば|したら|やって|いたせば)|どのように(?:すれば|したら)?|何を(?:すれば|したら|書けば|送れば)|"
    r"どちらに(?:送れば)?)(?:よい|いい|良い|よろしい|宜しい|お?申し?込めば(?:よい|いい|よろしい)?"
    r"|お?申し?込み?できます|申し込むの|書けば(?:よい|いい|よろしい)?|進めれば(?:よい|いい|よろしい)?)?"
    r"(?:の)?(?:です|でしょう|ますでしょう)?(?:か)"
    r"|(?:(?:中間)?前(?:払い?|金)(?:金|払)?保証の?|契約保証の?|履行保証の?|電子保証の?|保証の?)?"
    r"(?:ご|お)?(?:申し?込み?|手続き?|利用)(?:の)?(?:方法|仕方|やり方|手順|流れ)(?:を|は|について)?"
    r"(?:ご|お)?(?:教えて|教示|案内|知らせて|知りたい(?:の)?(?:です)?(?:が)?)?(?:を)?"
    rf"(?:{_WANT}|(?:です|でしょう)か)?"
)
_WISH: Final = re.compile(
    r"[^。?]{0,60}(?:したい|頼みたい|利用したい|申し込みたい|お願いしたい|受けたい|必要な|必要)(?:の)?(?:です|でして|だ)?(?:が|けれど(?:も)?|けど)"
)
_REASON: Final = re.compile(
    r"[^。?？]{0,80}(?:ため|により|ので|ことから|から|となり|になり|なりました|まして|ですが"
    r"|(?:延び|変わり|増え|減り|決まり|なくし|忘れ|紛失し|変更になり)ました)"
)
_BY_NAME: Final[dict[Intent, re.Pattern[str]]] = {
    "withdraw": _WITHDRAWS,
    "receipt": _RECEIVED,
    "status": _STATUS,
    "resend": re.compile(_RESEND, re.IGNORECASE),
    "statement": re.compile(_RECEIPT_ASKED),
    "premium": re.compile(_PREMIUM),
    "change": re.compile(_CHANGE),
    "help": _HOW,
}
_POINT: Final = re.compile(
    r"取|キャンセル|受|状況|進捗|再送|送り直|キー|key|領収|計算書|保証料|変更|増額|減額|延長"
    r"|どう|どのよう|どちら|何を|方法|仕方|手順|流れ",
    re.IGNORECASE,
)
_QUESTIONS: Final = frozenset({"premium", "help", "resend", "statement", "change"})
"""Requests that may end with a question mark."""
_WITH_VALUES: Final = frozenset({"change", "premium"})
"""Requests that may bring values along: they are read as those of any letter."""
_FIGURE: Final = re.compile(r"[0-9]")
_NUMBERED: Final = frozenset(
    {"resend", "statement", "change", "status", "receipt", "withdraw"}
)


def asked(text: str) -> Request | None:
    """Read a sentence whose point is a command, with its reason and courtesy."""
    if len(text) > MAX_REQUEST or not _POINT.search(text):
        return None
    rest, args = references.without(text)
    whole = [courtesy.spelt(each) for each in courtesy.clauses(rest.replace("?", "。"))]
    pieces = [piece for each in whole for piece in _INSIDE.split(each) if piece]
    clauses = whole if _points(whole) else pieces
    if (point := _last_of_one(_points(clauses))) is None:
        return None
    name, place, match = point
    if "?" in rest and name not in _QUESTIONS:
        return None
    if name == "withdraw" and match["product"] and not references.found(text):
        return None  # one product of what is being written is dropped: no 取下げ
    others = [*clauses[:place], *clauses[place + 1 :]]
    said = [each for each in others if not _beside(name, each)]
    if said and not (name in _WITH_VALUES and all(map(_FIGURE.search, said))):
        return None
    left = _left(name, rest) if said or name == "help" else ""
    return _request(name, args, left, match)


_Point = tuple["Intent", int, re.Match[str]]


def _points(clauses: Sequence[str]) -> list[_Point]:
    return [
        (name, at, match)
        for at, clause in enumerate(clauses)
        for name, pattern in _BY_NAME.items()
        if (match := pattern.fullmatch(clause))
    ]


_INSIDE: Final = re.compile(
    r"(?<=ので)(?!す)|(?<=[のる]ため)|(?<=[0-9円分])(?:の場合)?の(?=保証料)"
)
"""Where one clause ends and the next begins without a sign between them."""


def _last_of_one(points: Sequence[_Point]) -> _Point | None:
    """Return the last point if all are of one kind; どうすれば alone counts less."""
    kinds = {name for name, _, _ in points}
    meant = kinds - {"help"} or kinds
    if len(meant) != 1:
        return None
    return [each for each in points if each[0] in meant][-1]


def _beside(name: Intent, clause: str) -> bool:
    """Return whether a clause beside the point says nothing of its own."""
    if _FIGURE.search(clause) and name in _WITH_VALUES:
        return False
    if name in {"help", "premium"} and _WISH.fullmatch(clause):
        return True
    if name == "change" and _THING.search(clause):
        return False
    repeated = _BY_NAME[name].fullmatch(clause) or _HOW.fullmatch(clause)
    return bool(repeated or _REASON.fullmatch(clause) or courtesy.is_courtesy(clause))


_THING: Final = re.compile(r"工事|業務|委託|保証(?:です|の件)|市|町|村|県")
"""Words that say which guarantee is to change: they are no mere reason."""
_CUT: Final = re.compile(r"ので(?!す)[、,]?|ため[、,]?|[、。]|の(?=保証料)")


def _left(name: Intent, text: str) -> str:
    """Return what stands before the point, word for word, for those who read values."""
    for cut in _CUT.finditer(text):
        tail = [courtesy.spelt(each) for each in courtesy.clauses(text[cut.end() :])]
        if tail and _BY_NAME[name].fullmatch(tail[0].strip("?")):
            return text[: cut.end()]
    return "" if name == "help" else text


def _request(
    name: Intent, args: tuple[str, ...], left: str, match: re.Match[str]
) -> Request:
    named = match["product"] if name == "withdraw" else None
    product = labels.product_named(fold.squeeze(named)) if named else None
    if name == "change" and not args:
        name = "amend"  # 変更 of what is being written, or of what is issued: not told
    order = Command(name, args if name in _NUMBERED else ())
    return Request(order, left, product)
