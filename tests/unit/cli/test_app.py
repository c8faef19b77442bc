"""The command line as a whole: help, exit codes, and errors in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from mailbot.app import build
from mailbot.cli import init
from mailbot.cli.app import run
from mailbot.configuration.load_settings import load_settings
from mailbot.errors import StorageFull
from mailbot.security.vault import VaultError

Output = pytest.CaptureFixture[str]

VERBS = ("demo", "serve", "chat", "read", "log", "show", "approve", "check", "init")
LATER = (
    "parsers.letter parsers.files.attached_file jinja2 httpx alembic pyhanko "
    "zengin_code sqlalchemy.dialects.postgresql"
)
HEAVY = "pydantic sqlalchemy alembic jinja2 cryptography typst rich.table asyncio"


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter and return what it said."""
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False
    )


def test_help_lists_every_verb() -> None:
    """The program as a process: --help names the verbs and ends well."""
    said = python("-m", "mailbot", "--help")

    assert said.returncode == 0
    for verb in VERBS:
        assert f"\n  {verb} " in said.stdout


def test_help_loads_nothing_heavy() -> None:
    """What the verbs need is loaded by the verbs, so that help comes at once."""
    code = (
        "import sys; from mailbot.cli.app import run; run(['--help']);"
        f"print(*[n for n in '{HEAVY}'.split() if n in sys.modules], file=sys.stderr)"
    )
    assert python("-c", code).stderr.strip() == ""


def test_desk_takes_mail_before_it_loads_what_its_work_needs(tmp_path: Path) -> None:
    """Parsers, templates' compiler and HTTP are loaded by the first who needs them."""
    code = (
        "import sys; from mailbot.configuration.load_settings import load_settings;"
        "import mailbot.cli.serve as serve;"
        f"app = serve.build(load_settings(overrides={{'data': {str(tmp_path)!r}}}));"
        "serve.Running(app);"
        f"print(*[n for n in '{LATER}'.split() if n in sys.modules])"
    )
    # The first of all makes the database, and needs Alembic for it.
    build(load_settings(overrides={"data": str(tmp_path)})).store.close()
    said = python("-c", code)
    assert (said.stdout.strip(), said.stderr) == ("", "")


def test_collector_waits_for_loading_and_passes_by_what_is_loaded() -> None:
    """It is off while a verb is loaded, then on, and leaves alone what stays."""
    code = (
        "import gc, sys; from mailbot.__main__ import main\n"
        "sys.argv = ['mailbot', 'note', '--help']\n"
        "try: main()\n"
        "except SystemExit: print(gc.isenabled(), gc.get_freeze_count() > 10_000)"
    )
    assert python("-c", code).stdout.splitlines()[-1] == "True True"


def test_without_a_verb_help_is_shown(capsys: Output) -> None:
    """`mailbot` alone shows the help, as wrong usage does."""
    assert run([]) == 2
    shown = capsys.readouterr()
    assert "Usage:" in shown.out + shown.err


def test_mistyped_verb_is_suggested(capsys: Output) -> None:
    """A verb that there is not is answered with the one that was meant."""
    assert run(["lgo"]) == 2
    assert "Did you mean 'log'?" in capsys.readouterr().err


def test_version_is_shown(capsys: Output) -> None:
    """--version says which program this is."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mailbot ")


def test_wrong_settings_are_said_line_by_line(tmp_path: Path, capsys: Output) -> None:
    """Wrong settings give file and line, never a trace."""
    settings = tmp_path / "mailbot.toml"
    settings.write_text("live = 3\n")

    assert run(["log", "-c", str(settings)]) == 1
    assert f"{settings}:1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (
            StorageFull("There is no room left."),
            75,
            "mailbot: There is no room left.\n",
        ),
        (StorageFull(), 75, "mailbot: The disk is full.\n"),
        (VaultError("Key k1 is not on the key ring."), 1, "mailbot: Key k1 is not"),
        (PermissionError(13, "Permission denied", "/x"), 1, "Permission denied: /x\n"),
        (BrokenPipeError(), 0, ""),
        (KeyError("soumu@abukumaboshi.example.jp"), 1, "a fault of mailbot"),
    ],
)
def test_every_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capfd: Output,
    raised: Exception,
    code: int,
    said: str,
) -> None:
    """Ours, the system's, or a bug: one line, its exit code, and nobody's address."""

    def fails(folder: Path) -> None:
        del folder
        raise raised

    monkeypatch.setattr(init, "init", fails)

    assert run(["init", "x"]) == code
    shown = capfd.readouterr().err
    assert said in shown
    assert shown.count("\n") == (1 if said else 0)
    assert "abukumaboshi" not in shown
