"""Who signs, and whose signatures count as ours: from the settings alone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from mailbot.assets import assets
from mailbot.configuration.options import SigningSettings
from mailbot.configuration.settings import Settings
from mailbot.configuration.tomlfile import read_toml
from mailbot.documents.demo_certificate import demo_pkcs12
from mailbot.documents.select_signer import our_fingerprints, signer_of
from mailbot.documents.signers import pkcs12_signer
from mailbot.errors import ConfigurationError

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SURETY = read_toml(assets("config") / "mailbot.toml").table["surety"]


def noon() -> datetime:
    """Tell the time: always the same."""
    return NOW


def settings(folder: Path, production: bool = False, **signing: Any) -> Settings:  # noqa: FBT001, FBT002 - as the option is
    """Give settings with a data folder and some options of `signing`."""
    return Settings(
        surety=SURETY,
        data=folder / "data",
        production=production,
        signing=SigningSettings(**signing),
    )


def test_demo_certificate_is_made_once_and_is_ours(tmp_path: Path) -> None:
    """The second start signs with the first one's certificate; `verify` knows it."""
    desk = settings(tmp_path)
    assert our_fingerprints(desk, noon) == frozenset()
    assert not desk.data.exists()

    first, second = signer_of(desk, noon), signer_of(desk, noon)

    assert first.is_demo
    assert first.fingerprint == second.fingerprint
    assert our_fingerprints(desk, noon) == {first.fingerprint}


def test_former_certificates_stay_ours(tmp_path: Path) -> None:
    """What was signed before the certificate was renewed is still taken as ours."""
    old = pkcs12_signer(demo_pkcs12(tmp_path / "old.p12", "x", NOW), "", "", noon)
    pem = tmp_path / "old.pem"
    pem.write_bytes(old.certificate.public_bytes(Encoding.PEM))
    demo_pkcs12(tmp_path / "new.p12", "x", NOW)

    found = our_fingerprints(
        settings(tmp_path, pkcs12=tmp_path / "new.p12", trusted=(pem,)), noon
    )

    assert len(found) == 2
    assert old.fingerprint in found


def test_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    """A wrong file among the former certificates, or as the key, is said by option."""
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"geheim")

    with pytest.raises(ConfigurationError, match=r"signing\.trusted") as told:
        our_fingerprints(settings(tmp_path, trusted=(wrong,)), noon)
    assert "geheim" not in str(told.value)
    with pytest.raises(ConfigurationError, match=r"signing\.pkcs12"):
        signer_of(settings(tmp_path, pkcs12=wrong), noon)


def test_production_refuses_a_demo_certificate_by_any_name(tmp_path: Path) -> None:
    """A demo certificate that was copied elsewhere is still one."""
    path = tmp_path / "surety.p12"
    demo_pkcs12(path, "x", NOW)

    with pytest.raises(ConfigurationError, match="demo certificate"):
        signer_of(settings(tmp_path, production=True, pkcs12=path), noon)


def test_password_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    """The demo file has no password, so any other one does not open it."""
    path, secret = tmp_path / "surety.p12", tmp_path / "secret"
    demo_pkcs12(path, "x", NOW)
    secret.write_text("\nsecond line\n", "ascii")
    signer = signer_of(settings(tmp_path, pkcs12=path, password_file=secret), noon)
    assert signer.is_demo

    secret.write_text("something\n", "ascii")
    with pytest.raises(ConfigurationError, match=r"signing\.password_file"):
        signer_of(settings(tmp_path, pkcs12=path, password_file=secret), noon)
