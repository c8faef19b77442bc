"""What the files say of one contractor: exposure, first ones, and cases by number."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from mailbot.core.model.case import Case, CaseState
from mailbot.core.model.field_value import FieldValue
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.rules.same_application import twin_mark
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, case, guarantee

DAY = NOON.date()


def with_guarantee(number: int, state: GuaranteeState, amount: int) -> Case:
    """Return a submitted case with one guarantee over an amount."""
    one = guarantee(number)
    terms = replace(one.terms, amount=amount, guarantee_until=DAY + timedelta(days=9))
    part = replace(one, state=state, terms=terms)
    made = case(number)
    return replace(made, state=CaseState.SUBMITTED, guarantees=(part,), submissions=())


def save(store: Store, *several: Case) -> None:
    """Save cases."""
    with store.transaction() as tx:
        for one in several:
            tx.cases.save(one)


def test_exposure_counts_what_runs_and_what_is_being_made(store: Store) -> None:
    """Refused and cancelled ones count nothing, nor do those of the case at hand."""
    save(
        store,
        with_guarantee(1, GuaranteeState.ISSUED, 1_000),
        with_guarantee(2, GuaranteeState.REVIEWING, 200),
        with_guarantee(3, GuaranteeState.REFUSED, 30),
        with_guarantee(4, GuaranteeState.CANCELLED, 4),
    )
    whose = case(1).contractor_id

    with store.snapshot() as tx:
        assert tx.cases.exposure(whose, DAY) == 1_200
        assert tx.cases.exposure(whose, DAY, but=1) == 200
        assert tx.cases.exposure(whose, DAY + timedelta(days=9)) == 1_200
        assert tx.cases.exposure(whose, DAY + timedelta(days=10)) == 0
        assert tx.cases.exposure("somebody else", DAY) == 0


def test_a_contractor_is_known_by_a_number(store: Store) -> None:
    """Only what has its number makes a contractor an old customer."""
    save(store, with_guarantee(1, GuaranteeState.ISSUING, 1_000))
    whose = case(1).contractor_id
    with store.transaction() as tx:
        assert not tx.cases.has_guarantees(whose)
        number = tx.guarantees.assign_number(1, "00427", lambda: KEY)

    with store.snapshot() as tx:
        assert tx.cases.has_guarantees(whose)
        assert not tx.cases.has_guarantees(whose, but=1)
        found = tx.cases.by_number(number)
        assert found is not None
        assert found.id == 1
        assert tx.cases.by_number("00427-999999") is None


def test_earlier_cases_are_those_of_the_window(store: Store) -> None:
    """Twins since a moment come without what hangs on them, oldest first."""
    old = replace(case(1), opened_at=NOON - timedelta(days=40))
    other = replace(case(4), said={"project_name": FieldValue("別の工事", "label")})
    save(store, old, with_guarantee(2, GuaranteeState.ISSUED, 1_000), case(3), other)
    since = NOON - timedelta(days=30)
    mark = twin_mark(old.text("project_name"))

    with store.snapshot() as tx:
        found = tx.cases.earlier(old.contractor_id, {mark}, since)
        assert tx.cases.earlier(old.contractor_id, (), since) == ()

    assert [one.id for one in found] == [2, 3]
    assert [one.guarantees for one in found] == [(), ()]
    assert found[0].said == case(2).said


def test_advances_are_those_of_the_same_work(store: Store) -> None:
    """Standing ones of other cases with the same mark, however old."""
    other = replace(
        with_guarantee(3, GuaranteeState.ISSUED, 30),
        said={"project_name": FieldValue("別の工事", "label")},
    )
    old = replace(
        with_guarantee(1, GuaranteeState.ISSUED, 1_000),
        opened_at=NOON - timedelta(days=400),
    )
    save(store, old, with_guarantee(2, GuaranteeState.CANCELLED, 200), other)
    mark = twin_mark(old.text("project_name"))

    with store.snapshot() as tx:
        found = tx.cases.advances(old.contractor_id, {mark})
        assert tx.cases.advances(old.contractor_id, {mark}, but=1) == ()
        assert tx.cases.advances(old.contractor_id, ()) == ()

    assert [one.terms.amount for one in found] == [1_000]


def test_newest_cases_are_limited_and_the_newest_is_last(store: Store) -> None:
    """Of three cases the newest two are given."""
    save(store, case(1), case(2), case(3))

    with store.snapshot() as tx:
        found = tx.cases.newest_of(case(1).contractor_id, 2)

    assert [one.id for one in found] == [2, 3]


def test_twins_are_marked_alike_however_their_name_is_written() -> None:
    """Width and spaces make no other mark, another work does, and no name has none."""
    mark = twin_mark("市道中央線　道路改良工事（第１工区）")

    assert mark == twin_mark("市道中央線道路改良工事(第1工区)")
    assert mark != twin_mark("市道中央線道路改良工事(第2工区)")
    assert twin_mark("") == twin_mark("\u3000 ") == ""


def test_what_a_decision_asks_is_answered_by_indexes(store: Store) -> None:
    """No table is read from end to end, however many cases and mails there are."""
    asked: list[str] = []
    with store.snapshot() as tx:
        driver: Any = tx.connection.connection.driver_connection
        driver.set_trace_callback(asked.append)
        tx.cases.exposure("michinoku", DAY)
        tx.cases.has_guarantees("michinoku")
        tx.cases.earlier("michinoku", {twin_mark("市道舗装")}, NOON)
        tx.deliveries.answers_to("tanaka@kensetsu.example.jp", NOON)
        tx.cases.open_of("michinoku")
        tx.cases.find(1)
        tx.cases.by_number("00427-000001")
        driver.set_trace_callback(None)
        plans = [
            str(row[-1])
            for question in asked
            for row in driver.execute(f"EXPLAIN QUERY PLAN {question}")
        ]

    assert len(asked) == 7
    assert [
        line for line in plans if line.startswith("SCAN") and "CONST" not in line
    ] == []
