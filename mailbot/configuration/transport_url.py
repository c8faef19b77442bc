"""Where mail leaves the house, as one setting says it: `outbound`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from typing_extensions import override

_SMARTHOST = re.compile(
    r"(?P<scheme>smtps?)://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?/?"
)
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Where mail leaves the house: a Maildir, or a smarthost with or without TLS."""

    kind: Literal["maildir", "smtp", "smtps"]
    folder: Path | None = None
    host: str = ""
    port: int = 0

    @override
    def __str__(self) -> str:
        if self.kind == "maildir":
            return f"maildir:{self.folder or ''}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.kind}://{host}:{self.port}"


def outgoing(value: str) -> Outgoing:
    """Read an `outbound` setting.  Raises ValueError, never repeating the value."""
    scheme, colon, rest = value.partition(":")
    if scheme == "maildir" and colon:
        return Outgoing("maildir", folder=Path(rest) if rest else None)
    told = _SMARTHOST.fullmatch(value)
    if "@" in value:
        raise ValueError("has credentials; write smtp.user and smtp.password_file")
    if told is None or int(told["port"] or 0) > _LAST_PORT:
        raise ValueError(
            "should be maildir:FOLDER, smtp://HOST:PORT or smtps://HOST:PORT"
        )
    host = told["host"].strip("[]")
    if told["scheme"] == "smtps":
        return Outgoing("smtps", host=host, port=int(told["port"] or 465))
    return Outgoing("smtp", host=host, port=int(told["port"] or 25))
