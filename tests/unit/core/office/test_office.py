"""Look-ups in the reference data: matched, never guessed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from mailbot.core.office.obligee_channel import Delivery
from mailbot.core.office.office import (
    PLACES,
    Bracket,
    Branch,
    Contractor,
    Obligee,
    Office,
    Policy,
    Surety,
    Tariff,
    branch_of,
)

HOSHI = Contractor(
    id="C001",
    name="株式会社阿武隈星建設",
    branch="miyagi",
    addresses=("soumu@abukumaboshi.example.jp",),
    domains=("abukumaboshi.example.jp",),
)
KOSAI = Contractor(
    id="C002",
    name="株式会社小斎組",
    branch="miyagi",
    addresses=("yashima@kosaigumi.example.jp",),
    aliases=("小斎組",),
)
KAKUDA = Obligee(
    id="kakuda",
    name="角田市",
    aliases=("角田市長",),
    code="042081",
    acceptances=(),
    deliveries={"advance": Delivery("mail", "zaisei@city.kakuda.example.jp")},
)
MIYAGI = Branch("miyagi", "宮城支店", "022-000-0001", "", "", "", "00427")
OFFICE = Office(
    surety=Surety(
        "みちのく", "", "", "hosho.example.jp", "desk@hosho.example.jp", "", ""
    ),
    branches={"miyagi": MIYAGI},
    contractors={"C001": HOSHI, "C002": KOSAI},
    obligees={"kakuda": KAKUDA},
    tariff=Tariff(
        version="T",
        valid_from=date(2026, 1, 1),
        demo=True,
        brackets={"advance": (Bracket(None, Decimal(0)),)},
        minimum=0,
    ),
    banks=("七十七銀行", "青葉山銀行"),
)


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("soumu@abukumaboshi.example.jp", "C001"),
        ("SOUMU@Abukumaboshi.EXAMPLE.jp", "C001"),
        ("keiri@abukumaboshi.example.jp", "C001"),
        ("yashima@kosaigumi.example.jp", "C002"),
        ("other@kosaigumi.example.jp", None),
        ("x@sub.abukumaboshi.example.jp", None),
        ("", None),
    ],
)
def test_contractor_is_found_by_address_or_domain_only(
    address: str, owner: str | None
) -> None:
    """A registered address or domain names its contractor; nothing else does."""
    found = OFFICE.contractor_at(address)

    assert owner == (found.id if found else None)


def test_exact_address_wins_over_anothers_domain() -> None:
    """An address of its own is found although a second contractor owns the domain."""
    guest = replace(KOSAI, addresses=("guest@abukumaboshi.example.jp",))
    office = replace(OFFICE, contractors={"C001": HOSHI, "C002": guest})

    assert guest is office.contractor_at("guest@abukumaboshi.example.jp")


def test_two_owners_of_a_domain_are_no_answer() -> None:
    """Where two contractors share a domain, the domain alone identifies neither."""
    twin = replace(KOSAI, domains=("abukumaboshi.example.jp",))
    office = replace(OFFICE, contractors={"C001": HOSHI, "C002": twin})

    assert office.contractor_at("new@abukumaboshi.example.jp") is None


def test_contractor_is_called_by_registered_name_or_alias() -> None:
    """㈱ and spaces do not matter, another company's name does."""
    assert HOSHI.is_called("㈱ 阿武隈星建設")
    assert KOSAI.is_called("小斎組")
    assert not HOSHI.is_called("株式会社小斎組")


@pytest.mark.parametrize("name", ["角田市長", "角田市", "角田 市長"])
def test_obligee_is_found_by_body_or_head(name: str) -> None:
    """Applications name the mayor; the register names the town."""
    assert KAKUDA is OFFICE.obligee_called(name)


def test_ambiguous_obligee_is_no_answer() -> None:
    """Two profiles that claim one name leave the choice to a person."""
    office = replace(OFFICE, obligees={"a": KAKUDA, "b": replace(KAKUDA, id="b")})

    assert office.obligee_called("角田市長") is None
    assert OFFICE.obligee_called("丸森町長") is None


def test_branch_is_found_by_its_name() -> None:
    """宮城支店 is found, 岩手支店 is not known here."""
    assert MIYAGI is OFFICE.branch_called("宮城 支店")
    assert OFFICE.branch_called("岩手支店") is None


def test_case_without_a_known_branch_goes_to_the_contractors_own() -> None:
    """岩手支店 is not known here: the contractor's branch takes the case."""
    assert MIYAGI is branch_of("宮城支店", "C001", OFFICE)
    assert MIYAGI is branch_of("岩手支店", "C002", OFFICE)


def test_bank_is_known_by_the_beginning_of_its_name() -> None:
    """The branch of an agency bank is known; with no list every bank is."""
    assert OFFICE.bank_known("七十七銀行　角田支店")
    assert not OFFICE.bank_known("みずもり銀行 角田支店")
    assert replace(OFFICE, banks=()).bank_known("みずもり銀行 角田支店")


def test_default_subject_names_only_known_places() -> None:
    """Every profile without a subject of its own can be filled."""
    values = dict.fromkeys(PLACES, "x")

    assert "電子保証（認証キー）のお知らせ　x" == Delivery("mail").subject.format(
        **values
    )


def test_default_policy_is_the_specifications() -> None:
    """Three rounds, reminders after 1 and 3 business days, expiry after 30 days."""
    policy = Policy()

    assert (3, (1, 3), timedelta(days=30)) == (
        policy.rounds,
        policy.remind_after,
        policy.expire_after,
    )
