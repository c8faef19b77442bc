"""The words of gateways and of clauses on confidence, data of `gateway`."""

from __future__ import annotations

import re
from typing import Final

_GAP: Final = r"[^。]{0,80}?"
_MAIL: Final = (
    r"(?:(?:この|本|当|当該)(?:電子)?メール(?!アドレス)"
    r"|(?:この|本)メッセージ|電子メール|e-?mail)"
)
_FROM: Final = (
    r"(?:社外|外部|組織外|社内以外|組織の外|学外|庁外|インターネット|海外)"
    r"(?:の(?:ドメイン|組織|送信者|アドレス|ユーザー|メールサーバー?|方|第三者))?"
)
_FILES: Final = (
    r"(?:添付|リンク|url|ハイパーリンク|ファイル|差出人"
    r"|送信元|送信者|発信元|開封|不審|なりすまし|標的型)"
)
_CAREFUL: Final = (
    r"(?:注意(?:して|の上|を)?(?:ください|下さい|願います|お願い|払)|ご注意|開か(?:ない|ず)|クリック(?:し?ない|せず|は)"
    r"|開封(?:し?ない|せず|は)|アクセスし?ない|返信し?ない|お?控え|慎重に|お気を?付け|信頼できる|確認(?:の上|のうえ|してから|した上"
    r"|したうえ|できない))"
)
_ASTRAY: Final = (
    r"(?:誤って|誤送信|誤配信|誤り?て|手違い|(?:お)?心当たり|身に覚え|宛先(?:以外|でない|と異なる|が異なる)|名宛人|意図(?:された|しない|した)"
    r"|本来の(?:受信|宛先|受取)|受信者(?:以外|でない)|宛て(?:られた)?(?:以外|でない))"
)
_DO: Final = (
    r"(?:連絡|通知|削除|破棄|消去|お?知らせ|返信|廃棄"
    r"|禁じ|禁止|行わない|しない(?:で|よう)|一報)"
)
_SPREAD: Final = (
    r"(?:転用|転送|転載|複製|複写|開示|使用|利用|引用"
    r"|配布|頒布|コピー|漏え?い|漏洩|公開|改変|閲覧|提供)"
)
SURE: Final = re.compile(
    rf"{_FROM}(?:から|より)(?:の|送|受|届|配|発|来|(?={_GAP}(?:メール|メッセージ)))"
    rf"|(?:{_FROM}|external)(?:メール|送信者)(?:です|$|[\]】)])"
    rf"|{_FILES}{_GAP}{_CAREFUL}"
    rf"|(?:メール|添付|情報|メッセージ){_GAP}(?:機密|秘密|秘匿|法的に保護|専有|特権){_GAP}(?:含|保護|可能性|場合|属|対象|取り?扱|です)"
    rf"|{_ASTRAY}{_GAP}(?:場合|とき|時|際|方){_GAP}{_DO}"
    rf"|{_MAIL}{_GAP}(?:場合|際)(?:は|には)?{_GAP}(?:連絡|お?知らせ|問い?合わせ|{_DO})"
    r"|(?:無断|許可なく|許諾なく|承諾なく|第三者|事前の|目的以外|目的外|権限(?:なく|のない)|一部または全部|全部または一部)"
    rf"{_GAP}{_SPREAD}{_GAP}(?:禁|断り|遠慮|固く|ないで|できません|違法|控え|しないよう)"
    rf"|印刷{_GAP}(?:環境|紙|地球|資源|エコ|配慮)|(?:環境|紙資源|地球|資源){_GAP}印刷"
    rf"|(?:ウイルス|ウィルス|マルウェア|スパム){_GAP}(?:チェック|スキャン|検査|検出|駆除|安全|対策|検知|保護|感染)"
    rf"|(?:誤送信|情報漏|セキュリティ){_GAP}(?:自動|強制)(?:的)?に?{_GAP}暗号化"
    rf"|(?:責任|損害|不利益|完全性|正確性|安全性){_GAP}(?:負い(?:かね|ません)|負うものでは|免責|いたしかね|保証(?:する|いたす|でき|いたしか))"
    rf"|(?:個人|送信者)の?(?:見解|意見){_GAP}(?:会社|組織|弊社|当社|所属)"
    # The same in English.
    r"|\bexternal (?:e-?mail|sender|source|message)|\bcame from outside\b"
    r"|\boutside (?:of )?(?:the|your|our|this) (?:organi[sz]ation"
    r"|company|network|corporation|firm|domain)"
    r"|\b(?:do not|don't|never|be careful|exercise caution"
    r"|use caution|think before|avoid|be cautious"
    r"|caution)\b"
    rf"{_GAP}\b(?:click|open|opening|links?|attachments?|reply|respond)"
    r"|\b(?:e-?mail|message|communication|information|attachments?|transmission)\b"
    rf"{_GAP}\b(?:confidential|privileged|proprietary)"
    rf"|\b(?:received|sent|get){_GAP}\b(?:in|by) (?:error|mistake)"
    r"|\bnot (?:the|an) (?:intended|named) (?:recipient|addressee)"
    r"|\bintended (?:solely |only |exclusively )?(?:for|only)\b"
    r"|\b(?:use|review|disclosure|copying|distribution|dissemination)\b"
    rf"{_GAP}\b(?:prohibited|unlawful|forbidden)"
    r"|consider the environment|before (?:you )?print"
    r"|\b(?:virus(?:es)?|malware)\b.{0,60}(?:scan|check|free|protect|damage|liab|swept)"
    r"|\b(?:scan|check|swept|free).{0,40}\b(?:virus(?:es)?|malware)\b"
    r"|often get e-?mail from|learn why this is important|power to report"
    r"|\b(?:accepts? no|not accept any) (?:liability|responsibility)"
    r"|\b(?:views|opinions)\b.{0,40}\b(?:expressed|author|sender)",
    re.IGNORECASE,
)
BESIDE: Final = re.compile(
    rf"{_MAIL}(?:および|及び|・|、|並びに|と)?(?:添付(?:ファイル|書類|資料)?)?(?:を|は){_GAP}(?:削除|破棄|消去|廃棄)"
    rf"|(?:直ちに|速やかに|ただちに){_GAP}(?:削除|破棄|消去|廃棄)"
    r"|[\W_]*(?:ご?注意(?:ください|事項|喚起)?|警告|免責事項|機密保持(?:について)?|守秘義務|秘密保持|機密情報"
    r"|社外メール|外部メール|重要|caution|warning|disclaimer"
    r"|confidential(?:ity)?(?: notice)?|notice"
    r"|external(?: e-?mail)?|important(?: notice)?|security notice)[\W_]*"
    r"|\b(?:notify|contact|inform) (?:the sender|us)\b"
    r"|\b(?:delete|destroy)\b.{0,60}\b(?:it|mail|message|cop(?:y|ies))\b"
    r"|\b(?:recogni[sz]e|know|trust|verify)\b.{0,60}\b(?:sender|content|source|safe)\b",
    re.IGNORECASE,
)
"""What counts only in a paragraph that has one of the former."""
TAG: Final = re.compile(
    r"[\[［【(（<＜*＊!！\s■※]+(?:社外|外部|組織外|学外|庁外|external|caution|ext)"
    r"[^\[\]［］【】()（）。]{0,20}[\]］】)）>＞*＊!！\s]+",
    re.IGNORECASE,
)
"""[EXTERNAL], 【社外メール】: a mark before the first word."""
MATTER: Final = re.compile(
    r"[0-9,.]+\s?(?:円|[万億])|(?<![0-9-])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,2}月[0-9]{1,2}日|[0-9]年[0-9]"
    r"|前払|前金払|保証(?:金|額|料|書|証|期|契約|の|を(?!す))|契約(?!違反|上の|を構成)|工事|工期|請負|発注|申し?込|請求書|証書|銀行|金融|支払"
    r"|振込|預託|訂正|修正|取り?消|取り?下げ|キャンセル|中止|差し?替え|見積|書類|計算書|認証キー|受領|拝受"
    r"|\b(?:amount|yen|jpy|apply|withdraw|bond|advance payment|application)\b",
    re.IGNORECASE,
)
"""Words of which a gateway knows nothing."""
HINTS: Final = (
    *"""
    社外 外部 組織外 学外 庁外 インターネット 注意 開か 開封 クリック
    機密 秘密 秘匿 特権 誤って 誤送信 手違い 心当たり 覚え 名宛人 宛先
    このメール 本メール 本電子メール 当メール この電子 意図 無断 第三者 許可なく
    事前の 印刷 ウイルス ウィルス マルウェア スパム 暗号化 責任 正確性 見解
    慎重 信頼でき external outside caution careful confidential privileged
    intended error prohibited unlawful environment print virus malware
    liability opinions recipient click
    """.split(),  # noqa: SIM905 - words of a list, to be edited as words
    "often get",
    "learn why",
    "open attach",
)
