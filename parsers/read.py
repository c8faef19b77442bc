"""Read one mail: bytes in, a reading out.

    bytes -> parts -> machine? -> text -> own and quoted lines -> commands
          -> labelled values -> fields, problems, evidence -> intent

Pure and total: any bytes give a reading, and the same bytes give the same reading.
Each container (HTML, sheet, PDF …) gives lines or finds; what follows is the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from parsers import (
    answers,
    charset,
    commands,
    files,
    fold,
    gather,
    intent,
    lines,
    machines,
    mime,
    prose,
    quoting,
    sentences,
    signature,
)
from parsers import envelope as envelopes
from parsers.layout import html
from parsers.layout import text as layout
from parsers.masking import Mask
from parsers.reading import (
    Attachment,
    Command,
    Context,
    Envelope,
    Problem,
    Reading,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from parsers.gather import Gathered
    from parsers.lines import Line
    from parsers.machines import OwnMail
    from parsers.mime import Limits, Mail, Part
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
    if mail.exceeded:
        why = mime.SENTENCES[mail.exceeded]
        problems.append(Problem("", "too_large", why))
    body = _body(mail, limits, problems)
    if machine.machine or any(each.code == "too_large" for each in problems):
        return Reading(
            intent=_machine_intent(machine.machine),
            envelope=envelope,
            problems=tuple(problems),
            attachments=attachments,
            bounced=machine.bounced,
            text=_text(body),
            machine=machine.machine,
            original_id=machine.original_id,
        )
    letter = _Letter(envelope, attachments, now, context, tuple(problems), mail, own)
    return _read_letter(letter, body)


def _machine_intent(machine: str) -> Intent:
    if not machine:
        return "unknown"
    return "bounce" if machine == "bounce" else "automatic"


# --- text -------------------------------------------------------------------------


def _body(mail: Mail, limits: Limits, problems: list[Problem]) -> list[Line]:
    """Give the lines of the text that people see; HTML only without plain text."""
    outer = [part for part in mail.parts if "message/rfc822" not in part.within]
    texts = [part for part in outer if not part.attached]
    out: list[Line] = []
    left = limits.text_octets
    for kind in ("text/plain", "text/html"):
        for part in texts:
            if part.type != kind:
                continue
            octets = part.octets()
            if len(octets) > left:
                why = mime.SENTENCES["text_octets"]
                problems.append(Problem("", "too_large", why, part.number))
                return out
            left -= len(octets)
            out.extend(_part_lines(part, octets))
        if any(fold.trim(line.text) for line in out):
            break
    return out


def _part_lines(part: Part, octets: bytes) -> list[Line]:
    decoded = charset.decode(octets, part.content_type.get("charset"))
    source = lines.Source(part.number, part.type, decoded.evidence)
    text = _clean(decoded.text)
    if part.type == "text/html":
        return lines.split(html.to_text(text), source)
    found = lines.split(text, source)
    if part.content_type.get("format").lower() == "flowed":
        delsp = part.content_type.get("delsp").lower() == "yes"
        return lines.unflowed(found, delsp=delsp)
    return found


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _clean(text: str) -> str:
    """Replace what no database and no JSON should meet."""
    return _CONTROL.sub("\ufffd", text)


def _text(body: Iterable[Line]) -> str:
    return "\n".join(line.text for line in body).strip()


# --- a person's letter --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Letter:
    """A mail that a person wrote, but for its text."""

    envelope: Envelope
    attachments: tuple[Attachment, ...]
    now: datetime
    context: Context | None
    problems: tuple[Problem, ...]
    mail: Mail
    own: OwnMail | None = None

    @property
    def reply(self) -> bool:
        return self.context is not None or envelopes.is_reply(self.envelope)

    @property
    def filed(self) -> bool:
        """Whether a file of it, once opened, was an application."""
        return any(each.role == "source" for each in self.attachments)

    def opened(self, gatherer: gather.Gatherer) -> tuple[_Letter, list[Line]]:
        """Take what its files say; give the lines of them that nothing took."""
        found = files.opened(self.mail, self.attachments, self._forwarded)
        rest = files.take(found.contents, gatherer)
        problems = (*self.problems, *found.problems)
        return replace(self, attachments=found.attachments, problems=problems), rest

    def _forwarded(self, mail: Mail) -> tuple[Line, ...]:
        """Give what a person wrote in a mail that came with this one."""
        envelope = envelopes.envelope(mail.headers)
        if machines.recognise(mail, envelope, self.own).machine:
            return ()
        return _own_lines(_body(mail, mime.LIMITS, []), None).lines


@dataclass(frozen=True, slots=True)
class _Own:
    """The sender's own lines (without signature), and those of a form filled in.

    `quoted` is the rest of the quotation, `below` what answers a quoted question.
    """

    lines: tuple[Line, ...]
    filled: tuple[Line, ...]
    quoted: tuple[Line, ...]
    below: answers.Below


def _own_lines(body: Sequence[Line], context: Context | None) -> _Own:
    parted = quoting.part(body)
    if context and context.form:
        parted = quoting.with_tail(parted, body, context.form)
        parted = quoting.without_pasted(parted, context.form)
    below = answers.below(parted.mixed, context.asked if context else ())
    taken = {_place(line) for line in below.lines}
    filled = quoting.filled_in(
        [line for line in parted.mixed if _place(line) not in taken]
    )
    taken |= {_place(line) for line in filled}
    rest = [line for line in parted.own if _place(line) not in taken]
    quoted = tuple(line for line in parted.quoted if _place(line) not in taken)
    text, _ = signature.cut(rest)
    return _Own(text, filled, quoted, below)


def _place(line: Line) -> tuple[str, int]:
    return line.source.part, line.number


def _read_letter(letter: _Letter, body: Sequence[Line]) -> Reading:
    own = _own_lines(body, letter.context)
    envelope, reply = letter.envelope, letter.reply
    said = commands.said(envelope.subject, own.lines, reply=reply)
    gatherer = gather.Gatherer(letter.now.date(), letter.context, reply=reply)
    found = layout.find(said.rest)
    gatherer.tick(found.ticks)
    gatherer.add(found.finds, "label")
    written = quoting.changed(own.quoted, letter.context) if letter.context else ()
    gatherer.add(
        (*layout.find(own.filled).finds, *own.below.finds, *written), "inline-quote"
    )
    for answer in own.below.answers:
        gatherer.answer(answer.key, answer.text, answer.line, "inline-quote")
    loose: list[Line] = []
    if files.may_apply(said.commands):
        letter, loose = letter.opened(gatherer)
    rest = found.rest
    if reply and letter.context and letter.context.asked:
        alone = not (found.finds or own.below.answers or own.below.finds)
        rest = _bare_answers(rest, letter.context.asked, gatherer, alone=alone)
    stood = [*prose.sentences(rest), *prose.sentences(loose)]
    if letter.filed:
        stood = [each for each in stood if not files.announces(each.text)]
    told = sentences.take(stood, gatherer, reply=reply)
    if not (reply or found.finds or letter.filed):
        _subject_products(envelope.subject, gatherer)
    if told.company and not reply:
        gatherer.greeted(told.company)
    gathered = gatherer.settled()
    remainder = [*told.remainder]
    remainder += [find.line.text.strip() for find in gathered.unplaced]
    yes = said.consent
    orders = _orders(said.commands, gathered)
    signs = intent.Signs(
        commands=orders,
        reply=reply,
        content=_content(gathered, reply=reply),
        corrects=told.corrects or (yes is not None and not yes.plain),
        agrees=yes is not None,
        empty=not (
            any(fold.trim(line.text) for line in (*own.lines, *own.below.lines))
            or letter.attachments
        ),
    )
    chosen = intent.choose(signs)
    if chosen != "confirm":  # A はい with a value or a condition is no yes.
        orders = tuple(order for order in orders if order.name != "confirm")
    reading = _Draft(letter, chosen, orders, gathered, tuple(remainder))
    return reading.reading(_text(own.lines))


_CONTACT: Final = frozenset(
    {"notify", "notify_email", "department", "title", "person", "phone", "message"}
)


def _content(gathered: Gathered, *, reply: bool) -> bool:
    """Tell whether values were given; who writes alone is no application."""
    keys = {*gathered.fields, *(problem.field for problem in gathered.problems)}
    if not reply:
        keys -= _CONTACT
    return bool(keys or gathered.products)


def _orders(found: tuple[Command, ...], gathered: Gathered) -> tuple[Command, ...]:
    """Give a command the number (and 照会 the key) that stands on a label."""
    out = []
    for given in found:
        order = given
        if order.name == "amend" and gathered.numbers:
            order = Command("change")  # 変更 of what is issued: it has a number
        if not order.args and order.name in _TAKES_NUMBER:
            secret = gathered.key if order.name == "lookup" else None
            order = Command(order.name, tuple(dict.fromkeys(gathered.numbers)), secret)
        out.append(order)
    told = {order.name for order in out if order.args}
    return tuple(order for order in out if order.args or order.name not in told)


_TAKES_NUMBER: Final = frozenset(
    {"history", "resend", "statement", "submit", "change", "lookup"}
)


def _bare_answers(
    rest: Sequence[Line],
    asked: tuple[str, ...],
    gatherer: gather.Gatherer,
    *,
    alone: bool,
) -> tuple[Line, ...]:
    """Take bare answers by number; in order only where nothing else is in the mail."""
    found, left = answers.by_number(rest, asked)
    if found == [] and alone:
        found, left = answers.in_order(left, asked)
    for answer in found or ():
        gatherer.answer(answer.key, answer.text, answer.line, "label")
    return left


def _subject_products(subject: str, gatherer: gather.Gatherer) -> None:
    """Take products from the subject of a mail that names none in its text."""
    line = lines.Line(subject, 0, lines.Source("0", "subject", ""))
    gatherer.mention(prose.mentions(prose.Sentence(subject, line)))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A reading but for the hiding of keys."""

    letter: _Letter
    intent: Intent
    commands: tuple[Command, ...]
    gathered: Gathered
    remainder: tuple[str, ...]

    def reading(self, text: str) -> Reading:
        """Make the reading, with every authentication key masked."""
        secrets = [order.secret for order in self.commands if order.secret]
        hide = Mask([*secrets, *filter(None, (self.gathered.key,))], text)
        gathered, letter = self.gathered, self.letter
        return Reading(
            intent=self.intent,
            envelope=hide.envelope(letter.envelope),
            commands=self.commands,
            fields=MappingProxyType(
                {key: hide.value(value) for key, value in gathered.fields.items()}
            ),
            products=MappingProxyType(dict(gathered.products)),
            evidence=MappingProxyType(
                {key: hide.evidence(each) for key, each in gathered.evidence.items()}
            ),
            problems=tuple(
                replace(problem, text=hide(problem.text))
                for problem in (*letter.problems, *gathered.problems)
            ),
            remainder=tuple(map(hide, self.remainder)),
            attachments=letter.attachments,
            text=hide(text),
        )
