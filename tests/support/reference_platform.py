"""A small platform that speaks docs/registry.openapi.json, to test adapters against.

    python -m tests.support.reference_platform 127.0.0.1:8090 TOKEN-FILE

LIMIT: certificates are in memory and gone with the process, and nobody is slowed down
for guessing: this is what to test against, and not what to run.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

_NUMBER = re.compile(r"[0-9]{5}-[0-9]{6}")
_KEY = re.compile(r"[A-Za-z0-9]{12}")
_MOST_OCTETS = 100_000
_LAST_ENTRY = 9999
_NO_DIGEST = b"\0" * 32


@dataclass(slots=True)
class Shelf:
    """One number: its entries by their count, and what its key hashes to."""

    entries: dict[int, dict[str, object]] = field(default_factory=dict)
    key_digest: bytes = _NO_DIGEST
    void: bool = False


class Platform:
    """The certificates, and the verbs on them.  Safe to share between threads."""

    def __init__(self, token: str, clock: Callable[[], datetime]) -> None:
        self._token = token.encode()
        self._clock = clock
        self._lock = threading.Lock()
        self.shelves: dict[str, Shelf] = {}

    def application(self) -> Starlette:
        """Return the server."""
        return Starlette(
            routes=[
                Route("/status", self._status),
                Route("/views", self._view, methods=["POST"]),
                Route("/certificates/{number}", self._void, methods=["DELETE"]),
                Route("/certificates/{number}/key", self._rekey, methods=["PUT"]),
                Route("/certificates/{number}/entries", self._entries),
                Route(
                    "/certificates/{number}/entries/{entry:int}",
                    self._register,
                    methods=["PUT"],
                ),
            ],
            exception_handlers={HTTPException: _problem},
        )

    async def _status(self, request: Request) -> Response:
        self._let_in(request)
        return JSONResponse({"status": "ok"})

    async def _register(self, request: Request) -> Response:
        self._let_in(request)
        number, entry = _number(request), int(request.path_params["entry"])
        body = await _body(request)
        face, key = body.get("face"), body.get("key")
        fits = _is_face(face) and 1 <= entry <= _LAST_ENTRY
        if not fits or not isinstance(key, str) or not _KEY.fullmatch(key):
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
        with self._lock:
            shelf = self.shelves.setdefault(number, Shelf())
            if entry in shelf.entries:
                return JSONResponse(_arrival(shelf.entries[entry]))
            if shelf.key_digest == _NO_DIGEST:
                shelf.key_digest = _digest(key)
            shelf.entries[entry] = {
                "number": number,
                "entry": entry,
                "arrived_at": self._clock().isoformat(),
                "face": face,
            }
            return JSONResponse(_arrival(shelf.entries[entry]), HTTPStatus.CREATED)

    async def _view(self, request: Request) -> Response:
        self._let_in(request)
        body = await _body(request)
        number, key = body.get("number"), body.get("key")
        if not isinstance(number, str) or not isinstance(key, str):
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
        with self._lock:
            shelf = self.shelves.get(number, Shelf())
            right = hmac.compare_digest(shelf.key_digest, _digest(key))
            if not right or shelf.void or not shelf.entries:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            return JSONResponse(shelf.entries[max(shelf.entries)])

    async def _entries(self, request: Request) -> Response:
        self._let_in(request)
        with self._lock:
            shelf = self.shelves.get(_number(request), Shelf())
            found = [shelf.entries[entry] for entry in sorted(shelf.entries)]
        return JSONResponse({"entries": found})

    async def _void(self, request: Request) -> Response:
        self._let_in(request)
        with self._lock:
            if shelf := self.shelves.get(_number(request)):
                shelf.void = True
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _rekey(self, request: Request) -> Response:
        self._let_in(request)
        number, key = _number(request), (await _body(request)).get("key")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
        with self._lock:
            if shelf := self.shelves.get(number):
                shelf.key_digest = _digest(key)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def _let_in(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, b"Bearer " + self._token):
            raise HTTPException(
                HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"}
            )


def _is_face(face: object) -> bool:
    """Tell whether a face is what the description says: plain values by name."""
    return isinstance(face, dict) and all(
        isinstance(one, str | int) or (isinstance(one, float) and one.is_integer())
        for one in face.values()
    )


def _number(request: Request) -> str:
    number = str(request.path_params["number"])
    if not _NUMBER.fullmatch(number):
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
    return number


async def _body(request: Request) -> Mapping[str, object]:
    octets = b""
    async for piece in request.stream():
        octets += piece
        if len(octets) > _MOST_OCTETS:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        body = json.loads(octets)
    except (ValueError, RecursionError):
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    if not isinstance(body, dict):
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
    return body


def _arrival(entry: Mapping[str, object]) -> dict[str, object]:
    return {"arrived_at": entry["arrived_at"]}


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


async def _problem(_request: Request, wrong: Exception) -> Response:
    """Say what is wrong (RFC 9457), and nothing of what was sent."""
    status = wrong.status_code if isinstance(wrong, HTTPException) else 500
    headers = wrong.headers if isinstance(wrong, HTTPException) else None
    return JSONResponse(
        {"status": status, "title": HTTPStatus(status).phrase},
        status,
        headers,
        "application/problem+json",
    )


def main() -> None:
    """Serve until interrupted."""
    import sys
    from pathlib import Path

    import uvicorn

    host, _, port = sys.argv[1].rpartition(":")
    token = Path(sys.argv[2]).read_text("utf-8").splitlines()[0]
    platform = Platform(token, lambda: datetime.now(UTC))
    uvicorn.run(platform.application(), host=host, port=int(port), access_log=False)


if __name__ == "__main__":
    main()
