"""Comparison keys: which spellings meet, which never may, and what is widened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.core.office.names import FoldedNames, fold_name, widen


@pytest.mark.parametrize(
    "spelling",
    [
        "㈱阿武隈星建設",
        "(株)阿武隈星建設",
        "（株）阿武隈星建設",
        "株式会社 阿武隈星建設",
        "株式会社　阿武隈星　建設",
        "株式会社\u200b阿武隈星建設\ufeff",
        "株式会社\u2060阿武隈星\u00ad建設",
    ],
)
def test_spellings_of_one_company_meet(spelling: str) -> None:
    """㈱, (株), width, spaces and invisible characters do not make another company."""
    assert fold_name("株式会社阿武隈星建設") == fold_name(spelling)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ABC建設", "ａｂｃ建設"),
        ("ｱﾌﾞｸﾏ建設", "アブクマ建設"),
        ("㈲ひばり舗道", "有限会社ひばり舗道"),
        ("葛\U000e0100飾工業", "葛飾工業"),
    ],
)
def test_width_case_kana_and_variants_meet(one: str, other: str) -> None:
    """Width, letter case, half-width kana and variation selectors are folded."""
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("株式会社阿武隈星建設", "阿武隈星建設株式会社"),
        ("株式会社阿武隈星建設", "有限会社阿武隈星建設"),
        ("髙橋建設", "高橋建設"),
        ("山﨑組", "山崎組"),
    ],
)
def test_different_names_never_meet(one: str, other: str) -> None:
    """Before and after, ㈱ and ㈲, 髙 and 高 are different names in a register."""
    assert fold_name(one) != fold_name(other)


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    """A key folds to itself, so that keys may be stored and compared again."""
    key = fold_name(name)

    assert key == fold_name(key)


@pytest.mark.parametrize(
    ("written", "wide"),
    [
        ("七十七銀行 角田支店", "七十七銀行\u3000角田支店"),
        ("77ﾊﾞﾝｸ ｶｸﾀﾞ", "７７バンク\u3000カクダ"),
        ("A-1", "Ａ－１"),
        ("\ufa10本銀行", "\ufa10本銀行"),
        ("青葉山銀行", "青葉山銀行"),
    ],
)
def test_bank_is_widened_and_no_kanji_is_touched(written: str, wide: str) -> None:
    """ASCII and half-width kana become full width; a rare kanji stays the same."""
    assert wide == widen(written)


@given(st.text())
def test_widening_twice_is_widening_once(text: str) -> None:
    """What is full width already is left alone."""
    assert widen(text) == widen(widen(text))


def test_names_are_folded_when_the_first_is_looked_for() -> None:
    """Being kept, counted and passed on folds none; being looked for folds all once."""
    names = FoldedNames(("Ｏ市のひとつめ", "O市のふたつめ", "Ｏ市の ふたつめ"))

    assert names
    assert len(names) == 3
    assert len(vars(names)) == 1
    assert fold_name("O市のひとつめ") in names
    assert "Ｏ市のひとつめ" not in names
    assert len(vars(names)) == 2
    assert len(set(names)) == 2
