"""Number and key open the certificate; nothing else does, and guessing does not pay."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typing_extensions import override

from mailbot.core.model.lookup_result import RegistryEntry
from mailbot.core.rules.lookup_limits import Limits
from mailbot.registry.builtin import BuiltinRegistry
from mailbot.registry.contract import Registry
from mailbot.registry.lookup import Lookup, LookupResult
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, Hands, case, open_store

NUMBER = "00427-000001"
VOID = "00427-000002"
VOID_KEY = "Qw3rtyUiopAs"
FACE = {"obligee_name": "角田市長", "amount": 20_000_000}
OFFICE, OTHER = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def clock() -> Hands:
    """Give a clock that stands still until it is set."""
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands) -> Store:
    """Give a store with one certificate that is good and one that is void."""
    opened = open_store(tmp_path, clock)
    with opened.transaction() as tx:
        for one, key in ((1, KEY), (2, VOID_KEY)):
            tx.cases.save(case(one))
            number = tx.guarantees.assign_number(one, "00427", lambda key=key: key)  # type: ignore[misc] # a loop's own
            tx.certificates.add(number, 1, FACE, NOON)
        tx.certificates.void(VOID)
    return opened


@pytest.fixture
def lookup(store: Store) -> Lookup:
    """Give the look-up over the built-in platform."""
    return Lookup(store, BuiltinRegistry(store))


def guess(lookup: Lookup, times: int, client: str = OFFICE) -> list[LookupResult]:
    """Guess at the number with wrong keys, one after the other."""
    return [lookup.find(NUMBER, f"wrong-{n}", client, by="web") for n in range(times)]


def reasons(store: Store) -> list[str]:
    """Return the scopes of the open tasks about guessing."""
    with store.snapshot() as tx:
        return [
            str(t.detail["scope"]) for t in tx.tasks.find() if t.reason == "guessing"
        ]


def test_right_pair_shows_certificate_and_history(lookup: Lookup) -> None:
    """The newest entry and all entries, with the moment of arrival."""
    with lookup.store.transaction() as tx:
        tx.certificates.add(NUMBER, 2, {**FACE, "amount": 1}, NOON)

    seen = lookup.find("００４２７－０００００１", f" {KEY}\n", OFFICE, by="web")

    assert seen.entry is not None
    assert (NUMBER, 2, 1) == (
        seen.entry.number,
        seen.entry.entry,
        seen.entry.face["amount"],
    )
    assert [1, 2] == [one.entry for one in seen.history]
    assert (None, True) == (seen.held_until, seen.tried)


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (NUMBER, "Z28YUE4J3BuX"),
        (NUMBER, KEY.swapcase()),
        (NUMBER, ""),
        (NUMBER, VOID_KEY),
        (VOID, VOID_KEY),
        (VOID, KEY),
        ("00427-999999", KEY),
        ("", KEY),
        ("' OR 1=1 --", "\ud800\0"),
        ("x" * 10**6, "y" * 10**6),
    ],
)
def test_whatever_is_wrong_the_answer_is_one(
    lookup: Lookup, number: str, key: str
) -> None:
    """Unknown number, wrong key, void: one answer, before and after the free tries."""
    answers = [lookup.find(number, key, OFFICE, by="web") for _ in range(6)]

    until = NOON + timedelta(seconds=10)
    assert [LookupResult()] * 4 == answers[:4]
    assert [
        LookupResult(held_until=until),
        LookupResult(held_until=until, tried=False),
    ] == (answers[4:])


def test_who_is_held_learns_nothing_with_the_right_pair(
    lookup: Lookup, clock: Hands
) -> None:
    """A right pair that comes too early is answered like a wrong one."""
    *_, last = guess(lookup, 5)
    early = lookup.find(NUMBER, KEY, OFFICE, by="web")
    clock.pass_by(seconds=10)
    late = lookup.find(NUMBER, KEY, OFFICE, by="web")

    assert replace(last, tried=False) == early
    assert late.entry is not None


def test_early_tries_do_not_lengthen_the_wait(lookup: Lookup, clock: Hands) -> None:
    """Who asks again and again while held is let in at the same moment."""
    guess(lookup, 100)
    clock.pass_by(seconds=10)

    assert lookup.find(NUMBER, KEY, OFFICE, by="web").entry is not None


def test_right_pairs_count_nothing_against_anybody(lookup: Lookup) -> None:
    """A page that is loaded a hundred times, with slips in between, stays open."""
    guess(lookup, 4)
    seen = [lookup.find(NUMBER, KEY, OFFICE, by="web") for _ in range(100)]

    assert all(one.entry is not None for one in seen)
    with lookup.store.snapshot() as tx:
        assert 4 == tx.lookups.tallies(NUMBER, f"web:{OFFICE}").client.failures


def test_a_right_pair_pardons_no_guesses(lookup: Lookup) -> None:
    """Own certificates are no way to new tries at those of others."""
    guess(lookup, 4)
    lookup.find(NUMBER, KEY, OFFICE, by="web")
    (last,) = guess(lookup, 1)

    assert last.held_until is not None


def test_limits_survive_a_restart(lookup: Lookup, tmp_path: Path) -> None:
    """Tallies are rows: a new process holds whom the old one held."""
    guess(lookup, 5)
    lookup.store.close()
    again = open_store(tmp_path, Hands())

    seen = Lookup(again, BuiltinRegistry(again)).find(NUMBER, KEY, OFFICE, by="web")

    assert (None, False) == (seen.entry, seen.tried)


def test_attacked_number_stays_open_for_honest_people(
    lookup: Lookup, clock: Hands
) -> None:
    """A thousand clients guess on and on; who has not failed sees it at once, and who
    mistyped once sees it an hour later.
    """
    slip = lookup.find(NUMBER, "mistyped", "203.0.113.1", by="web")
    for n in range(1_000):
        guess(lookup, 1, f"10.0.{n // 250}.{n % 250}")
        clock.pass_by(seconds=4)

    assert slip.held_until is None
    assert lookup.find(NUMBER, KEY, OTHER, by="web").entry is not None
    assert lookup.find(NUMBER, KEY, "203.0.113.1", by="web").entry is not None


def test_slip_at_an_attacked_number_waits_an_hour_at_most(
    lookup: Lookup, clock: Hands
) -> None:
    """The wait is counted from one's own slip: an attacker cannot renew it."""
    for n in range(40):
        guess(lookup, 1, f"10.0.0.{n}")
    slip = lookup.find(NUMBER, "mistyped", OTHER, by="web")
    for n in range(12):
        clock.pass_by(minutes=5)
        guess(lookup, 1, f"10.0.1.{n}")

    assert NOON + timedelta(hours=1) == slip.held_until
    assert lookup.find(NUMBER, KEY, OTHER, by="web").entry is not None


