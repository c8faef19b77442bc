"""Read a posted form: small, in time, and whatever it holds.

Only `application/x-www-form-urlencoded`: nothing here uploads a file.  Any octets give
a form or one of the refusals below, never another exception.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_OCTETS = 4096
"""A number, a key and a token are some hundred."""
SECONDS = 10.0
_MOST_FIELDS = 20
_TYPE = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form; of a name given twice, the first.

    HTTPException 400 when it is no form, 408 when it does not come, 413 when it is too
    large: then the rest is not read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _TYPE:
        raise HTTPException(400)
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told[:12]) > MOST_OCTETS:
        raise HTTPException(413, headers={"Connection": "close"})
    try:
        async with asyncio.timeout(SECONDS):
            octets = await _read(request)
    except TimeoutError:
        raise HTTPException(408, headers={"Connection": "close"}) from None
    return _fields(octets)


async def _read(request: Request) -> bytes:
    octets = b""
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            raise HTTPException(400)  # the client has gone: nobody reads this
        octets += bytes(message.get("body", b""))
        if len(octets) > MOST_OCTETS:
            raise HTTPException(413, headers={"Connection": "close"})
        if not message.get("more_body", False):
            return octets


def _fields(octets: bytes) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(
            octets.decode("ascii", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise HTTPException(400) from None
    return {name: value.replace("\0", "") for name, value in reversed(pairs)}
