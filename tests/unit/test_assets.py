"""The shipped folders are found in a wheel and in a checkout."""

from pathlib import Path

import pytest

from mailbot.assets import assets


def test_checkout_uses_the_top_level_folders() -> None:
    """In a checkout the folders beside the package are the ones that count."""
    top = Path(__file__).parents[2]

    assert top / "templates" == assets("templates")
    assert top / "config" == assets("config")


def test_wheel_uses_what_it_carries(tmp_path: Path) -> None:
    """A folder inside the package wins over one that happens to lie beside it."""
    package = tmp_path / "mailbot"
    (package / "_data" / "config").mkdir(parents=True)
    (tmp_path / "config").mkdir()

    assert package / "_data" / "config" == assets("config", package)


def test_broken_installation_says_so(tmp_path: Path) -> None:
    """With neither folder there, the error names both places and what to do."""
    with pytest.raises(FileNotFoundError, match=r"_data/templates or .*install"):
        assets("templates", tmp_path / "mailbot")
