"""Real peers for tests marked `e2e`: where a program lies, or that it is missing.

Under CI=true a missing peer is a failure: a test that never ran has proved nothing.
"""

import os
import shutil

import pytest

PLACES = os.pathsep.join(
    (os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/libexec/postfix")
)


def find(program: str) -> str | None:
    """Give the path of a program, or None."""
    return shutil.which(program, path=PLACES)


def need(program: str) -> str:
    """Give the path of a program, skip the test without it, or fail it under CI."""
    if found := find(program):
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"{program} is not installed; .ci/run installs it")
    pytest.skip(f"{program} is not installed")
