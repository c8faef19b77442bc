"""Where a contractor can be answered: never a no-reply address (report 605).

A web form or an estimating system writes From no-reply@ of its company, and the person
stands in Reply-To.  Reply-To is followed only to an address of the same contractor.
"""

from __future__ import annotations

import re

from mailbot.core.office.office import Contractor
from parsers.reading import Envelope

_NOBODY = re.compile(
    r"(?:no|do[-_.]?not|never)[-_.]?reply(?:[-_.+].*)?|mailer-daemon|henshin-?fuka",
    re.IGNORECASE,
)


def address_of(envelope: Envelope, contractor: Contractor) -> str:
    """Return the registered address to answer: From, unless nobody reads it."""
    sender = envelope.sender or ""
    if not _is_nobodys(sender):
        return sender
    named = [one for one in envelope.reply_to if contractor.owns(one)]
    for one in (*named, *contractor.addresses):
        if not _is_nobodys(one):
            return one
    return sender


def _is_nobodys(address: str) -> bool:
    return _NOBODY.fullmatch(address.rpartition("@")[0]) is not None
