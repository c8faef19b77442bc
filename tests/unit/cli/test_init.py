"""`mailbot init`: an office of one's own, which loads as it is."""

from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.configuration.load_office import load_office
from mailbot.configuration.load_settings import load_settings

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize("name", ["office", '仙台 "本店" \\ 1'])
def test_what_is_written_loads(tmp_path: Path, capsys: Output, name: str) -> None:
    """Settings and data files are right as they are, whatever the folder is called."""
    folder = tmp_path / name
    assert run(["init", str(folder)]) == 0

    settings = load_settings(folder / "mailbot.toml")
    assert settings.data == folder / "data"
    assert settings.key_ring_file == folder / "keys.json"
    assert load_office(settings).surety.demo
    assert f"mailbot serve -c {folder / 'mailbot.toml'}" in capsys.readouterr().out


def test_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, capsys: Output
) -> None:
    """A folder that is not empty is refused with a sentence, and nothing is written."""
    (tmp_path / "letter.txt").write_text("mine")

    assert run(["init", str(tmp_path)]) == 1
    assert "is not empty, and nothing in it was touched" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_file_is_no_folder(tmp_path: Path, capsys: Output) -> None:
    """The name of a file is refused."""
    path = tmp_path / "letter.txt"
    path.write_text("mine")

    assert run(["init", str(path)]) == 1
    assert "is a file: name a new folder." in capsys.readouterr().err
