"""Choices, names, telephones, addresses, numbers and keys."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.values import choices, names, numbers
from parsers.values.flaws import Flaw, absent

UNSURE = Flaw("ambiguous_choice")
FORMS = {
    "電子保証": "electronic", "電子": "electronic", "電子証書": "electronic",
    "電子保証(認証キーを含む)": "electronic", "電子保証でお願いします": "electronic",
    "保証証書（電子）": "electronic", "紙ではなく電子": "electronic",
    "☐ 証書(紙)　☒ 電子保証(認証キーを含む)": "electronic",
    "□紙　■電子": "electronic", "[x] 電子保証 [ ] 証書（紙）": "electronic",
    "( )紙 (○)電子": "electronic", "☑電子保証 ☐証書": "electronic",
    "紙": "paper", "証書(紙)": "paper", "証書": "paper", "書面": "paper",
    (
        "紙の保証証書"
    ): "paper", "☒ 証書(紙)　☐ 電子保証": "paper", "電子ではなく紙": "paper",
    "電子または紙": UNSURE, "どちらでも可": UNSURE, "☒ 証書(紙)　☒ 電子保証": UNSURE,
    "後日": UNSURE, "☐ 証書(紙)　☐ 電子保証": None, "": None, "未定": None,
}  # fmt: skip
FLAGS = {
    "希望する": True, "利用する": True, "する": True, "あり": True, "有": True,
    (
        "要"
    ): True, (
        "○"
    ): True, "はい": True, "必要です": True, "☒ 希望する　☐ 希望しない": True,
    "☐ 再預託を利用しない　☒ 再預託を利用する": True, "希望します。": True,
    "希望しない": False, "利用しない": False, "しない": False, "なし": False,
    "無": False, "不要": False, "いいえ": False, "×": False, "利用いたしません": False,
    "☐ 希望する　☒ 希望しない": False, "非該当": False, "必要ありません": False,
    (
        "希望しないわけではない"
    ): UNSURE, "利用しないことはない": UNSURE, "する・しない": UNSURE,
    "どちらでもよい": UNSURE, "場合による": UNSURE, "": None, "－": None, "未定": None,
}  # fmt: skip
PAYMENTS = {
    "一括納付": "monthly", "一括": "monthly", "月締めの一括納付": "monthly",
    "振込": "transfer", "銀行振込": "transfer", "振り込み": "transfer", "現金": "cash",
    (
        "小切手"
    ): "cheque", "一括払い": UNSURE, "振込または現金": UNSURE, "": None, "未定": None,
}  # fmt: skip
PHONES = {
    "0224-00-1234": "0224-00-1234", "０２２４－００－１２３４": "0224-00-1234",
    "0224ー00ー1234": "0224-00-1234", "0224‐00‐1234": "0224-00-1234",
    "(0224)00-1234": "0224-00-1234", "（０２２４）００－１２３４": "0224-00-1234",
    "0224（00）1234": "0224(00)1234", "0224001234": "0224001234",
    "090-1234-5678": "090-1234-5678", "022-123-4567 内線12": "022-123-4567 内線12",
    (
        "022-123-4567（内線12）"
    ): "022-123-4567(内線12)", "TEL 022-123-4567": "022-123-4567",
    "022-123-4567(代表)": "022-123-4567", "022-123-456": Flaw("invalid_phone"),
    "1234": Flaw("invalid_phone"), "090-123-4567": Flaw("invalid_phone"),
    "電話で": Flaw("invalid_phone"), "": None, "なし": None,
}  # fmt: skip
EMAILS = {
    (
        "soumu@a.example.jp"
    ): "soumu@a.example.jp", "<soumu@a.example.jp>": "soumu@a.example.jp",
    "Ｓｏｕｍｕ＠ａ．ｅｘａｍｐｌｅ．ｊｐ": "Soumu@a.example.jp",
    (
        "Soumu@A.example.jp"
    ): "Soumu@A.example.jp", "mailto:s@a.example.jp": "s@a.example.jp",
    "foo..bar@docomo.example.jp": "foo..bar@docomo.example.jp",
    (
        "a@b.example.jp、c@d.example.jp"
    ): Flaw("invalid_email"), "a＠b": Flaw("invalid_email"),
    "a(at)b.example.jp": Flaw("invalid_email"), "": None, "なし": None,
}  # fmt: skip
TABLES: list[tuple[Any, dict[str, Any]]] = [
    (choices.form, FORMS),
    (choices.flag, FLAGS),
    (choices.payment, PAYMENTS),
    (names.phone, PHONES),
    (names.email, EMAILS),
]
ROWS = [
    (reader, text, value) for reader, table in TABLES for text, value in table.items()
]


@pytest.mark.parametrize(("reader", "text", "value"), ROWS)
def test_a_choice_or_contact_is_read(reader: Any, text: str, value: object) -> None:
    """Each way of writing gives its value, its problem, or nothing."""
    assert reader(text) == value


def test_lists_of_work_and_submission() -> None:
    """設計 is design, 業務委託 services; 代理送信 forwards, 自分で提出 does not."""
    assert choices.work_kind("工事") == "works"
    assert choices.work_kind("測量設計") == UNSURE
    assert choices.work_kind("設計業務委託") == "design"
    assert choices.work_kind("業務委託") == "services"
    assert choices.submission("代理送信") == "forward"
    assert choices.submission("自分で提出") == "self"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("　市道１０２号線（その２） ", "市道１０２号線（その２）"),
        ("「小田川護岸工事」", "小田川護岸工事"),
        ("「甲」「乙」", "「甲」「乙」"),
        ("㈱角田", "㈱角田"),
        ("該当なし", None),
        ("〇〇銀行 xx支店", None),
        ("＿＿＿＿", None),
    ],
)
def test_a_text_is_kept_verbatim(written: str, kept: str | None) -> None:
    """Only white space and one pair of 「」 go; figures and ㈱ stay as written."""
    assert names.text(written) == kept


@pytest.mark.parametrize("tail", ["様", "　様", " 殿", "御中", ""])
def test_an_obligee_loses_its_honorific_and_gains_nothing(tail: str) -> None:
    """角田市長様 is 角田市長; 角田市 stays 角田市."""
    assert names.addressee("角田市長" + tail) == "角田市長"
    assert names.addressee("角田市" + tail) == "角田市"


@given(st.text(min_size=1, max_size=30))
def test_a_name_is_never_folded(name: str) -> None:
    """Whatever is kept of a text is a piece of the text, sign for sign."""
    kept = names.text(name)
    assert kept is None or kept in name


def test_folding_is_for_comparing() -> None:
    """㈱ and 株式会社 are the same name; 高 and 髙 are not."""
    assert names.same_name("㈱阿武隈 星建設", "株式会社阿武隈星建設")
    assert names.same_name("葛\U000e0100城", "葛城")
    assert not names.same_name("高橋", "髙橋")


def test_numbers_and_keys_in_any_width() -> None:
    """Numbers become 00000-000000; a key keeps its case."""
    assert numbers.guarantee_numbers("００４２７ー０００３１８、00427-000319") == (
        "00427-000318",
        "00427-000319",
    )
    assert numbers.guarantee_numbers("000427-000318 0224-00-1234") == ()
    assert numbers.key("照会 00427-000318 Ｚ28YUE4J3Bux") == "Z28YUE4J3Bux"
    assert numbers.key("Z28YUE4J3Bux Z28YUE4J3Buy") is None
    assert numbers.masked("鍵Ｚ28YUE4J3Bux。", "Z28YUE4J3Bux", "••••") == "鍵••••。"


def test_nothing_is_said_by_blanks_and_dashes() -> None:
    """Blank, なし, 該当なし, －, 未定 are absent; 無名橋 is not."""
    for text in ("", " 　", "なし", "該当なし。", "－", "—", "未定", "（なし）", "..."):
        assert absent(text)
    for text in ("無名橋", "未定義", "A-1", "なしの木工事", "○"):
        assert not absent(text)
