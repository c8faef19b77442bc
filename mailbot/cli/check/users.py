"""The SMTP listener's own secrets: its certificate's key, and who may sign in."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from mailbot.authentication.users import read_users
from mailbot.cli.check.result import Checked, fail, ok, warn, wrong
from mailbot.configuration.settings import Settings
from mailbot.errors import ConfigurationError
from mailbot.server.tls import server_tls


def certificate(settings: Settings) -> Iterator[Checked]:
    """Check that the certificate can be shown; nothing when there is none."""
    where = settings.listen
    if where.certificate is None:
        return
    try:
        server_tls(where.certificate, where.certificate_key)
    except ConfigurationError as error:
        yield fail("certificate", error.problems[0], "give a PEM of each")
        return
    yield _kept("certificate", where.certificate_key or where.certificate, "is usable")


def users(settings: Settings) -> Iterator[Checked]:
    """Check the users' file; nothing when nobody signs in."""
    path = settings.listen.users_file
    if path is None:
        return
    try:
        found = read_users(path)
    except ConfigurationError as error:
        yield from wrong("users", error)
        return
    yield _kept("users", path, f"{len(found.writes_for)} may sign in")


def _kept(check: str, path: Path, says: str) -> Checked:
    if path.stat().st_mode & stat.S_IROTH:
        return warn(check, f"everybody may read {path}", f"chmod o-r {path}")
    return ok(check, f"{path}: {says}")
