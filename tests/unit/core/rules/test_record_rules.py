"""Rules that look at the contractor's other files: R-16, R-19, and first ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.core.model.case import Case, CaseState
from mailbot.core.model.contractor_record import ContractorRecord
from mailbot.core.model.draft import complete, merge
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Policy
from mailbot.core.rules.application_rules import check
from mailbot.core.rules.same_application import answer_in
from parsers.reading import Value
from tests.support.talk import COMPLETE, NOON, SENDER, make_office, reading
from tests.unit.core.rules.test_application_rules import INTERIM
from tests.unit.store.making import TERMS

TODAY = day_in_tokyo(NOON)
OFFICE = make_office()


def a_case(number: int, changes: dict[str, Value] | None = None) -> Case:
    """Return a case that says the complete application, with changes."""
    case = Case(number, f"2026-{number:06d}", "hoshizora", SENDER, NOON, NOON)
    return merge(case, reading("apply", {**COMPLETE, **(changes or {})}), number)


def codes(
    case: Case, known: ContractorRecord, limit: int | None = None
) -> list[tuple[str, str]]:
    """Return rule and weight of what is found."""
    contractor = replace(OFFICE.contractors["hoshizora"], exposure_limit=limit)
    found = check(complete(case, OFFICE, contractor), OFFICE, TODAY, known)
    return [(one.rule, one.weight) for one in found]


def test_same_application_again_is_asked_about() -> None:
    """The second of two equal applications is asked about, the first is not."""
    one, two = a_case(1), a_case(2)
    known = ContractorRecord(earlier=(one, two))

    assert codes(two, known) == [("R-16", "ask")]
    assert codes(one, known) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"project_name": "橋梁補修工事"},
        {"obligee_name": "上尾市長", "advance.form": "paper"},
        {"advance.amount": 19_000_000},
    ],
)
def test_another_project_obligee_or_amount_is_another_application(
    changes: dict[str, Value],
) -> None:
    """What differs in a telling field is not asked about."""
    assert codes(a_case(2, changes), ContractorRecord(earlier=(a_case(1),))) == []


def test_names_are_compared_folded() -> None:
    """Width and spaces do not make another project, nor 角田市 another obligee."""
    again = a_case(
        2, {"project_name": "市道枝野線 道路改良工事", "obligee_name": "角田市"}
    )

    assert codes(again, ContractorRecord(earlier=(a_case(1),))) == [("R-16", "ask")]


def test_old_or_ended_or_answered_twins_are_let_be() -> None:
    """Beyond the window, withdrawn, or said to be new: nothing is asked."""
    old = replace(a_case(1), opened_at=NOON - timedelta(days=31))
    gone = replace(a_case(1), state=CaseState.WITHDRAWN)

    assert codes(a_case(2), ContractorRecord(earlier=(old,))) == []
    assert codes(a_case(2), ContractorRecord(earlier=(gone,))) == []
    settled = replace(a_case(2), settled=("twin",))
    assert codes(settled, ContractorRecord(earlier=(a_case(1),))) == []


def test_limit_counts_what_is_guaranteed_and_what_is_asked() -> None:
    """Exactly the limit passes, one yen more is held (R-19)."""
    known = ContractorRecord(exposure_yen=30_000_000)

    assert codes(a_case(1), known, 50_000_000) == []
    assert codes(a_case(1), known, 49_999_999) == [("R-19", "hold")]
    assert codes(a_case(1), known, None) == []


@pytest.mark.parametrize(
    ("obligee", "amount", "expected"),
    [
        ("角田市", 20_000_001, ["R-05"]),
        ("角田市", 20_000_000, []),
        ("上尾市", 20_000_001, []),
    ],
)
def test_interim_alone_counts_with_the_advance_before_it(
    obligee: str, amount: int, expected: list[str]
) -> None:
    """With an advance of the same work 6/10 is the limit; another obligee's is not."""
    terms = replace(TERMS, obligee_name=obligee, amount=amount)
    before = Guarantee(1, "advance", "electronic", "monthly", terms)
    alone = {key: one for key, one in COMPLETE.items() if "advance" not in key}
    case = Case(2, "2026-000002", "hoshizora", SENDER, NOON, NOON)
    case = merge(case, reading("apply", {**alone, **INTERIM}), 2)

    found = codes(case, ContractorRecord(advances=(before,)))

    assert [rule for rule, _ in found] == expected


def test_first_application_is_held_where_policy_wants_it() -> None:
    """A contractor to whom nothing was issued is seen by a person (R-20)."""
    assert codes(a_case(1), ContractorRecord(first=True)) == [("R-20", "hold")]

    free = make_office(Policy(hold_first=False))
    draft = complete(a_case(1), free, free.contractors["hoshizora"])
    assert check(draft, free, TODAY, ContractorRecord(first=True)) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新規", "new"),
        ("はい、別件です。", "new"),
        ("いいえ、別の工事です。", "new"),
        ("はい", "new"),
        ("Yes, it is new.", "new"),
        ("同じです", "same"),
        ("いいえ", "same"),
        ("新規ではありません", "same"),
        ("誤って二重に送りました", "same"),
        ("よろしくお願いします", None),
        ("前払金保証料請求先：申込者に同じ", None),
        ("新規です。\n同じです。", None),
    ],
)
def test_answer_to_the_question_is_understood(text: str, expected: str | None) -> None:
    """A word is enough; a labelled value is no answer, and two answers are none."""
    assert answer_in(reading("unknown", text=text)) == expected
