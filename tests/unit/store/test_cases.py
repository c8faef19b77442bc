"""Cases come back as they were saved, and nobody overwrites anybody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mailbot.core.model.case import Case, CaseState
from mailbot.core.model.change_request import Change, ChangeState
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from mailbot.core.model.submission import Submission, SubmissionState
from mailbot.store.faults import NotKept, Stale
from mailbot.store.records import OutMail
from mailbot.store.store import Store
from parsers.reading import Problem
from tests.unit.store.making import KEY, NOON, case, guarantee

FULL = replace(
    case(7),
    problems=(Problem("contract_amount", "ambiguous_amount", "約5千万", "1", 4),),
    remainder=("よろしくお願いします。",),
    asked=("contract_amount", "advance.bank"),
    revision=3,
    rounds=1,
    held="urgent",
    urgent=True,
    confirmed_at=NOON + timedelta(microseconds=1),
    last_mail_id=None,
)


def save(store: Store, *several: Case) -> list[Case]:
    """Save cases; return them as the next who loads them sees them."""
    with store.transaction() as tx:
        return [tx.cases.get(tx.cases.save(one).id) for one in several]


def in_state(number: int, state: CaseState, of: GuaranteeState) -> Case:
    """Return a case in a state, with one guarantee in a state."""
    part: Guarantee = replace(guarantee(number), state=of)
    return replace(case(number), state=state, guarantees=(part,), submissions=())


def test_case_comes_back_as_it_was(store: Store) -> None:
    """Every value keeps its type: days, yen, flags, and text that looks like a day."""
    (saved,) = save(store, FULL)

    with store.snapshot() as tx:
        loaded = tx.cases.get(7)
    assert replace(FULL, version=1) == saved == loaded
    assert [type(said.value) for said in FULL.said.values()] == [
        type(said.value) for said in loaded.said.values()
    ]


def test_save_over_a_change_is_refused(store: Store) -> None:
    """Of two who loaded the same case, the second to save is told so."""
    (first,) = save(store, case())
    save(store, replace(first, urgent=True))

    with pytest.raises(Stale, match="Case 1"):
        save(store, replace(first, held="mine"))
    with store.snapshot() as tx:
        assert (True, "", 2) == (
            tx.cases.get(1).urgent,
            tx.cases.get(1).held,
            tx.cases.get(1).version,
        )


def test_changed_parts_are_saved_with_the_case(store: Store) -> None:
    """Guarantees and submissions are changed and added with their case."""
    (saved,) = save(store, case())
    moved = saved.guarantees[0].move("approve")
    more = replace(guarantee(2), product="performance")

    save(store, replace(saved, guarantees=(moved, more)))

    with store.snapshot() as tx:
        parts = tx.cases.get(1).guarantees
    assert [(1, "issuing"), (2, "reviewing")] == [(g.id, g.state) for g in parts]


def test_guarantee_of_another_case_is_not_taken_over(store: Store) -> None:
    """A guarantee never moves to another case, whatever is saved."""
    save(store, case(1))

    with pytest.raises(IntegrityError):
        save(store, replace(case(2), guarantees=(guarantee(1),)))


def test_fresh_ids_are_free_until_they_are_used(store: Store) -> None:
    """Ids that a decision did not use are given to the next one."""
    with store.transaction() as tx:
        assert (1, 1, 1) == tx.cases.unused_ids()
        assert (
            "2026-000001" == tx.cases.next_receipt(2026) == tx.cases.next_receipt(2026)
        )
        tx.cases.save(case(1))

        assert (2, 2, 2) == tx.cases.unused_ids()
        assert ("2026-000002", "2027-000001", "2025-000001") == (
            tx.cases.next_receipt(2026),
            tx.cases.next_receipt(2027),
            tx.cases.next_receipt(2025),
        )


def test_open_cases_wait_for_something(store: Store) -> None:
    """A case is open while it is talked about, or a guarantee is under way."""
    save(
        store,
        in_state(1, CaseState.COLLECTING, GuaranteeState.REVIEWING),
        in_state(2, CaseState.SUBMITTED, GuaranteeState.ISSUING),
        in_state(3, CaseState.SUBMITTED, GuaranteeState.ISSUED),
        in_state(4, CaseState.WITHDRAWN, GuaranteeState.CANCELLED),
        in_state(5, CaseState.RETURNED, GuaranteeState.CANCELLED),
        replace(case(6), contractor_id="other"),
    )

    with store.snapshot() as tx:
        assert [1, 2, 5] == [one.id for one in tx.cases.open_of("michinoku")]
        assert [1, 2, 3, 4, 5] == [
            one.id for one in tx.cases.of_contractor("michinoku")
        ]
        assert [5, 6] == [one.id for one in tx.cases.newest(limit=2)]


def test_a_case_is_open_while_a_change_or_a_paper_is_waited_for(store: Store) -> None:
    """After the issue a request for a change opens a case again, and so do papers."""
    issued = in_state(1, CaseState.SUBMITTED, GuaranteeState.ISSUED)
    wanting = Submission(
        2, "kakuda", "x@example.jp", (2,), SubmissionState.COLLECTING_PAPERS
    )
    save(
        store,
        replace(issued, changes=(Change(1, 1),)),
        replace(
            in_state(2, CaseState.SUBMITTED, GuaranteeState.ISSUED),
            submissions=(wanting,),
        ),
        replace(
            in_state(3, CaseState.SUBMITTED, GuaranteeState.ISSUED),
            changes=(Change(1, 3, ChangeState.AGREED),),
        ),
    )

    with store.snapshot() as tx:
        assert [1, 2] == [one.id for one in tx.cases.open_of("michinoku")]


def test_unfinished_cases_are_those_of_everybody_that_wait(store: Store) -> None:
    """Open ones, those not yet with their obligee, and those a person has to see."""
    issued = in_state(3, CaseState.SUBMITTED, GuaranteeState.ISSUED)
    failed = Submission(3, "kakuda", "x@example.jp", (3,), SubmissionState.FAILED)
    save(
        store,
        in_state(1, CaseState.COLLECTING, GuaranteeState.REVIEWING),
        in_state(2, CaseState.SUBMITTED, GuaranteeState.ISSUED),
        replace(issued, submissions=(failed,)),
        replace(
            in_state(4, CaseState.WITHDRAWN, GuaranteeState.CANCELLED),
            contractor_id="other",
        ),
    )

    with store.transaction() as tx:
        assert [1, 3] == [one.id for one in tx.cases.unfinished()]
        task = tx.tasks.open("mail_after_end", {}, 4)
        assert [1, 3, 4] == [one.id for one in tx.cases.unfinished()]
        tx.tasks.close(task, "staff:sato")
        assert [1] == [one.id for one in tx.cases.unfinished(limit=1)]


def test_case_is_found_by_what_hangs_on_it(store: Store) -> None:
    """Receipt, submission, guarantee and mail each lead to their case."""
    with store.transaction() as tx:
        tx.cases.save(case(1))
        tx.cases.save(case(2))
        mail = tx.outgoing.compose(
            OutMail(b"x", ("a@b",), "help", "", "e:1", case_id=2)
        )

        found = (
            tx.cases.by_receipt("2026-000002"),
            tx.cases.of_submission(2),
            tx.cases.of_guarantee(2),
            tx.cases.of_mail(mail),
            tx.cases.find(2),
        )
        assert {2} == {one.id if one else None for one in found}


def test_what_is_not_there_is_none(store: Store) -> None:
    """A receipt or an id that nobody has leads to no case."""
    with store.snapshot() as tx:
        assert tx.cases.by_receipt("2026-000002") is None
        assert tx.cases.of_submission(2) is None
        assert tx.cases.of_mail(2) is None
        with pytest.raises(NotKept, match="case 2"):
            tx.cases.get(2)


def test_number_is_shown_and_never_saved_over(store: Store) -> None:
    """A case that was loaded before its number was assigned does not undo it."""
    (before,) = save(store, case())
    with store.transaction() as tx:
        tx.guarantees.assign_number(1, "00427", lambda: KEY)

    (after,) = save(store, before)

    assert "00427-000001" == after.guarantees[0].number
