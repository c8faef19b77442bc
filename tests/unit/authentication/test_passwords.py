"""A password's hash: what fits it, and which lines are hashes at all."""

import unicodedata

import pytest

from mailbot.authentication.passwords import fits, hash_of, is_hash

SALT = bytes(range(16))


def test_hash_fits_its_password_alone() -> None:
    """The same password fits however a keyboard composes it; another does not."""
    line = hash_of("ガラスの窓 12345", SALT)

    assert is_hash(line)
    assert fits(unicodedata.normalize("NFD", "ガラスの窓 12345"), line)
    assert not fits("カラスの窓 12345", line)
    assert hash_of("ガラスの窓 12345", SALT[::-1]) != line


@pytest.mark.parametrize(
    "line",
    [
        "",
        "correct horse battery",
        "scrypt$1$8$3$AAECAwQFBgcICQoLDA0ODw==$" + "A" * 43 + "=",
        "scrypt$15$8$3$AAECAwQFBgcICQoLDA0ODw==$" + "A" * 43,
        "scrypt$15$8$3$AAECAwQFBgcICQoLDA0ODw==$" + "A" * 43 + "=\n",
    ],
)
def test_other_lines_are_no_hashes(line: str) -> None:
    """Another cost would tell by its time who exists; clear text is no hash."""
    assert not is_hash(line)
    with pytest.raises(ValueError, match="no hash"):
        fits("", line)
