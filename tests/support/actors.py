"""People with a mail program: what they write, and what lies in their mailboxes.

They know nothing of our rooms.  A mail is bytes made once, as a mail server would hold
them, so that the same bytes can be handed over again.
"""

import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from types import MappingProxyType

from mailbot.core.office.business_hours import TOKYO
from tests.support.letters import Letter
from tests.support.live import NOON
from tests.support.waiting import wait_until

DESK = "moushikomi@hosho.example.jp"
CITY = "zaisei@city.kakuda.example.jp"
TODAY = NOON.date()
PATIENCE_SECONDS = 120.0
BANK = "預託金融機関：七十七銀行 角田支店"
RECEIVED = "受領いたしました。"

_APPLICATION = """\
みちのく建設業保証株式会社 宮城支店 御中

いつもお世話になっております。下記のとおり申し込みます。

①会社名：{contractor}
②発注者名：角田市長
③工事名：{project}
④請負金額：５，０００万円
⑤請負契約日：{signed}
⑥工期：自 {start}　至 {end}

■前払金保証
保証証書の形式：電子保証
前払金保証金額：2,000万円
保証料支払方法：一括納付
{bank}
■契約保証
保証証書の形式：電子保証
契約保証金額：金伍百萬円也
保証料支払方法：一括納付

以上、よろしくお願いいたします。
"""


def application(
    contractor: str = "株式会社阿武隈星建設",
    project: str = "市道枝野線道路改良工事",
    bank: str = "",
    day: date = TODAY,
) -> str:
    """Return an application for two products, signed on `day`.

    Without `bank` (a whole line) there is something to ask.
    """
    return _APPLICATION.format(
        contractor=contractor,
        project=project,
        bank=bank and f"{bank}\n",
        signed=_written(day),
        start=_written(day + timedelta(days=1)),
        end=_written(day + timedelta(days=365)),
    )


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Post:
    """A mail and its envelope: what a mail server holds until somebody takes it."""

    raw: bytes
    sender: str
    recipient: str


@dataclass(slots=True)
class Actor:
    """Somebody with an address, whose mailbox is a Maildir under `home`."""

    name: str
    address: str
    home: Path
    written: int = 0

    @property
    def maildir(self) -> Path:
        """Return the folder of the mailbox."""
        return self.home / "outbound" / self.address

    def letters(self) -> list[Letter]:
        """Return what has come, in the order in which it came."""
        folder = self.maildir / "new"
        paths = list(folder.iterdir()) if folder.is_dir() else []
        paths.sort(key=lambda path: (path.stat().st_mtime_ns, _number(path)))
        return [Letter(path.read_bytes()) for path in paths]

    def letter(
        self, number: int, meanwhile: Callable[[], object] = lambda: None
    ) -> Letter:
        """Wait for the letter with this number, counted from 1, and return it."""

        def there() -> list[Letter]:
            meanwhile()
            letters = self.letters()
            return letters if len(letters) >= number else []

        what = f"letter {number} to {self.address}"
        return wait_until(there, what, PATIENCE_SECONDS)[number - 1]

    def writes(
        self,
        text: str,
        subject: str = "電子保証の申込み",
        to: str = DESK,
        attached: bytes = b"",
        files: Mapping[str, bytes] = MappingProxyType({}),
        **headers: str,
    ) -> Post:
        """Write a mail; `headers` are added, with `_` for `-`.

        `attached` is a picture, `files` are PDFs by their names, whatever they hold.
        """
        self.written += 1
        local, _, domain = self.address.partition("@")
        mail = EmailMessage()
        mail["From"] = f"{self.name} <{self.address}>"
        mail["To"] = to
        mail["Subject"] = subject
        mail["Date"] = format_datetime(NOON.astimezone(TOKYO))
        mail["Message-ID"] = f"<{self.written}.{local}@{domain}>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text, charset="utf-8", cte="base64")
        if attached:
            mail.add_attachment(attached, maintype="image", subtype="png")
        for file, octets in files.items():
            mail.add_attachment(
                octets, maintype="application", subtype="pdf", filename=file
            )
        raw = mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return Post(raw, self.address, to)

    def replies(self, letter: Letter, text: str, to: str = "") -> Post:
        """Answer a letter the way every mail program does, quoting it."""
        quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
        return self.writes(
            f"{text}\n\n{quoted}\n",
            f"Re: {letter.subject}",
            to or letter.header("Reply-To"),
            In_Reply_To=letter.header("Message-ID"),
            References=letter.header("Message-ID"),
        )


def _number(path: Path) -> int:
    return int(path.name.rpartition(".")[2])


@dataclass(slots=True)
class Relay:
    """A mail server that hands mail over to `port()` and remembers what was taken."""

    port: Callable[[], int]
    taken: list[Post] = field(default_factory=list)

    def offer(self, post: Post) -> tuple[int, str]:
        """Offer a mail once; return the last reply, 250 or what stood in the way.

        OSError or SMTPServerDisconnected when the connection breaks: then nobody knows.
        """
        with smtplib.SMTP("127.0.0.1", self.port(), timeout=PATIENCE_SECONDS) as peer:
            try:
                peer.sendmail(post.sender, [post.recipient], post.raw)
            except smtplib.SMTPRecipientsRefused as refused:
                ((code, text),) = refused.recipients.values()
                return code, text.decode()
            except smtplib.SMTPServerDisconnected:
                raise
            except smtplib.SMTPResponseException as refused:
                error = refused.smtp_error
                text = error if isinstance(error, bytes) else error.encode()
                return refused.smtp_code, text.decode()
        self.taken.append(post)
        return 250, ""

    def hand_over(
        self, post: Post, meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        """Offer the same bytes until they are taken, as mail servers do."""

        def taken() -> bool:
            meanwhile()
            try:
                code, _ = self.offer(post)
            except (OSError, smtplib.SMTPException):
                return False
            return code == 250

        wait_until(taken, "a 250 for a mail", PATIENCE_SECONDS)
