"""One desk works on a data folder at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mailbot.errors import ConfigurationError
from mailbot.single import Single


def test_second_desk_is_turned_away(tmp_path: Path) -> None:
    """While one desk has the folder, another is told whose it is and what to do."""
    first, second = Single(tmp_path), Single(tmp_path)
    first.take()

    with pytest.raises(ConfigurationError, match="already"):
        second.take()

    first.leave()
    second.take()
    second.leave()


def test_dead_desk_leaves_no_lock(tmp_path: Path) -> None:
    """A process that was killed holds nothing: the next one starts at once."""
    code = (
        "import os, signal, sys; from pathlib import Path;"
        "from mailbot.single import Single; Single(Path(sys.argv[1])).take();"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    dead = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert dead.returncode < 0

    next_one = Single(tmp_path)
    next_one.take()
    next_one.leave()
    assert (tmp_path / "serve.lock").exists()
