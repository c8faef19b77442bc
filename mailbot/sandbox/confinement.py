"""A process gives up everything that it does not need, for good (Linux).

    limits      no file larger than nothing, no new descriptor, no core dump
    privileges  none is ever gained (prctl PR_SET_NO_NEW_PRIVS)
    Landlock    no path can be opened, run, made or removed; no TCP; no signal outside
    seccomp     any system call but those by which one computes, and reads and writes
                what is open already, fails with EPERM

What a kernel lacks is not there; `confine` says what holds.  Whatever has to be loaded
or opened is loaded and opened before.  The numbers are those of the kernel's headers.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

Wall = Literal["limits", "no_new_privileges", "landlock", "seccomp"]

_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_MODE_FILTER: Final = 2
_STANDARD: Final = 3
_LANDLOCK_CREATE_RULESET: Final = 444
_LANDLOCK_RESTRICT_SELF: Final = 446
_LANDLOCK_VERSION: Final = 1

_FILE_RIGHTS: Final = MappingProxyType({1: 13, 2: 14, 3: 15, 4: 15, 5: 16})
"""Landlock's version, and how many rights to files it knows (landlock.h)."""
_NET_SINCE: Final = 4
_SCOPES_SINCE: Final = 6
_BOTH: Final = 0b11
"""Both rights to TCP (bind, connect), and both scopes (abstract sockets, signals)."""

_ALLOWED: Final[Mapping[str, Mapping[int, tuple[int, ...]]]] = MappingProxyType(
    {
        # AUDIT_ARCH, then: read, write, readv, writev, close, fstat, lseek, mmap,
        # mprotect, munmap, mremap, madvise, brk; signals and timers of its own; poll,
        # futex, sched_yield, sleeping and clocks; who and where it is; getrandom,
        # membarrier, rseq, fcntl, restart_syscall; exit, exit_group.
        "x86_64": {
            0xC000003E: (
                *(0, 1, 19, 20, 3, 5, 8, 9, 10, 11, 25, 28, 12),
                *(13, 14, 15, 131, 36, 38),
                *(7, 271, 202, 24, 35, 230, 228, 96, 98, 100),
                *(39, 186, 102, 104, 107, 108, 63, 99, 204),
                *(318, 324, 334, 72, 219, 60, 231),
            )
        },
        "aarch64": {
            0xC00000B7: (
                *(63, 64, 65, 66, 57, 80, 62, 222, 226, 215, 216, 233, 214),
                *(134, 135, 139, 132, 102, 103),
                *(73, 98, 124, 101, 115, 113, 169, 165, 153),
                *(172, 178, 174, 175, 176, 177, 160, 179, 123),
                *(278, 283, 293, 25, 128, 93, 94),
            )
        },
    }
)

_LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_NUMBER_AT, _ARCH_AT = 0, 4  # of struct seccomp_data
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050001  # SECCOMP_RET_ERRNO | EPERM
_KILL: Final = 0x80000000  # SECCOMP_RET_KILL_PROCESS


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("then", ctypes.c_ubyte),
        ("otherwise", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("net", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


def confine() -> tuple[Wall, ...]:
    """Give up what the calling process does not need; return what holds now.

    Call it once, in a process of one thread, with nothing left to load.
    """
    walls: list[Wall] = []
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and not libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        walls.append("no_new_privileges")
        if _landlock(libc):
            walls.append("landlock")
    _lower_limits()
    walls.append("limits")
    if "no_new_privileges" in walls and _seccomp(libc):
        walls.append("seccomp")
    return tuple(walls)


def landlock_version() -> int:
    """Return which Landlock the kernel has; 0 for none."""
    if sys.platform != "linux":
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    return max(_ask_landlock(libc, None, 0, _LANDLOCK_VERSION), 0)


def seccomp_is_there() -> bool:
    """Return whether the kernel filters system calls, and we know its machine."""
    if sys.platform != "linux" or platform.machine() not in _ALLOWED:
        return False
    return "\nSeccomp:" in Path("/proc/self/status").read_text("utf-8", "replace")


def _lower_limits() -> None:
    """Let no file be written, none be opened, and no memory be dumped.

    Before this nothing but standard input, output and error may be open.
    """
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_STANDARD, _STANDARD))


def _ask_landlock(
    libc: ctypes.CDLL, rules: _Ruleset | None, size: int, flags: int
) -> int:
    given = None if rules is None else ctypes.byref(rules)
    return int(
        libc.syscall(
            ctypes.c_long(_LANDLOCK_CREATE_RULESET),
            given,
            ctypes.c_size_t(size),
            ctypes.c_uint32(flags),
        )
    )


def _landlock(libc: ctypes.CDLL) -> bool:
    version = landlock_version()
    if version < 1:
        return False
    rights = _FILE_RIGHTS[min(version, max(_FILE_RIGHTS))]
    rules = _Ruleset(files=(1 << rights) - 1)
    size = 8
    if version >= _NET_SINCE:
        rules.net, size = _BOTH, 16
    if version >= _SCOPES_SINCE:
        rules.scopes, size = _BOTH, 24
    handle = _ask_landlock(libc, rules, size, 0)
    if handle < 0:
        return False
    done = libc.syscall(
        ctypes.c_long(_LANDLOCK_RESTRICT_SELF),
        ctypes.c_int(handle),
        ctypes.c_uint32(0),
    )
    os.close(handle)
    return int(done) == 0


def _seccomp(libc: ctypes.CDLL) -> bool:
    known = _ALLOWED.get(platform.machine())
    if known is None:
        return False
    ((arch, calls),) = known.items()
    last = len(calls)
    steps = [
        _Step(_LOAD, 0, 0, _ARCH_AT),
        _Step(_EQUAL, 1, 0, arch),
        _Step(_RETURN, 0, 0, _KILL),
        _Step(_LOAD, 0, 0, _NUMBER_AT),
        *(_Step(_EQUAL, last - at, 0, call) for at, call in enumerate(calls)),
        _Step(_RETURN, 0, 0, _REFUSE),
        _Step(_RETURN, 0, 0, _ALLOW),
    ]
    array = (_Step * len(steps))(*steps)
    program = _Program(len(steps), array)
    done = libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)
    return int(done) == 0
