"""Large blocks go back to the system when they are free.

QUIRK: glibc raises, with every large block freed, the size from which a block is
mapped by itself, up to 32 MB. After a few mails of 25 MB all blocks come from the
heap, which has holes and never shrinks: 50 clients with 25 MB each took 430 MB,
and 255 MB with the size fixed.
"""

import ctypes

_M_MMAP_THRESHOLD = -3  # malloc.h
_M_ARENA_MAX = -8
_OCTETS = 128 * 1024
_ARENAS = 2
"""Each thread would get a heap of its own, with holes of its own."""


def keep_heap_small() -> bool:
    """Fix the size at 128 kB for this process; return whether that could be done.

    Call it once, when a server starts. Where there is no glibc nothing happens.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, _OCTETS) and mallopt(_M_ARENA_MAX, _ARENAS))