def test_staff_are_told_once_for_each_burst(lookup: Lookup, clock: Hands) -> None:
    """Twenty failures at a number call a person; the next thirty do not; a day later
    a new burst does.
    """
    for n in range(50):
        guess(lookup, 1, f"10.0.0.{n}")
    first = reasons(lookup.store)
    clock.pass_by(days=1)
    for n in range(50):
        guess(lookup, 1, f"10.0.0.{n}")

    assert ["number"] == first
    assert ["number", "number"] == reasons(lookup.store)
    with lookup.store.snapshot() as tx:
        told = [e for e in tx.audit.entries() if e.action == "guessing"]
        task = next(t for t in tx.tasks.find() if t.reason == "guessing")
        assert [] == tx.audit.verify()
    assert 2 == len(told)
    assert (NUMBER, 20) == (task.detail["number"], task.detail["failures"])


def test_task_that_was_closed_is_not_opened_again(lookup: Lookup) -> None:
    """A person who has seen the burst hears no more of it."""
    for n in range(30):
        guess(lookup, 1, f"10.0.0.{n}")
    with lookup.store.transaction() as tx:
        tx.tasks.close(tx.tasks.find()[0].id, "sato")
    for n in range(30, 60):
        guess(lookup, 1, f"10.0.0.{n}")

    assert [] == reasons(lookup.store)


def test_one_client_that_keeps_on_is_told(lookup: Lookup, clock: Hands) -> None:
    """A patient client that guesses across numbers, within its waits, is told too."""
    for n in range(25):
        lookup.find(f"00427-{n:06d}", "wrong", OFFICE, by="web")
        clock.pass_by(hours=1)

    assert ["client"] == reasons(lookup.store)


