"""The vocabulary: which words of a form mean which field.

Data: the form's own labels and the synonyms people use, multiplied by the names of the
products (前払金保証 + 金額).  A label that occurs under several products
(保証証書の形式) names them all and gets its product from the section it stands in.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.reading import PRODUCTS
from parsers.words import english

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.reading import Product


@dataclass(frozen=True, slots=True)
class Label:
    """What a label means.

    `field` is a field's simple name ("amount"); "" is a label we know and do not use.
    `products` are those it can speak of: none for a common field.  `note` is what stood
    in brackets beside it (税抜, 予定).  `slip` is a misspelt label as written.
    """

    field: str
    products: tuple[Product, ...] = ()
    note: str = dataclasses.field(default="", compare=False)
    slip: str = dataclasses.field(default="", compare=False)


_WITH_BANK: Final[tuple[Product, ...]] = ("advance", "interim")

_COMMON: Final = {
    "contractor_name": """
        請負契約者 請負契約者名 保証契約者 保証契約者名 申込者 申込者名 申込人 会社名
        会社名称 受注者 受注者名 請負者 請負者名 請負人 請負人名 請負業者 請負業者名
        商号 商号又は名称 商号または名称 商号・名称 企業名 業者名 社名 御社名 貴社名
        落札者 落札者名 落札業者 落札業者名
        弊社名 当社名 会社 申込会社 申込会社名 契約者 契約者名 施工業者 施工会社
    """,
    "obligee_name": """
        発注者 発注者名 発注機関 発注機関名 発注元 発注官庁 被保証者 被保証者名 注文者
        注文者名 発注 工事発注者 発注者名称 発注者氏名
    """,
    "project_name": """
        工事 業務
        工事名 工事名称 工事の名称 工事件名 業務名 業務名称 業務の名称 業務件名 委託名
        委託業務名 委託業務の名称 件名 案件名 契約件名 工事(業務)名 工事名(業務名)
        工事・業務名 工事名・業務名 工事名/業務名 工事又は業務名 工事又は業務の名称
        工事名業務名 工事名等 工事名・業務名・件名
    """,
    "project_number": """
        工事番号 契約番号 案件番号 仕様書番号 業務番号 委託番号 工事no 工事no. 契約no
        契約no. 案件no 工事番号等 工事番号・契約番号 工事(業務)番号 設計書番号
        調達案件番号
    """,
    "contract_amount": """
        請負 契約予定金額 契約予定額 請負予定金額 請負予定額 落札金額 落札額
        請負金額 契約金額 請負代金額 請負代金 請負代金の額 請負額 契約額 契約代金
        契約代金額 工事請負金額 工事請負代金額 工事請負代金 業務委託料 業務委託金額
        委託料 請負契約金額 請負契約額 請負契約代金額 工事金額 工事代金 請負金
        請負金額・契約金額 当初請負金額 工事請負額 契約金額(請負金額) 請負金額(契約金額)
    """,
    "contract_date": """
        請負契約日 契約日 契約年月日 契約締結日 契約締結年月日 請負契約年月日
        請負契約締結日 工事契約日 契約日付 請負契約日付 請負契約日・契約年月日
    """,
    "contract_date_planned": "契約予定日 契約締結予定日 請負契約予定日 契約予定年月日",
    "contract_date_status": "請負契約日の区分 契約日の区分 請負契約日の予定・確定",
    "notice_date": """
        公告日 通知日 入札公告日 指名通知日 公告年月日 入札公告年月日 公告日・通知日
        公告・通知日
    """,
    "work_period": """
        工期予定 予定工期 工期(予定) 履行期間(予定)
        工期 履行期間 工事期間 業務期間 契約期間 委託期間 施工期間 履行期間(工期)
        工期(履行期間) 工期・履行期間 工期/履行期間 実施期間
    """,
    "work_start": """
        工期の始まり 工期の開始日 工期の初日
        工期自 工期(自) 工期_自 工期開始日 工期開始 工期始期 工期の始期 着工日
        着工年月日 着工予定日 着手日 着手年月日 着手予定日 工事着手日 工事開始日
        履行開始日 履行期間開始日
    """,
    "work_end": """
        工期至 工期(至) 工期_至 工期終了日 工期終了 工期終期 工期の終期 工期末
        工期の終わり 工期の終了日 工期の完了日
        工期の末日 工期末日 工期最終日 工期終期日 履行期間の末日 工期延長 延長後の工期
        工期満了日 竣工日 竣工予定日 竣工期限 完成日 完成予定日 完成期限 完工日
        完工予定日 納期 完了日 完了期限 履行期限 履行終了日 履行期間終了日
    """,
    "jv_name": """
        jv名 jv名称 jv名(共同企業体名) 共同企業体 共同企業体名 共同企業体名称
        共同企業体の名称 ジョイントベンチャー名 特定建設工事共同企業体名 特定jv名 jv
    """,
    "jv_representative": """
        jv代表者 jv代表者名 jv代表 jv代表会社 jv代表構成員 代表構成員 代表構成員名
        代表企業 代表会社 代表者 共同企業体代表者 共同企業体の代表者 代表者(jv)
    """,
    "jv_members": """
        構成員 構成員名 jv構成員 jv構成員名 構成会社 共同企業体構成員 その他の構成員
        構成企業
    """,
    "work_kind": """
        種別 工事種別 業務種別 契約種別 契約の種別 工事・業務の種別 工事/業務
    """,
    "low_price": """
        低入札 低入札該当 低入札の該当 低入札の有無 低入札調査 低入札価格調査
        低入札価格調査対象 低入札調査対象
    """,
    "advance_planned": """
        前払金の予定 前払金の予定の有無 前払金の請求予定 前払の予定 前払金請求の予定
        前払金保証の予定 前払金の申込予定 前払金の有無
    """,
    "branch": """
        申込送信先 申込先 送信先 送信先支店 申込支店 申込先支店 申込み先 取扱支店
        受付支店 担当支店 申込送信先支店 営業部・支店 受取支店 保証証書受取 証書受取
        証書受取支店 保証証書受取支店 受取場所 保証証書の受取 保証証書の受取先
    """,
    "notify": """
        電子保証発行完了のお知らせ 電子保証の発行完了のお知らせ 発行完了のお知らせ
        完了のお知らせ 発行完了通知 電子保証発行完了通知 発行完了メール
        発行完了のお知らせメール 発行完了お知らせ 電子保証発行完了お知らせ
    """,
    "notify_email": """
        メールアドレス メールアドレス(お知らせ先) 電子メールアドレス eメールアドレス
        e-メールアドレス メルアド アドレス メール 電子メール eメール e-mail email mail
        e-mailアドレス emailアドレス mailアドレス 通知先メールアドレス
        お知らせ先メールアドレス 送付先メールアドレス 連絡先メールアドレス 通知先
        お知らせ先 通知メールアドレス 担当者メールアドレス 通知先メール お知らせ先メール
        連絡先メール 完了通知先 発行完了通知先 メールの送付先
    """,
    "department": """
        担当部署 担当部署名 部署 部署名 所属 所属部署 所属部署名 担当課 担当部課 部課名
        所属名
    """,
    "title": "役職 役職名 職名 肩書 肩書き 担当者役職",
    "person": """
        担当者 担当者名 担当者氏名 担当 氏名 お名前 名前 連絡担当者 連絡担当者名 連絡者
        担当者様名 申込担当者 申込担当者名 窓口担当者 事務担当者
    """,
    "phone": """
        連絡先電話番号 電話番号 電話 tel tel. ℡ 連絡先 連絡先tel 連絡先電話 電話連絡先
        連絡電話番号 担当者電話番号 担当者連絡先 担当者連絡先電話番号 携帯 携帯電話
        携帯電話番号 携帯番号 連絡先番号 日中の連絡先 telephone phone
    """,
    "message": """
        連絡事項 お客様から弊社への連絡事項 弊社への連絡事項 貴社への連絡事項
        その他連絡事項 備考 備考欄 通信欄 特記事項 要望 要望事項 メッセージ 伝達事項
        申し送り事項 その他要望
    """,
    "submission": """
        発注者への提出 発注者への提出方法 発注者への送信 認証キーの提出
        認証キーの提出方法 提出方法 提出者
    """,
}

_UNUSED: Final = """
    手続状況 割合 前払率 保証割合 fax fax番号 ファックス ファクス ファックス番号
    ファクシミリ 住所 所在地 会社所在地 会社住所 本社 郵便番号 url hp ホームページ web
    代表者名 代表者氏名 代表者職氏名 代表取締役 許可番号 建設業許可番号 業者番号
    業者コード 会社コード 顧客番号 お客様番号 工事場所 工事箇所 施工場所 施工箇所
    履行場所 業務場所 工事の場所 申込日 申請日 申込年月日 提出日 作成日 送信日 記入日
    日付 受付番号 消費税 消費税額 落札率 予定価格 弊社からお客様へのお知らせ 工種 業種
    工事概要 入札日 開札日 落札日 保証料額 保証料率
