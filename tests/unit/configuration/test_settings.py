"""The settings: where values come from, what is refused, what is shown."""

import os
import re
import shutil
from dataclasses import asdict, fields
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.make_configuration import main, page
from mailbot.assets import assets
from mailbot.configuration.load_office import load_office
from mailbot.configuration.load_settings import describe, find_config, load_settings
from mailbot.configuration.policy import PolicySettings
from mailbot.configuration.settings import Settings
from mailbot.configuration.tomlfile import Place, read_toml
from mailbot.configuration.transport_url import Outgoing, outgoing
from mailbot.core.office.office import Policy
from mailbot.errors import ConfigurationError
from mailbot.inbound.smtp.limits import Limits

SHIPPED = assets("config")
TOP = Path(__file__).parents[3]
BAD = sorted((TOP / "tests" / "bad_configs").iterdir())
SURETY = read_toml(SHIPPED / "mailbot.toml").table["surety"]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start in an empty folder without any variable of ours."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("MAILBOT_"):
            monkeypatch.delenv(name)


def write(folder: Path, more: str = "") -> Path:
    """Write a settings' file with `more` before the surety; return its path."""
    lines = (SHIPPED / "mailbot.toml").read_text(encoding="utf-8")
    path = folder / "mailbot.toml"
    surety = lines[lines.index("[surety]") : lines.index("# Banks")]
    path.write_text(f"{more}\n{surety}", encoding="utf-8")
    return path


def variables(file: Path) -> list[str]:
    """Read NAME=VALUE lines; no file means none."""
    return file.read_text(encoding="utf-8").split() if file.exists() else []


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_bad_configuration_is_refused_with_all_its_problems(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each broken configuration gives exactly the text that stands beside it."""
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    for file in folder.glob("*.toml"):
        shutil.copy(file, tmp_path)
    for variable in variables(folder / "environment.txt"):
        monkeypatch.setenv(*variable.split("=", 1))

    with pytest.raises(ConfigurationError) as caught:
        load_office(load_settings(tmp_path / "mailbot.toml"))

    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert expected == f"{caught.value}\n".replace(f"{tmp_path}{os.sep}", "")


def test_no_problem_repeats_a_value() -> None:
    """A password that somebody put into a setting is in no message."""
    texts = [(one / "expected.txt").read_text(encoding="utf-8") for one in BAD]

    assert len(texts) >= 12
    assert "geheim" not in "".join(texts)


def test_shipped_configuration_is_right_and_safe() -> None:
    """What comes with the package loads, sends nothing away and is not production."""
    settings = load_settings()

    assert not settings.is_live
    assert "maildir" == settings.outgoing.kind
    assert "moushikomi@hosho.example.jp" == settings.surety.desk
    assert 22 == len(load_office(settings).obligees)


def test_code_alone_asks_the_world_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings made in code hold what they are given, whatever the environment says."""
    monkeypatch.setenv("MAILBOT_LIVE", "true")

    assert not Settings(surety=SURETY).live


def test_command_line_outranks_environment_outranks_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three values the nearest one counts, and its origin is told."""
    path = write(tmp_path, 'language = "en"\nlisten = {host = "::1", port = 1}')
    monkeypatch.setenv("MAILBOT_LISTEN__HOST", "0.0.0.0")  # noqa: S104 - never opened
    monkeypatch.setenv("MAILBOT_LISTEN__PORT", "2")

    settings = load_settings(path, {"listen": {"port": 3}})

    assert ("en", "0.0.0.0", 3) == (  # noqa: S104 - never opened
        settings.language,
        settings.listen.host,
        settings.listen.port,
    )
    assert f"{path}:1" == settings.origin(("language",))
    assert "environment MAILBOT_LISTEN__HOST" == settings.origin(("listen", "host"))
    assert "command line" == settings.origin(("listen", "port"))
    assert "default" == settings.origin(("listen", "lmtp"))


def test_environment_writes_lists_with_commas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list is one,two; an empty variable leaves the setting as it is."""
    monkeypatch.setenv("MAILBOT_ALLOW", "Example.JP, keiri@mihon-kensetsu.example.jp")
    monkeypatch.setenv("MAILBOT_POLICY__REMIND_AFTER", "2,4")
    monkeypatch.setenv("MAILBOT_LANGUAGE", "")
    monkeypatch.setenv("MAILBOT_LISTEN__LMTP", "[::1]:8024")

    settings = load_settings(write(tmp_path))

    assert ("example.jp", "keiri@mihon-kensetsu.example.jp") == settings.allow
    assert (2, 4) == settings.policy.remind_after
    assert ("ja", "[::1]:8024") == (settings.language, settings.listen.lmtp)


def test_file_is_found_near_before_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MAILBOT_CONFIG, ./config/mailbot.toml, ./mailbot.toml, then the package's own."""
    assert SHIPPED / "mailbot.toml" == find_config()
    write(tmp_path)
    assert Path("mailbot.toml") == find_config()
    (tmp_path / "config").mkdir()
    write(tmp_path / "config")
    assert Path("config/mailbot.toml") == find_config()
    monkeypatch.setenv("MAILBOT_CONFIG", "/etc/mailbot.toml")
    assert Path("/etc/mailbot.toml") == find_config()


def test_data_files_lie_beside_the_settings(tmp_path: Path) -> None:
    """A relative data file belongs to the folder of the file that names it."""
    settings = load_settings(write(tmp_path))

    assert tmp_path / "tariff.toml" == settings.beside(settings.files.tariff)
    assert Path("/x/t.toml") == settings.beside(Path("/x/t.toml"))


def test_what_follows_from_the_data_folder_moves_with_it() -> None:
    """Database, key ring and outbound Maildir lie in the data folder by default."""
    settings = Settings(surety=SURETY, data=Path("/srv/desk"))

    assert "sqlite:////srv/desk/mailbot.db" == settings.database_url
    assert Path("/srv/desk/keys.json") == settings.key_ring_file
    assert Path("/srv/desk/outbound") == settings.outgoing.folder


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("maildir:", Outgoing("maildir")),
        ("maildir:/tmp/out", Outgoing("maildir", folder=Path("/tmp/out"))),
        ("smtp://mail.example.jp", Outgoing("smtp", host="mail.example.jp", port=25)),
        ("smtp://127.0.0.1:2525", Outgoing("smtp", host="127.0.0.1", port=2525)),
        ("smtps://[::1]/", Outgoing("smtps", host="::1", port=465)),
    ],
)
def test_outbound_is_a_maildir_or_a_smarthost(value: str, told: Outgoing) -> None:
    """The three forms are read, with the protocol's port where none is given."""
    assert told == outgoing(value)
    assert told == outgoing(str(told))


