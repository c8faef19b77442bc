"""A viewing platform somewhere else, asked over HTTPS (docs/registry.openapi.json).

    PUT    /certificates/{number}/entries/{entry}   register: face and key in the body
    GET    /certificates/{number}/entries           history, for our own staff
    DELETE /certificates/{number}                   void
    PUT    /certificates/{number}/key               another key
    POST   /views                                   number, key -> newest entry, or 404
    GET    /status                                  whether it answers, and knows us

A key goes over in a body alone, never in an address: those end up in logs.  Nothing is
tried again here; a job that could not be done waits in the engine (`RegistryDown`), and
as every verb is idempotent by number and entry, an answer that was lost does no harm.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from typing_extensions import override

from mailbot.core.model.lookup_result import RegistryEntry
from mailbot.registry.contract import (
    Registry,
    RegistryDown,
    RegistryRefused,
)

Json = Mapping[str, object]

_ANSWER = {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT}
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
_MOST_OCTETS = 1_000_000


class _Answer(BaseModel):
    """Unknown names are left alone: the platform may know more than we do."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=False)


class _Arrival(_Answer):
    arrived_at: AwareDatetime


class _Entry(_Arrival):
    number: str
    entry: int
    face: dict[str, object]


class _Entries(_Answer):
    entries: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    status: int
    octets: bytes


@dataclass(frozen=True, slots=True)
class Platform:
    """Where the platform is, and what it asks of us.

    `url` is the address before `/certificates`; `token` is the bearer token (RFC 6750);
    `seconds` bounds each step of a request.
    """

    url: str
    token: str
    context: ssl.SSLContext
    seconds: float = 10.0

    @override
    def __repr__(self) -> str:
        return f"Platform({self.url})"


class HttpRegistry(Registry):
    """Speaks to a platform.  Safe to share between threads.

    `key_of` gives the key of a number: the platform has to know what to compare with.
    """

    def __init__(self, platform: Platform, key_of: Callable[[str], str]) -> None:
        self._key_of = key_of
        self._client = httpx.Client(
            base_url=platform.url,
            headers={"Authorization": f"Bearer {platform.token}"},
            verify=platform.context,
            timeout=platform.seconds,
            # One connection for each question: none is left open when the desk ends,
            # and none goes stale between two issues.
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
        )

    @override
    def register(self, number: str, entry: int, face: Mapping[str, object]) -> datetime:
        body = {"face": dict(face), "key": self._key_of(number)}
        answer = self._ask("PUT", f"{_at(number)}/entries/{entry}", body)
        return _read(_Arrival, answer).arrived_at

    @override
    def view(self, number: str, key: str) -> RegistryEntry | None:
        answer = self._send("POST", "/views", {"number": number, "key": key})
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        return _entry(_read(_Entry, _good(answer)))

    @override
    def void(self, number: str) -> None:
        self._ask("DELETE", _at(number))

    @override
    def rekey(self, number: str, key: str) -> None:
        self._ask("PUT", f"{_at(number)}/key", {"key": key})

    @override
    def history(self, number: str) -> tuple[RegistryEntry, ...]:
        answer = self._ask("GET", f"{_at(number)}/entries")
        return tuple(_entry(one) for one in _read(_Entries, answer).entries)

    def status(self) -> None:
        """Ask whether the platform answers and knows us; raises when it does not."""
        self._ask("GET", "/status")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(self, method: str, path: str, body: Json | None = None) -> _Told:
        return _good(self._send(method, path, body))

    def _send(self, method: str, path: str, body: Json | None) -> _Told:
        """Send once; RegistryDown when nobody knows what became of it, or 5xx.

        The text of what httpx raises may quote the address, so it is not carried on.
        """
        try:
            with self._client.stream(method, path, json=body) as response:
                told = _Told(response.status_code, _whole(response))
        except httpx.HTTPError as wrong:
            kind = type(wrong).__name__
            raise RegistryDown(f"The platform does not answer: {kind}.") from None
        if told.status >= HTTPStatus.INTERNAL_SERVER_ERROR or told.status in _LATER:
            said = f"The platform answers {told.status}: it cannot just now."
            raise RegistryDown(said)
        return told


def _whole(response: httpx.Response) -> bytes:
    """Read an answer to its end, which must not be far."""
    octets = b""
    for piece in response.iter_bytes():
        octets += piece
        if len(octets) > _MOST_OCTETS:
            raise RegistryRefused("The platform's answer has no end.")
    return octets


def _good(answer: _Told) -> _Told:
    if answer.status not in _ANSWER:
        raise RegistryRefused(
            f"The platform answers {answer.status}: look at registry.url and "
            "registry.token_file, and ask whoever runs it."
        )
    return answer


_T = TypeVar("_T", bound=_Answer)


def _read(shape: type[_T], answer: _Told) -> _T:
    try:
        return shape.model_validate_json(answer.octets)
    except ValidationError:
        raise RegistryRefused(
            "The platform's answer is not what docs/registry.openapi.json says."
        ) from None


def _entry(one: _Entry) -> RegistryEntry:
    return RegistryEntry(one.number, one.entry, one.arrived_at, one.face)


def _at(number: str) -> str:
    return f"/certificates/{quote(number, safe='')}"
