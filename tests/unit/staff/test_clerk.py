"""A person of the office decides beside a desk: with little loaded, and by name."""

import subprocess
import sys
from pathlib import Path

import pytest

from mailbot.configuration.load_settings import load_settings
from mailbot.staff import actions
from mailbot.staff.clerk import LetPass, Meant, at_work
from mailbot.store.open_store import NothingKept
from tests.unit.staff.conftest import audited, case

HEAVY = (
    *("alembic", "typst", "pyhanko", "pypdf", "jinja2", "httpx", "starlette"),
    *("uvicorn", "aiosmtpd", "structlog", "openpyxl", "mailbot.app", "parsers.read"),
)


def loaded(*verb: str) -> list[str]:
    """Run a verb in a process of its own; return what heavy modules it loaded."""
    code = (
        "import sys; from mailbot.cli.app import run; code = run(sys.argv[1:]);"
        f"print(code, *[n for n in {HEAVY!r} if n in sys.modules], file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *verb]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    code, *heavy = ended.stderr.split()
    assert code == "0", ended.stderr
    return heavy


@pytest.mark.usefixtures("in_force")
@pytest.mark.parametrize("verb", ["note", "log", "cases", "show", "explain"])
def test_a_verb_of_the_staff_loads_nothing_heavy(verb: str) -> None:
    """No documents, templates, parsers, migrations or server for one event or look."""
    receipt = case().receipt
    more = {
        "note": (receipt, "x", "--by", "千葉"),
        "show": (receipt,),
        "explain": (receipt,),
    }

    assert loaded(verb, *more.get(verb, ())) == []


@pytest.mark.usefixtures("in_force")
def test_what_fails_keeps_nothing() -> None:
    """One transaction: what a person did before the fault is not done either."""
    before = audited()

    def notes_and_fails() -> None:
        with at_work(load_settings(), "千葉") as at:
            actions.note(at, Meant(case().receipt), "電話で確認済み")
            raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        notes_and_fails()

    assert audited() == before


def test_where_nothing_is_kept_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong settings file is told, and no empty desk comes of it."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path / "none"))

    with pytest.raises(NothingKept, match="No mail"), at_work(load_settings(), "千葉"):
        pass
    assert not (tmp_path / "none").exists()


def test_rules_are_named_however_they_are_typed() -> None:
    """What lets a rule pass names it as the catalogue does."""
    assert LetPass.typed([" r-21 "], "確認済み\n") == LetPass(("R-21",), "確認済み")
