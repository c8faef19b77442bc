"""Ten thousand guesses: nobody learns anything, honest people get in, staff are told.

By hand of the clock, against the real store: the same as an attack of many weeks.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest

from mailbot.registry.builtin import BuiltinRegistry
from mailbot.registry.lookup import Lookup, LookupResult
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, Hands, case, open_store

NUMBER = "00427-000001"
HONEST = "203.0.113.7"


@pytest.fixture(params=[1_000, pytest.param(10_000, marks=pytest.mark.long)])
def count(request: pytest.FixtureRequest) -> int:
    """Give how many guesses: all of them with `make long`, every tenth every day."""
    return int(request.param)


@pytest.fixture
def clock() -> Hands:
    """Give a clock that stands still until it is set."""
    return Hands()


@pytest.fixture
def lookup(tmp_path: Path, clock: Hands) -> Iterator[Lookup]:
    """Give the look-up over a store with one certificate."""
    store: Store = open_store(tmp_path, clock)
    with store.transaction() as tx:
        tx.cases.save(case(1))
        tx.guarantees.assign_number(1, "00427", lambda: KEY)
        tx.certificates.add(NUMBER, 1, {"amount": 1}, NOON)
    yield Lookup(store, BuiltinRegistry(store))
    store.close()


def guesses(count: int) -> Iterator[tuple[str, str]]:
    """Yield wrong pairs: half at the number that there is, half across others."""
    for n in range(count // 2):
        yield NUMBER, f"Wr0ng{n:07d}"
        yield f"00427-{n + 2:06d}", KEY


def what_it_says(seen: LookupResult) -> LookupResult:
    """Return an answer without its moment, which depends on who asks and when alone."""
    return replace(seen, held_until=None)


def told(lookup: Lookup) -> set[str]:
    """Return what staff were told of."""
    with lookup.store.snapshot() as tx:
        return {
            str(t.detail["scope"]) for t in tx.tasks.find() if t.reason == "guessing"
        }


def test_one_client_learns_nothing(lookup: Lookup, clock: Hands, count: int) -> None:
    """One client that never rests: few tries are looked at, and all say the same."""
    seen = []
    for number, key in guesses(count):
        seen.append(lookup.find(number, key, "192.0.2.1", by="web"))
        clock.pass_by(seconds=30)

    assert {LookupResult(), LookupResult(tried=False)} == {
        what_it_says(one) for one in seen
    }
    hours = count * 30 / 3600
    assert sum(one.tried for one in seen) <= 15 + hours
    assert lookup.find(NUMBER, KEY, HONEST, by="web").entry is not None
    assert "client" in told(lookup)


def test_right_pair_among_the_guesses_tells_nothing(
    lookup: Lookup, clock: Hands
) -> None:
    """Who has used up the tries and then hits is answered as if it were a miss."""
    last = LookupResult()
    tries = guesses(100)
    while last.tried:
        last = lookup.find(*next(tries), "192.0.2.1", by="web")
        clock.pass_by(seconds=1 if last.tried else 0)
    hit = lookup.find(NUMBER, KEY, "192.0.2.1", by="web")

    assert last == hit


def test_many_clients_learn_nothing(lookup: Lookup, clock: Hands, count: int) -> None:
    """A thousand clients in turn, at one number and across all: every answer is the
    same, staff know, and who has not failed still gets in at any moment.
    """
    clients = cycle(f"10.{n // 250}.{n % 250}.1" for n in range(count // 10))
    seen: set[LookupResult] = set()
    inside = 0
    for n, ((number, key), client) in enumerate(
        zip(guesses(count), clients, strict=False)
    ):
        seen.add(what_it_says(lookup.find(number, key, client, by="web")))
        clock.pass_by(seconds=0.2)
        if n % (count // 10) == 0:
            inside += lookup.find(NUMBER, KEY, HONEST, by="web").entry is not None

    assert seen <= {LookupResult(), LookupResult(tried=False)}
    assert 10 == inside
    assert {"number", "everything"} <= told(lookup)


def test_slip_during_the_attack_costs_an_hour_at_most(
    lookup: Lookup, clock: Hands, count: int
) -> None:
    """Honest people who mistyped in the middle of it are in an hour later."""
    for n, (_, key) in enumerate(guesses(count // 10)):
        lookup.find(NUMBER, key, f"10.{n // 250}.{n % 250}.1", by="web")
    slip = lookup.find(NUMBER, "mistyped", HONEST, by="web")
    clock.pass_by(hours=1)

    assert slip.held_until == clock.now
    assert lookup.find(NUMBER, KEY, HONEST, by="web").entry is not None


def test_work_is_the_same_whether_the_number_exists(
    lookup: Lookup, clock: Hands
) -> None:
    """A wrong key at a real number and at none: the same statements, in one order.

    Times are printed by `make long` and not judged: this machine is shared.
    """
    statements: dict[str, list[str]] = {}
    spent: dict[str, list[float]] = {NUMBER: [], "00427-999999": []}
    with lookup.store.snapshot() as tx:
        engine = tx.connection.engine
    from sqlalchemy import event

    for n in range(20):
        for number, times in spent.items():
            asked: list[str] = []

            def note(_c: object, _x: object, said: str, *_: object) -> None:
                asked.append(said)  # noqa: B023 - removed before the next round

            event.listen(engine, "before_cursor_execute", note)
            begun = time.perf_counter()
            lookup.find(number, "Wr0ngWr0ng12", f"{number}-{n}", by="web")
            times.append(time.perf_counter() - begun)
            event.remove(engine, "before_cursor_execute", note)
            if n == 0:
                statements[number] = asked
            assert statements[number] == asked
        clock.pass_by(days=2)

    assert statements[NUMBER] == statements["00427-999999"]
    print({n: statistics.median(times) for n, times in spent.items()})  # noqa: T201 - for people
    assert timedelta(0) < clock.now - NOON
