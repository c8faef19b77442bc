"""The demo's screen: who writes what to whom, in short, and why it happened.

Each step shows the lines of a mail that matter, with a caption beside them on a wide
terminal and above them on a narrow one.  The whole mail is left as a file.  The last
thing shown is a summary of ten lines.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from mailbot.cli.demo.captions import Caption, caption_of, extract
from mailbot.cli.demo.mail_actors import ClientMail, Correspondent
from mailbot.cli.demo.pace import Pace
from mailbot.security.private_files import make_folder, write_file

NARROW = 84
WIDE = 110
_CAPTION = 40
_MOST_LINES = 12
_MOST_LINES_OF_AN_APPLICATION = 16
_ASKED = re.compile(r"ご確認のお願い（([0-9]+)点）")


class Screen:
    """Prints the conversation and leaves mails and attached files in `home`."""

    def __init__(self, home: Path, pace: Pace) -> None:
        self.home = home
        self._pace = pace
        self._began = time.monotonic()
        self.out = Console(highlight=False, soft_wrap=False)
        wide = self.out.is_terminal and self.out.width >= WIDE
        self.out.width = WIDE if wide else NARROW
        self._wide = wide
        self._mails = {"in": 0, "out": 0}
        self._pdfs: list[Path] = []
        self._guarantees: list[str] = []
        self._values = 0
        self._questions = 0
        self._obligee = ""

    def opening(self, desk: str, port: int, page: str) -> None:
        """Say what is running."""
        self.out.rule("[bold]mailbot demo[/bold]")
        self.out.print(
            f"SMTP listener on 127.0.0.1:{port} for {desk}.  Fictional surety, demo "
            f"tariff; nothing leaves this machine.  Obligees look up at {page}."
        )

    def said(
        self, who: Correspondent, subject: str, text: str, caption: Caption
    ) -> None:
        """Show a mail that somebody wrote to the desk."""
        self._mails["in"] += 1
        shown, _ = extract(text, caption.lines, _MOST_LINES_OF_AN_APPLICATION)
        self._keep(subject, text)
        self._panel(f"{who.name} → mailbot", subject, shown, caption, "cyan")

    def read(self, values: int, problems: int) -> None:
        """Say how many values were read in the application, each with its place."""
        self._values = values
        self.out.print(
            f"  読み取り：{values}項目（それぞれに根拠の行）、疑問 {problems}件"
            f"  — {values} values read, {problems} in doubt\n"
        )

    def received(self, who: Correspondent, letter: ClientMail) -> None:
        """Show a mail of the desk as its reader sees it, and keep its files."""
        self._mails["out"] += 1
        if who.address not in str(letter.message["To"]):
            self.out.print(f"  写し（Cc）→ {who.name}：{letter.subject}\n")
            return
        if asked := _ASKED.search(letter.subject):
            self._questions += int(asked.group(1))
        caption = caption_of(letter.subject)
        shown, rest = extract(letter.text, caption.lines, _MOST_LINES)
        for name, content in letter.files.items():
            path = self.home / name
            write_file(path, content)
            if path not in self._pdfs:
                self._pdfs.append(path)
            shown.append(f"📎 {name}（{len(content):,} octets）")
        kept = self._keep(letter.subject, letter.text)
        shown.append(f"…（ほか{rest}行：{kept}）")
        self._panel(f"mailbot → {who.name}", letter.subject, shown, caption, "green")

    def looked_up(
        self, who: str, file: str, number: str, rows: list[tuple[str, str]]
    ) -> None:
        """Show what the page of the viewing platform answers to number and key."""
        found = dict(rows)
        opened = f"{file} を開き、QRコードの確認ページで 保証契約番号 {number} と"
        lines = [opened + "認証キーを入力"]
        lines += [f"{label}：{found[label]}" for label in _SHOWN if label in found]
        if not rows:
            lines.append("閲覧できません")
        amount = found.get("保証金額", "?")
        self._guarantees.append(f"{number} {amount}")
        self._obligee = who
        body = Text("\n".join(lines))
        self.out.print(Panel(body, title=f"{who} → 保証確認", border_style="magenta"))

    def refused(self, number: str, rows: list[tuple[str, str]]) -> None:
        """Show that another key opens nothing."""
        answer = "閲覧できてしまいました！" if rows else "閲覧できません"
        self.out.print(f"  別の認証キーで {number} を照会 → {answer}\n")
        self._pace()

    def closing(self, desk: str, port: int, page: str, *, once: bool) -> None:
        """Say in ten lines what was sent and read, and where everything lies."""
        self.out.rule("[bold]まとめ / Summary[/bold]")
        took = time.monotonic() - self._began
        facts = (
            ("メール", f"受信 {self._mails['in']}通、送信 {self._mails['out']}通"),
            ("読み取り", f"{self._values}項目。質問 {self._questions}点"),
            *(("保証契約", one) for one in self._guarantees),
            ("発注者", f"{self._obligee}：代理送信の受領まで確認"),
            ("PDF", f"{len(self._pdfs)}点：{self.home}/*.pdf"),
            ("全文", f"{self.home / 'mails'}/*.txt"),
            ("データベース", f"{self.home}（認証キーは封をして保存）"),
            ("閲覧ページ", f"{page}（番号と認証キーで証書が開く）"),
            ("所要時間", f"{took:.0f} 秒"),
        )
        table = Table.grid(padding=(0, 2))
        for label, text in facts:
            table.add_row(Text(label, style="bold"), Text(text, overflow="fold"))
        self.out.print(table)
        self.out.print(f"Mails, PDFs and the database: {self.home}", soft_wrap=True)
        if once:
            return
        self.out.print(
            f"Now you: look a guarantee up at {page} (number and key are in the\n"
            "key notices above), or write to the desk from another terminal:\n"
            f"  swaks --server 127.0.0.1:{port} --to {desk} "
            "--from otomo@sakuragi-kogyo.example.jp --body ヘルプ\n"
            f"and read the answers in {self.home / 'outbound'}.  Ctrl-C ends."
        )

    def broken(self, why: str) -> None:
        """Say what did not happen."""
        self.out.print(f"[bold red]The demo is broken:[/bold red] {why}")

    def _keep(self, subject: str, text: str) -> str:
        """Leave a mail's whole text as a file; return its name below the folder."""
        number = self._mails["in"] + self._mails["out"]
        name = f"mails/{number:02}.txt"
        make_folder(self.home / "mails")
        whole = f"件名: {subject}\n\n{text}"
        write_file(self.home / name, whole.encode())
        return name

    def _panel(
        self, title: str, subject: str, lines: list[str], caption: Caption, colour: str
    ) -> None:
        mail = Group(Text(f"件名: {subject}", style="bold"), Text("\n".join(lines)))
        why = Group(Text(caption.ja, style="italic"), Text(caption.en, style="dim"))
        body: RenderableType = Group(why, Text(), mail)
        if self._wide:
            grid = Table.grid(padding=(0, 2), expand=True)
            grid.add_column(ratio=1)
            grid.add_column(width=_CAPTION)
            grid.add_row(mail, why)
            body = grid
        self.out.print(Panel(body, title=title, border_style=colour))
        self._pace()


_SHOWN = ("電子保証発行日時", "被保証者", "保証金額", "保証期間")
"""Rows of the page that the demo shows."""
