"""`mailbot chat`: be a contractor, here in the terminal; nothing is sent.

    you ── a mail ──> the real desk ──> its answers, as text; PDFs in a folder

On a terminal a mail ends with an empty line, or with a line that holds a dot alone; in
a pipe only the dot ends one, so that a mail may have empty lines.
"""

from __future__ import annotations

import io
import select
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.text import Text

from mailbot.cli.demo import staff_commands
from mailbot.cli.demo.captions import words
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.demo.mail_client import ClientMail, Writer
from mailbot.cli.options import Config
from mailbot.core.office.office import Office
from mailbot.errors import MailbotError
from mailbot.log import configure
from mailbot.security.private_files import make_folder, write_file
from mailbot.staff.printable import one_line, printable
from mailbot.staff.words import fate_words, reason
from mailbot.store.records import Mail

EXAMPLE = "mailbot chat --from soumu@abukumaboshi.example.jp"

_WIDTH = 84
_SUBJECT = "保証の申込み"
_PASTE_SECONDS = 0.05
_DROPPED = "\x03"


def chat(
    config: Config = None,
    sender: Annotated[
        str, typer.Option("--from", help="Address of the contractor you play.")
    ] = "",
    folder: Annotated[
        Path | None, typer.Option(help="Where to leave the files of the talk.")
    ] = None,
) -> None:
    """Talk to the desk as a contractor, here in the terminal; nothing is sent."""
    configure("pretty", "error")
    home = folder or Path(tempfile.mkdtemp(prefix="mailbot-chat-"))
    make_folder(home)
    parlour = Parlour.opened(config, home)
    try:
        you = _player(parlour.app.office, sender)
        talk = Talk(parlour, you, home / "attachments")
        talk.opening()
        _converse(talk)
        talk.closing()
    finally:
        parlour.close()


def _player(office: Office, sender: str) -> Writer:
    """Return who is played: `sender`, registered or not, else the first contractor."""
    if not sender:
        first = next(iter(office.contractors.values()))
        return Writer(first.name, first.addresses[0])
    contractor = office.contractor_at(sender)
    if "@" not in sender.strip("@") or not one_line(sender) == sender:
        raise MailbotError("--from takes one mail address, such as soumu@example.jp.")
    return Writer(contractor.name if contractor else "", sender.lower())


def _converse(talk: Talk) -> None:
    try:
        for entry in _entries(sys.stdin, talk.prompt, talk.dropped):
            if not talk.take(entry):
                return
    except KeyboardInterrupt:
        return


def _entries(
    source: TextIO, prompt: Callable[[], None], dropped: Callable[[], None]
) -> Iterator[str]:
    """Yield commands and whole mails from a terminal or a pipe.

    Ctrl-C drops what is being written; a second one, with nothing written, ends.
    """
    if isinstance(source, io.TextIOWrapper):
        source.reconfigure(errors="replace")
    by_hand = source.isatty()
    lines: list[str] = []
    prompt()
    for line in _typed(dropped) if by_hand else source:
        text = line.rstrip("\r\n")
        blank = by_hand and not text.strip() and not _goes_on(source)
        if line == _DROPPED:
            lines = []
            prompt()
        elif not lines and text.startswith("/"):
            yield text
            prompt()
        elif text == "." or blank:
            yield from _whole(lines)
            lines = []
            prompt()
        else:
            lines.append(text)
    yield from _whole(lines)


def _whole(lines: list[str]) -> Iterator[str]:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield text


def _typed(dropped: Callable[[], None]) -> Iterator[str]:
    """Yield lines that are typed, with the editing that the terminal offers.

    Ctrl-C is the line _DROPPED; the second in a row is the end.
    """
    import readline  # noqa: F401 - importing it is what makes input() editable

    asked_to_end = False
    while True:
        try:
            line = input()
        except EOFError:
            return
        except KeyboardInterrupt:
            if asked_to_end:
                return
            asked_to_end = True
            dropped()
            yield _DROPPED
            continue
        asked_to_end = False
        yield from line.split("\n")  # a bracketed paste is one line to readline


def _goes_on(source: TextIO) -> bool:
    """Return whether more was pasted right behind an empty line."""
    return bool(select.select([source], [], [], _PASTE_SECONDS)[0])


