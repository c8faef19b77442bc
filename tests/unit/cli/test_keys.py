"""Keys on the command line: rotated, listed, revealed to somebody who says why."""

import io
import shutil
from pathlib import Path

import pytest
from typing_extensions import override

from mailbot.cli.app import run
from mailbot.cli.demo.mail_actors import read_notice
from mailbot.cli.open_store import archive
from mailbot.server.data_lock import DataLock

Output = pytest.CaptureFixture[str]
NUMBER = "00427-000001"


class Screen(io.StringIO):
    """A terminal."""

    @override
    def isatty(self) -> bool:
        """Say that somebody is looking."""
        return True


@pytest.fixture
def own_desk(
    conversation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give a desk that may be changed."""
    folder = tmp_path / "own"
    shutil.copytree(conversation, folder)
    monkeypatch.setenv("MAILBOT_DATA", str(folder))
    return folder


def issued_key() -> str:
    """Return the key as its notice shows it."""
    with archive(None) as (_, store), store.snapshot() as tx:
        found = tx.documents.get(1, "key_notice")
        assert found is not None
        return read_notice(tx.blobs.raw(found.digest))[1]


def audited(action: str) -> list[tuple[str, str, str]]:
    """Return actor, subject and detail of the audit entries of an action."""
    with archive(None) as (_, store), store.snapshot() as tx:
        assert [] == tx.audit.verify()
        return [
            (e.actor, e.subject, e.detail)
            for e in tx.audit.entries()
            if e.action == action
        ]


def test_key_is_shown_on_a_terminal(
    own_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Number and key, once; who and why is audited, the key is not."""
    del own_desk
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    told = ["reveal", NUMBER, "--reason", "電話で照会", "--by", "千葉"]

    assert 0 == run(told)

    key = issued_key()
    assert f"{NUMBER}  {key}\n" == screen.getvalue()
    ((actor, subject, detail),) = audited("revealed")
    assert ("staff:千葉", f"number:{NUMBER}") == (actor, subject)
    assert "電話で照会" in detail
    assert key not in detail


@pytest.mark.parametrize(
    "told",
    [
        ["reveal", NUMBER, "--reason", " ", "--by", "千葉"],
        ["reveal", NUMBER, "--reason", "x", "--by", " "],
        ["reveal", "00427-999999", "--reason", "x", "--by", "千葉"],
    ],
)
def test_key_is_not_shown_without_name_reason_and_number(
    own_desk: Path, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    """Nothing is shown, and nothing stands in the audit."""
    del own_desk
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)

    assert 1 == run(told)

    assert "" == screen.getvalue()
    assert [] == audited("revealed")


def test_key_is_shown_in_no_pipe(own_desk: Path, capsys: Output) -> None:
    """A file, a pipe or a log gets nothing but the reason why."""
    del own_desk

    assert 1 == run(["reveal", NUMBER, "--reason", "x", "--by", "千葉"])

    page = capsys.readouterr()
    assert "terminal" in page.err
    assert issued_key() not in page.out + page.err
    assert [] == audited("revealed")


def test_ring_is_rotated_listed_and_retired(own_desk: Path, capsys: Output) -> None:
    """rotate, list, rotate --retire: one key is left, and the notice still opens."""
    del own_desk
    assert 0 == run(["keys", "rotate", "--by", "千葉"])
    assert " is new" in capsys.readouterr().out
    assert 0 == run(["keys", "list"])
    listed = capsys.readouterr().out.splitlines()
    assert 0 == run(["keys", "rotate", "--retire", "--by", "千葉"])
    assert "Retired: k1" in capsys.readouterr().out

    assert ["k1", "0"] == [listed[1].split()[0].partition("-")[0], listed[1].split()[1]]
    assert issued_key()
    assert 0 == run(["keys", "list"])
    assert "k1-" not in capsys.readouterr().out


def test_key_is_not_retired_while_a_desk_works(own_desk: Path, capsys: Output) -> None:
    """A working desk might seal with the old key meanwhile: it is stopped first."""
    desk = DataLock(own_desk)
    desk.take()
    try:
        assert 1 == run(["keys", "rotate", "--retire", "--by", "千葉"])
    finally:
        desk.leave()

    assert "stop it" in capsys.readouterr().err


def test_key_is_made_anew(own_desk: Path, capsys: Output) -> None:
    """rekey: the old key opens nothing at once, and the reason is kept."""
    del own_desk
    before = issued_key()

    assert 0 == run(["rekey", NUMBER, "--reason", "誤送付", "--by", "千葉"])

    assert "has a new key" in capsys.readouterr().out
    with archive(None) as (_, store), store.snapshot() as tx:
        assert not tx.keys.opens(NUMBER, before)
        assert tx.keys.opens(NUMBER, tx.keys.reveal(1))
        (event,) = [e for e in tx.events.of_case(1) if e.kind == "Rekeyed"]
    assert "誤送付" in str(event.payload)

    assert 0 == run(["show", NUMBER])
    assert "· another key (staff:千葉): " in capsys.readouterr().out
    assert 0 == run(["explain", NUMBER])
    assert "did: had another key drawn; had the" in capsys.readouterr().out