"""
GUARANTEE_NUMBER: Final = "guarantee_number"
_NUMBER_LABELS: Final = """
    保証契約番号 保証番号 保証契約no 保証証書番号 証券番号 証書番号
"""

KEY: Final = "authentication_key"
_KEY_LABELS: Final = "認証キー 認証key キー"

_OF_PRODUCT: Final = {
    "form": """
        保証証書の形式 保証書 保証書の形式 保証証書形式 保証証書の形態
        保証証書の種類 保証証書の種別
        保証証書の発行方法 保証証書の発行形式 保証証書 証書の形式 証書形式 証書の種類
        証書の種別 証書種別 証書形態 証書の形態 証書 保証の形式 保証形式 保証の形態
        保証形態 保証の種類 発行形式 発行形態 発行方法 形式 形態 証券形式 電子/紙
        紙/電子 電子・紙 紙・電子 電子保証・紙 電子保証 電子保証の利用 電子保証の希望
    """,
    "amount": """
        保証金額 保証額 保証金 保証希望額 保証申込金額 保証申込額 申込金額 申込保証金額
        保証請求額
    """,
    "payment_method": """
        保証料支払方法 保証料支払い方法 保証料の支払方法 保証料の支払い方法
        保証料お支払方法 保証料お支払い方法 保証料の納付方法 保証料納付方法
        保証料支払区分 保証料の支払 保証料支払 保証料の支払い 保証料支払い 支払方法
        支払い方法 支払 支払い お支払い お支払方法 お支払い方法
        納付方法 支払区分 保証料の払込方法
        保証料払込方法
    """,
    "bill_to": """
        保証料請求先 保証料の請求先 保証料ご請求先 保証料の請求書宛先 請求先 請求先名
        請求書宛先 請求書宛名 ご請求先
    """,
    "paper_statement": """
        保証料計算書(紙) 保証料計算書(紙)について 保証料計算書 保証料計算書(書面)
        紙の保証料計算書 保証料計算書の紙 計算書(紙) 紙の計算書 計算書
        保証料計算書(紙)の送付 保証料計算書(紙)希望
    """,
}
_OF_ADVANCES: Final = {
    "bank": """
        預託金融機関 預託金融期間 預託金融機関名 預託先金融機関 預託先金融機関名
        預託先 預託先銀行 預託銀行 預託銀行名 前払金預託金融機関 前払金預託先
        預託金融機関・支店 預託金融機関(全角) 金融機関 金融機関名 取扱金融機関
        預託金融機関支店名 銀行 取引銀行 預託銀行・支店
    """,
    "redeposit": """
        再預託利用区分 再預託 再預託利用 再預託の利用 再預託区分 再預託の利用区分
        再預託の有無 再預託利用の有無 再預託の利用の有無
    """,
}
_OF_ADVANCE: Final = {
    "fiscal_year_base": """
        今年度対象額 本年度対象額 当年度対象額 当該年度対象額 今年度対象金額 年度対象額
        出来高予定額 今年度出来高予定額 当年度出来高予定額 支払限度額 今年度支払限度額
        当年度支払限度額 当該年度支払限度額
    """,
}
_PERIOD_OF_PRODUCT: Final = """
    保証期限 保証期間 保証終期 保証期間終期 保証満了日 保証期間満了日