@dataclass(slots=True)
class Talk:
    """The conversation as it stands: who you are, and what is there to be answered."""

    parlour: Parlour
    you: Writer
    attachments: Path
    answering: ClientMail | None = None
    others: list[tuple[str, ClientMail]] = field(default_factory=list)
    out: Console = field(
        default_factory=lambda: Console(
            width=_WIDTH, highlight=False, soft_wrap=not sys.stdout.isatty()
        )
    )

    def opening(self) -> None:
        """Say who is who, and that nothing is sent."""
        self.out.rule("mailbot chat")
        desk = self.parlour.app.settings.surety.desk
        self._print(
            f"You are {self.you.name or 'a stranger'} <{self.you.address}> and write "
            f"to {desk}.\nThe desk is real, its mail is not: nothing is sent."
        )
        ends = "an empty line" if sys.stdin.isatty() else "a line with a dot alone"
        self._print(f"A mail ends with {ends}.  /help shows what else there is.")

    def closing(self) -> None:
        """Say where everything lies."""
        self._print(
            f"\nMails, documents and the database: {self.attachments.parent}\n"
            "Nothing was sent.  Delete the folder when you have seen enough."
        )

    def prompt(self) -> None:
        """Invite the next mail, on a terminal."""
        if sys.stdin.isatty():
            what = f"Re: {self.answering.subject}" if self.answering else _SUBJECT
            self._print(f"\n✎ {one_line(what)}", "bold cyan")

    def dropped(self) -> None:
        """Say that what was being written is gone, and how to end."""
        self._print("\n(Dropped.  Ctrl-C once more, or /quit, ends the talk.)", "dim")

    def take(self, entry: str) -> bool:
        """Take a command or a mail; False to end.  What fails is said, not raised."""
        if entry.split(maxsplit=1)[0] == "/quit":
            return False
        try:
            self._do(entry)
        except MailbotError as wrong:
            self._print(str(wrong), "red")
        except OSError as wrong:
            self._print(f"{one_line(str(wrong.filename))}: {wrong.strerror}", "red")
        return True

    def _do(self, entry: str) -> None:
        word, _, rest = entry.partition(" ")
        if not entry.startswith("/"):
            self._say(entry)
        elif word == "/file":
            if not rest.strip():
                raise MailbotError("Name the mail's file: /file PATH.")
            self._hand_in(Path(rest.strip()).expanduser().read_bytes(), self.you)
        elif word == "/new":
            self.answering = None
            self._print(f"The next mail is a new one: {_SUBJECT}")
        elif word == "/obligee":
            self._as_obligee(rest.strip())
        elif word == "/approve":
            self._approve()
        elif word in staff_commands.WORDS:
            self._as_staff(word, rest.strip())
        else:
            unknown = "" if word == "/help" else f"There is no {word}.\n"
            self._print(f"{unknown}{words()['commands']}")

    def _say(self, text: str) -> None:
        now = self.parlour.now()
        if self.answering is None:
            desk = self.parlour.app.settings.surety.desk
            mail = self.you.letter(desk, _SUBJECT, text, now)
        else:
            mail = self.you.answer(self.answering, text, now)
        self._hand_in(bytes(mail), self.you)

    def _as_obligee(self, text: str) -> None:
        if not self.others:
            self._print("The obligee has no mail yet.")
            return
        address, newest = self.others[-1]
        if not text:
            for whose, letter in self.others:
                self._show(whose, letter)
            return
        obligee = Writer("", address)
        mail = obligee.answer(newest, text, self.parlour.now())
        self._hand_in(bytes(mail), obligee)

    def _receipt(self) -> str:
        if (case := self.parlour.newest()) is None:
            raise MailbotError("There is no case yet: write an application first.")
        return case.receipt

    def _approve(self) -> None:
        receipt = self._receipt()
        for one in self.parlour.approve(receipt, "chat"):
            self._print(f"{receipt}: {one.product} approved, as a person would.")
        self._open_post("")
        self._hint()

    def _as_staff(self, word: str, text: str) -> None:
        make, needs_text = staff_commands.WORDS[word]
        receipt = self._receipt()
        if needs_text and not text:
            raise MailbotError(f"Say it behind the word: {word} TEXT.")
        self.parlour.does(receipt, lambda case, now: make(case, text, now))
        self._print(f"{receipt}: done, as a person would ({word}).")
        self._open_post("")
        self._hint()

    def _hint(self) -> None:
        """Say what moves the newest case, where no mail of the contractor does."""
        case = self.parlour.newest()
        if case is not None and (said := staff_commands.hint(case)):
            self._print(f"→ {said}", "yellow")

    def _hand_in(self, raw: bytes, writer: Writer) -> None:
        mail = self.parlour.hand_in(raw)
        if not self._open_post(mail.sender or writer.address):
            self._print(_silence(mail), "yellow")
        self._hint()

    def _open_post(self, writer: str) -> bool:
        """Show what came to you or to the writer; tell whether anything came."""
        post = self.parlour.post()
        for address, letter in post:
            mine = address in {self.you.address, writer}
            if not mine or address != _to(letter):
                self._announce(address, letter)
                continue
            self._show(address, letter)
            if address == self.you.address:
                self.answering = letter
        return bool(post)

    def _announce(self, address: str, letter: ClientMail) -> None:
        if address == _to(letter):
            self.others.append((address, letter))
            hint = "/obligee shows it"
        else:
            hint = "a copy for you"
        self._print(f"✉ to {address} ({hint}): {one_line(letter.subject)}", "magenta")

    def _show(self, address: str, letter: ClientMail) -> None:
        self.out.rule(f"mailbot → {address}", align="left", style="green")
        self._print(f"件名: {one_line(letter.subject)}", "bold")
        self._print(f"\n{printable(letter.text).strip()}")
        for name, content in letter.files.items():
            path = self._saved(name, content)
            self._print(f"📎 {path} ({len(content):,} octets)", "green")

    def _saved(self, name: str, content: bytes) -> Path:
        make_folder(self.attachments)
        path = self.attachments / Path(name).name
        write_file(path, content)
        return path

    def _print(self, text: str, style: str = "") -> None:
        self.out.print(Text(text, style=style))


def _to(letter: ClientMail) -> str:
    return str(letter.message["To"]).strip("<> ").lower()


def _silence(mail: Mail) -> str:
    fate = fate_words(mail.fate)
    why = f" ({reason(mail.reason)})" if mail.reason else ""
    return f"No answer.  The desk says of mail {mail.id}: {fate}{why}."
