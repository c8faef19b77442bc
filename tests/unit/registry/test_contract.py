"""The contract of a viewing platform, kept by the built-in one and by one over HTTP."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.registry.builtin import BuiltinRegistry
from mailbot.registry.contract import Registry
from mailbot.registry.http import HttpRegistry, Platform
from mailbot.store.store import Store
from tests.support.platform import TOKEN, Served, serving
from tests.unit.store.making import KEY, case, open_store

NUMBER = "00427-000001"
OTHER = "00427-000002"
OTHER_KEY = "Qw3rtyUiopAs"
NEW_KEY = "Neu4SchlXyz9"
FACE = {"obligee_name": "角田市長", "amount": 20_000_000, "project_name": "髙﨑𠮷"}


@dataclass(frozen=True, slots=True)
class Desk:
    """A platform, and what the desk does when a key is made anew."""

    registry: Registry
    renew: Callable[[str], None]


def key_of(store: Store) -> Callable[[str], str]:
    """Return how the desk finds the key of a number."""

    def found(number: str) -> str:
        with store.snapshot() as tx:
            guarantee = tx.guarantees.id_of(number)
            assert guarantee is not None
            return tx.keys.reveal(guarantee)

    return found


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Give a platform at work, one for all tests here."""
    with serving() as one:
        yield one


@pytest.fixture(params=["builtin", "http"])
def desk(
    request: pytest.FixtureRequest, served: Served, tmp_path: Path
) -> Iterator[Desk]:
    """Give each platform in turn; numbers and keys have been assigned."""
    store = open_store(tmp_path, lambda: datetime.now(UTC))
    with store.transaction() as tx:
        for one, key in ((1, KEY), (2, OTHER_KEY)):
            tx.cases.save(case(one))
            tx.guarantees.assign_number(one, "00427", lambda key=key: key)  # type: ignore[misc] # a loop's own

    def renew(key: str) -> None:
        with store.transaction() as tx:
            tx.keys.renew(1, lambda: key)

    if request.param == "builtin":
        yield Desk(BuiltinRegistry(store), renew)
    else:
        served.clear()
        where = Platform(served.url, TOKEN, ssl.create_default_context(), 5.0)
        with closing(HttpRegistry(where, key_of(store))) as registry:
            yield Desk(registry, renew)
    store.close()


def test_certificate_arrives_once(desk: Desk) -> None:
    """The arrival is an aware moment; again, it is the same, whatever the face says."""
    before = datetime.now(UTC)
    first = desk.registry.register(NUMBER, 1, FACE)
    again = desk.registry.register(NUMBER, 1, {**FACE, "amount": 1})

    assert before <= first <= datetime.now(UTC)
    assert first == again
    (entry,) = desk.registry.history(NUMBER)
    assert (NUMBER, 1, first) == (entry.number, entry.entry, entry.arrived_at)
    assert dict(entry.face) == FACE


def test_number_and_key_open_the_newest(desk: Desk) -> None:
    """After a change the same key opens the newest entry; all stay in the history."""
    desk.registry.register(NUMBER, 1, FACE)
    desk.registry.register(NUMBER, 2, {**FACE, "amount": 25_000_000})

    seen = desk.registry.view(NUMBER, KEY)

    assert seen is not None
    assert (2, 25_000_000) == (seen.entry, seen.face["amount"])
    assert [1, 2] == [one.entry for one in desk.registry.history(NUMBER)]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (NUMBER, OTHER_KEY),
        (NUMBER, KEY.swapcase()),
        (NUMBER, ""),
        (OTHER, KEY),
        ("00427-999999", KEY),
        ("", ""),
        ("../status", KEY),
        (NUMBER, "認証キー"),
    ],
)
def test_nothing_else_opens_it(desk: Desk, number: str, key: str) -> None:
    """A wrong number and a wrong key have one answer."""
    desk.registry.register(NUMBER, 1, FACE)
    desk.registry.register(OTHER, 1, FACE)

    assert desk.registry.view(number, key) is None


def test_nothing_opens_before_the_arrival(desk: Desk) -> None:
    """A number that was assigned and not yet registered shows nothing."""
    assert desk.registry.view(NUMBER, KEY) is None
    assert () == desk.registry.history(NUMBER)


def test_void_closes_it_for_good(desk: Desk) -> None:
    """A void certificate opens with nothing, may be voided again, and is kept."""
    desk.registry.register(NUMBER, 1, FACE)
    for _ in range(2):
        desk.registry.void(NUMBER)

    assert desk.registry.view(NUMBER, KEY) is None
    assert [1] == [one.entry for one in desk.registry.history(NUMBER)]


def test_void_of_what_never_arrived_is_no_fault(desk: Desk) -> None:
    """A cancellation that overtakes its registration changes nothing."""
    desk.registry.void(OTHER)

    assert () == desk.registry.history(OTHER)


def test_new_key_replaces_the_old_one(desk: Desk) -> None:
    """After a new key the old one opens nothing, and registering again changes that
    not.
    """
    desk.registry.register(NUMBER, 1, FACE)
    desk.renew(NEW_KEY)
    for _ in range(2):
        desk.registry.rekey(NUMBER, NEW_KEY)
    desk.registry.register(NUMBER, 1, FACE)

    assert desk.registry.view(NUMBER, KEY) is None
    seen = desk.registry.view(NUMBER, NEW_KEY)
    assert seen is not None
    assert dict(seen.face) == FACE


def test_new_key_of_what_never_arrived_is_no_fault(desk: Desk) -> None:
    """The key is told with the registration, when that comes."""
    desk.renew(NEW_KEY)
    desk.registry.rekey(NUMBER, NEW_KEY)
    desk.registry.register(NUMBER, 1, FACE)

    assert desk.registry.view(NUMBER, KEY) is None
    assert desk.registry.view(NUMBER, NEW_KEY) is not None
