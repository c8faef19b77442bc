"""A port of ours: is it free, or does our own desk have it already."""

from __future__ import annotations

import socket
from collections.abc import Callable

from mailbot.cli.check.result import Checked, fail, ok


def bound(
    check: str, where: tuple[str, int], option: str, is_ours: Callable[[], bool]
) -> Checked:
    """Return whether a port is free; `is_ours` tells whether our own desk has it."""
    host, number = where
    said = f"[{host}]:{number}" if ":" in host else f"{host}:{number}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
        except PermissionError:
            do = "choose a port from 1024 up, or give the right to bind below"
            return fail(check, f"{said} may not be bound by this user", do)
        except OSError as wrong:
            if is_ours():
                return ok(check, f"{said} is served by mailbot now")
            do = f"stop the other program, or set {option}"
            return fail(check, f"{said} cannot be bound: {wrong.strerror}", do)
    return ok(check, f"{said} is free")
