"""A pass: who has number and key may see that one certificate for ten minutes.

It is a cookie, sealed by the vault: number, moment and a random mark, never the key.
So the key travels once, in the body of one POST, and stands in no address, no link, no
page and no cookie (decision 0009).  A pass ends after ten minutes, when its holder
leaves (kept here until then), and when the number gets another key.  LIMIT: a restart
forgets who left; such a pass lasts its ten minutes.

    __Host-verify   where the browser speaks HTTPS: bound to this host, sent by HTTPS
    verify          elsewhere (a demo on this machine)

The token of a form is a keyed hash over the mark and what the form is about: another
site's page can neither read it nor have it sent, and it is of no use for another
certificate.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from mailbot.security.vault import Sealed, Vault, VaultError
from mailbot.web.verify.form import NumberAndKey

LIFE = timedelta(minutes=10)
_BOUND_TO = "web:verify:pass"
_LONGEST = 1024
_MARK_OCTETS = 16


@dataclass(frozen=True, slots=True)
class Pass:
    """Permission to see one certificate until `until`."""

    number: str
    until: datetime
    mark: str
    key_mark: str
    """The keyed hash of the key that was shown: another key ends the pass."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Writes and reads passes with the vault of this installation."""

    vault: Vault
    ended: dict[str, datetime] = field(default_factory=dict)
    """Marks of passes that were revoked, until they are over of themselves."""

    def set_cookie(
        self, response: Response, shown: NumberAndKey, now: datetime, *, secure: bool
    ) -> None:
        """Put a new pass into an answer, for a visitor who had number and key."""
        told = [
            shown.number,
            int((now + LIFE).timestamp()),
            secrets.token_urlsafe(_MARK_OCTETS),
            self.vault.keyed_hash(f"mark:{shown.key}"),
        ]
        sealed = self.vault.seal(json.dumps(told).encode(), _BOUND_TO)
        octets = sealed.key_id.encode() + b"." + sealed.octets
        value = base64.urlsafe_b64encode(octets).decode().rstrip("=")
        response.set_cookie(
            _name(secure=secure),
            value,
            max_age=int(LIFE.total_seconds()),
            path="/",
            secure=secure,
            httponly=True,
            samesite="strict",
        )

    def clear_cookie(self, response: Response, *, secure: bool) -> None:
        """Have the browser forget the pass."""
        response.delete_cookie(
            _name(secure=secure),
            path="/",
            secure=secure,
            httponly=True,
            samesite="strict",
        )

    def revoke(self, held: Pass, now: datetime) -> None:
        """Let a pass open nothing any more, nor a copy of it."""
        for mark in [one for one, until in self.ended.items() if until <= now]:
            del self.ended[mark]
        self.ended[held.mark] = held.until

    def read(self, request: Request, now: datetime, *, secure: bool) -> Pass | None:
        """Return the pass that came with a request; None unless it is good now."""
        value = request.cookies.get(_name(secure=secure), "")
        if not value or len(value) > _LONGEST:
            return None
        try:
            octets = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
            key_id, _, sealed = octets.partition(b".")
            plain = self.vault.open(Sealed(key_id.decode(), sealed), _BOUND_TO)
            number, until, mark, key_mark = json.loads(plain)
        except (VaultError, ValueError, binascii.Error):
            return None
        found = Pass(number, datetime.fromtimestamp(until, UTC), mark, key_mark)
        over = now >= found.until or found.mark in self.ended
        return None if over else found

    def form_token(self, held: Pass, about: str) -> str:
        """Return the token of a form that is about `about`."""
        return self.vault.keyed_hash(f"web:form:{held.mark}:{held.number}:{about}")

    def is_form_token(self, held: Pass, about: str, token: str) -> bool:
        """Whether a form of this pass sent this token."""
        given = token.encode("utf-8", "replace")
        return hmac.compare_digest(self.form_token(held, about).encode(), given)


def _name(*, secure: bool) -> str:
    return "__Host-verify" if secure else "verify"
