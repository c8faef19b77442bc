"""How far the sender of a mail is proved (specification 3.1).

    signed in by SMTP AUTH, From is the user's own ─────> proved
    signed in by SMTP AUTH, From is another's ──────────> failed
    our own relay, and what it wrote: dmarc=pass ───────> proved
                                      dmarc=fail ───────> failed
    everything else ────────────────────────────────────> claimed

A relay is believed by two things at once: the address that it connects from, and the
name (authserv-id) under which it writes Authentication-Results (RFC 8601).  Whoever
configures one answers for it: a relay must take away what others wrote under its name
(RFC 8601 5).  LIMIT: SPF, DKIM and DMARC are not evaluated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mailbot.core.model.events import SenderClass
from mailbot.network.addresses import is_among
from mailbot.store.records import Mail

NOBODY: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_MOST_OCTETS = 262_144
"""Of a header that are looked through; a relay writes its results at the top."""
_MOST_OF_A_FIELD = 16_384
"""Of one Authentication-Results field; a longer one proves nothing, and none below it
is asked."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[();]|\\.|[^"();\\]+|["\\]', re.DOTALL)
_IN_COMMENT = re.compile(r"[()]|\\.|[^()\\]+|\\", re.DOTALL)
"""Both are linear: a quotation mark that is never closed is followed by no other."""
_NOT_OF_A_WORD = re.compile(r"[^\w.@+/-]")
_RESULT = re.compile(r"\s*dmarc(?:\s*/\s*\d+)?\s*=\s*([a-z]+)\b(.*)", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*([^\s;]+)", re.IGNORECASE)
_DEEPER = {"(": 1, ")": -1}
_TOO_LONG = ("", "")


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a sender here.

    `relays` are addresses and networks of our own relays, `authserv_id` the name under
    which they write; without both nothing that a mail says of itself is believed.
    """

    relays: tuple[str, ...] = ()
    authserv_id: str = ""
    users: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOBODY)
    """For which addresses and domains, in lower case, each user writes."""

    def of(self, mail: Mail, octets: bytes, sender: str | None) -> SenderClass:
        """Return how far the `sender` of a mail with these octets is proved."""
        if mail.authenticated:
            # A user who is gone from the file since writes for nobody any more.
            theirs = self.users.get(mail.authenticated, ())
            return "proved" if _is_among(theirs, sender) else "failed"
        if not self.authserv_id or not self.is_relay(mail.peer):
            return "claimed"
        domain = (sender or "").rpartition("@")[2].lower()
        for verdict, of in _dmarc(octets, self.authserv_id.lower()):
            if verdict == "fail":
                return "failed"
            if verdict == "pass" and domain and of in {"", domain}:
                return "proved"
            break
        return "claimed"

    def is_relay(self, peer: str) -> bool:
        """Return whether a client is one of our own relays."""
        return is_among(peer, self.relays)


NO_RELAY = Proof()


def _is_among(theirs: tuple[str, ...], sender: str | None) -> bool:
    folded = (sender or "").lower()
    _, at, domain = folded.rpartition("@")
    return bool(at) and (folded in theirs or domain in theirs)


def _dmarc(octets: bytes, authserv_id: str) -> Iterator[tuple[str, str]]:
    """Yield each DMARC result under our name and its domain, the newest first."""
    for value in _results(octets):
        first, *pieces = _pieces(value[:_MOST_OF_A_FIELD])
        if first.split()[:1] != [authserv_id]:
            continue
        for piece in pieces:
            if found := _RESULT.match(piece):
                domain = _FROM.search(found[2])
                yield found[1], domain[1] if domain else ""
        if len(value) > _MOST_OF_A_FIELD:
            yield _TOO_LONG


def _pieces(value: str) -> list[str]:
    """Cut a value at its semicolons, comments taken out, quotation marks taken off.

    Reads every sign once, whatever is nested or left open.
    """
    pieces: list[list[str]] = [[]]
    depth = at = 0
    while found := (_IN_COMMENT if depth else _TOKEN).match(value, at):
        at, sign = found.end(), found[0]
        if sign in _DEEPER:
            depth = max(depth + _DEEPER[sign], 0)
        elif depth:
            continue
        elif sign == ";":
            pieces.append([])
        elif sign[0] == '"':
            pieces[-1].append(_NOT_OF_A_WORD.sub("_", sign[1:-1]))
        else:
            pieces[-1].append(sign)
    return ["".join(piece) for piece in pieces]


def _results(octets: bytes) -> Iterator[str]:
    """Yield the value of each Authentication-Results field, unfolded, in lower case."""
    head = octets[:_MOST_OCTETS].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    for line in re.sub(rb"\n[ \t]+", b" ", head).split(b"\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"authentication-results":
            yield value.decode("ascii", "replace").lower()
