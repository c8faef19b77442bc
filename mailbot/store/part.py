"""What the parts of a transaction share: the connection, the vault, the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

import sqlalchemy as sa

from mailbot.security.vault import Vault
from mailbot.store.queue.contract import Engine


class _Fields(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_Value = TypeVar("_Value", bound=_Fields)

AfterCommit = Callable[[Callable[[], None]], None]
"""Has its argument run once the transaction has been committed, if it is."""


@dataclass(frozen=True, slots=True)
class OpenTransaction:
    """One open transaction; `now` is when it began: what it writes bears this time."""

    connection: sa.Connection
    vault: Vault
    engine: Engine
    now: datetime
    after_commit: AfterCommit


class Part:
    """The verbs of one noun, on an open transaction."""

    def __init__(self, opened: OpenTransaction) -> None:
        self._opened = opened
        self._connection = opened.connection
        self._vault = opened.vault
        self._now = opened.now

    def _all(
        self,
        kind: type[_Value],
        table: sa.Table,
        *where: sa.ColumnElement[bool],
        by: tuple[sa.ColumnElement[Any], ...] = (),
    ) -> tuple[_Value, ...]:
        """Return rows as values of a kind, which names columns; in order of `by`."""
        shown = [table.c[one] for one in kind.__dataclass_fields__]
        query = sa.select(*shown).where(*where).order_by(*by or table.primary_key)
        rows = self._connection.execute(query).mappings()
        return tuple(kind(**row) for row in rows)
