"""Two sources of one value: they agree, or there is no value."""

import pytest

from parsers.read import read
from parsers.reading import Context, Reading
from tests.unit.parsers.boxes import FORM, mail_with, said, troubles, xlsx
from tests.unit.parsers.letters import NOW, mail, reply

HEAD = """From: soumu@kensetsu.example.jp
Subject: {subject}
MIME-Version: 1.0
{more}Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

{text}
--b
Content-Type: text/html; charset=utf-8

{html}
--b--
"""


def twice(text: str, html: str, *, answers: bool = False) -> Reading:
    """Read a mail that came as text and as HTML."""
    more = "In-Reply-To: <q@hosho.example.jp>\n" if answers else ""
    subject = "Re: x" if answers else "x"
    raw = HEAD.format(text=text, html=html, more=more, subject=subject)
    context = Context() if answers else None
    return read(raw.replace("\n", "\r\n").encode(), NOW, context)


PLAIN = "工事名：市道改良工事\n請負金額：5,000万円\n前払金保証金額：2,000万円\n"


def rows(**changes: str) -> str:
    """Write the same form as an HTML table."""
    pairs = [line.split("：") for line in PLAIN.splitlines()]
    cells = (
        f"<tr><td>{label}</td><td>{changes.get(label, value)}</td></tr>"
        for label, value in pairs
    )
    return f"<table>{''.join(cells)}</table>"


def test_text_and_html_that_say_the_same_are_one_source() -> None:
    """A table is another layout, no other words; the text is the evidence."""
    reading = twice(PLAIN, rows())

    assert reading.fields["contract_amount"] == 50_000_000
    assert reading.evidence["contract_amount"].part == "1"
    assert not reading.problems


def test_text_and_html_with_two_amounts_are_a_conflict() -> None:
    """5,000万円 for those who read text, 5,500万円 for the others: no value."""
    reading = twice(PLAIN, rows(請負金額="5,500万円"))

    assert "contract_amount" not in reading.fields
    assert "contract_amount" not in reading.evidence
    assert troubles(reading) == [("contract_amount", "conflict")]
    assert "5,000万円" in reading.problems[0].text
    assert "5,500万円" in reading.problems[0].text
    assert reading.fields["advance.amount"] == 20_000_000


def test_two_amounts_in_sentences_are_a_conflict() -> None:
    """What is said in words is compared like what is labelled."""
    text = "角田市発注の市道改良工事（請負金額{}万円）を電子保証で申し込みます。"
    reading = twice(text.format("5,000"), f"<p>{text.format('4,000')}</p>")

    assert troubles(reading) == [("contract_amount", "conflict")]


def test_a_letter_that_only_its_html_holds_is_read_there() -> None:
    """The text says no more than that there is HTML."""
    reading = twice("このメールはHTML形式です。", rows())

    assert reading.intent == "apply"
    assert reading.fields["contract_amount"] == 50_000_000
    assert reading.evidence["contract_amount"].part == "2"


def test_a_value_that_only_the_html_shows_is_taken_from_it() -> None:
    """Two columns of a table were lost in the text; nothing disagrees."""
    table = rows() + "<p>発注者：角田市</p>"
    reading = twice(PLAIN, table)

    assert reading.fields["obligee_name"] == "角田市"
    assert reading.evidence["obligee_name"].part == "2"
    assert not reading.problems


def test_html_beside_the_text_is_more_of_the_letter() -> None:
    """Some programs send text and HTML as pieces one after the other."""
    raw = HEAD.format(subject="x", more="", text=PLAIN, html="<p>発注者：角田市</p>")
    pieces = raw.replace("alternative", "mixed").replace("\n", "\r\n").encode()

    assert read(pieces, NOW).fields["obligee_name"] == "角田市"


def test_a_name_that_the_text_wraps_is_whole() -> None:
    """The line break of the text is no difference, and no end of the name."""
    name = "市道角田一号線ほか道路改良及び舗装補修並びに附帯施設整備工事（その２）"
    text = PLAIN.replace("市道改良工事", f"{name[:-6]}\n{name[-6:]}")
    reading = twice(text, rows(工事名=name))

    assert reading.fields["project_name"] == name
    assert not reading.problems


