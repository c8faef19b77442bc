"""Machines: bounces, auto-replies, lists, receipts, our own mail, loops.

Recognised before anything is answered (RFC 3834, and what mailers really do); bounces
are those of `parsers.automatic.bounces`.  A complaint (RFC 5965) is a machine's, and no
bounce: the mail that it speaks of was delivered. `X-Auto-Response-Suppress` alone
proves nothing: Exchange puts it on people's mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from parsers.automatic import bounces
from parsers.message import header
from parsers.message.header_block import Headers
from parsers.reading import FailedRecipient

if TYPE_CHECKING:
    from parsers.message.mime import Mail
    from parsers.reading import Envelope

Machine = Literal["", "bounce", "auto-reply", "list", "receipt-notice", "own", "loop"]

MAX_RECEIVED: Final = 50


@dataclass(frozen=True, slots=True)
class OwnMail:
    """What tells that a mail is ours: our mail domains, and our X-Mailbot-Loop marks.

    `domains` are those we send from (lower case); a mail From one of them is ours,
    unless a list or group has put itself there.
    """

    domains: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    """List-IDs of our own groups (lower case): looked through."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Which machine wrote a mail ("" for a person), and what a bounce says."""

    machine: Machine = ""
    bounced: tuple[FailedRecipient, ...] = ()
    original_id: str = ""


def recognise(mail: Mail, envelope: Envelope, own: OwnMail | None) -> Recognised:
    """Return which machine wrote this mail, if one did."""
    if bounces.is_bounce(mail, envelope):
        found = bounces.recipients(mail.parts)
        return Recognised("bounce", found, bounces.original_id(mail.parts))
    if _is_own(mail.headers, envelope, own):
        return Recognised("own")
    if len(mail.headers.all("received")) > MAX_RECEIVED:
        return Recognised("loop")
    if _is_receipt_notice(mail, envelope):
        return Recognised("receipt-notice", (), bounces.original_id(mail.parts))
    if _is_list(mail.headers) and not is_ours(mail.headers, own):
        return Recognised("list")
    return Recognised("auto-reply" if _is_auto_reply(mail.headers, envelope) else "")


# --- our own mail, receipts, lists, auto-replies ------------------------------------


def _is_own(headers: Headers, envelope: Envelope, own: OwnMail | None) -> bool:
    if own is None:
        return False
    if own.marks & set(envelope.loop_marks):
        return True
    if _is_list(headers):
        return False  # QUIRK: groups write themselves into From (DMARC); report 601.
    sender = envelope.sender or ""
    return sender.rpartition("@")[2].lower() in own.domains


_RECEIPT_SUBJECT: Final = re.compile(
    r"^\s*(?:(?:re|fwd?)\s*[:：]\s*)*[【\[［(（<]?\s*(?:開封(?:済み?|確認|通知)|既読|表示済み"
    r"|Return Receipt|Disposition Notification|Read receipt"
    r"|(?:未開封|未読|開封前|閲覧前|削除|表示|配信済み?|配信完了|配達済み?|配達完了|中継済み?|中継|遅延|配信遅延"
    r"|展開済み?|Read|Not read|Deleted|Displayed|Delivered|Relayed|Expanded|Delayed)"
    r"(?:[(（][^()（）]{0,20}[)）])?\s*[:：]"
    r"|(?:メール)?(?:配信|配達|配送|送達)(?:状況|状態|確認|完了|遅延)(?:の)?(?:通知|レポート|のお知らせ)"
    r"|(?:メール)?(?:隔離|検疫|保留|スパム|迷惑メール)(?:された)?(?:メール|メッセージ)?(?:の|が)?(?:隔離|検疫|検出|受信)?(?:の)?"
    r"(?:通知|レポート|一覧|サマリー?|ダイジェスト|お知らせ|されました)"
    r"|(?:end[- ]user )?(?:spam|quarantine|junk)[^:]{0,20}(?:notification"
    r"|summary|digest|report))",
    re.IGNORECASE,
)
"""What mail systems and their filters write; a person who writes 未読 adds no colon."""


def _is_receipt_notice(mail: Mail, envelope: Envelope) -> bool:
    if mail.root.get("report-type").lower() == "disposition-notification":
        return True
    if any(part.type == "message/disposition-notification" for part in mail.parts):
        return True
    return bool(_RECEIPT_SUBJECT.match(envelope.subject))


_LIST_ID: Final = re.compile(r"<([^<>]{1,250})>")


def is_ours(headers: Headers, own: OwnMail | None) -> bool:
    """Return whether a group of our own passed a mail on (its List-ID, RFC 2919)."""
    if own is None or not own.lists:
        return False
    written = headers.text("list-id").strip()
    found = _LIST_ID.search(written)
    return (found[1] if found else written).strip().lower() in own.lists


def author(headers: Headers, envelope: Envelope, own: OwnMail | None) -> Envelope:
    """Return the envelope of a mail through our own group with its author as sender.

    QUIRK: where the author's domain wants it (DMARC), the group stands in From and the
    author in X-Original-From, X-Original-Sender or Reply-To.
    """
    domain = (envelope.sender or "").rpartition("@")[2].lower()
    if own is None or domain not in own.domains or not is_ours(headers, own):
        return envelope
    for name in ("x-original-from", "x-original-sender", "reply-to"):
        boxes = header.mailboxes(headers.get(name))
        if len(boxes) == 1 and boxes[0].sound:
            return replace(envelope, sender=boxes[0].address)
    return replace(envelope, sender=None)


_BULK: Final = frozenset({"list", "bulk", "junk"})


def _is_list(headers: Headers) -> bool:
    precedence = headers.text("precedence").lower()
    return precedence in _BULK or any(
        name in headers
        for name in ("list-id", "list-post", "mailing-list", "x-ml-name", "x-mlserver")
    )


_AUTO_SUBJECT: Final = re.compile(
    r"^\s*(?:[\[【(（<＜]\s*)?(?:re:\s*)?(?:自動(?:返信|応答|送信|配信)|不在(?:通知"
    r"|連絡|のお知らせ|返信|応答|です|中|$|[\]】)）:：])|休暇(?:中|のお知らせ|通知)"
    r"|(?:夏季|夏期|年末年始|冬季|ＧＷ|GW)?休業(?:中|のお知らせ)|Automatic reply"
    r"|Auto(?:matic)?[- ]?(?:reply|response|Re)\b|Autoreply|Out of (?:the )?office"
    r"|Vacation|away from|Abwesen|complaint about message from)",
    re.IGNORECASE,
)
_AUTO_HEADERS: Final = """
    x-autoreply x-autorespond x-auto-reply x-auto-respond x-autoreply-from
    x-mail-autoreply x-autorespond-for x-autogenerated x-amz-sns-message-id
    x-mailbot-loop
""".split()  # noqa: SIM905 - words of a list


def _is_auto_reply(headers: Headers, envelope: Envelope) -> bool:
    submitted = headers.text("auto-submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":  # RFC 3834 5
        return True
    if headers.text("precedence").lower() in {"auto_reply", "auto-reply"}:
        return True
    if any(name in headers for name in _AUTO_HEADERS):
        return True
    if b"multipart/report" in headers.get("content-type").lower():
        return True  # RFC 6522: whatever it reports, a machine wrote it.
    return bool(_AUTO_SUBJECT.search(envelope.subject)) or envelope.null_sender
