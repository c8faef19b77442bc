"""How labels and values stand on a sheet."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.unit.parsers.boxes import (
    mail_with,
    member,
    ods,
    ods_row,
    rezipped,
    said,
    troubles,
    xlsx,
)

DAY, END = date(2026, 3, 3), date(2027, 3, 25)
NAME, WORK = "工事名", "市道角田1号線道路改良工事"
BOTH = {"advance.amount": 20_000_000, "performance.amount": 5_000_000}
Rows = Sequence[Sequence[object]]

LAYOUTS: Mapping[str, tuple[Rows, dict[str, object]]] = {
    "two forms side by side, one value blank": (
        [
            ("会社名", None, "発注者名", "角田市長"),
            (NAME, WORK, "工事番号", None),
            ("請負金額", 50_000_000, "請負契約日", date(2026, 3, 2)),
        ],
        {
            "obligee_name": "角田市長",
            "project_name": WORK,
            "contract_amount": 50_000_000,
            "contract_date": "2026-03-02",
        },
    ),
    "a note does not become the value of a blank": (
        [
            ("会社名", "株式会社甲", "登録名"),
            ("工事番号", None, "契約書の番号"),
            ("請負金額", 50_000_000, "税込"),
            ("前払金保証金額", None, "円単位"),
        ],
        {"contractor_name": "株式会社甲", "contract_amount": 50_000_000},
    ),
    "heads name the column of the values": (
        [
            ("項目", "備考", "記入欄"),
            (NAME, "契約書のとおり", WORK),
            ("請負金額", "税込", 50_000_000),
        ],
        {"project_name": WORK, "contract_amount": 50_000_000},
    ),
    "a column for each product": (
        [
            (NAME, WORK),
            ("項目", "前払金保証", "契約保証"),
            ("保証金額", 20_000_000, 5_000_000),
            ("保証証書の形式", "電子保証", "証書（紙）"),
            ("預託金融機関", "七十七銀行 角田支店", "－"),
        ],
        {
            "project_name": WORK,
            **BOTH,
            "advance.form": "electronic",
            "performance.form": "paper",
            "advance.bank": "七十七銀行 角田支店",
        },
    ),
    "sections give their product": (
        [
            ("■前払金保証",),
            ("保証金額", 20_000_000),
            ("■契約保証",),
            ("保証金額", 5_000_000),
            ("■その他",),
            ("担当者", "髙橋 美咲", "主任"),
        ],
        {**BOTH, "person": "髙橋 美咲"},
    ),
    "a product beside its labels": (
        [
            ("前払金保証", "保証金額", 20_000_000),
            (None, "形式", "電子"),
            ("契約保証", "保証金額", 5_000_000),
            (None, "形式", "紙"),
        ],
        {**BOTH, "advance.form": "electronic", "performance.form": "paper"},
    ),
    "a product that is applied for": (
        [
            ("前払金保証", "○"),
            ("保証金額", 20_000_000),
            ("契約保証", "×"),
            ("保証金額", None),
        ],
        {"advance.amount": 20_000_000},
    ),
    "values below their labels": (
        [
            (NAME, "請負金額", "請負契約日"),
            (WORK, 50_000_000, date(2026, 3, 2)),
            ("会社名",),
            ("株式会社甲",),
        ],
        {
            "project_name": WORK,
            "contract_amount": 50_000_000,
            "contract_date": "2026-03-02",
            "contractor_name": "株式会社甲",
        },
    ),
    "a table with one work and its sum": (
        [
            ("No.", NAME, "請負金額", "前払金保証金額"),
            (1, WORK, 50_000_000, 20_000_000),
            ("合計", None, 50_000_000, 20_000_000),
        ],
        {
            "project_name": WORK,
            "contract_amount": 50_000_000,
            "advance.amount": 20_000_000,
        },
    ),
    "自 and 至 in rows of their own": (
        [("工期", "自", DAY), (None, "至", END), ("請負金額", 50_000_000)],
        {
            "work_start": "2026-03-03",
            "work_end": "2027-03-25",
            "contract_amount": 50_000_000,
        },
    ),
    "a period in three cells": (
        [("工期", DAY, "～", END), (NAME, WORK)],
        {"work_start": "2026-03-03", "work_end": "2027-03-25", "project_name": WORK},
    ),
    "days and amounts piece by piece": (
        [
            ("請負契約日", "令和", 8, "年", 3, "月", 2, "日"),
            ("請負金額", "金", 50_000_000, "円"),
            ("前払金保証金額", 2_000, "万円"),
            ("契約保証金額", *"5000000", "円"),
        ],
        {"contract_date": "2026-03-02", "contract_amount": 50_000_000, **BOTH},
    ),
    "boxes with their options in cells": (
        [
            ("保証証書の形式", "☑", "電子保証", "□", "証書（紙）"),
            ("再預託", "□する　☑しない"),
            ("前払金保証金額", 20_000_000),
        ],
        {
            "advance.form": "electronic",
            "advance.redeposit": False,
            "advance.amount": 20_000_000,
        },
    ),
    "labels with marks, notes and line breaks": (
        [
            ("1. 工事\n名 ※必須", "市道角田1号線\n道路改良工事"),
            ("請負金額（税込）", 50_000_000),
            ("②発注者：", "角田市長 殿"),
        ],
        {
            "project_name": WORK,
            "contract_amount": 50_000_000,
            "obligee_name": "角田市長",
        },
    ),
    "label and value in one cell": (
        [(f"工事名：{WORK}",), ("請負金額：5,000万円", "工事番号：R7-1")],
        {
            "project_name": WORK,
            "contract_amount": 50_000_000,
            "project_number": "R7-1",
        },
    ),
    "a bank and its branch": (
        [("預託金融機関", "七十七銀行", "角田支店"), ("前払金保証金額", 20_000_000)],
        {"advance.bank": "七十七銀行 角田支店", "advance.amount": 20_000_000},
    ),
    "a value that looks like a label": (
        [("担当部署", "本社", "登録名"), ("担当者", "山田", None), (NAME, WORK)],
        {"department": "本社", "person": "山田", "project_name": WORK},
    ),
    "figures without noise, and the nought of a telephone": (
        [
            (NAME, WORK),
            ("工事番号", 12.0),
            ("請負金額", 50_000_000.000_000_01),
            ("電話番号", 224_001_234),
        ],
        {
            "project_name": WORK,
            "project_number": "12",
            "contract_amount": 50_000_000,
            "phone": "0224001234",
        },
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_read(layout: str) -> None:
    """Exactly the values that a person sees are found, and nothing is asked."""
    rows, wanted = LAYOUTS[layout]

    reading = mail_with({"application.xlsx": xlsx({"Sheet1": rows})})

    assert said(reading) == wanted
    assert not reading.problems


def test_merged_cells_are_one_cell() -> None:
    """A value stands behind the whole label, however many cells that takes."""
    rows = [
        (NAME, None, None, WORK),
        ("請負金額", None, None, 50_000_000),
        ("発注者名", None, None, None, None, "角田市長"),
    ]

    reading = mail_with({"a.xlsx": xlsx({"S": rows}, ["A1:C1", "A2:C2", "A3:E3"])})

    assert said(reading) == {
        "project_name": WORK,
        "contract_amount": 50_000_000,
        "obligee_name": "角田市長",
    }


def test_a_group_of_columns_has_its_product_above() -> None:
    """Merged heads 前払金保証 and 契約保証 stand above 保証金額 and 形式 each."""
    rows = [
        (None, None, "前払金保証", None, "契約保証", None),
        (NAME, "請負金額", "保証金額", "形式", "保証金額", "形式"),
        (WORK, 50_000_000, 20_000_000, "電子", 5_000_000, "紙"),
    ]

    reading = mail_with({"a.xlsx": xlsx({"S": rows}, ["C1:D1", "E1:F1"])})

    assert said(reading) == {
        "project_name": WORK,
        "contract_amount": 50_000_000,
        **BOTH,
        "advance.form": "electronic",
        "performance.form": "paper",
    }


def test_examples_lists_and_hidden_sheets_are_left_out() -> None:
    """A sheet 記入例 or リスト, or one that its sender cannot see, says nothing."""
    other = [(NAME, "見本工事"), ("請負金額", 10_000_000)]
    rows = [(NAME, WORK), ("請負金額", 50_000_000)]
    book = xlsx({"申込書": rows, "記入例": other, "リスト": other, "隠し": other})
    content = member(book, "xl/workbook.xml")
    before, hidden, after = content.partition('name="隠し"'.encode())
    after = after.replace(b'state="visible"', b'state="hidden"', 1)

    reading = mail_with(
        {"a.xlsx": rezipped(book, {"xl/workbook.xml": before + hidden + after})}
    )

    assert b"hidden" in after
    assert said(reading) == {"project_name": WORK, "contract_amount": 50_000_000}
    assert not reading.problems


def test_a_number_that_became_a_day_is_asked_back() -> None:
    """7-3 typed as 工事番号 is kept as a day: what was typed is lost."""
    rows = [(NAME, WORK), ("工事番号", date(2026, 7, 3)), ("請負金額", 50_000_000)]

    reading = mail_with({"a.xlsx": xlsx({"S": rows})})

    assert troubles(reading) == [("project_number", "unreadable")]


def test_a_small_figure_may_be_thousands() -> None:
    """A cell may show 20,000 as 千円: without its unit it is a question."""
    rows = [(NAME, WORK), ("前払金保証金額", 20_000), ("請負金額", 50_000, "千円")]

    reading = mail_with({"a.xlsx": xlsx({"S": rows})})

    assert reading.fields["contract_amount"] == 50_000_000
    assert troubles(reading) == [("advance.amount", "ambiguous_amount")]


def test_furigana_is_no_part_of_a_name() -> None:
    """Readings above a name are left out in .xlsx and .ods alike."""
    book = xlsx({"S": [(NAME, WORK), ("担当者", "髙橋")]})
    place = "xl/worksheets/sheet1.xml"
    sheet = member(book, place)
    name = "<t>&#39641;&#27211;</t>"
    ruby = f"<r>{name}</r><rPh sb='0' eb='2'><t>タカハシ</t></rPh>"
    spoken = sheet.replace(name.encode(), ruby.encode())
    above = (
        "<text:ruby><text:ruby-base>髙橋</text:ruby-base>"
        "<text:ruby-text>たかはし</text:ruby-text></text:ruby>"
    )
    table = ods(ods_row(NAME, WORK) + ods_row("担当者", above))

    for name, octets in {
        "a.xlsx": rezipped(book, {place: spoken}),
        "a.ods": table,
    }.items():
        assert said(mail_with({name: octets})) == {
            "project_name": WORK,
            "person": "髙橋",
        }
    assert spoken != sheet


def test_kinds_of_cells_in_an_open_workbook() -> None:
    """An .ods gives days and amounts by their value, not as they are shown."""
    table = ods(
        ods_row("請負契約日", ("date", "2026-03-02")) + ods_row("請負金額", 5 * 10**7)
    )

    assert said(mail_with({"a.ods": table})) == {
        "contract_date": "2026-03-02",
        "contract_amount": 50_000_000,
    }


def test_a_cell_in_era_format_is_a_day() -> None:
    """A day shown as 令和8年3月2日 by its format is that day."""
    made = load_workbook(BytesIO(xlsx({"S": [("請負契約日", DAY), (NAME, WORK)]})))
    sheet = made.worksheets[0]
    assert isinstance(sheet, Worksheet)
    sheet["B1"].number_format = '[$-ja-JP-x-gannen]ggge"年"m"月"d"日"'
    out = BytesIO()
    made.save(out)

    assert said(mail_with({"a.xlsx": out.getvalue()})) == {
        "contract_date": "2026-03-03",
        "project_name": WORK,
    }


def test_thousands_marks_of_a_careless_csv_are_put_together() -> None:
    """請負金額,50,000,000 without quotes is fifty million."""
    rows = f"請負金額,50,000,000\n工事名,{WORK}\n"

    assert said(mail_with({"a.csv": rows.encode()})) == {
        "contract_amount": 50_000_000,
        "project_name": WORK,
    }
