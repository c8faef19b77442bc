"""Read one mail: bytes in, a reading out.

    bytes -> parts -> machine? -> text -> a person's letter (parsers.letter)
                                    └ and again as HTML, where that says something else

Pure and total: any bytes give a reading, and the same bytes give the same reading.
Each container (HTML, sheet, PDF …) gives lines or finds; what follows is the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parsers import agreement, body, files, invitations, machines, mime
from parsers import envelope as envelopes
from parsers.letter import Letter
from parsers.reading import Context, Problem, Reading

if TYPE_CHECKING:
    from datetime import datetime

    from parsers.machines import OwnMail
    from parsers.mime import Limits, Mail
    from parsers.reading import Intent


def read(
    raw: bytes,
    now: datetime,
    context: Context | None = None,
    own: OwnMail | None = None,
    limits: Limits = mime.LIMITS,
) -> Reading:
    """Read a mail.  Never raises.

    `now` is its arrival (for eras), `context` what it may answer, `own` what tells our
    own mail, `limits` what it may cost: beyond them the reading says `too_large`.
    """
    mail = mime.parse(raw, limits)
    envelope = envelopes.envelope(mail.headers)
    machine = machines.recognise(mail, envelope, own)
    attachments, problems = files.attachments(mail)
    text = body.of_mail(mail, limits)
    if not machine.machine and invitations.is_bare_answer(mail, text.lines):
        machine = machines.Recognised("auto-reply")
    problems += [*_senders(mail), *_exceeded(mail), *text.problems]
    if machine.machine or any(each.code == "too_large" for each in problems):
        return Reading(
            intent=_machine_intent(machine.machine),
            envelope=envelope,
            problems=tuple(problems),
            attachments=attachments,
            bounced=machine.bounced,
            text=body.text_of(text.lines),
            machine=machine.machine,
            original_id=machine.original_id,
        )
    letter = Letter(envelope, attachments, now, context, tuple(problems), mail, own)
    reading = agreement.reading_of(letter, text)
    if reading.intent == "confirm" and invitations.is_answer(mail):
        return replace(reading, intent="unknown", commands=())
    return reading


def _machine_intent(machine: str) -> Intent:
    if not machine:
        return "unknown"
    return "bounce" if machine == "bounce" else "automatic"


def _senders(mail: Mail) -> list[Problem]:
    """Tell of two From headers: nobody can say who wrote such a mail."""
    if len(mail.headers.all("from")) < 2:  # noqa: PLR2004 - one is right
        return []
    return [Problem("", "conflict", envelopes.envelope(mail.headers).from_text)]


def _exceeded(mail: Mail) -> list[Problem]:
    if not mail.exceeded:
        return []
    return [Problem("", "too_large", mime.SENTENCES[mail.exceeded])]