"""

_PRODUCT_NAMES: Final[dict[Product, str]] = {
    "interim": """
        中間前払金保証 中間前金払保証 中間前払保証 中間前払金 中間前金払 中間前払
    """,
    "advance": "前払金保証 前金払保証 前払保証 前払金 前金払 前払",
    "performance": "契約保証 履行保証 契約履行保証",
}
_BARE_PRODUCTS: Final[dict[Product, str]] = {
    "interim": "中間前払金 中間前金払 中間前払 中間",
    "advance": "前払金 前金払 前払 前払い金",
    "performance": "契約 契約履行",
}

IN_SECTION: Final = "金額"
"""The note of a label that means something only in the section of a product."""

PREMIUM: Final = "premium"
"""The field of the bare word 保証料: beside it stands how it is paid, or how much."""

PRODUCT_FIELD: Final = "product"
"""The field of a label that is a product's own name (`前払金保証：申し込む`)."""


def _words(words: str) -> Iterator[str]:
    return (fold.squeeze(word) for word in words.split())


@cache
def vocabulary() -> dict[str, Label]:
    """Build the table from a squeezed label to its meaning."""
    table: dict[str, Label] = {}
    for name, words in _COMMON.items():
        table.update(dict.fromkeys(_words(words), Label(name)))
    table.update(dict.fromkeys(_words(_UNUSED), Label("")))
    table.update(dict.fromkeys(_words(_NUMBER_LABELS), Label(GUARANTEE_NUMBER)))
    table.update(dict.fromkeys(_words(_KEY_LABELS), Label(KEY)))
    scoped: list[tuple[str, tuple[Product, ...], str]] = []
    scoped += [(name, PRODUCTS, words) for name, words in _OF_PRODUCT.items()]
    scoped += [(name, _WITH_BANK, words) for name, words in _OF_ADVANCES.items()]
    scoped += [(name, ("advance",), words) for name, words in _OF_ADVANCE.items()]
    scoped += [("guarantee_until", PRODUCTS, _PERIOD_OF_PRODUCT)]
    for name, products, words in scoped:
        for word in _words(words):
            table.setdefault(word, Label(name, products))
            for product in products:
                for full in _compounds(product, name, word):
                    table.setdefault(full, Label(name, (product,)))
    for product in ("performance", "advance", "interim"):
        for word in _words(_PRODUCT_NAMES[product]):
            table.setdefault(word, Label(PRODUCT_FIELD, (product,)))
    _add_english(table)
    table["保証料"] = Label(PREMIUM, PRODUCTS)
    table["金額"] = Label("amount", PRODUCTS, IN_SECTION)
    table["契約保証金"] = table["契約の保証金"] = Label("amount", ("performance",))
    return table


