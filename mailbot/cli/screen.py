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
from mailbot.core.hours import TOKYO
from mailbot.outbound.registry.contract import Entry

WIDTH = 84


class Screen:
    """Prints the conversation and leaves the attached files in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._out = Console(width=WIDTH, highlight=False, soft_wrap=False)

    def opening(self, desk: str, port: int) -> None:
        """Say what is running."""
        self._out.rule("[bold]mailbot demo[/bold]")
        self._out.print(
            f"SMTP listener on 127.0.0.1:{port} for {desk}.  Fictional surety, demo "
            "tariff; nothing leaves this machine."
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

    def looked_up(self, who: str, file: str, number: str, entry: Entry | None) -> None:
        """Show what the viewing platform answers to number and key."""
        table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
        if entry is not None:
            arrived = entry.arrived_at.astimezone(TOKYO)
            table.add_row("電子保証発行日時", f"{arrived:%Y-%m-%d %H:%M:%S} JST")
            for label, value in _shown(entry):
                table.add_row(label, value)
        opened = Text(f"{file} を開き、保証契約番号 {number} と認証キーで照会")
        found = table if entry else Text("閲覧できません", style="bold red")
        self._out.print(
            Panel(
                Group(opened, found), title=f"{who} → 保証確認", border_style="magenta"
            )
        )

    def refused(self, number: str, entry: Entry | None) -> None:
        """Show that another key opens nothing."""
        answer = "閲覧できません" if entry is None else "閲覧できてしまいました！"
        self._out.print(f"  別の認証キーで {number} を照会 → {answer}\n")

    def closing(self, desk: str, port: int, *, once: bool) -> None:
        """Say where everything lies, and how to go on."""
        self._out.rule()
        self._out.print(f"Mails, PDFs and the database: {self.home}")
        if once:
            return
        self._out.print(
            "Now you: write to the desk from another terminal, for example\n"
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


_LABELS = {
    "product": "商品",
    "contractor_name": "保証契約者",
    "obligee_name": "被保証者",
    "amount": "保証金額",
    "project_name": "工事名",
    "guarantee_until": "保証期限",
}
_PRODUCTS = {
    "advance": "前払金保証",
    "interim": "中間前払金保証",
    "performance": "契約保証",
}


def _shown(entry: Entry) -> list[tuple[str, str]]:
    shown = []
    for key, label in _LABELS.items():
        value = entry.face.get(key, "")
        if isinstance(value, int):
            value = f"{value:,}円"
        shown.append((label, _PRODUCTS.get(str(value), str(value))))
    return shown
