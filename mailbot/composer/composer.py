"""Compose a mail: from the effect `Send` to its final bytes, once.

Pure: moment, Message-ID and boundaries are arguments, so a retry sends the same bytes.
The words are the templates'; each kind has one template, which is set twice, as plain
text (complete in itself) and as HTML, by macros of the same names.

A key is never in a subject and never in a text, but in the submission to an obligee
whose profile asks for it (`key_in_text`); a text that holds one is not composed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from mailbot.composer import mime
from mailbot.composer.mime import Enclosure, Mailbox
from mailbot.composer.template_context import Letter, tools
from mailbot.composer.templates import LanguageTemplates, language_templates
from mailbot.composer.text_layout import columns, one_line, shorten, tidy_mail
from mailbot.composer.wording import Wording
from mailbot.core.mails.submission import SubmissionMail
from mailbot.core.model.effects import Send
from mailbot.core.model.mail_kind import Mail
from mailbot.core.office.language import Language
from mailbot.core.office.office import Branch, Contractor, Office

__all__ = [
    "Composed",
    "Composer",
    "KeyInTextError",
    "Letterhead",
    "Stamp",
    "Thread",
]

_SUBJECT = 120
"""Columns of a subject: 60 full-width characters."""
_LEAST_NAME = 8
_NO_KEYS: Mapping[str, str] = MappingProxyType({})


class KeyInTextError(ValueError):
    """A composed text would have shown an authentication key."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose letter it is.  `receipt` is "" for a mail that belongs to no case.

    `contractor` is None for a stranger; `live` is False in safe mode.
    """

    office: Office
    branch: Branch
    contractor: Contractor | None
    receipt: str
    live: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes this mail this one.

    `at` is aware; `message_id` has no angle brackets; `mail_from` is the VERP return
    path of the envelope, `reply_to` the address with the token.
    """

    at: datetime
    message_id: str
    boundary_seed: str
    mail_from: str
    reply_to: str
    loop_mark: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The mail that is answered; ids without or with angle brackets."""

    subject: str
    message_id: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail, final.  `raw` has CRLF line ends and no Bcc or Return-Path.

    `text` is the plain text as sent: what a reply quotes (`Context.form`).
    `mail_from` and `recipients` are its envelope.
    """

    raw: bytes
    subject: str
    message_id: str
    text: str
    mail_from: str
    recipients: tuple[str, ...]


class Composer:
    """Composes mails from the templates of one folder."""

    def __init__(self, root: Path, language: Language = "ja") -> None:
        """Read words and templates of both languages under `root`/mail.

        `language` is that of the house: with "en" every mail to a contractor is in
        English, with "ja" only those to contractors who write English.
        """
        self._house = language
        self._japanese = language_templates(root, "ja")
        self._english = language_templates(root, "en")

    def compile_all(self) -> None:
        """Compile every template now; jinja2.TemplateError when one cannot be."""
        for voice in (self._japanese, self._english):
            voice.text.compile_all()
            voice.html.compile_all()

    @property
    def words(self) -> Wording:
        """The Japanese words, which are also those of the form."""
        return self._japanese.words

    def words_for(self, send: Send) -> Wording:
        """Return the words in which a mail is written."""
        return self._voice(send).words

    def _voice(self, send: Send) -> LanguageTemplates:
        """Return the language of a mail; an obligee is written to in Japanese."""
        english = (
            "en" in {self._house, send.language} and send.kind in self._english.text
        )
        to_obligee = send.purpose == "submission" or send.mail.to_obligees
        return self._english if english and not to_obligee else self._japanese

    def compose(  # noqa: PLR0913, PLR0917 - the six things a mail is made of
        self,
        send: Send,
        sheet: Letterhead,
        stamp: Stamp,
        thread: Thread | None = None,
        enclosures: tuple[Enclosure, ...] = (),
        keys: Mapping[str, str] = _NO_KEYS,
    ) -> Composed:
        """Return the final mail.

        `keys` maps guarantee numbers to keys, for a `submission` alone.  Raises
        UnwritableAddressError for an address that no header can carry, and
        KeyInTextError rather than show a key.
        """
        voice = self._voice(send)
        mail = tidy_mail(send.mail)
        shows_keys = isinstance(mail, SubmissionMail) and mail.key_in_text
        letter = Letter(
            mail=mail,
            surety=sheet.office.surety,
            branch=sheet.branch,
            contractor_name=one_line(sheet.contractor.name if sheet.contractor else ""),
            receipt=one_line(sheet.receipt),
            live=sheet.live,
            demo_tariff=any(one.demo for one in sheet.office.tariffs),
            enclosures=tuple(mime.safe_name(one.name) for one in enclosures),
            copies=any(map(mime.is_copy, enclosures)),
            keys=keys if shows_keys else _NO_KEYS,
        )
        context = tools(letter, voice.words)
        tag, context["title"] = voice.heading(mail.kind, context)
        head = f"{tag}{context['title']}"
        subject = _subject(mail, head, letter.receipt, voice.words)
        context["also"] = _also(send, letter, voice)
        text = voice.plain(send.kind, context)
        html = voice.page(send.kind, context)
        _guard(keys, subject if shows_keys else f"{subject}\n{text}\n{html}")
        headers = _headers(send, sheet, stamp, thread, subject)
        body = mime.body(text, html, enclosures, stamp.boundary_seed)
        return Composed(
            raw=headers.encode("ascii") + body,
            subject=subject,
            message_id=mime.bare_id(stamp.message_id),
            text=text,
            mail_from=stamp.mail_from,
            # Whom Cc names gets a copy of their own: the token here is the obligee's.
            recipients=(mime.in_ascii(send.to),),
        )