QUOTED = (
    "請負金額：5,500万円に訂正してください。\n\n"
    "2026年3月2日 受付 <a@b.example.jp>:\n> {}"
)
OUTLOOK = (
    "<p>請負金額：5,500万円に訂正してください。</p><div>差出人：受付</div>"
    "<p>請負金額：5,000万円</p>"
)


def test_what_html_fails_to_mark_as_quoted_is_no_second_source() -> None:
    """The former amount stands in the quotation of the text: it is not new."""
    reading = twice(QUOTED.format("請負金額：5,000万円"), OUTLOOK, answers=True)

    assert reading.fields == {"contract_amount": 55_000_000}
    assert not reading.problems


def test_a_yes_whose_html_says_more_is_no_yes() -> None:
    """はい in the text, a condition in the HTML: a person reads it."""
    reading = twice(
        "はい", "<p>はい、ただし請負金額は5,500万円です。</p>", answers=True
    )
    same = twice("はい", "<div>はい</div>", answers=True)

    assert reading.intent == "unknown"
    assert reading.commands == ()
    assert ("", "conflict") in troubles(reading)
    assert same.intent == "confirm"


def test_two_from_headers_are_a_conflict_and_no_sender() -> None:
    """Nobody can say who wrote it: both stand in the problem."""
    raw = b"From: a@b.example.jp\r\nFrom: c@d.example.jp\r\n\r\n" + PLAIN.encode()
    reading = read(raw, NOW)

    assert reading.envelope.sender is None
    assert troubles(reading) == [("", "conflict")]
    assert reading.problems[0].text == "a@b.example.jp / c@d.example.jp"


def test_a_letter_and_its_file_with_two_amounts_are_a_conflict() -> None:
    """The letter's 4,000万円 and the workbook's 5,000万円: the file is named."""
    reading = mail_with({"申込書.xlsx": xlsx({"申込書": FORM})}, "請負金額：4,000万円")

    assert troubles(reading) == [("contract_amount", "conflict")]
    assert reading.problems[0].text.endswith("（申込書.xlsx）")
    assert "contract_amount" not in reading.fields


def test_two_files_with_two_amounts_are_a_conflict() -> None:
    """The same work with two amounts in two workbooks has neither."""
    other = [*FORM[:3], ("請負金額", "40,000,000円"), *FORM[4:]]
    reading = mail_with(
        {"a.xlsx": xlsx({"申込書": FORM}), "b.xlsx": xlsx({"申込書": other})}
    )

    assert troubles(reading) == [("contract_amount", "conflict")]
    assert said(reading)["project_name"] == "市道角田1号線道路改良工事"


@pytest.mark.parametrize("second", ["5,500万円", "6,000万円"])
def test_two_amounts_in_one_letter_are_a_conflict(second: str) -> None:
    """The same label twice, with two values, is no value."""
    reading = mail(f"{PLAIN}請負金額：{second}\n")

    assert troubles(reading) == [("contract_amount", "conflict")]


def test_no_amount_is_nought() -> None:
    """契約保証金額：0円 applies for nothing; 請負金額：0円 and an answer are doubts."""
    form = mail(f"{PLAIN}契約保証金額：0円\n")
    named = mail(f"{PLAIN}契約保証：0円\n")
    contract = mail("工事名：市道改良工事\n請負金額：0円\n")
    answer = reply("契約保証金額：0円")

    for reading in (form, named):
        assert dict(reading.products) == {"advance": True}
        assert not reading.problems
    assert troubles(contract) == [("contract_amount", "ambiguous_amount")]
    assert troubles(answer) == [("performance.amount", "ambiguous_amount")]


def test_a_way_to_pay_beside_the_bare_word_for_the_premium_is_taken() -> None:
    """保証料：振込 is how it is paid; an amount is ours to say, other words stay."""
    paid = mail(f"{PLAIN}契約保証金額：500万円\n保証料：振込\n")
    amount = mail(f"{PLAIN}保証料：123,400円\n")
    words = mail(f"{PLAIN}保証料：発注者負担\n")

    assert paid.fields["advance.payment_method"] == "transfer"
    assert paid.fields["performance.payment_method"] == "transfer"
    assert "advance.payment_method" not in amount.fields
    assert not amount.remainder
    assert words.remainder == ("保証料：発注者負担",)
