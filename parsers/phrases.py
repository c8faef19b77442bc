"""Phrases: the words around the values of a sentence, as patterns of folded text.

Data of `parsers.statements`: what an amount, a day, a bank or a name looks like, and
the words that say which one it is. Each pattern has one named group for its value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from parsers.reading import Product

# --- words ------------------------------------------------------------------------

KANJI: Final = "〇一二三四五六七八九十百千万億壱弐参拾萬"
YEN: Final = (
    rf"(?P<yen>(?:金|\\)?\s?[0-9{KANJI}](?:[0-9{KANJI},.]*[0-9{KANJI}])?"
    rf"\s?(?:円|(?<=[0-9{KANJI}][万億萬])(?![一-龠]))(?:也|整)?(?:\s?\((?:税込み?|消費税(?:等"
    rf"|額)?(?:込み?|を?含む)"
    r"|内税|(?:うち|内)[^()]{1,30})\)|\s?(?:税込み?|税抜き?|\(税(?:抜き?|別)\)))?)"
)
NUMBER: Final = rf"(?:[0-9]{{1,4}}|元|[{KANJI}]{{1,4}})"
DAY: Final = (
    rf"(?:(?:(?:令和|平成|西暦|R|H|令)\.?\s?)?{NUMBER}(?:年|[./-])\s?|(?:同|翌|本)年?)?"
    rf"{NUMBER}(?:月|[./-])\s?(?:{NUMBER}日?|末日?)(?:\s?\([月火水木金土日](?:曜日?)?\))?"
)
SPAN: Final = rf"自?\s?{DAY}\s?(?:から|より|[~〜\-ー―・]|至)+\s?{DAY}(?:まで|迄)?"
KIND: Final = (
    r"(?:株式会社|有限会社|合同会社|合資会社|協同組合|㈱|㈲"
    r"|\(株\)|\(有\)|\(同\)|\(名\))"
)
NAME: Final = r"[^、。,＿「」()\s]"
COMPANY: Final = (
    rf"(?:{KIND}\s?{NAME}{{1,24}}?|(?:(?!弊社|当社|この){NAME}){{1,20}}?{KIND})"
)
PLACE: Final = (
    r"(?:[^、。,＿「」()]{1,24}?"
    r"(?:市役所|区役所|町役場|村役場|県庁|[市町村区]長|知事|市|町|村|区|県|都|府|道"
    r"|事務所長?|局長?|公社|機構|企業団|組合|管理者|教育委員会|水道部|水道課))"
)
OF_WORK: Final = (
    r"(?:工事|業務委託|業務|委託|設計|測量|修繕|調査|点検|改修|補修"
    r"|更新|製造|製作|架替)"
)
MORE: Final = (
    r"(?:\s?\((?:[^()]{0,6}[0-9一二三四五六七八九]{1,3}[^()]{0,6}|[^()]{1,4})\))?"
)
WORK: Final = rf"[^、。＿「」『』]{{2,60}}?{OF_WORK}{MORE}"
BANK: Final = (
    r"(?P<bank>[^、。,:;はがをに＿「」()\s]{1,14}?(?:銀行|信用金庫|信金|信用組合|信組"
    r"|農業協同組合|農協|労働金庫|[jJ][aA][^、。,はがをに＿\s]{1,10})"
    r"\s?(?:(?!銀行|金庫|である)[^、。,はがをにで＿「」()\s]){0,12}?"
    r"(?:本店営業部|支店|本店|営業部|出張所|支所|営業所))"
)
EMAIL: Final = (
    r"(?P<email>(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}"
    r"@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24})"
)
IS: Final = r"(?:は|が|につきましては|については|に関しては)?[、:]?\s?"

# --- patterns ---------------------------------------------------------------------

LEADS: Final = re.compile(
    r"さて|つきましては|このたび|この度|このほど|今般|今回|先般|先日|本日付けで|なお|また|それから|以上のとおり"
    r"|標記の(?:件|工事)|首題の件|下記の?(?:とおり|通り)?|次の?(?:とおり|通り)|首記の件"
    r"|お世話になっております|(?:弊社|当社|私ども|私共)(?:は|が|では)?|[、\s]こちら"
)


def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern of folded text, in any case."""
    return re.compile(text, re.IGNORECASE)