def _add_english(table: dict[str, Label]) -> None:
    """Add what those write who write English; a Japanese word keeps its meaning."""
    said: list[tuple[str, Label]] = [
        *((words, Label(name)) for name, words in english.COMMON.items()),
        *((words, Label(name, PRODUCTS)) for name, words in english.OF_PRODUCT.items()),
        *((words, Label(n, _WITH_BANK)) for n, words in english.OF_ADVANCES.items()),
        (english.ANY_AMOUNT, Label("amount", PRODUCTS)),
        (english.FISCAL_YEAR, Label("fiscal_year_base", ("advance",))),
        (english.GUARANTEE_NUMBER, Label(GUARANTEE_NUMBER)),
    ]
    for product in PRODUCTS:
        said.append((english.AMOUNTS[product], Label("amount", (product,))))
        names = english.PRODUCT_NAMES[product]
        said.append((names, Label(PRODUCT_FIELD, (product,))))
    for kind, words in english.CONDITIONS.items():
        said.append((words, Label(f"conditions.{kind}", ("interim",))))
    for words, label in said:
        for word in english.words(words):
            table.setdefault(word, label)


def _compounds(product: Product, name: str, word: str) -> Iterator[str]:
    """Yield the ways a product's name goes before one of its labels."""
    for full in _words(_PRODUCT_NAMES[product]):
        yield from (full + word, f"{full}の{word}")
        if full.endswith("保証") and word.startswith("保証"):
            yield full + word.removeprefix("保証")
        if name == "amount":
            yield from (full + "金額", full + "額", full + "申込金額", f"{full}の金額")
    if word.startswith("保証") or name == "amount":
        for bare in _words(_BARE_PRODUCTS[product]):
            yield from (bare + word, f"{bare}の{word}")
