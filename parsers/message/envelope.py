"""The envelope: the header facts that routing needs, decoded and on one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers.message import header
from parsers.reading import Envelope

if TYPE_CHECKING:
    from parsers.message.header import Mailbox
    from parsers.message.header_block import Headers

_ID: Final = re.compile(rb"<([^<>\s]{1,250})>")
_REPLY_PREFIX: Final = re.compile(
    (
        r"(?:\s*(?:re|aw|sv|antw|返信|回答|ｒｅ|Ｒｅ|ＲＥ)(?:\[[0-9]{1,3}\]"
        r"|\^[0-9]{1,2})?\s*[:：])+"
    ),
    re.IGNORECASE,
)
_FORWARD_PREFIX: Final = re.compile(r"\s*(?:fwd?|転送|wg|tr)\s*[:：]", re.IGNORECASE)
MAX_REFERENCES: Final = 50


def envelope(headers: Headers) -> Envelope:
    """Read the envelope of a mail.

    The sender is known only where there is exactly one From with exactly one mailbox
    that is written without any doubt.
    """
    senders = headers.all("from")
    boxes = header.mailboxes(senders[0]) if len(senders) == 1 else ()
    only = boxes[0] if len(boxes) == 1 and boxes[0].sound else None
    return Envelope(
        sender=only.address if only else None,
        sender_name=only.name if only else "",
        from_text=" / ".join(header.text(sender) for sender in senders[:5]),
        reply_to=_addresses(headers, "reply-to"),
        recipients=_addresses(headers, "to") + _addresses(headers, "cc"),
        subject=headers.text("subject"),
        date=headers.text("date"),
        message_id=next(iter(_ids(headers, "message-id")), ""),
        references=_ids(headers, "in-reply-to") + _ids(headers, "references"),
        null_sender=headers.get("return-path").strip() == b"<>",
        loop_marks=tuple(header.text(mark) for mark in headers.all("x-mailbot-loop")),
    )


def _addresses(headers: Headers, name: str) -> tuple[str, ...]:
    found: list[Mailbox] = []
    for raw in headers.all(name)[:5]:
        found.extend(header.mailboxes(raw))
    return tuple(box.address for box in found if "@" in box.address)


def _ids(headers: Headers, name: str) -> tuple[str, ...]:
    found = _ID.findall(headers.get(name))[:MAX_REFERENCES]
    return tuple(identity.decode("ascii", "replace") for identity in found)


def is_reply(envelope: Envelope) -> bool:
    """Return whether a mail answers another one, by its headers."""
    return bool(envelope.references or _REPLY_PREFIX.match(envelope.subject))


def is_forward(envelope: Envelope) -> bool:
    """Return whether a subject says that a mail was passed on."""
    return bool(_FORWARD_PREFIX.match(envelope.subject))