FLAGS: Final = (
    ("redeposit", pattern(r"(?P<all>再預託(?:の?利用区分|の?利用)?[^、。]{1,24})")),
    (
        "paper_statement",
        pattern(
            r"(?P<all>(?:紙の(?:保証料)?計算書|(?:保証料)?計算書\(紙\)|(?:保証料)?計算書の紙"
            r"|(?:保証料の?)?計算書[はをも](?:紙|書面)で)[^、。]{1,24})"
        ),
    ),
    (
        "low_price",
        pattern(r"(?P<all>低入札[^、。]{0,20}(?:対象|該当|調査)[^、。]{0,14})"),
    ),
)
SIGNS: Final = re.compile(
    r"ます|せん|ない|です|不要|希望|必要|なし|無し|あり|有り|ください|願|る$"
)
PAY: Final = r"(?P<pay>一括納付|銀行振り?込み?|お?振り?込み?|口座振込|現金|小切手)"
PAYMENT: Final = pattern(
    rf"(?:保証料(?:の?お?支払い?(?:方法)?|の?納付(?:方法)?)?|お?支払い?(?:方法)?){IS}{PAY}"
    r"(?:で|にて|と|により|によって|に)?(?:の?お?支払い?|納付|納入)?"
)
MONEY: Final = pattern(YEN)
PAID_BY: Final = pattern(rf"{PAY}(?:で|にて|により)(?:お?支払い?|払い)")
CONTRACT_AMOUNT: Final = pattern(
    r"(?:請負(?:代金|金)?額?|契約金?額|(?:工事)?請負代金|工事金額|業務委託料|委託料|当初契約額)"
    rf"(?:は|が|として|、|:|の)?\s?(?:税込み?(?:で|の|、)?)?\s?{YEN}"
)
PRODUCTS_IN_ORDER: Final[tuple[Product, ...]] = ("interim", "advance", "performance")
"""中間前払金保証 goes before 前払金保証, which its name ends with."""
WORDS_OF: Final = {
    "interim": r"中間前(?:払い?|金)(?:金|払)?(?:保証)?金?額?",
    "advance": r"(?<!中間)前(?:払い?|金)(?:金|払)(?:保証)?金?額?|(?<!中間)前払保証",
    "performance": r"(?:契約|履行)保証金?額?",
}
SHARE_OF: Final = (
    r"(?P<yen>(?:(?:請負|契約)(?:代金|金)?額の)?(?:[0-9一二三四五]割|[0-9]{1,2}(?:%|パーセント)"
    r"|10分の[0-9]))"
)
JOINS: Final = r"(?:\((?P<form>[^()]{1,8})\))?(?:(?:は|が|として|を|、|:|の)\s?)?"
AMOUNTS: Final[tuple[tuple[Product, re.Pattern[str]], ...]] = tuple(
    (product, pattern(rf"(?:{WORDS_OF[product]}){JOINS}\s?{amount}"))
    for amount in (YEN, SHARE_OF)
    for product in PRODUCTS_IN_ORDER
)
AMOUNTS_BEFORE: Final[tuple[tuple[Product, re.Pattern[str]], ...]] = tuple(
    (product, pattern(rf"{YEN}の(?P<product>{WORDS_OF[product]})"))
    for product in PRODUCTS_IN_ORDER
)
GUARANTEED: Final = pattern(rf"(?<![払約])保証(?:金額|額)(?:は|が|、|:|の)?\s?{YEN}")
CONTRACT_DAY: Final = (
    pattern(
        rf"(?:請負)?契約(?:締結)?(?:年月)?日?{IS}(?P<day>{DAY})(?P<plan>(?:を|の)?予定)?"
    ),
    pattern(
        rf"(?P<day>{DAY})\s?(?:付け?(?:で|の|にて)?|に)、?\s?"
        r"(?P<keep>[^、。0-9]{0,30}?(?:と|の|を))?"
        r"(?:ご?契約(?:を)?(?:締結)?|締結|請負契約(?:を)?(?:締結)?)(?P<plan>(?:の|する)?予定)?"
    ),
)
MOVED_END: Final = pattern(
    rf"(?:工期|履行期間)(?:が|は|を|の(?:末日|終期|終わり)(?:が|は|を))?、?\s?{DAY}(?:まで)?(?:から|より|を)\s?"
    rf"(?P<day>{DAY})(?:まで)?(?:に|へ|と|まで)?(?:延長|短縮|延伸|延び)"
)
"""`工期を令和8年9月30日から12月18日に延長`: the two days are ends, no period."""
PERIOD: Final = (
    pattern(rf"(?:工期|履行期間|委託期間|工事期間){IS}(?P<span>{SPAN})"),
    pattern(rf"(?P<span>{SPAN})(?:の|を)(?:工期|履行期間)"),
)
ENDS: Final = (
    (
        "work_start",
        pattern(rf"(?:着工|着手|工事開始)(?:予定)?日?{IS}(?P<day>{DAY})"),
    ),
    (
        "work_end",
        pattern(rf"(?:竣工|完成|完了|完工|工期末)(?:予定|期限)?日?{IS}(?P<day>{DAY})"),
    ),
    (
        "work_end",
        pattern(
            rf"工期(?:が|は|を|の)(?:末日が|終期が)?(?:延長|延伸|短縮)(?:と|に|し|さ)?(?:なり|なって|れ|て)?(?:まして)?"
            rf"、?\s?(?P<day>{DAY})(?:まで|迄|に|と)(?:の工期)?(?:と|に)?(?:なり(?:ました|ます)|変わりました"
            r"|延長)?"
        ),
    ),
    (
        "work_end",
        pattern(
            rf"(?:工期|履行期間)(?:が|は|を|の末日が|の終期が)?、?\s?(?P<day>{DAY})\s?(?:まで|迄)(?:に)?"
            r"(?:(?:延長|延伸|短縮)(?:と|に|し|さ)?(?:なり|なって|れ|て)?|延び|のび|変更と?に?なり)"
            r"(?:ました|ます|まして)?"
        ),
    ),
    (
        "notice_date",
        pattern(rf"(?:公告|指名通知|入札公告)日?{IS}(?P<day>{DAY})"),
    ),
    (
        "guarantee_until",
        pattern(rf"保証(?:期限|期間の?終期){IS}(?P<day>{DAY})"),
    ),
)
BANK_IN: Final = (
    pattern(
        rf"{BANK}(?:に|へ|を|で|にて)?、?\s?(?:預託金融機関|預託先?|お?預け入?れ?)"
    ),
    pattern(
        rf"(?:預託(?:先|金融機関|先金融機関)?|(?<![一-龠])(?:銀行|金融機関|口座)){IS}{BANK}"
    ),
)
NOTIFY: Final = pattern(
    rf"(?:(?:電子保証の?)?発行(?:が|の)?(?:完了|済)?[^。]{{0,20}}|完了[^。]{{0,16}}|認証キー[^。]{{0,16}}"
    rf"|お知らせ[^。]{{0,12}}|通知[^。]{{0,12}}){EMAIL}"
    r"\s?(?:まで|へ|に|宛(?:て)?(?:に)?)?[、\s]?(?:メール(?:にて|で)?)?"
    r"(?:お?知らせ|ご?通知|ご?連絡|お?送り|ご?送付|お願い)?"
)
MAIL_ADDRESS: Final = pattern(rf"メール(?:アドレス)?{IS}{EMAIL}")
OBLIGEE: Final = (
    pattern(
        rf"(?P<place>{PLACE})(?:様|殿|さん)?(?:より|から)、?"
        r"(?=[^。]{0,90}?(?:受注|請け?負|落札|発注|委託))"
    ),
    pattern(
        rf"(?P<place>{PLACE})(?:様|殿|さん)?(?:の|が|ご|御)?(?:発注)(?=の|に係る|に|による|で|、|さ|工事|＿|「)"
    ),
    pattern(
        rf"発注者(?:名)?{IS}(?P<place>{PLACE})(?:様|殿|さん)?(?=です|で|、|。|と|$)"
    ),
    pattern(
        rf"(?P<place>{PLACE})(?:様|殿|さん)?と(?:の間で)?(?=[^。]{{0,80}}?(?:契約|＿))"
    ),
)
QUOTED_WORK: Final = pattern(
    rf"(?:工事名|業務名|件名)?(?:は|が|、"
    rf"|:)?[「『](?P<work>[^「」『』]{{2,80}}{OF_WORK}[^「」『』]{{0,20}})[」』]"
)
NO_WORK: Final = re.compile(r"(?:書|届|表|証|キー|知らせ|写し|一式)$")
BARE_WORK: Final = pattern(
    rf"(?:(?<=＿)(?:の|、|に係る)?|工事名{IS}|^)(?P<work>{WORK})"
    r"(?=\(|＿|について|につき|に関|に係る|の(?:件|前|契|保|請|中|工事請負)|を(?:受注|請け?負|落札|契約|施工)"
    r"|にて|で|、|は)"
)
CONTRACTOR: Final = (
    pattern(
        rf"(?:弊社|当社|私ども|私共)?[、,]?\s?(?P<name>{COMPANY})[、,]?(?:は|が)、?"
        r"(?=[^。]{0,120}?(?:受注|請け?負|落札|契約|申し?込))"
    ),
    pattern(
        rf"(?:弊社|当社|会社)(?:名|の名称){IS}(?P<name>{COMPANY})(?=です|で|と|。|、|$)"
    ),
)
OURS: Final = pattern(
    rf"(?:弊社|当社|私ども)(?:は|が)、?(?P<name>{COMPANY})(?=です|でございます|と申します)"
)
JV: Final = pattern(r"(?P<jv>[^、。,＿「」()\s]{2,40}(?:共同企業体|JV))")
JV_HEAD: Final = pattern(
    rf"(?:JV|共同企業体)?の?代表(?:者|構成員|企業|会社)(?:は|:|・|、|\s)?"
    rf"(?P<head>{COMPANY})(?=[)、。]|です|で|$)"
)
PROJECT_NUMBER: Final = pattern(
    rf"(?:工事番号|業務番号|案件番号|仕様書番号"
    rf"|(?<!保証)契約番号){IS}(?P<number>[A-Za-z0-9第][A-Za-z0-9第号一-龠－ー\-]{{1,24}})"
)
FORM_ALONE: Final = pattern(
    r"(?P<form>電子保証|電子証書|電子(?=で|にて|を)|証書\(紙\)|紙の?(?:保証)?証書|紙(?=で|に))(?:で|にて|を|として|により|希望|(?=[。、]|$))"
)

