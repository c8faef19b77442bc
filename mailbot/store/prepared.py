"""Statements of the hottest paths: compiled once, then run on the driver itself.

SQLAlchemy's own way from a statement to the driver costs some 17 microseconds of every
execution and as much again for a list of rows; SQLite needs one or two.  What is
written stays SQLAlchemy's: the text, the types' conversions and its exceptions.

A list (`IN`, an expanding parameter) is filled up to the next power of two with its
last value, so that a statement is compiled a few times, and not for every length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors
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
        self._compiled: dict[tuple[object, ...], _Compiled] = {}
        self._lists = _lists_in(statement)

    def rows(self, connection: sa.Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run it once; return all rows."""
        values = self._filled(values)
        one = self._of(connection, values)
        with _translated(connection, one.text):
            found = _cursor(connection).execute(one.text, one.bind(values)).fetchall()
        return [one.read(row) for row in found] if one.reads else list(found)

    def run(self, connection: sa.Connection, values: Values) -> int:
        """Run it once; return how many rows it changed."""
        values = self._filled(values)
        one = self._of(connection, values)
        with _translated(connection, one.text):
            return int(_cursor(connection).execute(one.text, one.bind(values)).rowcount)

    def first(
        self, connection: sa.Connection, values: Values
    ) -> tuple[Any, ...] | None:
        """Run it once; return the first row, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def each(self, connection: sa.Connection, many: Iterable[Values]) -> None:
        """Run it for each set of values, in order; what it returns is not wanted.

        Not for statements with lists.
        """
        one = self._of(connection, {})
        with _translated(connection, one.text):
            _cursor(connection).executemany(one.text, [one.bind(v) for v in many])

    def _filled(self, values: Values) -> Values:
        """Fill lists up; a list of nothing stays one, and finds nothing."""
        if not self._lists:
            return values
        return {**values, **{name: _fill(values[name]) for name in self._lists}}

    def _of(self, connection: sa.Connection, values: Values) -> _Compiled:
        sizes = (len(_items(values[name])) for name in self._lists)
        which = (connection.dialect.name, *sizes)
        if which not in self._compiled:
            lists = {name: _items(values[name]) for name in self._lists}
            self._compiled[which] = _compile(
                self._statement, connection.dialect, self._columns, lists
            )
        return self._compiled[which]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The text for one dialect, and its parameters in their order.

    `binds` and `reads` are the places of parameters and columns whose types convert
    them; `lists` names the parameters that the items of a list become.
    """

    text: str
    parameters: tuple[str, ...]
    binds: tuple[tuple[int, Convert], ...]
    constants: Values
    reads: tuple[tuple[int, Convert], ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def bind(self, values: Values) -> tuple[object, ...]:
        """Return the driver's parameters; KeyError for one that is not given."""
        given = {**self.constants, **values}
        for name, places in self.lists:
            given.update(zip(places, _items(values[name]), strict=True))
        bound = [given[name] for name in self.parameters]
        for place, convert in self.binds:
            bound[place] = convert(bound[place])
        return tuple(bound)

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return a row of the driver as the columns' types give it."""
        found = list(row)
        for place, convert in self.reads:
            found[place] = convert(found[place])
        return tuple(found)


def _compile(
    statement: sa.ClauseElement,
    dialect: sa.Dialect,
    columns: tuple[str, ...],
    lists: Mapping[str, Sequence[object]],
) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=list(columns) or None)
    if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
        raise TypeError("a prepared statement has parameters by position")
    binds = compiled.binds
    given = {name: one.effective_value for name, one in binds.items()}
    expanded = compiled.construct_expanded_state({**given, **lists})
    items = expanded.parameter_expansion
    whose = {item: name for name, those in items.items() for item in those}
    order = [(item, whose.get(item, item)) for item in expanded.positiontup or ()]
    asked = {name for name, one in binds.items() if one.required} | set(columns)
    types = {item: binds[name].type.dialect_impl(dialect) for item, name in order}
    reads = (
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in getattr(statement, "exported_columns", ())
    )
    return _Compiled(
        text=expanded.statement,
        parameters=tuple(item for item, _ in order),
        binds=_converted(types[item].bind_processor(dialect) for item, _ in order),
        constants={
            item: expanded.parameters[item] for item, name in order if name not in asked
        },
        reads=_converted(reads),
        lists=tuple((name, tuple(items[name])) for name in lists),
    )


def _converted(of: Iterable[Convert | None]) -> tuple[tuple[int, Convert], ...]:
    return tuple((place, convert) for place, convert in enumerate(of) if convert)


def _lists_in(statement: sa.ClauseElement) -> tuple[str, ...]:
    binds = (b for b in visitors.iterate(statement) if isinstance(b, sa.BindParameter))
    return tuple({one.key: None for one in binds if one.expanding and one.required})


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _fill(value: object) -> Sequence[object]:
    items = list(_items(value))
    more = (1 << max(len(items) - 1, 0).bit_length()) - len(items)
    return [*items, *items[-1:] * more]


def _cursor(connection: sa.Connection) -> Any:  # the driver's own type
    return connection.connection.cursor()


@contextmanager
def _translated(connection: sa.Connection, text: str) -> Iterator[None]:
    """Yield the driver's errors the classes that SQLAlchemy gives them."""
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
