"""The command line: one table of verbs, each a module that is loaded when it is used.

For `--help` nothing else is loaded: it comes at once.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command
from typing_extensions import override

from mailbot import __version__
from mailbot.cli.options import group
from mailbot.errors import MailbotError, StorageFull

_TABLE = """\
demo           Show one application's whole way, over real SMTP, on this machine.
serve          Take mail, answer it, issue and submit.
chat           Talk to the desk as a contractor, here in the terminal; nothing is
               sent.
read           Print what is read from mails, one JSON object a line.
log            List the mail log, newest last.
show           Show one mail with its deliveries, or one case with all that happened.
cases          List the cases that wait, by the time left to the cut-off, and what
               stops each.
explain        Say why: a rule and its source, a case and what stops it, a mail by
               its values.
replay         Decide the kept mail again by today's code and data, and show what
               differs.
verify         Check a PDF: our signature, and its fields beside the record.
approve        Approve what a person had to look at, and have it issued.
return         Give an application back to its contractor, with questions (差戻し).
refuse         Refuse what is under review; the contractor reads the reason (謝絶).
pay            Record a premium that came in, or all of a bank's file that are
               certain.
correct        Correct an issued certificate; number and key stay (訂正).
cancel-change  Take the newest change of a certificate back (変更取消).
cancel         Cancel a guarantee: its key is void, and who has it is told (取消).
handed         Record that a certificate on paper was posted or collected.
forward        Send what waits for papers, or failed, to the obligee as it is.
note           Write something down on a case.
assign         Say who of the office looks after a case.
release        Give a case that a person has back to the robot.
write          Write to the contractor yourself; the robot is silent on the case
               after it.
received       Record that an obligee has what was submitted (受領): you made sure of
               it.
done           Close a task that you saw to outside of mailbot.
take           Have a mail that was held decided after all: you made sure of its
               sender.
retry          Have what failed tried again: a job, or documents that a glyph
               stopped.
reveal         Show an authentication key on this terminal; who and why is audited.
rekey          Revoke an authentication key and make another; the obligee is told.
password       Ask for a password, and print the user's entry for
               `listen.users_file`.
check          Check settings, data, fonts, outbound: each with what to do.
init           Write the settings and data files of an office of your own, to be
               edited.
keys           The keys that seal what is kept.
audit          Is what is kept what was written.
"""
"""Each verb and the first sentence of its help, which a test compares."""
_ELSEWHERE = {
    "demo": "demo.demo",
    "chat": "demo.chat",
    "return": "give_back",
    "check": "check.check",
}
"""Verbs whose module in this room is not called as they are."""
VERBS = {
    name: " ".join(does.split())
    for name, does in re.findall(r"^(\S+)((?: .*\n)+)", _TABLE, re.MULTILINE)
}
FAILED = 1
LATER = 75


def whole(name: str) -> Any:
    """Load a verb and return its command, with all that it takes.

    Then the collector, which `main` put off, works and leaves alone what was loaded.
    """
    place = _ELSEWHERE.get(name, name.replace("-", "_"))
    module = import_module(f"mailbot.cli.{place}")
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    verb = getattr(module, place.rpartition(".")[2])
    if isinstance(verb, typer.Typer):
        return get_command(verb)
    alone = group()
    alone.command(name=name, epilog=f"Example: {module.EXAMPLE}")(verb)
    return get_command(alone)


class Later(TyperCommand):
    """A verb of the table; its own command takes its place when it is called."""

    @override
    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Any = None,
        **extra: Any,
    ) -> Any:
        """Load the verb, and have it read its arguments."""
        return whole(self.name or "").make_context(info_name, args, parent, **extra)


def _leave(code: int | None, **_: object) -> None:
    """End with what a verb returned: nothing is 0, all is well."""
    raise typer.Exit(code or 0)


app = typer.Typer(
    name="mailbot",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    result_callback=_leave,
    help="電子保証のメール窓口。The e-mail desk of a construction surety.",
    epilog="First time here: `mailbot demo`.  Your own mail: `mailbot read FILE.eml`.",
)


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


for _name, _does in VERBS.items():
    app.command(name=_name, help=_does, cls=Later)(lambda: None)
