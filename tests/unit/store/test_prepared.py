"""Statements that run on the driver: parameters, types, lists, errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mailbot.store.prepared import Prepared
from mailbot.store.schema import UtcTime

_TABLE = sa.Table(
    "thing",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, unique=True),
    sa.Column("at", UtcTime),
    sa.Column("body", sa.JSON),
)
_NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)
_ADD = Prepared(sa.insert(_TABLE), *_TABLE.c.keys())
_NAMED = Prepared(
    sa.select(_TABLE.c.id)
    .where(
        _TABLE.c.name.in_(sa.bindparam("names", expanding=True)),
        _TABLE.c.id > sa.bindparam("after"),
    )
    .order_by(_TABLE.c.id)
)


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    """Yield a database in memory with nine things, t1 to t9."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as made:
        _TABLE.create(made)
        _ADD.each(
            made,
            (
                {"id": n, "name": f"t{n}", "at": _NOON, "body": {"n": n}}
                for n in range(1, 10)
            ),
        )
        yield made
    engine.dispose()


def _named(connection: sa.Connection, *names: str, after: int = 0) -> list[int]:
    found = _NAMED.rows(connection, {"names": list(names), "after": after})
    return [number for (number,) in found]


@pytest.mark.parametrize("count", range(10))
def test_list_of_any_length_finds_what_it_names(
    connection: sa.Connection, count: int
) -> None:
    """A list of no, one or many values finds those rows and no other, in order."""
    names = [f"t{n}" for n in range(count, 0, -1)]
    assert _named(connection, *names) == list(range(1, count + 1))


def test_other_parameters_stand_beside_a_list(connection: sa.Connection) -> None:
    """Parameters keep their places behind a list, whatever its length."""
    assert _named(connection, "t1", "t2", "t3", after=1) == [2, 3]
    assert _named(connection, "t1", "t2", after=1) == [2]


def test_lists_are_compiled_for_few_lengths(connection: sa.Connection) -> None:
    """Lists of one to a hundred values need no more than eight texts."""
    statement = Prepared(
        sa.select(_TABLE.c.id).where(
            _TABLE.c.id.in_(sa.bindparam("ids", expanding=True))
        )
    )
    asked: list[str] = []
    sa_trace = connection.connection.driver_connection
    assert sa_trace is not None
    sa_trace.set_trace_callback(asked.append)
    for count in range(1, 101):
        found = statement.rows(connection, {"ids": list(range(1, count + 1))})
        assert len(found) == min(count, 9)
    texts = {one.count(",") for one in asked}
    assert len(texts) <= 8


def test_values_come_back_as_their_types_give_them(connection: sa.Connection) -> None:
    """A moment comes back aware and a JSON column as the value that was put in."""
    one = Prepared(sa.select(_TABLE.c.at, _TABLE.c.body).where(_TABLE.c.id == 3))
    assert one.first(connection, {}) == (_NOON, {"n": 3})


def test_constant_in_a_list_is_a_constant(connection: sa.Connection) -> None:
    """A list that is written into the statement needs no parameter."""
    some = Prepared(sa.select(_TABLE.c.id).where(_TABLE.c.name.in_(("t1", "t4"))))
    assert some.rows(connection, {}) == [(1,), (4,)]


def test_missing_parameter_is_an_error(connection: sa.Connection) -> None:
    """A statement without one of its parameters does not run."""
    with pytest.raises(KeyError, match="after"):
        _NAMED.rows(connection, {"names": ["t1"]})


def test_broken_constraint_is_the_error_that_sqlalchemy_gives(
    connection: sa.Connection,
) -> None:
    """A second row of one name is an IntegrityError, which shows no value."""
    row = {"id": 10, "name": "t1", "at": _NOON, "body": None}
    with pytest.raises(IntegrityError) as raised:
        _ADD.run(connection, row)
    assert "t1" not in str(raised.value.statement)
