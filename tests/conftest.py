"""What every test shares: how hard to look, and an environment that says nothing.

`make long` sets MAILBOT_LONG, the number of rounds of each long test, and takes the
profile `long` of hypothesis.  A deadline is a timed test in disguise and fails on a
busy machine: there is none.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

ROUNDS = int(os.environ.get("MAILBOT_LONG", "25"))

# An operator's own settings must not change what the tests prove.
for name in [name for name in os.environ if name.startswith("MAILBOT_")]:
    if name not in {"MAILBOT_LONG", "MAILBOT_CORPORA"}:
        del os.environ[name]

# The commands' own words are compared in English; a few tests ask for Japanese.
os.environ["MAILBOT_STAFF_LANGUAGE"] = "en"

settings.register_profile("ci", deadline=None, max_examples=100)
settings.register_profile(
    "long",
    deadline=None,
    max_examples=max(100, 5 * ROUNDS),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture
def rounds() -> int:
    """Say how often a long test does what it does."""
    return ROUNDS