@pytest.mark.parametrize(
    "value",
    ["", "mail.example.jp", "http://x", "smtp://", "smtp://h:65536", "smtp://a@h"],
)
def test_other_outbounds_are_refused(value: str) -> None:
    """A form that is not known, a port that is none and credentials are errors."""
    with pytest.raises(ValueError, match=r"should be|has credentials"):
        outgoing(value)


@given(st.text())
def test_any_outbound_is_read_or_refused_without_an_echo(value: str) -> None:
    """Whatever somebody writes: an answer, or one of our own two sentences."""
    ours = r"(should be|has credentials)[-A-Z a-z_:/.,;]*"
    try:
        outgoing(value)
        text = "should be"
    except ValueError as error:
        text = str(error)

    assert re.fullmatch(ours, text)


@pytest.mark.parametrize(
    ("more", "address", "may"),
    [
        ({"outbound": "maildir:"}, "anyone@example.com", True),
        ({"outbound": "smtps://h"}, "anyone@example.com", False),
        ({"outbound": "smtps://h", "allow": ("example.com",)}, "A@Example.com", True),
        (
            {"outbound": "smtps://h", "allow": ("example.com",)},
            "a@b.example.com",
            False,
        ),
        ({"outbound": "smtps://h", "allow": ("a@example.com",)}, "a@example.com", True),
        (
            {"outbound": "smtps://h", "allow": ("a@example.com",)},
            "b@example.com",
            False,
        ),
        ({"outbound": "smtps://h", "live": True}, "anyone@example.com", True),
        ({"outbound": "smtps://h", "production": True}, "anyone@example.com", True),
    ],
)
def test_safe_mode_reaches_only_who_is_allowed(
    more: dict[str, Any], address: str, *, may: bool
) -> None:
    """Until it is live, a smarthost gets mail for the addresses of `allow` alone."""
    assert may is Settings(surety=SURETY, **more).reaches(address)


