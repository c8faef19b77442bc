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
from mailbot.cli import examples, guarding, looking, working
from mailbot.cli.options import (
    By,
    Config,
    Json,
    OfProduct,
    Reason,
    ReleaseReason,
    Releases,
    What,
)
from mailbot.errors import MailbotError, StorageFull

app = typer.Typer(
    name="mailbot",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="電子保証のメール窓口。The e-mail desk of a construction surety.",
    epilog="First time here: `mailbot demo`.  Your own mail: `mailbot read FILE.eml`.",
)

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
    from mailbot.cli.demo.demo import show

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
    from mailbot.cli.demo.chat import chat as talk

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
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=10_000, help="At most so many.")
    ] = 50,
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


looking.add_to(app)


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
    release: Releases = None,
    reason: ReleaseReason = "",
    config: Config = None,
) -> None:
    """Approve what a person had to look at, and have it issued."""
    from mailbot.cli.approve import Signed
    from mailbot.cli.approve import approve as approve_case

    raise typer.Exit(approve_case(config, receipt, Signed(by, release or (), reason)))


@app.command(name="return")
def give_back(
    what: What,
    by: By,
    text: Annotated[str, typer.Option(help="What the contractor is asked.")],
    config: Config = None,
) -> None:
    """Give an application back to its contractor, with questions (差戻し)."""
    from mailbot.cli import staff

    raise typer.Exit(staff.give_back(staff.Ordered(config, what, by), text))


@app.command()
def refuse(
    what: What, by: By, reason: Reason, product: OfProduct = "", config: Config = None
) -> None:
    """Refuse what is under review; the contractor reads the reason (謝絶)."""
    from mailbot.cli import staff

    raise typer.Exit(staff.refuse(staff.Ordered(config, what, by, product), reason))


@app.command()
def pay(
    by: By,
    what: Annotated[
        str, typer.Argument(help="Receipt or guarantee number, unless --file.")
    ] = "",
    product: OfProduct = "",
    yen: Annotated[int | None, typer.Option(min=1, help="What came in.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(help="A bank's CSV: date, name, yen, reference."),
    ] = None,
    config: Config = None,
) -> None:
    """Record a premium that came in, or all of a bank's file that are certain."""
    from mailbot.cli import pay as paying
    from mailbot.cli import staff

    if bool(what) == bool(file):
        raise MailbotError("Name one case, or a file with --file.")
    if file is not None:
        raise typer.Exit(paying.pay_from(config, file, by))
    raise typer.Exit(paying.pay(staff.Ordered(config, what, by, product), yen))


@app.command()
def correct(
    what: What,
    by: By,
    reason: Reason,
    fields: Annotated[
        list[str], typer.Option("--set", help="FIELD=VALUE, as `show` names it.")
    ],
    product: OfProduct = "",
    config: Config = None,
) -> None:
    """Correct an issued certificate; number and key stay (訂正)."""
    from mailbot.cli import staff

    ordered = staff.Ordered(config, what, by, product)
    raise typer.Exit(staff.correct(ordered, fields, reason))


@app.command(name="cancel-change")
def cancel_change(
    what: What, by: By, reason: Reason, product: OfProduct = "", config: Config = None
) -> None:
    """Take the newest change of a certificate back (変更取消)."""
    from mailbot.cli import staff

    ordered = staff.Ordered(config, what, by, product)
    raise typer.Exit(staff.cancel_change(ordered, reason))


@app.command()
def cancel(
    what: What, by: By, reason: Reason, product: OfProduct = "", config: Config = None
) -> None:
    """Cancel a guarantee: its key is void, and who has it is told (取消)."""
    from mailbot.cli import staff

    raise typer.Exit(staff.cancel(staff.Ordered(config, what, by, product), reason))


@app.command()
def handed(
    what: What,
    by: By,
    how: Annotated[str, typer.Option(help="posted or collected.")],
    product: OfProduct = "",
    config: Config = None,
) -> None:
    """Record that a certificate on paper was posted or collected."""
    from mailbot.cli import staff

    raise typer.Exit(staff.hand(staff.Ordered(config, what, by, product), how))


@app.command()
def forward(what: What, by: By, config: Config = None) -> None:
    """Send what waits for papers, or failed, to the obligee as it is."""
    from mailbot.cli import staff

    raise typer.Exit(staff.forward(staff.Ordered(config, what, by)))


@app.command()
def note(
    what: What,
    text: Annotated[str, typer.Argument(help="What the colleagues must know.")],
    by: By,
    config: Config = None,
) -> None:
    """Write something down on a case."""
    from mailbot.cli import staff

    raise typer.Exit(staff.note(staff.Ordered(config, what, by), text))


@app.command()
def assign(
    what: What,
    by: By,
    to: Annotated[str, typer.Option(help="Who looks after it; empty: nobody.")],
    config: Config = None,
) -> None:
    """Say who of the office looks after a case."""
    from mailbot.cli import staff

    raise typer.Exit(staff.assign(staff.Ordered(config, what, by), to))


@app.command()
def release(
    what: What,
    by: By,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="The contractor was told already.")
    ] = False,
    rules: Releases = None,
    reason: ReleaseReason = "",
    config: Config = None,
) -> None:
    """Give a case that a person has back to the robot."""
    from mailbot.cli import staff

    ordered = staff.Ordered(config, what, by)
    passed = staff.LetPass(tuple(rules or ()), reason)
    raise typer.Exit(staff.release(ordered, passed, quiet=quiet))


working.add_to(app)
guarding.add_to(app)


@app.command()
def check(
    config: Config = None,
    as_json: Json = False,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="Verify every fact and all bytes that are kept."),
    ] = False,
) -> None:
    """Check settings, data, fonts, outbound: each with what to do."""
    from mailbot.cli.check.check import check as check_all

    raise typer.Exit(check_all(config, as_json=as_json, deep=deep))


@app.command()
def init(
    folder: Annotated[
        Path, typer.Argument(help="A new folder for settings and data.")
    ] = Path("office"),
) -> None:
    """Write the settings and data files of an office of your own, to be edited."""
    from mailbot.cli.init import init as make_office

    raise typer.Exit(make_office(folder))


examples.add_to(app)
