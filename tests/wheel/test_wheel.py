"""The wheel carries all that is needed, and runs where there is nothing else."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot import __version__

TOP = Path(__file__).parents[2]
MAIL = TOP / "tests" / "examples" / "01-complete-utf8.eml"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program away from the checkout, with nothing of ours in its environment."""
    ours = ("PYTHON", "VIRTUAL_ENV", "MAILBOT_", "COV_", "COVERAGE_")
    env = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    done = subprocess.run(
        command, cwd=cwd, env=env, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build backend that the lock names."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation")
    run(*build, "--outdir", folder, TOP, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install lock and wheel into an environment that holds nothing; give its bin."""
    folder = tmp_path_factory.mktemp("installed")
    python = folder / "env" / "bin" / "python"
    lock = ("--no-deps", "--require-hashes", "-r", TOP / "requirements.lock")
    if uv := shutil.which("uv"):
        run(uv, "venv", "--python", sys.executable, folder / "env", cwd=folder)
        install: tuple[str | Path, ...] = (uv, "pip", "install", "--python", python)
    else:
        run(sys.executable, "-m", "venv", folder / "env", cwd=folder)
        install = (python, "-m", "pip", "install")
    run(*install, *lock, cwd=folder)
    run(*install, "--no-deps", wheel, cwd=folder)
    return python.parent


def shipped(kind: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and octets of every file of a top-level folder, as the wheel has."""
    for path in sorted((TOP / kind).rglob("*")):
        if path.is_file():
            name = path.relative_to(TOP).as_posix()
            yield f"mailbot/_data/{name}", path.read_bytes()


@pytest.mark.parametrize("kind", ["templates", "config"])
def test_wheel_carries_what_lies_beside_the_code(wheel: Path, kind: str) -> None:
    """Every template and every file of configuration is inside, octet for octet."""
    wanted = dict(shipped(kind))

    with zipfile.ZipFile(wheel) as archive:
        found = {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith(f"mailbot/_data/{kind}/")
        }

    assert wanted
    assert wanted == found


def test_wheel_carries_both_packages_and_nothing_else(wheel: Path) -> None:
    """The wheel holds mailbot and parsers, their licence, and no tests or tools."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    code = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert {"mailbot", "parsers"} == code
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.e2e
def test_installed_program_names_its_version(installed: Path, tmp_path: Path) -> None:
    """`mailbot --version` runs away from the checkout and says what was installed."""
    assert f"mailbot {__version__}\n" == run(
        installed / "mailbot", "--version", cwd=tmp_path
    )


@pytest.mark.e2e
def test_installed_program_reads_a_mail(installed: Path, tmp_path: Path) -> None:
    """`mailbot read` reads an application with nothing of the checkout in reach."""
    answer = run(installed / "mailbot", "read", MAIL, cwd=tmp_path)

    reading = json.loads(answer)
    assert reading["intent"] == "apply"
    assert reading["application"]["contract_amount"] == 50_000_000


@pytest.mark.e2e
@pytest.mark.parametrize("kind", ["templates", "config"])
def test_installed_program_finds_its_files(
    installed: Path, tmp_path: Path, kind: str
) -> None:
    """Templates and configuration are those of the wheel, not of some checkout."""
    ask = f"from mailbot.assets import assets; print(assets({kind!r}))"

    place = Path(run(installed / "python", "-c", ask, cwd=tmp_path).strip())

    assert place.is_relative_to(installed.parent)
    assert any(place.iterdir())


@pytest.mark.e2e
def test_installed_program_is_complete(installed: Path, tmp_path: Path) -> None:
    """Nothing that the wheel needs is missing from the lock; extras are one's own."""
    script = (
        "import importlib.metadata as m, re\n"
        "for one in m.requires('mailbot'):\n"
        "    if 'extra ==' not in one:\n"
        "        m.distribution(re.split(r'[\\[<>=!~; ]', one)[0])\n"
    )

    assert not run(installed / "python", "-c", script, cwd=tmp_path)
