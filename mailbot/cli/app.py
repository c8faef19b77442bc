"""The command line: which verbs there are, and what each takes.

Only this file is loaded for `--help`, so it imports nothing heavy: each verb's own
module is imported when the verb is used.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from mailbot import __version__
from mailbot.errors import MailbotError, StorageFull

app = typer.Typer(
    name="mailbot",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="電子保証のメール窓口。The e-mail desk of a construction surety.",
    epilog="First time here: `mailbot demo`.  Your own mail: `mailbot read FILE.eml`.",
)

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="Settings file.", envvar="MAILBOT_CONFIG"),
]

FAILED = 1
LATER = 75


def run(arguments: list[str] | None = None) -> int:
    """Run one verb and return its exit code; an error of ours is one clear line."""
    try:
        app(args=arguments)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else FAILED
    except StorageFull as full:
        return _complain(str(full) or "The disk is full.", LATER)
    except MailbotError as wrong:
        return _complain(str(wrong), FAILED)
    except BrokenPipeError:
        return _seen_enough()
    except Exception as wrong:  # noqa: BLE001 - nobody gets a trace, with what is in it
        return _complain(_explained(wrong), FAILED)
    return 0


def _seen_enough() -> int:
    """End quietly when whoever reads our output has gone (`mailbot log | head`)."""
    # Else the interpreter flushes at exit, and complains of the same pipe again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _explained(wrong: Exception) -> str:
    """Say in one line what went wrong outside our own exceptions.

    The text of a foreign exception is not shown: it may hold a personal datum.
    """
    from traceback import extract_tb

    from mailbot.security.vault import VaultError

    if isinstance(wrong, VaultError):
        return str(wrong)
    if isinstance(wrong, OSError) and wrong.strerror:
        return (
            f"{wrong.strerror}: {wrong.filename}" if wrong.filename else wrong.strerror
        )
    frames = [
        f"{Path(one.filename).name}:{one.lineno}"
        for one in extract_tb(wrong.__traceback__)
    ]
    return (
        f"This is a fault of mailbot {__version__} itself, please report it: "
        f"{type(wrong).__name__} in {' < '.join(reversed(frames[-3:]))}."
    )


def _complain(text: str, code: int) -> int:
    sys.stderr.write(f"mailbot: {text}\n")
    return code


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"mailbot {__version__}")
        raise typer.Exit


@app.callback()
def _all(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=lambda value: _version(wanted=value),
            help="Show the version.",
        ),
    ] = False,
) -> None:
    """Take options that belong to no verb."""


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Show one conversation and end.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Where to leave the files of the demo.")
    ] = None,
) -> None:
    """Show one application's whole way, over real SMTP, on this machine."""
    from mailbot.cli.demo import show

    raise typer.Exit(show(once=once, folder=folder))


@app.command()
def serve(config: Config = None) -> None:
    """Take mail, answer it, issue and submit.  Safe mode until `live = true`."""
    from mailbot.cli.serve import serve as run_server

    raise typer.Exit(run_server(config))


@app.command()
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
    from mailbot.cli.chat import chat as talk

    raise typer.Exit(talk(config, sender, folder))


@app.command()
def read(
    files: Annotated[
        list[str], typer.Argument(help="Mail files, folders, mboxes, or -.")
    ],
) -> None:
    """Print what is read from mails, one JSON object a line."""
    from mailbot.cli.read import read as read_files

    raise typer.Exit(read_files(files))


@app.command()
def log(
    text: Annotated[
        str, typer.Argument(help="Words to look for: sender, subject, Message-ID.")
    ] = "",
    case: Annotated[
        str, typer.Option(help="Only one case, by receipt number (2026-000001).")
    ] = "",
    fate: Annotated[
        str, typer.Option(help="Only one fate: held, applied, queued, sent …")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000)] = 50,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on.")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """List the mail log, newest last."""
    from mailbot.cli.log import Asked
    from mailbot.cli.log import log as list_mails

    asked = Asked(text, case, fate, limit, follow, as_json)
    raise typer.Exit(list_mails(config, asked))


@app.command()
def show(
    what: Annotated[
        str, typer.Argument(help="Number of a mail (12), or of a case (2026-000001).")
    ],
    raw: Annotated[
        bool, typer.Option("--raw", help="The raw mail, octet for octet; audited.")
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option(help="Folder for the documents of the case; audited."),
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show one mail with its deliveries, or one case with all that happened."""
    from mailbot.cli.show import show as show_one

    raise typer.Exit(show_one(config, what, raw=raw, as_json=as_json, save=save))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A PDF that is said to be ours.")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Check a PDF: our signature, and its fields beside the record.  0: all is well."""
    from mailbot.cli.verify import verify as verify_file

    raise typer.Exit(verify_file(config, file, as_json=as_json))


@app.command()
def approve(
    receipt: Annotated[str, typer.Argument(help="Receipt number (2026-000001).")],
    by: Annotated[str, typer.Option(help="Who approves: a name for the record.")],
    config: Config = None,
) -> None:
    """Approve what a person had to look at, and have it issued."""
    from mailbot.cli.approve import approve as approve_case

    raise typer.Exit(approve_case(config, receipt, by))


@app.command()
def check(config: Config = None, as_json: Json = False) -> None:
    """Check settings, data, fonts, outbound: each with what to do."""
    from mailbot.cli.check import check as check_all

    raise typer.Exit(check_all(config, as_json=as_json))


@app.command()
def init(
    folder: Annotated[
        Path, typer.Argument(help="A new folder for settings and data.")
    ] = Path("office"),
) -> None:
    """Write the settings and data files of an office of your own, to be edited."""
    from mailbot.cli.init import init as make_office

    raise typer.Exit(make_office(folder))
