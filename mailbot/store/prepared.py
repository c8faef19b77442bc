"""Statements of the hottest paths: compiled once, then run on the driver itself.

SQLAlchemy's own way from a statement to the driver costs some 17 microseconds of every
execution and as much again for a list of rows; SQLite needs one or two.  What is
written stays SQLAlchemy's: the text, the types' conversions and its exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
Values = Mapping[str, object]


class Prepared:
    """One statement with bound parameters; `columns` are those of an insert.

    Results are tuples, with every value as its column's type gives it.
    """

    def __init__(self, statement: sa.ClauseElement, *columns: str) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: sa.Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run it once; return all rows."""
        one = self._of(connection)
        with _translated(connection, one.text):
            found = _cursor(connection).execute(one.text, one.bind(values)).fetchall()
        return [one.read(row) for row in found] if one.reads else list(found)

    def run(self, connection: sa.Connection, values: Values) -> int:
        """Run it once; return how many rows it changed."""
        one = self._of(connection)
        with _translated(connection, one.text):
            return int(_cursor(connection).execute(one.text, one.bind(values)).rowcount)

    def first(
        self, connection: sa.Connection, values: Values
    ) -> tuple[Any, ...] | None:
        """Run it once; return the first row, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def each(self, connection: sa.Connection, many: Iterable[Values]) -> None:
        """Run it for each set of values, in order; what it returns is not wanted."""
        one = self._of(connection)
        with _translated(connection, one.text):
            _cursor(connection).executemany(one.text, [one.bind(v) for v in many])

    def _of(self, connection: sa.Connection) -> _Compiled:
        name = connection.dialect.name
        if name not in self._compiled:
            self._compiled[name] = _compile(
                self._statement, connection.dialect, self._columns
            )
        return self._compiled[name]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The text for one dialect; how each parameter is given, and each column read.

    `reads` is empty where every column is read as it comes.
    """

    text: str
    parameters: tuple[tuple[str, Convert | None], ...]
    constants: Values
    reads: tuple[Convert | None, ...]

    def bind(self, values: Values) -> tuple[object, ...]:
        """Return the driver's parameters; KeyError for one that is not given."""
        given = {**self.constants, **values}
        return tuple(
            given[name] if convert is None else convert(given[name])
            for name, convert in self.parameters
        )

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return a row of the driver as the columns' types give it."""
        return tuple(
            value if convert is None else convert(value)
            for convert, value in zip(self.reads, row, strict=True)
        )


def _compile(
    statement: sa.ClauseElement, dialect: sa.Dialect, columns: tuple[str, ...]
) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=list(columns) or None)
    if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
        raise TypeError("a prepared statement has parameters by position")
    used = {name: compiled.binds[name] for name in compiled.positiontup}
    constants = {
        name: one.effective_value
        for name, one in used.items()
        if not one.required and name not in columns
    }
    parameters = tuple(
        (name, used[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in compiled.positiontup
    )
    reads = tuple(
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in getattr(statement, "exported_columns", ())
    )
    return _Compiled(
        compiled.string, parameters, constants, reads if any(reads) else ()
    )


def _cursor(connection: sa.Connection) -> Any:  # the driver's own type
    return connection.connection.cursor()


@contextmanager
def _translated(connection: sa.Connection, text: str) -> Iterator[None]:
    """Give the driver's errors the classes that SQLAlchemy gives them."""
    driver = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(
            text,
            None,
            error,
            driver.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from error
