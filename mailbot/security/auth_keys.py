"""Authentication keys (認証キー): how a new one is drawn.

12 characters of letters and digits, mixed case (flyer).  New keys leave out what eyes
confuse (`O 0 I l 1`); on input all 62 are taken, case-sensitive, never folded.
"""

from __future__ import annotations

import secrets
import string

LENGTH = 12
LOOK_ALIKES = frozenset("O0Il1")
ALPHABET = "".join(
    c for c in string.ascii_letters + string.digits if c not in LOOK_ALIKES
)
"""57 characters: 57**12 is about 2**70."""


def draw() -> str:
    """Return a new key from the system's randomness.

    It holds an upper-case letter, a lower-case letter and a digit, as the flyer's
    sample does, so that nobody takes it for a word or a number.
    """
    while True:
        key = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        kinds = (str.isupper, str.islower, str.isdigit)
        if all(any(kind(c) for c in key) for kind in kinds):
            return key
