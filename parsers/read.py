"""Read one mail: bytes in, a reading out.

    bytes -> parts -> machine? -> text -> a person's letter (parsers.letter)
                                    └ and again as HTML, where that says something else

Pure and total: any bytes give a reading, and the same bytes give the same reading.
Each container (HTML, sheet, PDF …) gives lines or finds; what follows is the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parsers import alternatives
from parsers.automatic import calendar_replies, classify, notices
from parsers.files import attachments as files
from parsers.letter import Letter
from parsers.message import body, charset, mime
from parsers.message import envelope as envelopes
from parsers.message import limits as mail_limits
from parsers.reading import Context, Envelope, Problem, Reading

if TYPE_CHECKING:
    from datetime import datetime

    from parsers.automatic.classify import OwnMail
    from parsers.message.body import Body
    from parsers.message.limits import Limits
    from parsers.message.mime import Mail
    from parsers.reading import Intent


_INTENTS: Final[dict[str, Intent]] = {"": "unknown", "bounce": "bounce"}
_PASS_ON: Final = frozenset({"list", "auto-reply"})
"""Machines whose mail may be somebody's application: it is read, and marked."""


def read(
    raw: bytes,
    now: datetime,
    context: Context | None = None,
    own: OwnMail | None = None,
    limits: Limits = mail_limits.LIMITS,
) -> Reading:
    """Read a mail.  Never raises.

    `now` is its arrival (for eras), `context` what it may answer, `own` what tells our
    own mail, `limits` what it may cost: beyond them the reading says `too_large`.
    """
    mail = mime.parse(raw, limits)
    if (
        raw
        and not raw.isspace()
        and not any(name in mail.headers for name in _OF_A_MAIL)
    ):
        return _no_mail(raw, limits)
    envelope = envelopes.envelope(mail.headers)
    machine = classify.recognise(mail, envelope, own)
    envelope = classify.author(mail.headers, envelope, own)
    attachments, problems = files.attachments(mail)
    text = body.of_mail(mail, limits)
    if not machine.machine:
        machine = _by_text(mail, text)
    problems += _senders(mail)
    if mail.exceeded:
        problems.append(Problem("", "too_large", mail_limits.SENTENCES[mail.exceeded]))
    problems += text.problems
    too_large = any(each.code == "too_large" for each in problems)
    letter = Letter(envelope, attachments, now, context, tuple(problems), mail, own)
    if machine.machine or too_large:
        passes_on = machine.machine in _PASS_ON and not too_large
        return Reading(
            intent=_INTENTS.get(machine.machine, "automatic"),
            envelope=envelope,
            problems=tuple(problems),
            attachments=attachments,
            bounced=machine.bounced,
            text=body.text_of(text.lines),
            machine=machine.machine,
            original_id=machine.original_id,
            carried=alternatives.reading_of(letter, text) if passes_on else None,
        )
    reading = alternatives.reading_of(letter, text)
    if reading.intent == "confirm" and calendar_replies.is_answer(mail):
        return replace(reading, intent="unknown", commands=())
    return reading


def _by_text(mail: Mail, text: Body) -> classify.Recognised:
    if calendar_replies.is_bare_answer(mail, text.lines):
        return classify.Recognised("auto-reply")
    return classify.Recognised(notices.machine(text.lines))


_OF_A_MAIL: Final = (
    *("from", "to", "subject", "date", "message-id", "received", "content-type"),
    *("sender", "cc", "return-path", "delivered-to", "reply-to", "mime-version"),
)
"""Of these, every mail has one: octets without any are no mail."""


NO_MAIL: Final = "メールの形式ではないため、読み取れません"


def _no_mail(raw: bytes, limits: Limits) -> Reading:
    """Return the reading of octets that are no mail: nobody wrote them to us."""
    text = charset.decode(raw[: limits.text_octets]).text
    problem = Problem("", "unreadable", NO_MAIL)
    return Reading("unknown", Envelope(), problems=(problem,), text=body.clean(text))


def _senders(mail: Mail) -> list[Problem]:
    """Return the problem of two From headers: such a mail has no known sender."""
    if len(mail.headers.all("from")) < 2:  # noqa: PLR2004 - one is right
        return []
    return [Problem("", "conflict", envelopes.envelope(mail.headers).from_text)]
