"""Bounces: reports on mail of ours that did not arrive (RFC 3464), and free-text ones.

By the type of the report first; then by who writes (a mailer's own names), by subjects
that only mailers write, and by words that they put above a returned mail.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.message import charset, header
from parsers.reading import FailedRecipient

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parsers.message.mime import Mail, Part
    from parsers.reading import Envelope

_DAEMON: Final = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|maildaemon|mdaemon|mailerdaemon|post_master"
    r"|uucp)(?:[@+.-]|$)",
    re.IGNORECASE,
)
_MAILER: Final = re.compile(r"mailer-?daemon", re.IGNORECASE)
_DAEMON_NAME: Final = re.compile(
    r"mail delivery (?:system|subsystem|service)|mailer-daemon|mail administrator"
    r"|postmaster|internet mail delivery",
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


def is_bounce(mail: Mail, envelope: Envelope) -> bool:
    """Return whether a mail says that one of ours did not arrive, or not yet."""
    report = mail.root.get("report-type").lower()
    if report == "disposition-notification":
        return False
    outer = [part for part in mail.parts if "message/rfc822" not in part.within]
    return (
        report == "delivery-status"
        or any(part.type in _REPORTS for part in outer)
        or "x-failed-recipients" in mail.headers
        or _is_notification(mail)
        or _is_told(outer, envelope)
    )


_REPORTS: Final = {"message/delivery-status", "message/global-delivery-status"}


def _is_told(outer: Sequence[Part], envelope: Envelope) -> bool:
    """Return whether writer and words show that a mail is a bounce in prose."""
    source = envelope.sender or envelope.from_text
    subject = bool(_BOUNCE_SUBJECT.search(envelope.subject))
    if _NO_REPLY.search(source) and (subject or _returns_mail(outer)):
        return True  # QUIRK: au writes so, without a report and with an envelope.
    daemon = bool(_DAEMON.search(source) or _DAEMON_NAME.search(envelope.from_text))
    if _MAILER.search(source):  # Nobody else uses that name.
        return not envelope.references
    if daemon and _RETURNED.search(_first_text(outer)):
        return True
    return sum((daemon, subject, envelope.null_sender)) > 1  # two of the three signs


_RETURNED: Final = re.compile(
    r"^Error message below:|^\s*RCPT TO:.+@|no such user|user unknown|unknown user"
    r"|requested action not taken",
    re.IGNORECASE | re.MULTILINE,
)
"""What a mailer writes about a mail that it returns under the subject of that mail."""
_READ: Final = 20_000


def _first_text(parts: Sequence[Part]) -> str:
    """Return the beginning of the first plain text."""
    for part in parts:
        if part.type == "text/plain" and "message/rfc822" not in part.within:
            return _text(part)
    return ""


def _text(part: Part) -> str:
    label = part.content_type.get("charset")
    return charset.decode(part.octets()[:_READ], label).text


_NOTICE: Final = re.compile(r'"notificationType"\s*:\s*"Bounce"')
_BOUNCED: Final = re.compile(r'"bouncedRecipients"\s*:\s*\[([^\]]{0,10000})\]')
_EACH: Final = re.compile(r"\{([^{}]{0,2000})\}")
_PAIR: Final = re.compile(r'"(\w{1,30})"\s*:\s*"([^"]{0,500})"')


def _is_notification(mail: Mail) -> bool:
    if "x-amz-sns-message-id" not in mail.headers:
        return False
    return bool(_NOTICE.search(_first_text(mail.parts)))


def _notified(text: str) -> Iterator[FailedRecipient]:
    found = _BOUNCED.search(text)
    for each in _EACH.finditer(found[1] if found else ""):
        told = dict(_PAIR.findall(each[1]))
        if address := told.get("emailAddress", "").strip("<> "):
            diagnostic = _TYPED.sub("", told.get("diagnosticCode", ""))
            status = _first(_STATUS, told.get("status", ""))
            yield FailedRecipient(header.line(address), "failed", status, diagnostic)


_NO_REPLY: Final = re.compile(r"^<?no-?reply@", re.IGNORECASE)


def _returns_mail(parts: Sequence[Part]) -> bool:
    """Return whether a mail is sent back as the original of what was said about it."""
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


def recipients(parts: Sequence[Part]) -> tuple[FailedRecipient, ...]:
    """Return the recipients that a bounce speaks of, as far as they can be told."""
    found = tuple(_reported(parts))
    if not found and _NOTICE.search(text := _first_text(parts)):
        found = tuple(islice(_notified(text), MAX_RECIPIENTS))
    return found or _free_text(parts)


def _reported(parts: Sequence[Part]) -> Iterator[FailedRecipient]:
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
                action=[*fields.get("action", "").lower().split(), "failed"][0],
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


def _free_text(parts: Sequence[Part]) -> tuple[FailedRecipient, ...]:
    """Read a bounce without RFC 3464: the first address and code in its text."""
    for part in parts:
        if not part.type.startswith("text/plain") or "message/rfc822" in part.within:
            continue
        text = _text(part)
        if address := _ADDRESS.search(fold.narrow(text)):
            return (FailedRecipient(address[1], "failed", _first(_STATUS, text)),)
    return ()


_MESSAGE_ID: Final = re.compile(
    rb"^message-id[ \t]*:[ \t\r\n]*<([^<>\s]{1,250})>", re.IGNORECASE | re.MULTILINE
)
_ORIGINAL_ID: Final = re.compile(
    rb"^original-message-id[ \t]*:[ \t\r\n]*<([^<>\s]{1,250})>",
    re.IGNORECASE | re.MULTILINE,
)


def original_id(parts: Sequence[Part]) -> str:
    """Return the Message-ID of the mail that a report speaks of, or ""."""
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