DOUBT: Final = re.compile(
    r"ません|(?<!少)ない(?!し)|不要|なかっ|ではなく|でなく|せず|[?]|(?:です|ます|でしょう)か|(?<!契)約[0-9]"
    r"|およそ|程度|前後|くらい|ぐらい|見込|かもしれ|可能性|場合|もし|仮に|検討|相談|未定|協議"
    r"|後日|別途|前回|以前|昨年|前年|当初(?!契約額)|変更|隣|他社|別の|別件|例えば|参考|見本|同様"
    r"|取り?消|取り?下げ|中止|やめ|だった|でしたが|はずで|思いま|聞い|らしい|ようで|まだ|予想"
    r"|できれば|円以[上下内]|増額|減額|減ら|増や|改め|していま|訂正|修正|誤り|間違|違い|例:|ところでし|の件では|以外|除"
)
GLUE: Final = re.compile(
    r"下記|次|以下|上記|標記|表記|首題|別紙|当該|本|下表|添付|工事|業務|件|案件|契約|名|金額|額"
    r"|通り|内容|請負|委託|分|係る|関する|及び|並びに|両方|共|全て|新規|保証|手続|申し?込|申請|依頼|利用|発行"
    r"|希望|申し?上げ|致|願|御|存|思|何卒|宜|程|為|元|様|殿|貴社|御社|弊社|当社|私|受注|請け?負|落札|締結|発注者?"
    r"|預託|金融機関|預|支払|払|納付|保証料|前払金?|税込み?|消費税|税|込|連絡|送|完了|知|際|後|時|予定|付|方|場所|施工"
    r"|証書|工期|期間|日|者|用|内|計|金|電子|紙|円|先|入|間|自|至|旨|者|代表|会社|メール|アドレス|宛|号|年度|令和|行|度"
    r"|運び|差し?上|賜|頂|次第|良|大丈夫|結構|ok|OK|[ぁ-ん「」『』()、。・:;~,.!\s※*＊ー＿-]"
)
