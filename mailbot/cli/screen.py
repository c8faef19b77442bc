"""The demo's screen: who writes what to whom, as it happens.

Everything shown is what a person would see in a mail program; nothing is shortened but
what the next lines repeat.
"""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from mailbot.cli.stage import Correspondent, Letter

WIDTH = 84


class Screen:
    """Prints the conversation and leaves the attached files in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._out = Console(width=WIDTH, highlight=False, soft_wrap=False)

    def opening(self, desk: str, port: int, page: str) -> None:
        """Say what is running."""
        self._out.rule("[bold]mailbot demo[/bold]")
        self._out.print(
            f"SMTP listener on 127.0.0.1:{port} for {desk}.  Fictional surety, demo "
            f"tariff; nothing leaves this machine.  Obligees look up at {page}."
        )

    def said(self, who: Correspondent, subject: str, text: str) -> None:
        """Show a mail that somebody wrote to the desk."""
        title = f"{who.name} → mailbot"
        self._panel(title, subject, text.strip(), "cyan")

    def received(self, who: Correspondent, letter: Letter) -> None:
        """Show a mail of the desk as its reader sees it, and keep its files."""
        if who.address not in str(letter.message["To"]):
            self._out.print(f"  写し（Cc）→ {who.name}：{letter.subject}\n")
            return
        lines = [letter.text.strip()]
        for name, content in letter.files.items():
            path = self.home / name
            path.write_bytes(content)
            lines.append(f"📎 {name}（{len(content):,} octets）")
        self._panel(f"mailbot → {who.name}", letter.subject, "\n".join(lines), "green")

    def looked_up(
        self, who: str, file: str, number: str, rows: list[tuple[str, str]]
    ) -> None:
        """Show what the page of the viewing platform answers to number and key."""
        table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
        for label, text in rows:
            if label in _SHOWN:
                table.add_row(label, text)
        opened = Text(
            f"{file} を開き、QRコードの確認ページで "
            f"保証契約番号 {number} と認証キーを入力"
        )
        found = table if rows else Text("閲覧できません", style="bold red")
        self._out.print(
            Panel(
                Group(opened, found), title=f"{who} → 保証確認", border_style="magenta"
            )
        )

    def refused(self, number: str, rows: list[tuple[str, str]]) -> None:
        """Show that another key opens nothing."""
        answer = "閲覧できてしまいました！" if rows else "閲覧できません"
        self._out.print(f"  別の認証キーで {number} を照会 → {answer}\n")

    def closing(self, desk: str, port: int, page: str, *, once: bool) -> None:
        """Say where everything lies, and how to go on."""
        self._out.rule()
        self._out.print(f"Mails, PDFs and the database: {self.home}")
        if once:
            return
        self._out.print(
            f"Now you: look a guarantee up at {page} (number and key are in the\n"
            "key notices above), or write to the desk from another terminal:\n"
            f"  swaks --server 127.0.0.1:{port} --to {desk} "
            "--from otomo@sakuragi-kogyo.example.jp --body ヘルプ\n"
            f"and read the answers in {self.home / 'outbound'}.  Ctrl-C ends."
        )

    def broken(self, why: str) -> None:
        """Say what did not happen."""
        self._out.print(f"[bold red]The demo is broken:[/bold red] {why}")

    def _panel(self, title: str, subject: str, text: str, colour: str) -> None:
        body = Group(Text(f"件名: {subject}", style="bold"), Text(), Text(text))
        self._out.print(Panel(body, title=title, border_style=colour))


_SHOWN = frozenset(
    {
        *("電子保証発行日時", "保証契約者", "被保証者", "保証金額", "保証期間"),
        *("工事名", "請負金額"),
    }
)
"""Rows of the page that the next lines do not repeat."""
