"""The reference data: the shipped files, and how entries become the core's types."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mailbot.assets import assets
from mailbot.configuration.holidays import ClosingDays
from mailbot.configuration.load_office import load_office
from mailbot.configuration.office_entries import (
    AcceptanceEntry,
    BranchEntry,
    DeliveryEntry,
    ObligeeEntry,
)
from mailbot.configuration.settings import Settings
from mailbot.configuration.tomlfile import read_toml
from mailbot.core.office.business_hours import TOKYO, business_day, promise
from mailbot.core.office.obligee_channel import Delivery
from mailbot.core.office.office import PLACES, Branch, Obligee, Office
from mailbot.core.office.premium import premium
from parsers.reading import PRODUCTS

SETTINGS = Settings(surety=read_toml(assets("config") / "mailbot.toml").table["surety"])
OFFICE = load_office(SETTINGS)


def test_shipped_surety_is_fictional() -> None:
    """The demo surety says that it is one, and lives under example.jp."""
    assert "みちのく建設業保証株式会社" == OFFICE.surety.name
    assert OFFICE.surety.demo
    assert OFFICE.surety.domain.endswith(".example.jp")
    assert "teishutsu@hosho.example.jp" == OFFICE.surety.submissions
    assert "bounce@hosho.example.jp" == OFFICE.surety.bounces


@pytest.mark.parametrize(
    "address",
    [
        "soumu@abukumaboshi.example.jp",
        "hibari@hibari-hodou.example.jp",
        "oikawa@ootaka-kk.example.jp",
        "gyoumu@kanazu-kogyo.example.jp",
        "keiri@odagawa-kensetsu.example.jp",
        "otomo@sakuragi-kogyo.example.jp",
        "yashima@kosaigumi.example.jp",
        "keiri@mihon-kensetsu.example.jp",
    ],
)
def test_contractors_of_the_examples_are_registered(address: str) -> None:
    """Who writes in the example mails is a contractor of the Miyagi branch."""
    found = OFFICE.contractor_at(address)

    assert found is not None
    assert "宮城支店" == OFFICE.branches[found.branch].name


@pytest.mark.parametrize(
    ("name", "obligee"),
    [
        ("角田市長", "kakuda"),
        ("宮城県大河原土木事務所長", "miyagi"),
        ("宮城県知事", "miyagi"),
        ("本巣市", "motosu"),
        ("滋賀県知事", "shiga"),
    ],
)
def test_obligees_are_found_by_what_applications_write(name: str, obligee: str) -> None:
    """Body, head and offices lead to the same profile."""
    found = OFFICE.obligee_called(name)

    assert found is not None
    assert obligee == found.id


@pytest.mark.parametrize(
    ("obligee", "product", "subject"),
    [
        ("motosu", "performance", "【電子保証(契約)】N"),
        ("motosu", "advance", "【電子保証(前払金)】N"),
        ("motosu", "interim", "【電子保証(中間前払金)】N"),
        ("shiga", "performance", "【電子保証】N K"),
        ("shiga", "advance", "【請求関係書類】N K"),
        ("itoigawa", "advance", "【前払金書類】N K"),
        ("nobeoka", "advance", "電子保証認証キー:K"),
        ("kaga", "performance", "電子保証(認証キー)"),
        ("tottori-tobu", "performance", "【契約保証】K"),
        ("gifu", "advance", "P N C"),
        ("kakuda", "advance", "電子保証（認証キー）のお知らせ　K"),
    ],
)
def test_subjects_are_those_the_obligees_prescribe(
    obligee: str, product: Any, subject: str
) -> None:
    """Each prescribed subject comes out of its pattern (specification 1.7)."""
    places = {
        **dict.fromkeys(PLACES, ""),
        "project_number": "N",
        "project_name": "K",
        "product": "P",
        "contractor_name": "C",
    }
    pattern = OFFICE.obligees[obligee].deliveries[product].subject

    assert subject == pattern.format(**places)


def test_every_profile_can_be_served() -> None:
    """Each accepted product has a way, each mail an address, each pattern is filled."""
    places = dict.fromkeys(PLACES, "x")
    for obligee in OFFICE.obligees.values():
        assert obligee.source
        for acceptance in obligee.acceptances:
            way = obligee.deliveries[acceptance.product]
            assert all(line.format(**places) for line in (way.subject, *way.body))
            assert way.channel != "mail" or way.address.endswith(".example.jp")


def test_profile_keeps_its_details() -> None:
    """Sections, needs, duties, papers and limits arrive in the core as written."""
    motosu = OFFICE.obligees["motosu"].deliveries["performance"]
    town = OFFICE.obligees["wakabano"]

    assert ("財政課", ("project_number",)) == (motosu.section, motosu.needs)
    assert any("電話" in duty for duty in motosu.duties)
    assert ("前払金請求書",) == town.deliveries["advance"].papers
    assert Fraction(3, 10) == town.low_price_share
    assert [Fraction(4, 10), Fraction(3, 10)] == [cap.share for cap in town.caps]
    assert 100_000 == town.caps[1].round_down_to
    assert date(2026, 3, 1) == OFFICE.obligees["kakuda"].acceptances[0].since


def test_demo_tariff_gives_a_premium_for_each_product() -> None:
    """20,000,000 yen cost 70,000 by the made-up rates, which are read exactly."""
    assert OFFICE.tariff.demo
    assert "デモ料率" in OFFICE.tariff.version
    assert 70_000 == premium(OFFICE.tariff, "advance", 20_000_000, 300).yen
    assert Decimal("0.0040") == OFFICE.tariff.brackets["advance"][0].rate
    assert all(premium(OFFICE.tariff, one, 1, 1).yen == 1_000 for one in PRODUCTS)


def test_office_hours_know_public_holidays_and_the_years_end() -> None:
    """Golden Week 2026 and the turn of the year are closed, 4 January is open."""
    assert "憲法記念日 振替休日" == OFFICE.closing_days[date(2026, 5, 6)]
    assert "年末休業" == OFFICE.closing_days[date(2031, 12, 29)]
    assert not business_day(OFFICE, date(2026, 9, 22))
    assert business_day(OFFICE, date(2027, 1, 4))
    made = promise(
        OFFICE, OFFICE.branches["miyagi"], datetime(2026, 5, 1, 15, 30, tzinfo=TOKYO)
    )
    assert datetime(2026, 5, 7, 17, tzinfo=TOKYO) == made.by


def test_closing_days_are_a_mapping_of_a_century() -> None:
    """Days are looked up when asked for; the mapping keeps its usual promises."""
    days = ClosingDays({(12, 29): "年末休業"}, {date(2026, 8, 14): "夏季休業"})

    assert date(2026, 8, 14) in days
    assert date(2027, 8, 14) not in days
    assert date(1999, 12, 29) not in days
    assert "元日" == days[date(2027, 1, 1)]
    assert date(2000, 1, 1) == next(iter(days))
    with pytest.raises(KeyError):
        days[date(2026, 8, 13)]


def test_year_2026_has_eighteen_holidays_and_our_own_day() -> None:
    """Counting and listing agree with the calendar of the Cabinet Office."""
    days = ClosingDays({(12, 29): "年末休業"}, {}, years=range(2026, 2027))

    assert 18 + 1 == len(days) == len(list(days))
    assert date(2025, 1, 1) not in days


def test_banks_of_the_examples_have_an_agency_contract() -> None:
    """The banks of the example mails are known, others are not (R-17)."""
    assert OFFICE.bank_known("七十七銀行 角田支店")
    assert not OFFICE.bank_known("見知らぬ銀行 本店")


def test_branches_differ_in_hours_and_numbers() -> None:
    """The second half of the day is shorter in Yamagata."""
    assert time(14) == OFFICE.branches["yamagata"].cut_off
    assert 3 == len({one.number_prefix for one in OFFICE.branches.values()})


def test_entries_have_the_cores_own_defaults() -> None:
    """What a file leaves out means the same as what code leaves out."""
    branch = BranchEntry(
        id="a", name="A", tel="1", mail="a@b.jp", address="x", number_prefix="00001"
    )
    obligee = ObligeeEntry(id="a", name="A", aliases=("B",), accepts=(), delivery=())

    assert branch.as_core() == Branch("a", "A", "1", "", "a@b.jp", "x", "00001")
    assert Delivery("mail") == DeliveryEntry(channel="mail").as_core()
    assert obligee.as_core() == Obligee("a", "A", ("B",), "", (), {})
    assert PRODUCTS == tuple(
        one.product for one in AcceptanceEntry(since=date(2026, 1, 1)).as_core()
    )


def test_the_same_files_give_the_same_office(tmp_path: Path) -> None:
    """Loading twice gives equal data; the folder that is current does not matter."""
    again = load_office(SETTINGS.model_copy(update={"data": tmp_path}))
    nothing = ClosingDays({}, {})

    def without_days(office: Office) -> Office:
        return replace(office, closing_days=nothing)

    assert without_days(OFFICE) == without_days(again)
