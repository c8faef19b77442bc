"""One example for each verb: shown by its --help, and by docs/commands.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import typer

EXAMPLES: Mapping[str, str] = {
    "demo": "mailbot demo --once",
    "serve": "mailbot serve -c office/mailbot.toml",
    "chat": "mailbot chat --from soumu@abukumaboshi.example.jp",
    "read": "mailbot read letter.eml box.mbox folder/",
    "log": "mailbot log 角田市 --follow",
    "show": "mailbot show 2026-000001",
    "cases": "mailbot cases --with staff",
    "explain": "mailbot explain R-08",
    "replay": "mailbot replay --since 2026-03-01",
    "verify": "mailbot verify 認証キーのお知らせ.pdf",
    "approve": "mailbot approve 2026-000001 --by 千葉",
    "return": "mailbot return 2026-000001 --text 工期をご確認ください --by 千葉",
    "refuse": "mailbot refuse 2026-000001 --reason 与信の都合 --by 千葉",
    "pay": "mailbot pay --file nyukin.csv --by 千葉",
    "correct": "mailbot correct 00427-000001 --set 預託金融機関=七十七銀行　本店 "
    "--reason 誤記 --by 千葉",
    "cancel-change": "mailbot cancel-change 00427-000001 --reason 誤り --by 千葉",
    "cancel": "mailbot cancel 00427-000001 --reason 契約解除 --by 千葉",
    "handed": "mailbot handed 00427-000002 --how posted --by 千葉",
    "forward": "mailbot forward 2026-000001 --by 千葉",
    "note": "mailbot note 2026-000001 電話で確認済み --by 千葉",
    "assign": "mailbot assign 2026-000001 --to 鈴木 --by 千葉",
    "release": "mailbot release 2026-000001 --by 千葉",
    "write": "mailbot write 2026-000001 本日お電話します。 --by 千葉",
    "received": "mailbot received 2026-000001 --by 千葉",
    "take": "mailbot take 12 --by 千葉",
    "done": "mailbot done 7 --note 返金済み --by 千葉",
    "retry": "mailbot retry 7 --by 千葉",
    "check": "mailbot check -c office/mailbot.toml",
    "init": "mailbot init office",
}


def add_to(app: typer.Typer) -> None:
    """Give every verb that has none its example, below its options."""
    for name, command in named(app):
        if command.epilog is None and name in EXAMPLES:
            command.epilog = f"Example: {EXAMPLES[name]}"


def named(app: typer.Typer) -> Iterator[tuple[str, typer.models.CommandInfo]]:
    """Yield the verbs by their names, in the order of the help."""
    for command in app.registered_commands:
        called = command.callback.__name__ if command.callback else ""
        yield command.name or called.replace("_", "-"), command
