"""How fast the demo goes on: at once, a second a step, or when its reader says so.

In a pipe nothing waits.  On a terminal a demo that ends by itself waits a second after
each step; one that stays open waits for Enter, and goes on by itself after a while, so
that a terminal which nobody sits at is no standstill.
"""

from __future__ import annotations

import select
import sys
from collections.abc import Callable
from threading import Event
from typing import TextIO

STEP = 1.0
"""Seconds a step of `demo --once` on a terminal."""
READING = 12.0
"""Seconds after which the demo goes on although nobody pressed Enter."""

Pace = Callable[[], object]


def pace_of(*, once: bool, ended: Event) -> Pace:
    """Return what the demo calls after each step; `ended` cuts every wait short."""
    if not sys.stdout.isatty():
        return lambda: None
    if once or not sys.stdin.isatty():
        return lambda: ended.wait(STEP)
    return lambda: wait_for_enter(sys.stdin, READING, ended)


def wait_for_enter(keys: TextIO, seconds: float, ended: Event) -> bool:
    """Return whether a line came from `keys` within `seconds`, before `ended` was set.

    The wait is cut into short ones, because Ctrl-C reaches another thread than this.
    """
    slices = max(int(seconds * 10), 1)
    for _ in range(slices):
        if ended.is_set():
            return False
        ready, _, _ = select.select([keys], [], [], 0.1)
        if ready:
            keys.readline()
            return True
    return False