def test_many_clients_across_many_numbers_are_told(lookup: Lookup) -> None:
    """A hundred failures in an hour call a person, wherever and whoever they are."""
    for n in range(120):
        lookup.find(f"00427-{n:06d}", "wrong", f"10.0.0.{n}", by="web")

    assert ["everything"] == reasons(lookup.store)


def test_who_looked_is_in_the_audit(lookup: Lookup) -> None:
    """Number and entry are audited; the client as a hash, and the key nowhere."""
    lookup.find(NUMBER, KEY, OFFICE, by="web")

    with lookup.store.snapshot() as tx:
        (seen,) = [e for e in tx.audit.entries() if e.action == "viewed"]
    assert f"number:{NUMBER}" == seen.subject
    assert '"by":"web"' in seen.detail
    assert OFFICE not in seen.detail
    assert KEY not in seen.detail


def test_no_client_and_no_key_is_kept_in_clear(lookup: Lookup, tmp_path: Path) -> None:
    """Neither addresses nor tried keys are in the database, whatever was answered."""
    guess(lookup, 30)
    lookup.find(NUMBER, KEY, "yamada@city.example.jp", by="mail")
    lookup.store.close()

    octets = b"".join(file.read_bytes() for file in tmp_path.glob("mailbot.db*"))
    for planted in (OFFICE, "yamada@city", "wrong-1", KEY):
        assert planted.encode() not in octets


def test_web_and_mail_are_two_clients(lookup: Lookup) -> None:
    """Forged mail in the name of a town hall does not close the web page to it."""
    for _ in range(6):
        lookup.find(NUMBER, "wrong", "yamada@city.example.jp", by="mail")

    assert lookup.find(NUMBER, KEY, "yamada@city.example.jp", by="web").entry


def test_many_at_once_have_no_try_more(lookup: Lookup) -> None:
    """Twenty threads together get what one after the other gets: five tries."""
    seen: list[LookupResult] = []
    start = threading.Barrier(20)

    def try_it(n: int) -> None:
        start.wait()
        seen.append(lookup.find(NUMBER, f"wrong-{n}", OFFICE, by="web"))

    threads = [threading.Thread(target=try_it, args=(n,)) for n in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert 5 == sum(one.tried for one in seen)


@dataclass(frozen=True, slots=True)
class Down(Registry):
    """A platform that cannot be reached."""

    @override
    def register(self, number: str, entry: int, face: Mapping[str, object]) -> datetime:
        raise ConnectionError

    @override
    def view(self, number: str, key: str) -> RegistryEntry | None:
        raise ConnectionError

    @override
    def void(self, number: str) -> None:
        raise ConnectionError

    @override
    def rekey(self, number: str, key: str) -> None:
        raise ConnectionError

    @override
    def history(self, number: str) -> tuple[RegistryEntry, ...]:
        raise ConnectionError


def test_platform_that_is_down_counts_against_nobody(store: Store) -> None:
    """A look that could not be made is no failure."""
    lookup = Lookup(store, Down())
    for _ in range(10):
        with pytest.raises(ConnectionError):
            lookup.find(NUMBER, KEY, OFFICE, by="web")

    with store.snapshot() as tx:
        assert 0 == tx.lookups.tallies(NUMBER, f"web:{OFFICE}").client.failures


def test_old_tallies_are_swept_out(lookup: Lookup, clock: Hands) -> None:
    """What is forgotten is not kept either."""
    guess(lookup, 5)
    clock.pass_by(days=1, seconds=1)
    guess(lookup, 1, OTHER)

    with lookup.store.snapshot() as tx:
        assert 0 == tx.lookups.tallies(NUMBER, f"web:{OFFICE}").client.failures


def test_limits_are_the_offices_own(store: Store) -> None:
    """Configured tries and waits are what counts."""
    strict = Limits(client_tries=1, first_wait=timedelta(minutes=7))
    lookup = Lookup(store, BuiltinRegistry(store), strict)

    (seen,) = guess(lookup, 1)

    assert NOON + timedelta(minutes=7) == seen.held_until
