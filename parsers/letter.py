"""A letter that a person wrote: lines in, a reading out.

lines -> own and quoted -> commands -> labelled values -> files -> sentences
      -> fields, problems, evidence -> intent
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.automatic import classify
from parsers.commands import commands, intent
from parsers.files import attachments as files
from parsers.files import contract_paper
from parsers.form import collector
from parsers.form.finds import Sentence
from parsers.key_masking import Mask
from parsers.layout import text as layout
from parsers.message import body, gateway_text, lines
from parsers.message import envelope as envelopes
from parsers.prose import read_sentences, sentences, subject_matter
from parsers.reading import (
    Attachment,
    Command,
    Context,
    ContractPaper,
    Envelope,
    Problem,
    Reading,
)
from parsers.reply import bare_answers, quoting, signature
from parsers.reply import spoken_answers as spoken
from parsers.reply.inline_answers import Below, below
from parsers.reply.unquoted_own_mail import thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from parsers.automatic.classify import OwnMail
    from parsers.form.finds import Find
    from parsers.form.gathered import Gathered
    from parsers.message.lines import Line
    from parsers.message.mime import Mail
    from parsers.reading import Intent


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that a person wrote, but for its text."""

    envelope: Envelope
    attachments: tuple[Attachment, ...]
    now: datetime
    context: Context | None
    problems: tuple[Problem, ...]
    mail: Mail
    own: OwnMail | None = None
    papers: tuple[ContractPaper, ...] = ()

    @property
    def reply(self) -> bool:
        """Whether it answers another mail."""
        return self.context is not None or envelopes.is_reply(self.envelope)

    @property
    def bears(self) -> bool:
        """Whether it brings more than its words: files, or what could not be read."""
        return bool(self.attachments or self.problems)

    @property
    def known(self) -> quoting.Known:
        """What is known of its quotation before it is read."""
        forwarded = not self.context and envelopes.is_forward(self.envelope)
        form = self.context.form if self.context else None
        return quoting.Known(forwarded, self.reply, form)

    @property
    def filed(self) -> bool:
        """Whether a file of it, once opened, was an application."""
        return any(each.role == "source" for each in self.attachments)

    def opened(
        self, gatherer: collector.Gatherer, *, applying: bool
    ) -> tuple[Letter, list[Line]]:
        """Take what its files say; give the lines of them that nothing took."""
        found = files.opened(
            self.mail, self.attachments, self._forwarded, applying=applying
        )
        rest = files.take(found.contents, gatherer)
        read = replace(
            self,
            attachments=found.attachments,
            problems=(*self.problems, *found.problems),
            papers=self._contracts(found),
        )
        return read, rest

    def _contracts(self, found: files.Opened) -> tuple[ContractPaper, ...]:
        """Read the contracts among the papers (R-30), which the core compares."""
        today = self.now.date()
        return tuple(
            contract_paper.read(file, contents, today)
            for file, contents in found.papers
            if contract_paper.is_contract(
                (file.name, *(title for one in contents for title in one.titles))
            )
        )

    def _forwarded(self, mail: Mail) -> tuple[Line, ...]:
        """Return what a person wrote in a mail that came with this one."""
        envelope = envelopes.envelope(mail.headers)
        if classify.recognise(mail, envelope, self.own).machine:
            return ()
        return _own_lines(body.of_mail(mail).lines, None).lines


@dataclass(frozen=True, slots=True)
class _Own:
    """The sender's own lines (without signature), and those of a form filled in.

    `quoted` is the rest of the quotation, `below` what answers a quoted question,
    `between` the lines of an unmarked quotation that we never sent.
    """

    lines: tuple[Line, ...]
    filled: tuple[Line, ...]
    quoted: tuple[Line, ...]
    below: Below
    between: tuple[Line, ...] = ()

    @property
    def written(self) -> tuple[Line, ...]:
        """All that the sender wrote, above and below what is quoted."""
        return (*self.lines, *self.below.lines)


def _own_lines(
    text: Sequence[Line],
    context: Context | None,
    known: quoting.Known = quoting.Known(reply=False),  # noqa: B008 - frozen
) -> _Own:
    parted = quoting.part(text, known)
    if context and context.form:
        parted = quoting.with_tail(parted, text, context.form)
        parted = quoting.without_pasted(parted, context.form)
    answered = below(parted.mixed, context.asked if context else ())
    taken = {_place(line) for line in answered.lines}
    filled = quoting.filled_in(
        [line for line in parted.mixed if _place(line) not in taken]
    )
    taken |= {_place(line) for line in filled}
    rest = [line for line in parted.own if _place(line) not in taken]
    quoted = tuple(line for line in parted.quoted if _place(line) not in taken)
    kept, _ = signature.cut(gateway_text.without(rest))
    marked = {_place(line) for line in text if quoting.is_marked(line.text)}
    if not context or not context.form:
        return _Own(kept, filled, quoted, answered)
    bare = [line for line in quoted if _place(line) not in marked]
    found = thread(bare, context.form)
    older = {_place(line) for line in bare[len(found.newest) :]}
    quoted = tuple(line for line in quoted if _place(line) not in older)
    return _Own(kept, filled, quoted, answered, found.between)


