"""Statements: what a sentence of prose says about the application.

「角田市発注の市道〇〇線改良工事（請負金額5,000万円）について、前払金保証2,000万円を
電子保証で申し込みます。」 is an application. Each pattern takes a value together with
the words that say what it is; a value alone is never taken. A sentence in doubt (a
negation, 約, 前回は, a question) states nothing, and a sentence with a word that no
pattern knows is also given to a person (`whole` is False).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import courtesy, declarations, fold, labels
from parsers.labels import Label
from parsers.values import choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from parsers.reading import Product


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and the words that stand for its value; `product` if it is known."""

    label: Label
    value: str
    product: Product | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence states.  `whole` tells that nothing else is in it.

    `rest` is the sentence with what was taken blanked out.
    """

    facts: tuple[Fact, ...]
    whole: bool
    rest: str


MAX_SENTENCE: Final = 400
_TAKEN: Final = "＿"

# --- words ------------------------------------------------------------------------

_KANJI: Final = "〇一二三四五六七八九十百千万億壱弐参拾萬"
_YEN: Final = (
    rf"(?P<yen>(?:金|\\)?\s?[0-9{_KANJI}](?:[0-9{_KANJI},.]*[0-9{_KANJI}])?"
    rf"\s?(?:円|(?<=[0-9{_KANJI}][万億萬])(?![一-龠]))(?:也|整)?(?:\s?\((?:税込み?|消費税(?:等"
    rf"|額)?(?:込み?|を?含む)"
    r"|内税|(?:うち|内)[^()]{1,30})\)|\s?(?:税込み?|税抜き?|\(税(?:抜き?|別)\)))?)"
)
_NUMBER: Final = rf"(?:[0-9]{{1,4}}|元|[{_KANJI}]{{1,4}})"
_DAY: Final = (
    rf"(?:(?:(?:令和|平成|西暦|R|H|令)\.?\s?)?{_NUMBER}(?:年|[./-])\s?|(?:同|翌|本)年?)?"
    rf"{_NUMBER}(?:月|[./-])\s?(?:{_NUMBER}日?|末日?)(?:\s?\([月火水木金土日](?:曜日?)?\))?"
)
_SPAN: Final = rf"自?\s?{_DAY}\s?(?:から|より|[~〜\-ー―・]|至)+\s?{_DAY}(?:まで|迄)?"
_KIND: Final = (
    r"(?:株式会社|有限会社|合同会社|合資会社|協同組合|㈱|㈲"
    r"|\(株\)|\(有\)|\(同\)|\(名\))"
)
_NAME: Final = r"[^、。,＿「」()\s]"
_COMPANY: Final = (
    rf"(?:{_KIND}\s?{_NAME}{{1,24}}?|(?:(?!弊社|当社|この){_NAME}){{1,20}}?{_KIND})"
)
_PLACE: Final = (
    r"(?:[^、。,＿「」()]{1,24}?"
    r"(?:市役所|区役所|町役場|村役場|県庁|[市町村区]長|知事|市|町|村|区|県|都|府|道"
    r"|事務所長?|局長?|公社|機構|企業団|組合|管理者|教育委員会|水道部|水道課))"
)
_OF_WORK: Final = (
    r"(?:工事|業務委託|業務|委託|設計|測量|修繕|調査|点検|改修|補修"
    r"|更新|製造|製作|架替)"
)
_MORE: Final = (
    r"(?:\s?\((?:[^()]{0,6}[0-9一二三四五六七八九]{1,3}[^()]{0,6}|[^()]{1,4})\))?"
)
_WORK: Final = rf"[^、。＿「」『』]{{2,60}}?{_OF_WORK}{_MORE}"
_BANK: Final = (
    r"(?P<bank>[^、。,:はがをに＿「」()\s]{1,14}?(?:銀行|信用金庫|信金|信用組合|信組"
    r"|農業協同組合|農協|労働金庫|[jJ][aA][^、。,はがをに＿\s]{1,10})"
    r"\s?(?:(?!銀行|金庫|である)[^、。,はがをにで＿「」()\s]){0,12}?"
    r"(?:本店営業部|支店|本店|営業部|出張所|支所|営業所))"
)
_EMAIL: Final = (
    r"(?P<email>(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}"
    r"@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24})"
)
_IS: Final = r"(?:は|が|につきましては|については|に関しては)?[、:]?\s?"

# --- patterns ---------------------------------------------------------------------

_LEADS: Final = re.compile(
    r"さて|つきましては|このたび|この度|このほど|今般|今回|先般|先日|本日付けで|なお|また|それから|以上のとおり"
    r"|標記の(?:件|工事)|首題の件|下記の?(?:とおり|通り)?|次の?(?:とおり|通り)|首記の件"
    r"|お世話になっております|(?:弊社|当社|私ども|私共)(?:は|が|では)?|[、\s]こちら"
)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_FLAGS: Final = (
    ("redeposit", _pattern(r"(?P<all>再預託(?:の?利用区分|の?利用)?[^、。]{1,24})")),
    (
        "paper_statement",
        _pattern(
            r"(?P<all>(?:紙の(?:保証料)?計算書|(?:保証料)?計算書\(紙\)|(?:保証料)?計算書の紙"
            r"|(?:保証料の?)?計算書[はをも](?:紙|書面)で)[^、。]{1,24})"
        ),
    ),
    (
        "low_price",
        _pattern(r"(?P<all>低入札[^、。]{0,20}(?:対象|該当|調査)[^、。]{0,14})"),
    ),
)
_SIGNS: Final = re.compile(
    r"ます|せん|ない|です|不要|希望|必要|なし|無し|あり|有り|ください|願|る$"
)
_PAY: Final = r"(?P<pay>一括納付|銀行振り?込み?|お?振り?込み?|口座振込|現金|小切手)"
_PAYMENT: Final = _pattern(
    rf"(?:保証料(?:の?お?支払い?(?:方法)?|の?納付(?:方法)?)?|お?支払い?(?:方法)?){_IS}{_PAY}"
    r"(?:で|にて|と|により|によって|に)?(?:の?お?支払い?|納付|納入)?"
)
_MONEY: Final = _pattern(_YEN)
_PAID_BY: Final = _pattern(rf"{_PAY}(?:で|にて|により)(?:お?支払い?|払い)")
_CONTRACT_AMOUNT: Final = _pattern(
    r"(?:請負(?:代金|金)?額?|契約金?額|(?:工事)?請負代金|工事金額|業務委託料|委託料|当初契約額)"
    rf"(?:は|が|として|、|:|の)?\s?(?:税込み?(?:で|の|、)?)?\s?{_YEN}"
)
PRODUCTS_IN_ORDER: Final[tuple[Product, ...]] = ("interim", "advance", "performance")
"""中間前払金保証 goes before 前払金保証, which its name ends with."""
_WORDS_OF: Final = {
    "interim": r"中間前(?:払い?|金)(?:金|払)?(?:保証)?金?額?",
    "advance": r"(?<!中間)前(?:払い?|金)(?:金|払)(?:保証)?金?額?|(?<!中間)前払保証",
    "performance": r"(?:契約|履行)保証金?額?",
}
_SHARE_OF: Final = (
    r"(?P<yen>(?:(?:請負|契約)(?:代金|金)?額の)?(?:[0-9一二三四五]割|[0-9]{1,2}(?:%|パーセント)"
    r"|10分の[0-9]))"
)
_JOINS: Final = r"(?:\((?P<form>[^()]{1,8})\))?(?:(?:は|が|として|を|、|:|の)\s?)?"
_AMOUNTS: Final[tuple[tuple[Product, re.Pattern[str]], ...]] = tuple(
    (product, _pattern(rf"(?:{_WORDS_OF[product]}){_JOINS}\s?{amount}"))
    for amount in (_YEN, _SHARE_OF)
    for product in PRODUCTS_IN_ORDER
)
_AMOUNTS_BEFORE: Final[tuple[tuple[Product, re.Pattern[str]], ...]] = tuple(
    (product, _pattern(rf"{_YEN}の(?P<product>{_WORDS_OF[product]})"))
    for product in PRODUCTS_IN_ORDER
)
_GUARANTEED: Final = _pattern(rf"(?<![払約])保証(?:金額|額)(?:は|が|、|:|の)?\s?{_YEN}")
_CONTRACT_DAY: Final = (
    _pattern(
        rf"(?:請負)?契約(?:締結)?(?:年月)?日?{_IS}(?P<day>{_DAY})(?P<plan>(?:を|の)?予定)?"
    ),
    _pattern(
        rf"(?P<day>{_DAY})\s?(?:付け?(?:で|の|にて)?|に)、?\s?"
        r"(?:[^、。0-9]{0,30}?(?:と|の|を))?"
        r"(?:ご?契約(?:を)?(?:締結)?|締結|請負契約(?:を)?(?:締結)?)(?P<plan>(?:の|する)?予定)?"
    ),
)
_PERIOD: Final = (
    _pattern(rf"(?:工期|履行期間|委託期間|工事期間){_IS}(?P<span>{_SPAN})"),
    _pattern(rf"(?P<span>{_SPAN})(?:の|を)(?:工期|履行期間)"),
)
_ENDS: Final = (
    (
        "work_start",
        _pattern(rf"(?:着工|着手|工事開始)(?:予定)?日?{_IS}(?P<day>{_DAY})"),
    ),
    (
        "work_end",
        _pattern(
            rf"(?:竣工|完成|完了|完工|工期末)(?:予定|期限)?日?{_IS}(?P<day>{_DAY})"
        ),
    ),
    (
        "notice_date",
        _pattern(rf"(?:公告|指名通知|入札公告)日?{_IS}(?P<day>{_DAY})"),
    ),
    (
        "guarantee_until",
        _pattern(rf"保証(?:期限|期間の?終期){_IS}(?P<day>{_DAY})"),
    ),
)
_BANK_IN: Final = (
    _pattern(
        rf"{_BANK}(?:に|へ|を|で|にて)?、?\s?(?:預託金融機関|預託先?|お?預け入?れ?)"
    ),
    _pattern(rf"(?:預託(?:先|金融機関|先金融機関)?|銀行|金融機関|口座){_IS}{_BANK}"),
)
_NOTIFY: Final = _pattern(
    rf"(?:(?:電子保証の?)?発行(?:が|の)?(?:完了|済)?[^。]{{0,20}}|完了[^。]{{0,16}}|認証キー[^。]{{0,16}}"
    rf"|お知らせ[^。]{{0,12}}|通知[^。]{{0,12}}){_EMAIL}"
    r"\s?(?:まで|へ|に|宛(?:て)?(?:に)?)?[、\s]?(?:メール(?:にて|で)?)?"
    r"(?:お?知らせ|ご?通知|ご?連絡|お?送り|ご?送付|お願い)?"
)
_MAIL_ADDRESS: Final = _pattern(rf"メール(?:アドレス)?{_IS}{_EMAIL}")
_OBLIGEE: Final = (
    _pattern(
        rf"(?P<place>{_PLACE})(?:様|殿|さん)?(?:より|から)、?"
        r"(?=[^。]{0,90}?(?:受注|請け?負|落札|発注|委託))"
    ),
    _pattern(
        rf"(?P<place>{_PLACE})(?:様|殿|さん)?(?:の|が|ご|御)?(?:発注)(?=の|に係る|に|による|で|、|さ|工事|＿|「)"
    ),
    _pattern(
        rf"発注者(?:名)?{_IS}(?P<place>{_PLACE})(?:様|殿|さん)?(?=です|で|、|。|と|$)"
    ),
    _pattern(rf"(?P<place>{_PLACE})(?:様|殿|さん)?と(?:の間で)?(?=[^。]{{0,80}}?契約)"),
)
_QUOTED_WORK: Final = _pattern(
    rf"(?:工事名|業務名|件名)?(?:は|が|、"
    rf"|:)?[「『](?P<work>[^「」『』]{{2,80}}{_OF_WORK}[^「」『』]{{0,20}})[」』]"
)
_NO_WORK: Final = re.compile(r"(?:書|届|表|証|キー|知らせ|写し|一式)$")
_BARE_WORK: Final = _pattern(
    rf"(?:(?<=＿)(?:の|、|に係る)?|工事名{_IS}|^)(?P<work>{_WORK})"
    r"(?=\(|＿|について|につき|に関|に係る|の(?:件|前|契|保|請|中|工事請負)|を(?:受注|請け?負|落札|契約|施工)"
    r"|にて|で|、|は)"
)
_CONTRACTOR: Final = (
    _pattern(
        rf"(?:弊社|当社|私ども|私共)?[、,]?\s?(?P<name>{_COMPANY})[、,]?(?:は|が)、?"
        r"(?=[^。]{0,120}?(?:受注|請け?負|落札|契約|申し?込))"
    ),
    _pattern(
        rf"(?:弊社|当社|会社)(?:名|の名称){_IS}(?P<name>{_COMPANY})(?=です|で|と|。|、|$)"
    ),
)
_OURS: Final = _pattern(
    rf"(?:弊社|当社|私ども)(?:は|が)、?(?P<name>{_COMPANY})(?=です|でございます|と申します)"
)
_JV: Final = _pattern(r"(?P<jv>[^、。,＿「」()\s]{2,40}(?:共同企業体|JV))")
_JV_HEAD: Final = _pattern(
    rf"(?:JV|共同企業体)?の?代表(?:者|構成員|企業|会社)(?:は|:|・|、|\s)?"
    rf"(?P<head>{_COMPANY})(?=[)、。]|です|で|$)"
)
_PROJECT_NUMBER: Final = _pattern(
    rf"(?:工事番号|業務番号|案件番号|仕様書番号"
    rf"|契約番号){_IS}(?P<number>[A-Za-z0-9第][A-Za-z0-9第号一-龠－ー\-]{{1,24}})"
)
_FORM_ALONE: Final = _pattern(
    r"(?P<form>電子保証|電子証書|証書\(紙\)|紙の?(?:保証)?証書|紙(?=で|に))(?:で|にて|を|として|により)"
)

_DOUBT: Final = re.compile(
    r"ません|(?<!少)ない(?!し)|不要|なかっ|ではなく|でなく|せず|[?]|(?:です|ます|でしょう)か|(?<!契)約[0-9]"
    r"|およそ|程度|前後|くらい|ぐらい|見込|かもしれ|可能性|場合|もし|仮に|検討|相談|未定|協議"
    r"|後日|別途|前回|以前|昨年|前年|当初(?!契約額)|変更|隣|他社|別の|別件|例えば|参考|見本|同様"
    r"|取り?消|取り?下げ|中止|やめ|だった|でしたが|はずで|思いま|聞い|らしい|ようで|まだ|予想"
    r"|できれば|円以[上下内]|増額|減額|減ら|増や|改め|していま|訂正|修正|誤り|間違|違い|例:|ところでし|の件では|以外|除"
)
_GLUE: Final = re.compile(
    r"下記|次|以下|上記|標記|表記|首題|別紙|当該|本|下表|添付|工事|業務|件|案件|契約|名|金額|額"
    r"|通り|内容|請負|委託|分|係る|関する|及び|並びに|両方|共|全て|新規|保証|手続|申し?込|申請|依頼|利用|発行"
    r"|希望|申し?上げ|致|願|御|存|思|何卒|宜|程|為|元|様|殿|貴社|御社|弊社|当社|私|受注|請け?負|落札|締結|発注者?"
    r"|預託|金融機関|預|支払|払|納付|保証料|前払金?|税込み?|消費税|税|込|連絡|送|完了|知|際|後|時|予定|付|方|場所|施工"
    r"|証書|工期|期間|日|者|用|内|計|金|電子|紙|円|先|入|間|自|至|旨|者|代表|会社|メール|アドレス|宛|号|年度|令和|行|度"
    r"|[ぁ-ん「」『』()、。・:;~,.!\sー＿-]"
)


@dataclass(slots=True)
class _Sentence:
    """A sentence while patterns take their words from it."""

    text: str
    folded: str
    facts: list[Fact]

    def take(
        self,
        pattern: re.Pattern[str],
        group: str,
        make: Callable[[str, re.Match[str]], Fact | None],
    ) -> bool:
        """Take every match of a pattern; blank it out where it made a fact."""
        needs = _NEEDS.get(id(pattern))
        if needs and not any(map(self.folded.__contains__, needs)):
            return False
        taken = False
        at = 0
        while match := pattern.search(self.folded, at):
            at = max(match.end(), at + 1)
            value = fold.trim(self.text[match.start(group) : match.end(group)])
            if (
                not value
                or _TAKEN in self.folded[match.start(group) : match.end(group)]
            ):
                continue
            if fact := make(value, match):
                self.facts.append(fact)
                self.blank(match)
                taken = True
        return taken

    def blank(self, match: re.Match[str]) -> None:
        """Blank out the words of a match."""
        width = match.end() - match.start()
        self.folded = (
            self.folded[: match.start()] + _TAKEN * width + self.folded[match.end() :]
        )


_NEEDS: Final[dict[int, tuple[str, ...]]] = {
    id(_CONTRACTOR[0]): ("受注", "請", "落札", "契約", "申込", "申し込"),
    id(_OBLIGEE[0]): ("より", "から"),
    id(_OBLIGEE[1]): ("発注",),
    id(_OBLIGEE[3]): ("契約",),
    id(_BANK_IN[0]): ("預託", "預入", "預け"),
    id(_CONTRACT_DAY[1]): ("契約", "締結"),
    id(_PERIOD[1]): ("工期", "履行期間"),
    id(_JV): ("共同企業体", "JV"),
    **{
        id(pattern): ("計算書",)
        for field, pattern in _FLAGS
        if field == "paper_statement"
    },
}
"""By identity (a pattern's hash is slow): words of which a costly pattern needs one."""

_INVISIBLE: Final = re.compile(r"[\u200b\ufeff]")


def state(text: str) -> Statement | None:
    """Read what a sentence states, or None where it states nothing plainly."""
    text = _INVISIBLE.sub("", text)
    if len(text) > MAX_SENTENCE:
        return None
    sentence = _Sentence(text, fold.narrow(text), [])
    _take_flags(sentence)
    if _DOUBT.search(sentence.folded):
        return None
    sentence.take(_OURS, "name", _name("contractor_name"))
    for lead in [*_LEADS.finditer(sentence.folded)]:
        sentence.blank(lead)
    _take_values(sentence)
    _take_names(sentence)
    _take_conditions(sentence)
    _take_labelled(sentence)
    if not sentence.facts or _MONEY.search(sentence.folded):
        return None  # An amount that no words explain may replace another one.
    return Statement(tuple(sentence.facts), _whole(sentence.folded), sentence.folded)


def _whole(rest: str) -> bool:
    """Tell whether only glue and courtesy is left."""
    words = labels.PRODUCT_WORD.sub("", rest)
    return all(
        not _GLUE.sub("", clause) or courtesy.is_courtesy(clause.replace(_TAKEN, ""))
        for clause in re.split("[、。]", words)
    )


def _fact(
    field: str, products: tuple[Product, ...] = (), product: Product | None = None
) -> Callable[[str, re.Match[str]], Fact | None]:
    return lambda value, _: Fact(Label(field, products), value, product)


_BOTH: Final[tuple[Product, ...]] = ("advance", "interim")
_ALL: Final[tuple[Product, ...]] = ("advance", "interim", "performance")


def _flag(
    field: str, products: tuple[Product, ...]
) -> Callable[[str, re.Match[str]], Fact | None]:
    """Make a fact of a clause that says yes or no."""

    def make(value: str, _: re.Match[str]) -> Fact | None:
        if not _SIGNS.search(value):
            return None
        said = value.replace("対象です", "該当する").replace("対象となり", "該当する")
        return Fact(Label(field, products), said)

    return make


def _take_flags(sentence: _Sentence) -> None:
    for field, pattern in _FLAGS:
        products = {"redeposit": _BOTH, "paper_statement": _ALL}.get(field, ())

        sentence.take(pattern, "all", _flag(field, products))


def _take_values(sentence: _Sentence) -> None:
    """Take amounts, days, payment, bank and addresses: each beside its own words."""
    for product, pattern in _AMOUNTS:
        sentence.take(pattern, "yen", _amount(product, sentence))
    for product, pattern in _AMOUNTS_BEFORE:
        sentence.take(pattern, "yen", _fact("amount", (product,)))
    sentence.take(_CONTRACT_AMOUNT, "yen", _fact("contract_amount"))
    sentence.take(_GUARANTEED, "yen", _fact("amount", _ALL, _only_product(sentence)))
    for pattern in _CONTRACT_DAY:
        sentence.take(pattern, "day", _planned)
    for pattern in _PERIOD:
        sentence.take(pattern, "span", _fact("work_period"))
    for field, pattern in _ENDS:
        products = _ALL if field == "guarantee_until" else ()
        sentence.take(pattern, "day", _fact(field, products))
    sentence.take(_PAYMENT, "pay", _fact("payment_method", _ALL))
    sentence.take(_PAID_BY, "pay", _fact("payment_method", _ALL))
    for pattern in _BANK_IN:
        sentence.take(pattern, "bank", _fact("bank", _BOTH))
    if sentence.take(_NOTIFY, "email", _fact("notify_email")):
        sentence.facts.append(Fact(Label("notify"), "希望する"))
    sentence.take(_MAIL_ADDRESS, "email", _fact("notify_email"))


def _amount(
    product: Product, sentence: _Sentence
) -> Callable[[str, re.Match[str]], Fact]:
    """Make the facts of `前払金保証（電子）2,000万円`."""

    def make(value: str, match: re.Match[str]) -> Fact:
        if match["form"] and isinstance(choices.form(match["form"]), str):
            sentence.facts.append(Fact(Label("form", (product,)), match["form"]))
        return Fact(Label("amount", (product,)), value)

    return make


def _planned(value: str, match: re.Match[str]) -> Fact:
    return Fact(Label("contract_date", (), "予定" if match["plan"] else ""), value)


def _only_product(sentence: _Sentence) -> Product | None:
    named = {
        product
        for match in labels.PRODUCT_WORD.finditer(sentence.folded)
        if (product := labels.product_named(fold.squeeze(match[0])))
    }
    return named.pop() if len(named) == 1 else None


def _take_names(sentence: _Sentence) -> None:
    """Take names: of the work, the obligee, the company, the joint venture."""
    sentence.take(_PROJECT_NUMBER, "number", _fact("project_number"))
    sentence.take(_QUOTED_WORK, "work", _work)
    sentence.take(_JV_HEAD, "head", _fact("jv_representative"))
    sentence.take(_JV, "jv", _name("jv_name"))
    for pattern in _CONTRACTOR:
        sentence.take(pattern, "name", _name("contractor_name"))
    for pattern in _OBLIGEE:
        if sentence.take(pattern, "place", _name("obligee_name")):
            break
    named = {fact.label.field for fact in sentence.facts}
    if "project_name" not in named and named & {"obligee_name", "contract_amount"}:
        sentence.take(_BARE_WORK, "work", _work)
    if "form" not in named and not labels.PRODUCT_WORD.search(sentence.folded):
        sentence.take(_FORM_ALONE, "form", _fact("form", _ALL))


_PARTICLES: Final = re.compile(
    r"[一-龠々ァ-ヶー](?:は|が|を|に|で|と|も|より|から)|弊社|当社|この|その|(?:です|ます|した)$"
)
"""What no name has inside: then the pattern began too early."""
_NO_NAME: Final = re.compile(
    r"(?:この|その|本|当該|標記の?|下記の?|上記の?|首題の?|別紙の?|今回の?|次の)?"
    r"(?:公共|請負|建設|土木|建築)?(?:工事|業務|委託|設計)"
    r"|.*(?:いたし|ました|です|ます|請け?負|受注|保証|について|契約|発注者)"
)


def _name(field: str) -> Callable[[str, re.Match[str]], Fact | None]:
    """Make a fact of a name, unless other words of the sentence came with it."""

    def make(value: str, _: re.Match[str]) -> Fact | None:
        core = re.sub(_KIND, "", value)
        if _PARTICLES.search(value) or len(core) < _SHORTEST_NAME:
            return None
        return Fact(Label(field), value)

    return make


_SHORTEST_NAME: Final = 2


def _work(value: str, _: re.Match[str]) -> Fact | None:
    if _NO_WORK.search(value) or _NO_NAME.match(value):
        return None
    return Fact(Label("project_name"), value)


_NOT_YET: Final = re.compile(r"未|まもなく|予定で|次第|見込")


def _take_conditions(sentence: _Sentence) -> None:
    """Take the declarations of an interim advance, clause by clause."""
    for clause in re.finditer(r"[^、。,]+", sentence.folded):
        kind = declarations.kind(clause[0])
        if kind and not _NOT_YET.search(clause[0]):
            fact = Fact(Label(f"conditions.{kind}", ("interim",)), "はい")
            sentence.facts.append(fact)
            sentence.blank(clause)


_LABELLED: Final = _pattern(
    r"(?:(?<=[、。＿\s])|^)(?P<label>[^、。は＿\s]{2,20})は[、\s]?(?P<value>[^、。＿]{1,80}?)"
    r"(?:です|でございます|であります|となります|になります|となっております|とします"
    r"|といたします|でお願い(?:いた|致)?します|を希望(?:いた)?します)(?=[。、]|$)"
)
_VERBS: Final = re.compile(r"ます|ました|ており|いたし|こと|もの|ため|ので")


def _take_labelled(sentence: _Sentence) -> None:
    """Take `預託先は七十七銀行 角田支店です`: a label of the form and its value."""

    def make(value: str, match: re.Match[str]) -> Fact | None:
        label = labels.lookup(match["label"])
        if not label or not label.field or label.field == labels.PRODUCT_FIELD:
            return None
        return None if _VERBS.search(value) else Fact(label, value)

    sentence.take(_LABELLED, "value", make)


# --- who writes ---------------------------------------------------------------------

_INTRODUCED: Final = _pattern(
    rf"(?:^|[、。])\s*(?P<name>{_KIND}\s?{_NAME}{{2,30}}|{_NAME}{{2,20}}{_KIND})"
    r"(?=の|\s|です|でございます|と申します|、)[^0-9]{0,30}?"
    r"(?:です|でございます|と申します)。?$"
)
_DESK: Final = re.compile(
    r"の(?:総務|経理|工事|営業|業務|土木|建築|管理|事務|担当|代表|専務|社長|現場"
    r"|[^の]{1,8}[部課係室店所]).*$"
)
_PERSON: Final = re.compile(
    r"((?:建設|建業|建築|建材|建興|建機|住建|工業|工務店|工営|工機|工事|土木|組|興業|産業|企業"
    r"|開発|設備|電気|電工|電設|造園|緑化|舗道|道路|鉄工所?|塗装|防水|水道|管工|重機|運輸"
    r"|商事|商店|技研|設計|測量|改良|港湾|サービス|コンサルタント|エンジニアリング|テック"
    r"|ホーム|リフォーム|ライフライン)(?:株式会社|㈱)?)の[^の]{1,8}$"
)
"""A company's usual end, before 「の佐藤」; elsewhere の may belong to the name."""
_AGENT: Final = re.compile(r"代理|代行|依頼を受け|委任|紹介")


def introduced(text: str) -> str:
    """Give the company that a greeting names (`株式会社甲の佐藤です`), or ""."""
    match = _INTRODUCED.search(fold.narrow(_INVISIBLE.sub("", text)))
    if not match or _AGENT.search(text):
        return ""
    written = _INVISIBLE.sub("", text)[match.start("name") : match.end("name")]
    name = _PERSON.sub(r"\1", _DESK.sub("", written))
    unsure = re.search(r"[一-龠]の[一-龠]|保証", name) or _PARTICLES.search(name)
    return "" if unsure else fold.trim(name)
