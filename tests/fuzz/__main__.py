"""Fuzz every target for some minutes each: python -m tests.fuzz MINUTES [TARGET …].

With atheris (coverage-guided) where it is installed, else by seeded mutations of the
seeds alone.  What breaks a promise is written to `fuzz-findings/`, and the exit is 1.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from tests.support.mutations import mutated

NAMES = ("reader", "files", "header", "dates", "money")
FINDINGS = Path("fuzz-findings")
LONGEST = {"reader": 60_000, "files": 30_000, "header": 4_000}
SHORT = 200


def guided(name: str, minutes: float) -> int:
    """Let atheris look for bytes that break a target; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["parsers"]):
        from tests.fuzz import targets  # imports the parsers, which are instrumented
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(targets.seeds(name)):
            (Path(folder) / f"{number:05}").write_bytes(seed)
        FINDINGS.mkdir(exist_ok=True)
        options = [
            *("fuzz", folder, f"-max_total_time={round(minutes * 60)}"),
            *(f"-artifact_prefix={FINDINGS}/{name}-", "-timeout=10", "-verbosity=0"),
            *(f"-max_len={LONGEST.get(name, SHORT)}", "-print_final_stats=1"),
        ]
        atheris.Setup(options, targets.TARGETS[name])
        atheris.Fuzz()
    return 0


def blind(name: str, minutes: float) -> int:
    """Mutate the seeds until the time is over; keep what breaks the target."""
    from tests.fuzz.targets import TARGETS, seeds

    given, chance = list(seeds(name)), random.Random(name)  # noqa: S311 - no secret
    end, count = time.monotonic() + minutes * 60, 0
    while time.monotonic() < end:
        raw = mutated(chance.choice(given), chance)[: LONGEST.get(name, SHORT)]
        count += 1
        try:
            TARGETS[name](raw)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is a finding
            FINDINGS.mkdir(exist_ok=True)
            digest = hashlib.sha256(raw).hexdigest()[:16]
            (FINDINGS / f"{name}-{digest}").write_bytes(raw)
            print(f"{name}: {type(fault).__name__}: {fault} ({digest})")  # noqa: T201 - its output
            return 1
    print(f"{name}: {count:,} runs, nothing found")  # noqa: T201 - its output
    return 0


def main() -> int:
    """Fuzz the targets one after the other, each in a process of its own."""
    minutes, names = float(sys.argv[1]), sys.argv[2:] or list(NAMES)
    if os.environ.get("FUZZ_ONE") == names[0]:
        way = guided if find_spec("atheris") else blind
        return way(names[0], minutes)
    failed = 0
    for name in names:
        print(f"== {name}, {minutes:g} minutes", flush=True)  # noqa: T201 - its output
        failed |= subprocess.run(
            [sys.executable, "-m", "tests.fuzz", str(minutes), name],
            env=os.environ | {"FUZZ_ONE": name},
            check=False,
        ).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
