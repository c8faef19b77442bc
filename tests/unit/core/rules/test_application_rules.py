"""Every rule, with what it finds and what it lets pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mailbot.core.model.case import Case
from mailbot.core.model.draft import complete, merge
from mailbot.core.model.finding import Finding, asks
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.rules.application_rules import check
from mailbot.core.rules.ratio import ratio
from parsers.reading import Problem, Value
from tests.support.talk import COMPLETE, NOON, SENDER, make_office, reading

TODAY = day_in_tokyo(NOON)
PERFORMANCE: dict[str, Value] = {
    "performance.form": "electronic",
    "performance.amount": 5_000_000,
    "performance.payment_method": "monthly",
}
INTERIM: dict[str, Value] = {
    "interim.form": "electronic",
    "interim.amount": 10_000_000,
    "interim.bank": "七十七銀行　角田支店",
    "interim.payment_method": "monthly",
    "interim.conditions.half_period": True,
    "interim.conditions.scheduled_work": True,
    "interim.conditions.half_cost": True,
    "interim.conditions.advance_paid": True,
}


def findings(
    changes: dict[str, Value | None],
    problems: tuple[Problem, ...] = (),
    remainder: tuple[str, ...] = (),
) -> tuple[Finding, ...]:
    """Return the findings on the complete application, changed; None takes away."""
    fields = {
        key: value
        for key, value in {**COMPLETE, **changes}.items()
        if value is not None
    }
    office = make_office()
    case = Case(1, "2026-000001", "hoshizora", SENDER, NOON, NOON)
    case = merge(case, reading("apply", fields, problems, remainder=remainder), 1)
    return check(complete(case, office, office.contractors["hoshizora"]), office, TODAY)


def codes(*args: object, **more: object) -> list[tuple[str, str, str]]:
    """Return rule, weight and code of each finding."""
    return [(f.rule, f.weight, f.code) for f in findings(*args, **more)]  # type: ignore[arg-type]  # handed through


def test_complete_application_is_clean() -> None:
    """The complete application gives no finding at all."""
    assert codes({}) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"contract_amount": None}, ("R-01", "ask", "missing")),
        ({"advance.bank": None}, ("R-01", "ask", "missing")),
        ({"advance.payment_method": None}, ("R-01", "ask", "missing")),
        ({"branch": "福岡支店"}, ("R-01", "ask", "branch_unknown")),
        ({"work_end": date(2026, 3, 1)}, ("R-03", "ask", "period_reversed")),
        ({"contract_date": date(2026, 4, 1)}, ("R-03", "warn", "contract_after_start")),
        ({"advance.amount": 20_000_001}, ("R-04", "warn", "over_cap")),
        (
            {"advance.fiscal_year_base": 60_000_000},
            ("R-04", "ask", "base_over_contract"),
        ),
        (
            {"advance.fiscal_year_base": 40_000_000},
            ("R-04", "warn", "over_cap"),
        ),
        (
            {**INTERIM, "interim.amount": 10_000_001},
            ("R-05", "warn", "interim_over"),
        ),
        (
            {**INTERIM, "advance.amount": 20_000_001},
            ("R-05", "warn", "interim_total_over"),
        ),
        (
            {**INTERIM, "interim.conditions.half_cost": False},
            ("R-05", "hold", "interim_conditions"),
        ),
        (
            {**INTERIM, "interim.conditions.half_cost": None},
            ("R-01", "ask", "missing"),
        ),
        (
            {**PERFORMANCE, "performance.amount": 4_999_999},
            ("R-06", "warn", "under_tenth"),
        ),
        (
            {"contract_date": date(2026, 2, 28)},
            ("R-08", "refuse", "obligee_not_electronic"),
        ),
        ({"obligee_name": "架空市長"}, ("R-08", "ask", "obligee_unknown")),
        (
            {"contractor_name": "株式会社別会社"},
            ("R-13", "ask", "name_not_registered"),
        ),
        ({"jv_name": "星空・金津共同企業体"}, ("R-14", "ask", "jv_incomplete")),
        (
            {
                "jv_name": "星空・金津共同企業体",
                "jv_representative": "株式会社金津工業",
            },
            ("R-14", "hold", "not_representative"),
        ),
        (
            {"notify_email": "someone@elsewhere.example"},
            ("R-15", "ask", "notify_not_registered"),
        ),
        ({"message": "お電話ください"}, ("R-20", "hold", "message")),
        (
            {"contract_amount": 1_000_000_000, "advance.amount": 300_000_001},
            ("R-20", "hold", "over_ceiling"),
        ),
        ({"advance.bank": "ﾐﾔｷﾞ銀行 角田支店"}, ("R-01", "warn", "bank_widened")),
        (
            {**PERFORMANCE, "performance.bank": "七十七銀行"},
            ("R-01", "warn", "not_used"),
        ),
    ],
)
def test_rule_finds(
    changes: dict[str, Value | None], expected: tuple[str, str, str]
) -> None:
    """Each broken application gives exactly the finding of its rule."""
    assert expected in codes(changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"advance.form": "paper", "obligee_name": "架空市長"},
        {"advance.form": "paper", "contract_date": date(2025, 6, 1)},
        {"advance.amount": 20_000_000},
        {**INTERIM},
        {**PERFORMANCE},
        {"contractor_name": "㈱ 星空建設"},
        {"notify": False, "notify_email": "someone@elsewhere.example"},
        {"advance.bank": "七十七銀行　角田支店"},
        {"advance.bill_to": "申込者に同じ"},
    ],
)
def test_rule_lets_pass(changes: dict[str, Value | None]) -> None:
    """What the rules allow gives no finding: paper anywhere (R-09), exact limits."""
    assert codes(changes) == []


def test_bank_without_an_agency_contract_is_held() -> None:
    """A bank that is not on the agency list is looked at by a person (R-17)."""
    office = replace(make_office(), banks=("七十七銀行",))
    case = Case(1, "2026-000001", "hoshizora", SENDER, NOON, NOON)
    contractor = office.contractors["hoshizora"]

    known = merge(case, reading("apply", COMPLETE), 1)
    other = {**COMPLETE, "advance.bank": "架空銀行 角田支店"}
    unknown = merge(case, reading("apply", other), 1)

    assert check(complete(known, office, contractor), office, TODAY) == ()
    (found,) = check(complete(unknown, office, contractor), office, TODAY)
    assert (found.rule, found.weight) == ("R-17", "hold")


def test_no_product_is_asked() -> None:
    """An application that names no product is asked for one (R-02)."""
    bare = {key: None for key in COMPLETE if key.startswith("advance.")}

    assert ("R-02", "ask", "no_product") in codes(bare)


def test_problem_is_asked_once_and_not_called_missing() -> None:
    """An unreadable value is one question, with its own code (R-01)."""
    unclear = Problem("contract_date", "impossible_date", "令和8年2月30日")

    assert codes({"contract_date": None}, (unclear,)) == [
        ("R-01", "ask", "impossible_date")
    ]


def test_unread_sentence_holds_the_issue() -> None:
    """A sentence that nothing consumed is read by a person first (R-20)."""
    assert codes({}, remainder=("別紙のとおりとします。",)) == [
        ("R-20", "hold", "remainder")
    ]


def test_receipt_by_mail_gets_the_paper_answer() -> None:
    """Who asks for a 領収証 is told that receipts stay on paper (R-12)."""
    asked = codes({}, remainder=("領収証もメールでお願いします。",))

    assert ("R-12", "warn", "receipt_on_paper") in asked


def test_hard_cap_of_the_profile_refuses_and_rounds_down() -> None:
    """上尾市 takes 3/10 of a design contract, rounded down to 100,000 yen, hard."""
    design: dict[str, Value | None] = {
        "obligee_name": "上尾市長",
        "project_name": "橋梁補修設計業務委託",
        "contract_amount": 5_550_000,
        "advance.form": "paper",
        "advance.amount": 1_600_001,
    }

    (finding,) = [f for f in findings(design) if f.code == "over_cap"]

    assert finding.weight == "refuse"
    assert finding.params["limit_yen"] == 1_600_000
    assert finding.params["example"] == 1_600_000


@pytest.mark.parametrize(
    "changes",
    [
        {"contract_amount": 9_990_000, "advance.amount": None},
        {
            "obligee_name": "上尾市長",
            "project_name": "橋梁補修設計業務委託",
            "contract_amount": 5_550_000,
            "advance.form": "paper",
        },
        {"advance.fiscal_year_base": 60_000_000},
        {**INTERIM, "contract_amount": 60_000_001, "interim.amount": None},
        {**PERFORMANCE, "contract_amount": 70_000_001, "performance.amount": None},
        {"work_start": date(2030, 4, 1), "contract_date": date(2030, 4, 1)},
        {"work_start": date(2030, 4, 1), "work_end": None},
        {"work_start": None, "work_end": date(2024, 3, 25)},
        {"obligee_name": "上尾市長", "advance.form": "electronic"},
        {"obligee_name": "上尾市長", "advance.form": None},
        {"contractor_name": "株式会社月夜建設"},
        {"branch": "月面支店"},
        {"notify": True, "notify_email": "someone@else.example.jp"},
    ],
)
def test_an_example_is_never_an_answer_that_is_asked_about_again(
    changes: dict[str, Value | None],
) -> None:
    """What a question gives as an example of its field answers it, for this draft."""
    asked = [f for f in asks(findings(changes)) if "example" in f.params]
    assert asked
    for one in asked:
        value = one.params["example"]
        days = {"work_start", "work_end"}
        said = date.fromisoformat(str(value)) if one.field in days else value
        again = findings({**changes, one.field: said})  # type: ignore[dict-item]  # a value of its field
        assert one.field not in {f.field for f in again}, value


def test_low_price_bid_needs_three_tenths_where_the_profile_says_so() -> None:
    """低入札 raises the floor of the performance guarantee to the profile's share."""
    low: dict[str, Value | None] = {
        **PERFORMANCE,
        "performance.form": "paper",
        "advance.form": "paper",
        "obligee_name": "上尾市長",
        "low_price": True,
    }

    (finding,) = [f for f in findings(low) if f.code == "under_tenth"]

    assert finding.params == {"ratio": "10.0%", "share": "30.0%"}


@pytest.mark.parametrize(
    ("amount", "base", "shown"),
    [
        (20_000_000, 50_000_000, "40.0%"),
        (5_000_000, 50_000_000, "10.0%"),
        (3_500_000, 8_800_000, "39.8%"),
        (1, 3, "33.3%"),
        (1, 2000, "0.1%"),
    ],
)
def test_ratio_has_one_decimal(amount: int, base: int, shown: str) -> None:
    """The ratio is amount to base with one decimal, half up (R-07, flyer)."""
    assert ratio(amount, base) == shown
