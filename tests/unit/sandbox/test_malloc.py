"""The heap is told to give large blocks back."""

import platform

from mailbot.sandbox.malloc import keep_heap_small


def test_heap_is_kept_small_where_there_is_glibc() -> None:
    """The call works on glibc and does nothing elsewhere."""
    assert ("glibc" == platform.libc_ver()[0]) == keep_heap_small()
