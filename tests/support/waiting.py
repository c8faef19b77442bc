"""Wait for a condition: the only place where a test lets time pass.

A test that sleeps is slow when all is well and wrong when the machine is busy.  Pass a
clock where the code takes one; wait here only for another process or thread.
"""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PAUSE = 0.01  # seconds between two looks


def wait_until(look: Callable[[], T], what: str, seconds: float = 20) -> T:
    """Look again and again until the answer is true, and give it.

    Fails the test with `what` when `seconds` have passed: a limit against hanging, not
    a measurement, so it is generous.
    """
    end = time.monotonic() + seconds
    while True:
        if answer := look():
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(PAUSE)
