"""Machines: bounces, auto-replies, lists, receipts, our own mail, loops.

Recognised before anything is answered (RFC 3464, RFC 3834, and what mailers really do).
`X-Auto-Response-Suppress` alone proves nothing: Exchange puts it on people's mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from parsers import charset, fold, header
from parsers.mime import Headers
from parsers.reading import FailedRecipient

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parsers.mime import Mail, Part
    from parsers.reading import Envelope

Machine = Literal["", "bounce", "auto-reply", "list", "receipt-notice", "own", "loop"]

MAX_RECEIVED: Final = 50


@dataclass(frozen=True, slots=True)
class OwnMail:
    """What tells that a mail is ours: our mail domains, and our X-Mailbot-Loop marks.

    `domains` are those we send from (lower case); a mail From one of them is ours.
    """

    domains: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Recognised:
    """Which machine wrote a mail ("" for a person), and what a bounce says."""

    machine: Machine = ""
    bounced: tuple[FailedRecipient, ...] = ()
    original_id: str = ""


def recognise(mail: Mail, envelope: Envelope, own: OwnMail | None) -> Recognised:
    """Say which machine wrote this mail, if one did."""
    if _is_bounce(mail, envelope):
        recipients = tuple(_recipients(mail.parts)) or _free_text(mail.parts)
        return Recognised("bounce", recipients, _original_id(mail.parts))
    if _is_own(envelope, own):
        return Recognised("own")
    if len(mail.headers.all("received")) > MAX_RECEIVED:
        return Recognised("loop")
    if _is_receipt_notice(mail, envelope):
        return Recognised("receipt-notice", (), _original_id(mail.parts))
    if _is_list(mail.headers):
        return Recognised("list")
    return Recognised("auto-reply" if _is_auto_reply(mail.headers, envelope) else "")


# --- bounces ----------------------------------------------------------------------

_DAEMON: Final = re.compile(
    (
        r"(?:mailer-daemon|postmaster|mail-daemon|maildaemon|mdaemon|mailerdaemon"
        r"|uucp)(?:[@+.-]|$)"
    ),
    re.IGNORECASE,
)
_MAILER: Final = re.compile(r"mailer-?daemon", re.IGNORECASE)
_DAEMON_NAME: Final = re.compile(
    (
        r"mail delivery (?:system|subsystem|service)|mailer-daemon|mail administrator"
        r"|postmaster|internet mail delivery"
    ),
    re.IGNORECASE,
)
_BOUNCE_SUBJECT: Final = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed|report"
    r"|notification|problem)|non[- ]?deliver|returned mail"
    r"|return(?:ed)? to sender|failure notice|mail (?:delivery|system) (?:failed"
    r"|error|failure)|delivery failed|mail failure|could not be delivered"
    r"|delivery unsuccessful|mail error|message delivery|unable to deliver|warning: "
    r"(?:message|could not)|message you sent blocked|rejected mail"
    r"|メール.{0,8}(?:配信|配送|送信|送達).{0,4}(?:でき|不能|失敗|エラー)|(?:配信"
    r"|配送|送信|送達)(?:不能|失敗|エラー|できません)|宛先不明|メールエラー"
    r"|エラーメール|不達|届きません",
    re.IGNORECASE,
)


def _is_bounce(mail: Mail, envelope: Envelope) -> bool:
    report = mail.root.get("report-type").lower()
    if report == "disposition-notification":
        return False
    outer = [part for part in mail.parts if "message/rfc822" not in part.within]
    if report == "delivery-status" or any(
        part.type in {"message/delivery-status", "message/global-delivery-status"}
        for part in outer
    ):
        return True
    if "x-failed-recipients" in mail.headers:
        return True
    source = envelope.sender or envelope.from_text
    subject = bool(_BOUNCE_SUBJECT.search(envelope.subject))
    if _NO_REPLY.search(source) and (subject or _returns_mail(outer)):
        return True  # QUIRK: au writes so, without a report and with an envelope.
    daemon = bool(_DAEMON.search(source) or _DAEMON_NAME.search(envelope.from_text))
    if _MAILER.search(source):  # Nobody else uses that name.
        return not envelope.references
    return (daemon and (subject or envelope.null_sender)) or (
        subject and envelope.null_sender
    )


_NO_REPLY: Final = re.compile(r"^<?no-?reply@", re.IGNORECASE)


def _returns_mail(parts: Sequence[Part]) -> bool:
    """Tell whether a mail is sent back as the original of what was said about it."""
    return any(
        part.type == "message/rfc822"
        and "original message" in part.headers.text("content-description").lower()
        for part in parts
    )


_BLOCK: Final = re.compile(rb"(?:\r?\n[ \t]*){2,}")
_FIELD_FOLD: Final = re.compile(rb"\r?\n[ \t]+")
_TYPED: Final = re.compile(r"^\s*[A-Za-z0-9_-]+\s*;\s*")
_STATUS: Final = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")
MAX_RECIPIENTS: Final = 100


def _recipients(parts: Sequence[Part]) -> Iterator[FailedRecipient]:
    """Read the per-recipient blocks of RFC 3464 2.3."""
    count = 0
    for part in parts:
        if not part.type.endswith("delivery-status"):
            continue
        for block in _BLOCK.split(part.octets()[:100_000]):
            fields = _fields(block)
            address = fields.get("final-recipient") or fields.get("original-recipient")
            if not address or count >= MAX_RECIPIENTS:
                continue
            count += 1
            yield FailedRecipient(
                address=_TYPED.sub("", address).strip("<> "),
                action=fields.get("action", "failed").split()[0].lower()
                if fields.get("action", "failed").strip()
                else "failed",
                status=_first(_STATUS, fields.get("status", "")),
                diagnostic=_TYPED.sub("", fields.get("diagnostic-code", "")),
            )


def _fields(block: bytes) -> dict[str, str]:
    out: dict[str, str] = {}
    for raw in _FIELD_FOLD.sub(b" ", block).split(b"\n"):
        name, colon, value = raw.partition(b":")
        if colon:
            key = name.decode("latin-1").strip().lower()
            out.setdefault(key, header.line(charset.decode(value).text))
    return out


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


_ADDRESS: Final = re.compile(
    r"<?([^\s@<>()\"':;,]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9])>?"
)
_SMTP_CODE: Final = re.compile(r"\b([45][0-9]{2})[ -]")


def _free_text(parts: Sequence[Part]) -> tuple[FailedRecipient, ...]:
    """Read a bounce without RFC 3464: the first address and code in its text."""
    for part in parts:
        if not part.type.startswith("text/plain") or "message/rfc822" in part.within:
            continue
        text = charset.decode(
            part.octets()[:20_000], part.content_type.get("charset")
        ).text
        address = _ADDRESS.search(fold.narrow(text))
        if address:
            status = _first(_STATUS, text)
            return (FailedRecipient(address[1], "failed", status),)
    return ()


_MESSAGE_ID: Final = re.compile(
    rb"^message-id[ \t]*:[ \t\r\n]*<([^<>\s]{1,250})>", re.IGNORECASE | re.MULTILINE
)
_ORIGINAL_ID: Final = re.compile(
    rb"^original-message-id[ \t]*:[ \t\r\n]*<([^<>\s]{1,250})>",
    re.IGNORECASE | re.MULTILINE,
)


def _original_id(parts: Sequence[Part]) -> str:
    """Give the Message-ID of the mail that a report speaks of, or ""."""
    for part in parts:
        if part.type in {
            "text/rfc822-headers",
            "message/rfc822",
            "message/global",
            "message/global-headers",
        }:
            pattern = _MESSAGE_ID
        elif part.type.endswith(("disposition-notification", "delivery-status")):
            pattern = _ORIGINAL_ID
        else:
            continue
        if found := pattern.search(part.octets()[:100_000]):
            return found[1].decode("ascii", "replace")
    for part in parts:  # QUIRK: older mailers put the headers into the text.
        if part.type == "text/plain" and (
            found := _MESSAGE_ID.search(part.body[:100_000])
        ):
            return found[1].decode("ascii", "replace")
    return ""


# --- our own mail, receipts, lists, auto-replies ------------------------------------


def _is_own(envelope: Envelope, own: OwnMail | None) -> bool:
    if own is None:
        return False
    if own.marks & set(envelope.loop_marks):
        return True
    sender = envelope.sender or ""
    return sender.rpartition("@")[2].lower() in own.domains


_RECEIPT_SUBJECT: Final = re.compile(
    (
        r"^\s*(?:開封(?:済み?|確認|通知)|Read:|既読|表示済み|Return Receipt"
        r"|Disposition Notification)"
    ),
    re.IGNORECASE,
)


def _is_receipt_notice(mail: Mail, envelope: Envelope) -> bool:
    if mail.root.get("report-type").lower() == "disposition-notification":
        return True
    if any(part.type == "message/disposition-notification" for part in mail.parts):
        return True
    return bool(_RECEIPT_SUBJECT.match(envelope.subject))


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
    r"|Vacation|away from|Abwesen)",
    re.IGNORECASE,
)
_AUTO_HEADERS: Final = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-auto-respond",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-autorespond-for",
    "x-autogenerated",
    "x-amz-sns-message-id",
    "x-mailbot-loop",
)


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