@pytest.mark.parametrize(
    ("outbound", "starts"),
    [("smtp://127.0.0.1", True), ("smtp://[::1]:25", True), ("smtp://relay", False)],
)
def test_production_sends_in_clear_to_this_machine_only(
    tmp_path: Path, outbound: str, *, starts: bool
) -> None:
    """A relay on the loopback needs no TLS; any other one does."""
    path = write(tmp_path, f'production = true\noutbound = "{outbound}"')
    extra = {
        "key_ring": "/etc/mailbot/keys.json",
        "surety": {"demo": False},
        "policy": {"contract_paper": "compare"},
        "smtp": {"starttls": "never"},
        "signing": {"pkcs12": path},
    }

    if starts:
        assert load_settings(path, extra).is_live
    else:
        with pytest.raises(ConfigurationError, match="starttls must be required"):
            load_settings(path, extra)


def test_description_names_every_setting_with_its_origin(tmp_path: Path) -> None:
    """At the start each value is shown as it works out, and where it was given."""
    path = write(tmp_path, 'data = "desk"\nallow = ["a.jp", "b.jp"]')

    shown = {
        key: (value, origin) for key, value, origin in describe(load_settings(path))
    }

    assert ("desk", f"{path}:1") == shown["data"]
    assert ("a.jp, b.jp", f"{path}:2") == shown["allow"]
    assert ("sqlite:///desk/mailbot.db", "default") == shown["database"]
    assert ("maildir:desk/outbound", "default") == shown["outbound"]
    assert ("false", "default") == shown["live"]
    assert ("-", "default") == shown["smtp.password_file"]
    assert "surety.closing_days" in shown


def test_policy_has_the_cores_own_defaults() -> None:
    """Options and core agree on every default, and on what units mean."""
    assert Policy() == PolicySettings().as_core()
    changed = PolicySettings(grace_seconds=0, expire_after_days=7, default_cap="0.45")
    assert (timedelta(0), timedelta(days=7), Fraction(9, 20)) == (
        changed.as_core().grace,
        changed.as_core().expire_after,
        changed.as_core().default_cap,
    )


def test_limits_are_those_of_the_door() -> None:
    """Every limit of the door is an option of the same name and default."""
    options = Settings(surety=SURETY).limits.model_dump()

    assert asdict(Limits()) == options
    assert {one.name for one in fields(Limits)} == options.keys()


def test_page_describes_every_option_and_its_default() -> None:
    """Each option stands on the page with a meaning, required or with its default."""
    text = page()

    for key, _, _ in describe(Settings(surety=SURETY)):
        name = key.rpartition(".")[2]
        assert re.search(rf"^\| `{name}` \| .+ \| .+ \|$", text, re.MULTILINE)
    assert "| `port` | `8025` |" in text
    assert "| `name` | required |" in text
    assert "`[[obligee.delivery]]`" in text


def test_page_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    """The command writes the page, the same each time."""
    main([str(tmp_path / "page.md")])

    assert page() == (tmp_path / "page.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not (TOP / "docs").is_dir(), reason="only a checkout has docs")
def test_page_in_the_docs_is_the_one_the_code_makes() -> None:
    """docs/configuration.md is up to date; `make docs` writes it anew."""
    told = (TOP / "docs" / "configuration.md").read_text(encoding="utf-8")

    assert page() == told


def test_lines_are_found_through_strings_arrays_and_quotes(tmp_path: Path) -> None:
    """Keys are found behind multi-line strings, in arrays of tables, dotted, quoted."""
    path = tmp_path / "a.toml"
    path.write_text(
        'text = """\nnot = "a key"\n[nor.a.table]\n"""\n'
        'list = [\n  1,\n  2,\n]\na.b = 1\n"q r" = 2\n'
        "[[one]]\n[[one]]\n[one.two]\nkey = 1\n[[one.three]]\nkey = 2\n",
        encoding="utf-8",
    )
    file = read_toml(path)
    lines: dict[Place, int] = {
        ("list", 1): 5,
        ("a", "b"): 9,
        ("q r",): 10,
        ("one", 1): 12,
        ("one", 1, "two", "key"): 14,
        ("one", 1, "three", 0, "key"): 16,
        ("one", 0, "missing"): 11,
    }

    assert {place: f"{path}:{line}" for place, line in lines.items()} == {
        place: file.at(place) for place in lines
    }
    assert str(path) == file.at(("nothing",))
    assert str(path) == file.at(("not",))


def test_file_that_cannot_be_read_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    """A folder in place of a file is named with what the system says."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_toml(tmp_path)


def test_file_that_breaks_off_is_named_at_its_end(tmp_path: Path) -> None:
    """TOML that ends in the middle of a value says so."""
    path = tmp_path / "a.toml"
    path.write_text('key = "', encoding="utf-8")

    with pytest.raises(ConfigurationError, match="is not TOML"):
        read_toml(path)
