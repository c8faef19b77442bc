"""The log: one line per mail handled and per delivery, with ids, never with people.

`configure` is called once, by the entry of a program.  Lines go to standard error, as
JSON or for a terminal.  The last step before a line is written masks what must never be
in it (specification 7.5), in every value and in tracebacks:

    addresses        soumu@abukumaboshi.example.jp  ->  ••••@abukumaboshi.example.jp
    key-shaped words Z28YUE4J3Bux                   ->  ••••
    named secrets    password=…, token=…, subject=…  ->  ••••

That is a net under the rule, not the rule: whoever logs passes ids.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from parsers.identifiers import without_key_shapes

Format = Literal["auto", "json", "pretty"]
Level = Literal["debug", "info", "warning", "error"]

MASK = "••••"

_LOCAL = r"[^\s@<>(),;:\"'=\[\]]"
_ADDRESS = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++(?=@[A-Za-z0-9-])")
"""Tried once for each run of signs: a stranger's long word costs no more than it is."""
_LONGEST = 20_000
"""Characters of one value; a traceback has fewer."""
_SECRET_NAMES = frozenset(
    {
        *("authorization", "body", "contractor_name", "key", "password", "person"),
        *("phone", "project_name", "secret", "sender_name", "subject", "text", "token"),
    }
)
_OURS = frozenset({"event", "level", "logger", "timestamp"})
_CHATTY = ("mail.log", "mail.debug", "mail.error", "aiosmtpd", "asyncio", "alembic")
"""QUIRK: aiosmtpd logs envelope and message lines below WARNING, alembic each step."""
_MUTE = ("pypdf",)
"""QUIRK: pypdf warns of broken files, and quotes them."""


def configure(
    format: Format = "auto",  # noqa: A002 - it is called by this name in the settings
    level: Level = "info",
    stream: TextIO | None = None,
) -> None:
    """Send everything that is logged, by us or by a library, to one masked stream.

    `stream` is standard error unless given.  Calling again replaces the set-up.
    """
    out = stream or sys.stderr
    pretty = format == "pretty" or (format == "auto" and out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=_last_steps(out, pretty=pretty),
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _MUTE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _last_steps(out: TextIO, *, pretty: bool) -> list[Processor]:
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        mask,
        structlog.dev.ConsoleRenderer(colors=out.isatty())
        if pretty
        else structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def mask(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Return the line without personal data and secrets; a structlog processor."""
    return {
        name: value if name in _OURS - {"event"} else _masked(name, value)
        for name, value in line.items()
    }


def _masked(name: str, value: object) -> object:
    if name.lower() in _SECRET_NAMES:
        return MASK
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _masked(str(key), one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked("", one) for one in value]
    return mask_text(value if isinstance(value, str) else repr(value))


def mask_text(text: str) -> str:
    """Mask addresses and key-shaped words in `text`, and cut what is no line."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    return without_key_shapes(_ADDRESS.sub(MASK, text), MASK)
