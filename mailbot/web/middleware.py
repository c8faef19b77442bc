"""The outermost middleware: fixed headers, one log line, an answer to every fault.

The line has method and status: no number, key, address or query.  An exception ends
here: its type is logged, its text may quote anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.utils import formatdate
from types import MappingProxyType

import structlog
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

FIXED_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
    }
)
"""On every answer; one that sets a name of these itself keeps its own."""

_FAULT = 500


class OuterMiddleware:
    """Wraps an application.  `own_fault` is the answer to a fault of ours."""

    def __init__(self, inside: ASGIApp, own_fault: Callable[[], Response]) -> None:
        self._inside = inside
        self._own_fault = own_fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        status = 0

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["Date"] = formatdate(usegmt=True)
                for name, value in FIXED_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._inside(scope, receive, dressed)
        except Exception as fault:  # noqa: BLE001 - the text of a fault goes nowhere
            log.error("web_fault", fault=type(fault).__name__)  # noqa: TRY400 - a trace quotes
            if not status:
                await self._own_fault()(scope, receive, dressed)
        log.info("asked", method=_method(scope), status=status or _FAULT)


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST"}
    return scope["method"] if scope["method"] in known else "other"
