"""Properties of whole readings: order, folding, rendering, and time."""

import gc
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.read import read
from parsers.reading import Reading
from tests.unit.parsers.letters import mail, raw_mail

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIELDS = {
    "会社名": ("contractor_name", "株式会社阿武隈星建設"),
    "発注者": ("obligee_name", "角田市長"),
    "工事名": ("project_name", "市道１０２号線（その２）改良工事"),
    "工事番号": ("project_number", "第7-12号"),
    "請負金額": ("contract_amount", 50_000_000),
    "請負契約日": ("contract_date", date(2026, 3, 2)),
    "工期": ("work_start", date(2026, 3, 3)),
    "前払金保証金額": ("advance.amount", 20_000_000),
    "預託金融機関": ("advance.bank", "七十七銀行 角田支店"),
    "契約保証金額": ("performance.amount", 5_000_000),
    "担当者": ("person", "総務部 髙橋 﨑夫"),
    "電話番号": ("phone", "0224-00-1234"),
}
WRITTEN = {
    "請負金額": "50,000,000円",
    "請負契約日": "令和8年3月2日",
    "工期": "令和8年3月3日～令和9年3月25日",
    "前払金保証金額": "２，０００万円",
    "契約保証金額": "5,000,000円",
}


def written(label: str) -> str:
    """Write the value of a label."""
    return WRITTEN.get(label) or str(FIELDS[label][1])


def values(reading: Reading) -> dict[str, object]:
    """Give what counts of a reading whatever the order: fields, products, problems."""
    problems = {(each.field, each.code) for each in reading.problems}
    return {**reading.fields, "": dict(reading.products), "!": problems}


ORDER = st.permutations(list(FIELDS))
LAYOUTS: dict[str, Callable[[str, str], str]] = {
    "colon": lambda label, value: f"{label}：{value}",
    "brackets": lambda label, value: f"【{label}】{value}",
    "below": lambda label, value: f"■{label}\n{value}\n",
    "equals": lambda label, value: f"・{label}＝{value}",
    "spaces": lambda label, value: f"{label}　　{value}",
}


@given(ORDER, st.sampled_from(list(LAYOUTS)))
def test_order_of_fields_does_not_matter(order: list[str], layout: str) -> None:
    """The same lines in any order, in any layout, are the same application."""
    form = LAYOUTS[layout]
    found = values(mail("\n".join(form(label, written(label)) for label in order)))

    for key, value in FIELDS.values():
        assert found[key] == value
    assert found["work_end"] == date(2027, 3, 25)
    assert found["!"] == set()


NAMES = st.text(
    st.one_of(
        st.sampled_from("髙﨑神塚葛㈱①Ⅲ～〜－ーｱｶﾞ々〇Ａｂ１ 　･・&"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA0),
    ),
    min_size=1,
    max_size=20,
)
_TAIL = "号線改良工事"


@given(NAMES)
def test_folding_never_changes_a_stored_name(name: str) -> None:
    """A name is kept sign for sign, whatever its signs fold to for comparing."""
    name = f"甲{name}{_TAIL}"
    found = mail(f"会社名：株式会社乙\n工事名：{name}\n請負金額：8,800,000円")

    assert found.fields.get("project_name") == name


@given(st.data())
def test_a_rendered_form_reads_back_as_itself(data: st.DataObject) -> None:
    """What is written of a reading, field by field, is read as the same values."""
    money = st.integers(100, 99_999).map(lambda thousands: thousands * 1000)
    days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
    want: dict[str, object] = {
        "contract_amount": data.draw(money),
        "contract_date": data.draw(days),
        "work_start": data.draw(days),
        "work_end": data.draw(days),
        "advance.amount": data.draw(money),
        "advance.form": data.draw(st.sampled_from(["electronic", "paper"])),
        "advance.redeposit": data.draw(st.booleans()),
        "notify": data.draw(st.booleans()),
    }
    found = mail(rendered(want))

    assert {key: found.fields.get(key) for key in want} == want
    assert found.problems == ()


def rendered(want: dict[str, object]) -> str:
    """Write values as our own form has them."""
    box = {True: "☒ {0}する　☐ {0}しない", False: "☐ {0}する　☒ {0}しない"}
    forms = {"electronic": "☐ 証書(紙)　☒ 電子保証", "paper": "☒ 証書(紙)　☐ 電子保証"}
    lines = [
        f"請負金額：{want['contract_amount']:,}円",
        f"請負契約日：{reiwa(want['contract_date'])}",
        f"工期：自 {reiwa(want['work_start'])} 至 {reiwa(want['work_end'])}",
        "■前払金保証",
        f"保証証書の形式：{forms[str(want['advance.form'])]}",
        f"保証金額：{want['advance.amount']:,}円",
        f"再預託利用区分：{box[bool(want['advance.redeposit'])].format('再預託を利用')}",
        "■電子保証発行完了のお知らせ",
        f"発行完了のお知らせ：{box[bool(want['notify'])].format('希望')}",
    ]
    return "\n".join(lines)


def reiwa(day: object) -> str:
    """Write a day as our form does."""
    assert isinstance(day, date)
    return f"令和{day.year - 2018}年{day.month}月{day.day}日"


GROWING: dict[str, Callable[[int], bytes]] = {
    "lines of a form": lambda n: raw_mail("工事名：市道改良\n請負金額：5万円\n" * n),
    "sentences": lambda n: raw_mail("前払金保証を2,000万円で申し込みます。" * n),
    "quoted lines": lambda n: raw_mail("> 工事名：市道改良工事\n" * n),
    "prose without an end": lambda n: raw_mail("角田市発注の改良工事について" * n),
    "a long header": lambda n: raw_mail("x", X_Long="=?utf-8?q?a?= " * n),
    "cells of a table": lambda n: raw_mail(
        "<table>" + "<tr><td>工事名<td>甲" * n, Content_Type="text/html"
    ),
    "parts": lambda n: (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * n
    ),
}


def cost(raw: bytes) -> float:
    """Give the processor's seconds of the quickest of five readings."""
    times = []
    for _ in range(5):
        gc.collect()
        start = time.process_time()
        read(raw, NOW)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_no_faster_than_the_mail(name: str) -> None:
    """Four times the mail takes at most ten times the time: linear, with slack."""
    small, large = (cost(GROWING[name](size)) for size in (500, 2_000))

    assert large < 10 * max(small, 0.001)
