"""Our own keys among words, and hidden in what is kept in clear.

A column in clear takes what a stranger chose: a greeting, an address, a Message-ID, a
server's reply.  A key of ours that stands there is masked, in whatever spelling.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from mailbot.store.schema import guarantees
from mailbot.store.transaction_base import TransactionBase
from parsers.identifiers import keys_in, without_keys
from parsers.reading import MASKED_KEY

_AT_ONCE = 500
_MOST = 20_000
"""Words that are asked for in one text: more have no place in a mail that is a mail."""


class OwnKeys(TransactionBase):
    """The verbs that know a key when they see it."""

    def keys_among(self, words: Collection[str]) -> set[str]:
        """Return those of some words that are authentication keys of ours."""
        found: set[str] = set()
        asked = sorted(words)[:_MOST]
        for at in range(0, len(asked), _AT_ONCE):
            some = asked[at : at + _AT_ONCE]
            marks = {self._vault.keyed_hash(f"mark:{word}"): word for word in some}
            ours = self.connection.scalars(
                sa.select(guarantees.c.key_mark).where(guarantees.c.key_mark.in_(marks))
            )
            found.update(marks[mark] for mark in ours)
        return found

    def hidden(self, text: str) -> str:
        """Return a text without our keys; most texts have no word like one."""
        words = {one.key for one in keys_in(text)}
        return without_keys(text, self.keys_among(words), MASKED_KEY) if words else text
