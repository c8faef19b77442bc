"""Which lane a mail is read in: decided when it is kept, by what is seen at once.

    prompt    from somebody we know, text alone ──────────> the desk's own worker
    heavy     from somebody we know, long or with files ──> a worker with its own child
    stranger  from anybody else ──────────────────────────> a third one, with its own

So neither heavy mails nor strangers hold up a contractor's letter.  Known is who writes
from a registered address, in the envelope or in From, or to an address with a token of
ours (`mailbot.store.incoming` sees that).  LIMIT: an address can be forged; whoever
does it is in the lane of the one whose name is used, and one heavy mail at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mailbot.core.office.office import Office
from mailbot.sandbox.sandbox import is_light
from mailbot.store.arrival import Arrival

_HEAD_OCTETS = 16_384
_FROM = re.compile(rb"(?im)^from:([^\r\n]{0,998}(?:\r?\n[ \t][^\r\n]{0,998})?)")
_ADDRESS = re.compile(rb"[^\s<>\"(),;:@]{1,64}@[A-Za-z0-9.-]{1,253}")


@dataclass(frozen=True, slots=True)
class Lanes:
    """Knows the addresses and domains that are registered, in lower case."""

    known: frozenset[str]

    @classmethod
    def of(cls, office: Office) -> Lanes:
        """Return the lanes of an office: contractors and obligees are known."""
        names = {
            *(name for one in office.contractors.values() for name in one.addresses),
            *(name for one in office.contractors.values() for name in one.domains),
            *(name for one in office.obligees.values() for name in one.domains),
            *(
                way.address
                for one in office.obligees.values()
                for way in one.deliveries.values()
            ),
        }
        return cls(frozenset(name.lower() for name in names if name))

    def marked(self, arrival: Arrival) -> Arrival:
        """Return an arrival with what is seen of it at once."""
        senders = (arrival.mail_from, *_written_by(arrival.raw))
        known = any(map(self._knows, senders))
        return replace(arrival, known=known, heavy=not is_light(arrival.raw))

    def _knows(self, address: str) -> bool:
        folded = address.lower()
        return folded in self.known or folded.rpartition("@")[2] in self.known


def _written_by(raw: bytes) -> list[str]:
    found = _FROM.search(raw[:_HEAD_OCTETS])
    if found is None:
        return []
    return [one.decode("ascii", "replace") for one in _ADDRESS.findall(found[1])]
