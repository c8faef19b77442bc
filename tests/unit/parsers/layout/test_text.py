"""Layouts: the same form written in every way that people write it."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.unit.parsers.letters import mail

FORM = {
    "contractor_name": "株式会社甲建設",
    "obligee_name": "角田市長",
    "project_name": "市道１０２号線改良工事（その２）",
    "contract_amount": 50_000_000,
    "contract_date": date(2026, 3, 2),
    "work_start": date(2026, 3, 3),
    "work_end": date(2027, 3, 25),
    "advance.form": "electronic",
    "advance.amount": 20_000_000,
    "advance.bank": "七十七銀行 角田支店",
    "advance.redeposit": False,
}
ROWS = [
    ("会社名", "株式会社甲建設"),
    ("発注者名", "角田市長"),
    ("工事名", "市道１０２号線改良工事（その２）"),
    ("請負金額", "５０，０００，０００円"),
    ("請負契約日", "令和8年3月2日"),
    ("工期", "令和8年3月3日～令和9年3月25日"),
    ("前払金保証", ""),
    ("保証証書の形式", "電子保証"),
    ("前払金保証金額", "2,000万円"),
    ("預託金融機関", "七十七銀行 角田支店"),
    ("再預託利用区分", "利用しない"),
]
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪"
LAYOUTS: dict[str, Callable[[int, str, str], str]] = {
    "colon": lambda _, k, v: f"{k}：{v}" if v else f"■{k}",
    "ascii colon": lambda _, k, v: f"{k}: {v}" if v else f"[{k}]",
    "aligned": lambda _, k, v: f"{k:　<12}{v}" if v else f"（{k}）",
    "tabs": lambda _, k, v: f"{k}\t{v}" if v else f"◆{k}",
    "brackets": lambda _, k, v: f"【{k}】{v}" if v else f"【{k}】",
    "bracket below": lambda _, k, v: f"【{k}】\n{v}" if v else f"【{k}】",
    "below": lambda _, k, v: f"■{k}\n{v}" if v else f"■{k}",
    "below blank": lambda _, k, v: f"{k}\n\n{v}\n" if v else f"{k}\n",
    "equals": lambda _, k, v: f"・{k}＝{v}" if v else f"●{k}",
    "numbered": lambda i, k, v: f"{i + 1}. {k} {v}" if v else f"＜{k}＞",
    "numbered colon": lambda i, k, v: f"({i + 1}) {k}：{v}" if v else f"〔{k}〕",
    "circled": lambda i, k, v: f"{CIRCLED[i]}{k}：{v}" if v else f"□{k}",
    "spaced": lambda _, k, v: f"{'　'.join(k)}　：　{v}" if v else f"◎ {k}",
    "indented": lambda _, k, v: f"　　{k}　：{v}" if v else f"　■ {k} について",
    "half width": lambda _, k, v: f"- {k} = {v}" if v else f"* {k}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_form_reads_the_same_in_every_layout(layout: str) -> None:
    """Fifteen layouts of one form give the same eleven values and no problem."""
    rows = (LAYOUTS[layout](i, k, v) for i, (k, v) in enumerate(ROWS))
    reading = mail(
        "お世話になっております。\n\n" + "\n".join(rows) + "\n\nよろしくお願いします。"
    )

    assert dict(reading.fields) == FORM
    assert dict(reading.products) == {"advance": True}
    assert reading.problems == ()
    assert reading.remainder == ()
    assert reading.intent == "apply"


def test_the_order_of_the_fields_does_not_matter() -> None:
    """Labels that name their product read the same from the last to the first."""
    rows = [f"{key}：{value}" for key, value in ROWS if value]
    rows[6] = "前払金保証証書の形式：電子保証"
    assert dict(mail("\n".join(reversed(rows))).fields) == FORM


def test_several_fields_on_a_line() -> None:
    """Labels with a colon or in brackets cut the line."""
    reading = mail(
        "会社名：株式会社甲、発注者：角田市長　工事名：橋梁補修工事\n"
        "請負金額：1億2,000万円 / 契約日：2026/3/2 / 工期：2026/3/3～2027/2/26\n"
        "【預託金融機関】仙台銀行 本店【再預託】利用する\n"
    )
    assert reading.fields["obligee_name"] == "角田市長"
    assert reading.fields["contract_amount"] == 120_000_000
    assert reading.fields["work_end"] == date(2027, 2, 26)
    assert reading.fields["advance.bank"] == "仙台銀行 本店"
    assert reading.fields["advance.redeposit"] is True


def test_wrapped_and_indented_values_are_joined() -> None:
    """Japanese joins without a space; a period may go on with 至."""
    reading = mail(
        "工事名：令和７年度　市道枝野線ほか２路線\n　　　　道路改良工事（その３）\n"
        "工　　期　　自　令和８年３月３日\n　　　　　　至　令和９年３月２５日\n"
        "請負金額：\n　5,000万円\n"
    )
    assert reading.fields["project_name"] == (
        "令和７年度　市道枝野線ほか２路線道路改良工事（その３）"
    )
    assert reading.fields["work_end"] == date(2027, 3, 25)
    assert reading.fields["contract_amount"] == 50_000_000


def test_a_closing_sentence_is_not_part_of_the_value_above() -> None:
    """What follows a value at once is still a sentence."""
    reading = mail(
        "工事名：市道改良工事\nよろしくお願いいたします。\n契約日：\n以上です。"
    )
    assert dict(reading.fields) == {"project_name": "市道改良工事"}


def test_headings_give_scope_and_another_heading_ends_it() -> None:
    """保証金額 belongs to the section it stands in."""
    reading = mail(
        "工事名：X線改良工事\n■前払金保証\n保証金額：400万円\n（契約保証）\n保証金額："
        "100万円\n"
        "保証証書の形式：紙\n■その他\n保証料支払方法：振込\n"
    )
    assert reading.fields["advance.amount"] == 4_000_000
    assert reading.fields["performance.amount"] == 1_000_000
    assert reading.fields["performance.form"] == "paper"
    assert "advance.form" not in reading.fields
    assert reading.fields["advance.payment_method"] == "transfer"
    assert reading.fields["performance.payment_method"] == "transfer"


def test_plain_advance_never_means_interim() -> None:
    """中間前払金保証 is its own product."""
    reading = mail("中間前払金保証金額：100万円\n前払金保証金額：200万円")
    assert reading.fields["interim.amount"] == 1_000_000
    assert reading.fields["advance.amount"] == 2_000_000


def test_check_boxes_on_one_line_or_several() -> None:
    """The ticked option counts; an unticked product is absent."""
    reading = mail(
        "工事名：X線改良工事\n☒ 前払金保証を申し込む\n☐ "
        "契約保証を申し込む\n■前払金保証\n"
        "保証証書の形式\n☐ 証書(紙)\n☑ 電子保証\n再預託利用区分：□利用する　■利用しな"
        "い\n"
    )
    assert dict(reading.products) == {"advance": True}
    assert reading.fields["advance.form"] == "electronic"
    assert reading.fields["advance.redeposit"] is False
    assert reading.evidence["advance.redeposit"].rule == "checkbox"


def test_a_slip_of_the_pen_is_read_and_another_word_is_not() -> None:
    """預託金機関 is 預託金融機関; 旧契約金額 and 発注者課 are no fields."""
    reading = mail(
        "預託金機関：七十七銀行 角田支店\n旧契約金額：100万円\n発注者課：道路課\n"
        "請負い金額：5,000万円\n"
    )
    assert dict(reading.fields) == {
        "advance.bank": "七十七銀行 角田支店",
        "contract_amount": 50_000_000,
    }
    assert reading.remainder == ("発注者課：道路課",)
    assert reading.evidence["advance.bank"].slip == "預託金機関"
    assert reading.evidence["contract_amount"].slip == "請負い金額"


def test_two_sources_and_two_applications_are_problems() -> None:
    """Different amounts conflict; different projects are two applications."""
    reading = mail(
        "請負金額：5,000万円\n契約金額：5,500万円\n工事名：A線工事\n件名：B線工事"
    )
    assert dict(reading.fields) == {}
    assert [(each.field, each.code) for each in reading.problems] == [
        ("contract_amount", "conflict"),
        ("project_name", "two_applications"),
    ]


def test_the_same_value_twice_is_no_conflict() -> None:
    """A repeated value, differently written, stays."""
    reading = mail("請負金額：5,000万円\n契約金額：50,000,000円")
    assert reading.fields["contract_amount"] == 50_000_000
    assert reading.problems == ()


def test_blank_labels_give_nothing() -> None:
    """An empty form says nothing at all."""
    rows = "\n".join(f"{key}：" for key, _ in ROWS)
    reading = mail(f"{rows}\nJV名：なし\n工事番号：－\n契約保証：\n")
    assert dict(reading.fields) == {}
    assert dict(reading.products) == {}
    assert reading.problems == ()


def test_signatures_give_no_values() -> None:
    """A telephone under `-- `, in a frame, or in a last block is no field."""
    for signature in (
        "-- \n株式会社甲　総務部\nTEL 0224-00-1234",
        "━━━━━━━━━━\n株式会社甲\nTEL：0224-00-1234\nE-mail：a@b.example.jp\n━━━━━━━━━━",
        "*****************\n株式会社甲\n電話：0224-00-1234\n*****************",
        "株式会社甲　総務部　佐藤\n〒981-0000 宮城県角田市\nTEL 0224-00-1234",
    ):
        reading = mail(
            f"工事名：X線改良工事\n\nよろしくお願いします。\n\n{signature}\n"
        )
        assert dict(reading.fields) == {"project_name": "X線改良工事"}
        assert reading.remainder == ()


def test_products_and_form_of_a_sentence() -> None:
    """An announcing sentence names products, and one form holds for all of them."""
    both = mail(
        "会社名：株式会社甲\n\n前払金保証および契約保証を電子保証にて申し込みます。"
    )
    assert both.fields["advance.form"] == "electronic"
    assert both.fields["performance.form"] == "electronic"
    assert both.evidence["advance.form"].rule == "prose"

    each = mail(
        "会社名：株式会社甲\n\n前払金保証は電子保証、契約保証は証書(紙)でお願いします。"
    )
    assert each.fields["performance.form"] == "paper"

    bare = mail("会社名：株式会社甲\n\n前払金保証をお願いいたします。")
    assert bare.to_json("-")["application"] == {
        "advance": {},
        "contractor_name": "株式会社甲",
    }
    assert not mail("会社名：株式会社甲\n\n契約保証は申し込みません。").products


def test_a_sentence_that_says_more_is_left_for_a_person() -> None:
    """What nothing understood goes, word for word, to the remainder."""
    reading = mail("会社名：株式会社甲\n\n契約日は発注者と協議中のため後日連絡します。")
    assert reading.remainder == ("契約日は発注者と協議中のため後日連絡します。",)


def test_an_html_mail_reads_its_table() -> None:
    """Cells become label and value; the evidence says table."""
    markup = (
        "<html><head><style>p{}</style></head><body><p>お世話になっております。</p><ta"
        "ble>"
        "<tr><td>会社名</td><td><b>株式会社甲</b></td><td>発注者名</td><td>角田市長</t"
        "d></tr>"
        "<tr><td colspan=2>前払金保証</td></tr>"
        "<tr><td>保証金額</td><td>2,000万円</td></tr></table></body></html>"
    )
    reading = mail(markup, Content_Type="text/html; charset=utf-8")
    assert reading.fields["contractor_name"] == "株式会社甲"
    assert reading.fields["obligee_name"] == "角田市長"
    assert reading.fields["advance.amount"] == 20_000_000
    assert reading.evidence["advance.amount"].rule == "table"