def _also(
    send: Send, letter: Letter, voice: LanguageTemplates
) -> list[tuple[str, str, str]]:
    """Set what else was asked in the same mail: title, text and HTML of each answer."""
    found: list[tuple[str, str, str]] = []
    for mail in map(tidy_mail, send.also):
        if mail.kind not in voice.text:
            continue
        context = tools(replace(letter, mail=mail), voice.words)
        _, title = voice.heading(mail.kind, context)
        found.append((title, *voice.parts(mail.kind, context)))
    return found


def _subject(mail: Mail, head: str, receipt: str, words: Wording) -> str:
    """Return the subject; an obligee's own pattern stands as it is."""
    if isinstance(mail, SubmissionMail) and mail.subject:
        return f"【写し】{mail.subject}" if mail.is_copy else mail.subject
    head = f"{words.letter('mark')}{head}"
    # Our own reader knows the tag again (decisions/routing.py), in any language.
    tail = f" [受付 {receipt}]" if receipt else ""
    name = mail.subject_name
    dash = words.letter("dash")
    dash = dash.lstrip() if head.endswith("）") else dash
    room = _SUBJECT - columns(f"{head}{dash}{tail}")
    middle = f"{dash}{shorten(name, room)}" if name and room >= _LEAST_NAME else ""
    return f"{head}{middle}{tail}"


def _guard(keys: Mapping[str, str], shown: str) -> None:
    if any(key and key in shown for key in keys.values()):
        raise KeyInTextError("a key would stand in this mail's subject or text")


def _no_answers(send: Send) -> str:
    """Return which automatic answers we do not want (MS-OXCMAIL 2.1.3.2.20).

    Never "All", which asks for no bounces either: a bounce is how a lost submission is
    found.  From an obligee a delivery report (DR) is wanted, too.
    """
    reports = "" if send.purpose == "submission" else "DR, "
    return f"{reports}RN, NRN, OOF, AutoReply"


def _headers(
    send: Send, sheet: Letterhead, stamp: Stamp, thread: Thread | None, subject: str
) -> str:
    """Return the headers, in the order in which people read them."""
    surety = sheet.office.surety
    name = f"{surety.name} {sheet.branch.name}"
    if isinstance(send.mail, SubmissionMail):
        name = f"{send.mail.contractor}（代理送信）"
    answered = thread.message_id if thread else ""
    chain = (*thread.references, answered) if thread else ()
    return "".join(
        (
            mime.mailboxes("From", (Mailbox(name, surety.desk),)),
            mime.mailboxes("To", (Mailbox("", send.to),)),
            mime.mailboxes("Cc", [Mailbox("", one) for one in send.cc])
            if send.cc
            else "",
            mime.mailboxes("Reply-To", (Mailbox("", stamp.reply_to),)),
            mime.unstructured("Subject", subject),
            mime.date(stamp.at),
            mime.ids("Message-ID", (stamp.message_id,)),
            mime.ids("In-Reply-To", (answered,)),
            mime.ids("References", chain),
            mime.token("Auto-Submitted", f"auto-{send.mail.automatic}"),
            mime.token("X-Auto-Response-Suppress", _no_answers(send)),
            mime.token("X-Mailbot-Loop", stamp.loop_mark),
            mime.token("MIME-Version", "1.0"),
        )
    )
