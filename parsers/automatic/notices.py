"""Notices of mail systems by their text: receipts, deliveries, quarantine, absence.

Servers strip the subject and the header that would tell (`parsers.automatic.classify`);
then the text alone shows that no person wrote.  A notice of a mail system begins as
such; an absence is one only where every sentence of the letter belongs to it: はい
beside 「明日から不在です」 stays a person's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from parsers import fold
from parsers.commands import commands
from parsers.prose import consent, sentences
from parsers.reply import attribution, quoting
from parsers.words import courtesy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parsers.message.lines import Line

_HINTS: Final = (
    *"""
    開封 削除され 表示され 配信 配達 隔離 検疫 保留 不在 休暇 休業 休み 外出 出張 閉庁
    自動返信 自動応答 receipt quarantine
    """.split(),  # noqa: SIM905 - words of a list
    *("your message", "delivery to", "out of office", "on leave", "on vacation"),
)
_DONE: Final = (
    r"(?:開封|表示|既読に|配信|配達|中継|(?:未開封"
    r"|未読|開かれ|読まれ)(?:のまま|ずに)?削除|削除)"
)
_NOTICE: Final = re.compile(
    rf"(?:あなたの|お客様の|送信した|次の|以下の)?メッセージ.{{0,20}}宛先[:：].{{0,600}}?{_DONE}されました"
    r"|(?:これは|このメールは|こちらは)?.{0,200}?(?:メール|メッセージ)の(?:開封確認|開封通知|開封済み?通知|配信確認|配信通知)です"
    r"|(?:これらの|次の|以下の)受信者.{0,80}?配信(?:が|は)?(?:完了|遅延|遅れ)"
    r"|(?:以下|次|下記)の(?:メール|メッセージ)[はが].{0,80}?(?:隔離|検疫|保留|迷惑メールと判定|ブロック)(?:さ|し)"
    r"|(?:隔離|検疫|迷惑メール|スパム)(?:メール|メッセージ)?の?(?:一覧|レポート|通知|ダイジェスト|サマリー?)"
    r"|yourmessage(?:to:?|.{0,10}to:).{0,600}?was(?:read|deleted|displayed|delivered|opened)"
    r"|thisisa(?:return)?receiptfor(?:the|your|an)?(?:e?mail|message)"
    r"|deliverytotheserecipients.{0,80}?(?:complete|relayed|delayed)"
    r"|(?:the)?following(?:e?mails?|messages?)(?:were|was|havebeen).{0,40}?quarantined",
    re.IGNORECASE,
)
_AWAY: Final = re.compile(
    r"(?:不在|休暇|出張|休業|外出|お?休み|閉庁|閉館|産休|育休).{0,30}?(?:おります|いただ|です|中|します|しました|ため|となり|ました)"
    r"|out of (?:the )?office|on (?:annual )?(?:leave|vacation|holiday)|away from"
)
_URGENT: Final = re.compile(
    r"(?:お?急ぎ|緊急|至急).{0,14}?(?:場合|方|際|ご用|は).{0,80}|(?:urgent|urgently|emergency|immediate).{0,120}",
    re.IGNORECASE,
)
_AUTOMATIC: Final = re.compile(
    r"(?:これは|本メールは|このメールは|※)?.{0,24}自動(?:返信|応答)(?:メール|メッセージ|です|に|で|され).{0,40}"
    r"|.{0,20}automatic(?:ally)? (?:reply|response|generated).{0,40}",
    re.IGNORECASE,
)
_BACK: Final = re.compile(
    r".{0,40}(?:戻り|帰社|出社|復帰|再開|休み明け|以降|順次|後日|次第).{0,40}(?:連絡|返信|対応|確認|回答|返答|いたします|します|です)"
    r"|.{0,40}(?:返信|返事|回答|対応)(?:が|は|に)?.{0,12}(?:遅れ|遅く|できません|でき(?:かね|ない)|お時間|お待ち).{0,60}"
    r"|.{0,40}[0-9]日.{0,24}(?:から|より|まで|出社|帰社)"
    r"|.{0,60}(?:will|back|return).{0,80}",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r".{0,30}(?:ありがとう|有難う).{0,30}|thank you.{0,60}", re.IGNORECASE
)
_BEGINNING: Final = 1500
_MOST: Final = 12
"""Sentences of an automatic reply, at most."""


def machine(lines: Sequence[Line]) -> Literal["", "receipt-notice", "auto-reply"]:
    """Return which machine wrote a text, if its words show one."""
    whole = "\n".join(line.text for line in lines[:200]).lower()
    if not any(map(whole.__contains__, _HINTS)):
        return ""
    own = [*_own(lines)]
    squeezed = "".join("".join(line.text for line in own).split())[:_BEGINNING]
    if _NOTICE.match(squeezed):
        return "receipt-notice"
    return "auto-reply" if _is_absence(own) else ""


def _own(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines above the first quotation."""
    for at, line in enumerate(lines[:100]):
        if quoting.is_marked(line.text) or (
            attribution.boundary(lines, at) and at and "メッセージ" not in line.text
        ):
            return
        yield line


def _is_absence(lines: Sequence[Line]) -> bool:
    """Return whether every sentence is about an absence, and one says whom to ask."""
    said = [fold.narrow(each.text) for each in sentences.sentences(lines)]
    if not 0 < len(said) <= _MOST:
        return False
    if any(consent.consent(each.text) or commands.command(each.text) for each in lines):
        return False
    kinds = (_AWAY, _URGENT, _AUTOMATIC, _BACK, _THANKS)
    other = [text for text in said if not any(kind.search(text) for kind in kinds)]
    if not all(map(courtesy.is_courtesy, other)):
        return False
    away = any(map(_AWAY.search, said)) and any(map(_URGENT.search, said))
    return away or any(map(_AUTOMATIC.search, said))
