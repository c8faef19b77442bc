"""`.ci/setup` takes the pins of the lock, whatever newer releases an index offers.

The real script runs with the pip that Python brings, in a checkout of its own, against
an index that is a folder: a dummy wheel for each pin of the real lock, with the real
packages' requirements, and a newer one for each package that somebody wants with an
extra.  pip 23 resolved those anew and missed their hashes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

TOP = Path(__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)( ;[^\\\n]*)?", re.MULTILINE)
WITH_EXTRA = re.compile(r"^([A-Za-z0-9._-]+)\s*\[")
BACKEND = '''\
"""A build backend that makes an empty editable wheel of a checkout."""

import pathlib
import zipfile


def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "checkout-1.0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        info = "checkout-1.0.dist-info/"
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: checkout\\n"
                       "Version: 1.0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\n"
                       "Root-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
'''
PROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "checkout"
version = "1.0"
"""


def _wheel(folder: Path, name: str, version: str, wanted: list[str]) -> str:
    """Write a wheel that holds nothing but its metadata; return its SHA-256."""
    stem = f"{re.sub(r'[-_.]+', '_', name)}-{version}"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Provides-Extra: {extra}" for extra in _extras(wanted)]
    lines += [f"Requires-Dist: {one}" for one in wanted]
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{stem}.dist-info/METADATA", "\n".join(lines) + "\n")
        wheel.writestr(
            f"{stem}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
            "Tag: py3-none-any\n",
        )
        wheel.writestr(f"{stem}.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _extras(wanted: list[str]) -> list[str]:
    found = re.findall(r"""extra\s*==\s*["']([^"']+)["']""", "\n".join(wanted))
    return sorted(set(found))


def _requirements(name: str) -> list[str]:
    """Return what the installed package asks for; none where it is not for us."""
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def _pins(lock: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, version and marker of each pin of a lock."""
    for name, version, marker in PIN.findall(lock):
        yield name, version, marker.rstrip()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Make the index and the same lock over it; newer versions lie beside the pins."""
    folder = tmp_path_factory.mktemp("index")
    pins = list(_pins((TOP / "requirements-dev.lock").read_text(encoding="utf-8")))
    wanted = {name: _requirements(name) for name, _, _ in pins}
    with_extra = {
        found.group(1).lower().replace("_", "-")
        for each in wanted.values()
        for one in each
        if (found := WITH_EXTRA.match(one))
    }
    lines = []
    for name, version, marker in pins:
        digest = _wheel(folder, name, version, wanted[name])
        lines.append(f"{name}=={version}{marker} \\\n    --hash=sha256:{digest}")
        if name in with_extra:
            _wheel(folder, name, "9999.0", wanted[name])
    assert {"coverage"} <= with_extra
    return folder, "\n".join(lines) + "\n"


def _checkout(folder: Path, lock: str) -> Path:
    """Make a checkout that holds the real script and nothing of the real project."""
    (folder / ".ci").mkdir(parents=True)
    script = (TOP / ".ci" / "setup").read_bytes()
    (folder / ".ci" / "setup").write_bytes(script)
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
    (folder / "requirements-dev.lock").write_text(lock, encoding="utf-8")
    return folder


def _set_up(
    checkout: Path, index: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the script with the pip that Python brings, and this index alone."""
    ours = ("PIP_", "UV", "VIRTUAL_ENV", "PYTHON")
    env = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    env |= {
        "PYTHON": sys.executable,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(index),
        "PIP_CONFIG_FILE": os.devnull,
        **more,
    }
    return subprocess.run(
        ("sh", ".ci/setup", "requirements-dev.lock"),
        cwd=checkout,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_newer_release_than_the_lock_changes_nothing(
    index: tuple[Path, str], tmp_path: Path
) -> None:
    """Each package is installed at its pin, though newer ones with extras are there."""
    folder, lock = index
    checkout = _checkout(tmp_path / "checkout", lock)
    done = _set_up(checkout, folder)
    assert done.returncode == 0, done.stderr
    pip = (checkout / ".venv/bin/python", "-m", "pip", "list", "--format=json")
    listed = json.loads(subprocess.check_output(pip, text=True, cwd=checkout))
    installed = {one["name"].lower().replace("_", "-"): one for one in listed}
    for name, version, marker in _pins(lock):
        if name in installed:
            assert installed[name]["version"] == version, name
        else:
            assert marker, f"{name} is pinned and was not installed"


def test_a_lock_that_lacks_a_package_is_no_set_up(
    index: tuple[Path, str], tmp_path: Path
) -> None:
    """What the lock forgot is named, and the environment is not called ready."""
    folder, lock = index
    without = re.sub(r"(?m)^coverage==.*\n.*\n", "", lock)
    assert without != lock
    checkout = _checkout(tmp_path / "checkout", without)
    done = _set_up(checkout, folder)
    assert done.returncode != 0
    assert "coverage" in done.stderr
    assert not list((checkout / ".venv").glob("stamp-*"))
