"""The users' file: who is let in, and what is said of a file that is wrong."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from mailbot.authentication.passwords import hash_of
from mailbot.authentication.users import read_users
from mailbot.errors import ConfigurationError
from mailbot.server.tls import server_tls
from tests.unit.inbound.smtp.certificate import write_certificate

PASSWORD = "correct horse battery"
HASH = hash_of(PASSWORD, bytes(16))
GOOD = f"""\
[[user]]
id = "hoshizora"
password = "{HASH}"
writes_for = ["Hoshizora.Example.JP", "soumu@elsewhere.example.jp"]
"""


def test_only_name_and_password_together_are_admitted(tmp_path: Path) -> None:
    """Another name, another case, another password: no; and nothing shows the hash."""
    file = tmp_path / "users.toml"
    file.write_text(GOOD, "utf-8")
    users = read_users(file)

    assert users.admit("hoshizora", PASSWORD)
    assert not users.admit("hoshizora", PASSWORD + " ")
    assert not users.admit("nobody", PASSWORD)
    assert not users.admit("", "")
    own = ("hoshizora.example.jp", "soumu@elsewhere.example.jp")
    assert users.writes_for == {"hoshizora": own}
    assert "scrypt" not in repr(users)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "names no user"),
        ("[[user]\n", "is not TOML"),
        ("[[users]]\nid = 'a'\n", "users is not known here; write [[user]]"),
        (GOOD.replace(HASH, "hunter2"), ":3: user hoshizora: password should be what"),
        (GOOD.replace('"hoshizora"', '"星空"'), ":2: "),
        (GOOD.replace('["Hoshi', "[] # "), ":4: "),
        (GOOD.replace("Hoshizora.Ex", "@"), ":4: "),
        (GOOD + GOOD, "is there twice"),
    ],
)
def test_a_wrong_file_is_said_in_a_line(
    tmp_path: Path, text: str, problem: str
) -> None:
    """File and line, and never what was written for a password."""
    file = tmp_path / "users.toml"
    file.write_text(text, "utf-8")

    with pytest.raises(ConfigurationError) as wrong:
        read_users(file)

    assert len(wrong.value.problems) == 1
    assert problem in str(wrong.value)
    assert "hunter2" not in str(wrong.value)
    assert "scrypt$" not in str(wrong.value)


def test_certificate_without_its_key_is_said_in_a_line(tmp_path: Path) -> None:
    """What is no certificate, another key, nothing at all; the right one is taken."""
    own = write_certificate(tmp_path / "own.pem")
    other = write_certificate(tmp_path / "other.pem")
    text = tmp_path / "text.pem"
    text.write_text("no certificate", "utf-8")

    assert server_tls(own, None).get_ca_certs() == []
    for certificate, key in ((own, other), (text, None), (own, tmp_path / "gone")):
        with pytest.raises(ConfigurationError) as wrong:
            server_tls(certificate, key)
        assert len(wrong.value.problems) == 1


def test_sealed_key_is_refused_and_nobody_is_asked(tmp_path: Path) -> None:
    """A key under a passphrase: one clear line, and no prompt at a terminal."""
    own = write_certificate(tmp_path / "own.pem")
    key = serialization.load_pem_private_key(own.read_bytes(), None)
    sealed = tmp_path / "sealed.pem"
    sealed.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )

    with pytest.raises(ConfigurationError, match="unencrypted"):
        server_tls(own, sealed)
