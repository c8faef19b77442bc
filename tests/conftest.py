"""What every test shares: how hard hypothesis looks.

`ci` is the default; `long` is taken by `make long` (HYPOTHESIS_PROFILE=long).
A deadline is a timed test in disguise and fails on a busy machine: there is none.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("ci", deadline=None, max_examples=100)
settings.register_profile(
    "long",
    deadline=None,
    max_examples=5000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
