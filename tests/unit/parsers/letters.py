"""Mails for tests, written as text."""

from datetime import UTC, datetime

from parsers.automatic.classify import OwnMail
from parsers.read import read
from parsers.reading import Context, Reading

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def raw_mail(body: str, subject: str = "申込", **headers: str) -> bytes:
    """Write a mail from a contractor; `In_Reply_To="…"` gives a header."""
    head = {
        "From": "soumu@kensetsu.example.jp",
        "To": "moushikomi@hosho.example.jp",
        "Subject": subject,
        "Content-Type": "text/plain; charset=utf-8",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in head.items()]
    text = "\n".join([*lines, "", body])
    return text.replace("\n", "\r\n").encode()


def mail(body: str, subject: str = "申込", **headers: str) -> Reading:
    """Read a new mail."""
    return read(raw_mail(body, subject, **headers), NOW)


def reply(body: str, context: Context | None = None) -> Reading:
    """Read an answer to one of our mails."""
    raw = raw_mail(body, "Re: ご確認のお願い", In_Reply_To="<q@hosho.example.jp>")
    return read(raw, NOW, context)


def own() -> OwnMail:
    """Give what tells our own mail."""
    return OwnMail(frozenset({"hosho.example.jp"}), frozenset({"mark-1"}))
