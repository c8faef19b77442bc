"""Amounts: every way of writing that we know, and every doubt that must be asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.values import money
from parsers.values.flaws import Flaw

WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
KANJI = "〇一二三四五六七八九"
FORMAL = "零壱弐参四五六七八九"


def spoken(yen: int, digits: str, units: str) -> str:
    """Write an amount in kanji: 二千三百四十五万六千七百八十九."""
    out = ""
    for power, big in ((8, units[4]), (4, units[3]), (0, "")):
        group = yen // 10**power % 10**4
        if not group:
            continue
        for exponent, small in ((3, units[2]), (2, units[1]), (1, units[0]), (0, "")):
            digit = group // 10**exponent % 10
            if digit:
                out += (
                    "" if digit == 1 and 0 < exponent < 3 else digits[digit]
                ) + small
        out += big
    return out


AMOUNTS = [100_000, 500_000, 950_000, 1_000_000, 3_500_000, 8_800_000, 12_800_000,
           20_000_000, 24_200_000, 34_700_000, 50_000_000, 86_900_000, 123_450_000,
           234_500_000, 1_234_567_000, 19_999_999]  # fmt: skip
STYLES = {
    "grouped": lambda yen: f"{yen:,}円",
    "wide": lambda yen: f"{yen:,}円".translate(WIDE),
    "plain": lambda yen: f"{yen}円",
    "yen sign": lambda yen: f"￥{yen:,}-",
    "half yen sign": lambda yen: f"¥{yen:,}",
    "backslash": lambda yen: f"\\{yen:,}.-",
    "formal": lambda yen: f"金{yen:,}円也",
    "spaced": lambda yen: f"金　{yen:,}　円　也",
    "taxed": lambda yen: f"{yen:,}円（税込）",
    "tax named": lambda yen: (
        f"{yen:,}円（うち消費税及び地方消費税の額 {yen // 11:,}円）"
    ),
    "percent": lambda yen: f"{yen:,}円（40.0％）",
    "kanji": lambda yen: spoken(yen, KANJI, "十百千万億") + "円",
    "daiji": lambda yen: "金" + spoken(yen, FORMAL, "拾百千萬億") + "円也",
    "listed": lambda yen: f"①{yen:,}円".translate(WIDE),
    "from to": lambda yen: f"9,999,999円から{yen:,}円に変更",
    "arrow": lambda yen: f"9,999,999円→{yen:,}円",
    "former": lambda yen: f"{yen:,}円【変更前 9,999,999円】",
    "no unit": lambda yen: f"{yen:,}",
    "polite": lambda yen: f"{yen:,}円です。",
    "ideographic comma": lambda yen: f"{yen:,}円".replace(",", "、"),
}


@pytest.mark.parametrize("yen", AMOUNTS)
@pytest.mark.parametrize("style", STYLES)
def test_an_amount_reads_the_same_in_every_style(yen: int, style: str) -> None:
    """320 lines: sixteen amounts in twenty ways of writing."""
    assert money.read(STYLES[style](yen)) == yen


LINES = {
    "2,000万円": 20_000_000,
    "2000万": 20_000_000,
    "２千万円": 20_000_000,
    "2千5百万円": 25_000_000,
    "二千万円": 20_000_000,
    "二〇〇〇万円": 20_000_000,
    "金弐千萬円也": 20_000_000,
    "金壱百萬円也": 1_000_000,
    "2億3,450万円": 234_500_000,
    "1億円": 100_000_000,
    "1.2億円": 120_000_000,
    "2000.5万円": 20_005_000,
    "2,000万5千円": 20_005_000,
    "20000千円": 20_000_000,
    "20,000千円": 20_000_000,
    "１，２００千円": 1_200_000,
    "50百万円": 50_000_000,
    "５０百万円": 50_000_000,
    "20.000.000円": 20_000_000,
    "20 000 000円": 20_000_000,
    "20, 000, 000 円": 20_000_000,
    "①５，０００万円": 50_000_000,
    "(1) 5,000万円": 50_000_000,
    "・5,000万円": 50_000_000,
    "百万円": 1_000_000,
    "5,000万円（50,000,000円）": 50_000_000,
    "5,000万円(消費税10%込)": 50_000_000,
    "税込 55,000,000円": 55_000_000,
    "変更前50,000,000円 変更後55,000,000円": 55_000_000,
    "50,000,000円を55,000,000円に": 55_000_000,
    "JPY 20,000,000": 20_000_000,
    "20,000,000 yen": 20_000_000,
    "0円": 0,
}
FLAWS = {
    "20.000円": "ambiguous_amount",
    "1.500万円": "ambiguous_amount",
    "20,00,000円": "ambiguous_amount",
    "2,0000,000円": "ambiguous_amount",
    "2千3千万円": "ambiguous_amount",
    "1①5,000円": "ambiguous_amount",
    "▲500,000円": "ambiguous_amount",
    "-500,000円": "ambiguous_amount",
    "50,000": "ambiguous_amount",
    "5,000万円（5,500万円）": "ambiguous_amount",
    "5,000万円(税込5,500万円)": "ambiguous_amount",
    "2,000万円と500万円": "ambiguous_amount",
    "別紙のとおり": "ambiguous_amount",
    "0.5円": "ambiguous_amount",
    "٢٠٠٠٠٠٠円": "ambiguous_amount",
    "10²万円": "ambiguous_amount",
    "約5,000万円": "relative_amount",
    "5,000万円程度": "relative_amount",
    "5,000万円以内": "relative_amount",
    "500万円増額": "relative_amount",
    "500万円増": "relative_amount",
    "請負金額の4割": "relative_amount",
    "40%": "relative_amount",
    "４０％": "relative_amount",
    "4/10": "relative_amount",
    "10分の4": "relative_amount",
    "半額": "relative_amount",
    "5,000万円（税抜）": "tax_excluded",
    "税抜5,000万円": "tax_excluded",
    "5,000万円（消費税別）": "tax_excluded",
    "5,000万円＋税（外税）": "tax_excluded",
}
NOTHING = [
    "",
    "　",
    "なし",
    "該当なし",
    "－",
    "―",
    "-",
    "未定",
    "〇〇円",
    "＿＿＿円",
    "（なし）",
]


@pytest.mark.parametrize(("text", "yen"), LINES.items())
def test_an_amount_is_read_in_whole_yen(text: str, yen: int) -> None:
    """The ways people write one amount."""
    assert money.read(text) == yen


@pytest.mark.parametrize(("text", "code"), FLAWS.items())
def test_an_amount_with_two_readings_is_a_problem(text: str, code: str) -> None:
    """Two readings, a relation or a missing tax is asked, never chosen."""
    found = money.read(text)
    assert isinstance(found, Flaw)
    assert found.code == code


@pytest.mark.parametrize("text", NOTHING)
def test_an_empty_amount_is_no_problem(text: str) -> None:
    """Blank, なし, － and 未定 say nothing."""
    assert money.read(text) is None


def test_the_unit_of_the_label_counts() -> None:
    """請負金額（千円）：50,000 is fifty million; a label 税抜 is a problem."""
    assert money.read("50,000", "千円") == 50_000_000
    assert money.read("50,000千円", "千円") == 50_000_000
    assert money.read("5,000", "単位:万円") == 50_000_000
    assert money.read("50,000,000円", "税抜") == Flaw("tax_excluded")


@given(st.integers(100_000, 999_999_999_999))
def test_what_is_written_grouped_reads_back(yen: int) -> None:
    """Any amount in figures or kanji reads back as itself."""
    assert money.read(f"{yen:,}円") == yen
    if yen < 10**12:
        assert money.numeral(spoken(yen, KANJI, "十百千万億")) == yen


@given(st.text(alphabet="0123456789,.万千百十億円二三〇¥-（）税抜込約①", max_size=40))
def test_any_text_gives_yen_a_flaw_or_nothing(text: str) -> None:
    """The reader is total, and never negative."""
    found = money.read(text)
    assert found is None or isinstance(found, Flaw) or found >= 0


def test_a_hostile_amount_is_read_in_linear_time() -> None:
    """A hundred thousand signs of near-misses end at once, as a problem."""
    assert money.read("税込" * 50_000) == Flaw("ambiguous_amount")
    assert money.read("1," * 249) == Flaw("ambiguous_amount")