def _place(line: Line) -> tuple[str, int]:
    return line.source.part, line.number


def reading_of(letter: Letter, text: Sequence[Line]) -> Reading:
    """Read the lines of a letter, and its files."""
    envelope, reply = letter.envelope, letter.reply
    own = _own_lines(text, letter.context, letter.known)
    said = commands.said(envelope.subject, own.lines, reply=reply)
    gatherer = collector.Gatherer(letter.now.date(), letter.context, reply=reply)
    found = layout.find(_stated(said.rest, letter.context))
    gatherer.tick(found.ticks)
    gatherer.leave_out(said.taken_back)
    gatherer.add(found.finds, "label")
    written = quoting.changed(own.quoted, letter.context) if letter.context else ()
    gatherer.add(
        (*layout.find(own.filled).finds, *own.below.finds, *written), "inline-quote"
    )
    for answer in own.below.answers:
        gatherer.answer(answer.key, answer.text, answer.line, "inline-quote")
    applying = files.may_apply(said.commands)
    letter, loose = letter.opened(gatherer, applying=applying)
    rest = found.rest
    if reply and letter.context and letter.context.asked:
        alone = not (found.finds or own.below.answers or own.below.finds)
        rest = _bare_answers(rest, letter.context.asked, gatherer, alone=alone)
    stood = [*sentences.sentences(rest), *sentences.sentences(loose)]
    if letter.filed:
        stood = [each for each in stood if not files.announces(each.text)]
    named = frozenset(order.name for order in said.commands)
    told = read_sentences.take(stood, gatherer, reply=reply, orders=named)
    if not (reply or found.finds or letter.filed):
        _subject_products(envelope.subject, gatherer)
    gathered = gatherer.settled()
    remainder = (*told.remainder, *_left(own, gathered, written))
    yes = said.consent
    orders = _orders(said.commands, gathered)
    signs = intent.Signs(
        commands=orders,
        reply=reply,
        content=_content(gathered, reply=reply),
        corrects=told.corrects or (yes is not None and not yes.plain),
        agrees=yes is not None,
        empty=not (letter.bears or any(fold.trim(line.text) for line in own.written)),
    )
    chosen = _unless_spoken(intent.choose(signs), remainder)
    if chosen != "confirm":  # A はい with a value or a condition is no yes.
        orders = tuple(order for order in orders if order.name != "confirm")
    kept = tuple(dict.fromkeys(remainder))
    draft = _Draft(letter, chosen, orders, gathered, kept)
    return draft.reading(body.text_of(own.lines))


def _unless_spoken(chosen: Intent, remainder: Sequence[str]) -> Intent:
    """Return the intent; はい beside an unread sentence on the matter is no yes."""
    spoken = chosen == "confirm" and any(map(subject_matter.speaks, remainder))
    return "unknown" if spoken else chosen


def _left(own: _Own, gathered: Gathered, written: Sequence[Find]) -> Iterator[str]:
    """Yield the values that found no place, and what stands between lines of ours."""
    for find in gathered.unplaced:
        yield find.line.text.strip()
    yield from gathered.beside
    heard = {_place(find.line) for find in written}
    for line in own.between:
        if _place(line) not in heard:
            yield fold.trim(line.text)


_CONTACT: Final = frozenset(
    {"notify", "notify_email", "department", "title", "person", "phone", "message"}
)


def _content(gathered: Gathered, *, reply: bool) -> bool:
    """Return whether values were given; who writes alone is no application."""
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
    gatherer: collector.Gatherer,
    *,
    alone: bool,
) -> tuple[Line, ...]:
    """Take bare answers by number; in order only where nothing else is in the mail."""
    found, left = bare_answers.by_number(rest, asked)
    if found == [] and alone:
        found, left = bare_answers.in_order(left, asked)
    for answer in found or ():
        gatherer.answer(answer.key, answer.text, answer.line, "label")
    return left


def _stated(own: Sequence[Line], context: Context | None) -> Sequence[Line]:
    if not context or not context.asked:
        return own
    return [line._replace(text=spoken.without_apology(line.text)) for line in own]


def _subject_products(subject: str, gatherer: collector.Gatherer) -> None:
    line = lines.Line(subject, 0, lines.Source("0", "subject", ""))
    gatherer.mention(sentences.mentions(Sentence(subject, line)))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A reading but for the hiding of keys."""

    letter: Letter
    intent: Intent
    commands: tuple[Command, ...]
    gathered: Gathered
    remainder: tuple[str, ...]

    def _problems(self, text: str) -> tuple[Problem, ...]:
        """Return what is wrong, unread files among it that seem to be applications."""
        known = (*self.letter.problems, *self.gathered.problems)
        if self.letter.reply:
            return known
        words = (self.letter.envelope.subject, text)
        given = bool(self.gathered.fields)
        return (*known, *files.unread(self.letter.attachments, words, given=given))

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
                for problem in self._problems(text)
            ),
            remainder=tuple(map(hide, self.remainder)),
            attachments=letter.attachments,
            papers=letter.papers,
            text=hide(text),
        )
