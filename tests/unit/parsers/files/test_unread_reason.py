"""Files that nobody can read: their sender is told why, in one plain sentence."""

from __future__ import annotations

import pytest
from pypdf import PdfWriter

from tests.unit.parsers.boxes import archive, mail_with, pdf_form, troubles

SCAN = pdf_form({})


@pytest.mark.parametrize(
    ("name", "octets", "words"),
    [
        (
            "保証申込書.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "docxかPDF",
        ),
        ("保証申込書.jpg", b"\xff\xd8\xff\xe0" + bytes(90), "写真や画像"),
        ("保証申込書.pdf", SCAN, "スキャンした画像"),
        ("保証申込書.lzh", b"!\x00-lh5-" + bytes(90), "ZIPで"),
        ("保証申込書.jtd", b"x" * 90, "（.jtd）は読み取れません"),
        ("保証申込書", b"x" * 90, "この形式のファイルは読み取れません"),
    ],
    ids=["doc", "jpg", "scan", "lzh", "jtd", "nameless"],
)
def test_an_application_that_cannot_be_read_is_a_problem_with_its_reason(
    name: str, octets: bytes, words: str
) -> None:
    """A form in a format that we do not read is asked for, never passed over."""
    reading = mail_with({name: octets}, "申込書を添付します。")
    assert troubles(reading) == [("", "unreadable")]
    assert reading.problems[0].text.startswith(f"{name}（")
    assert words in reading.problems[0].text
    assert reading.attachments[0].to_json()["unread"] == reading.attachments[0].unread


def test_a_file_with_any_name_is_meant_where_the_mail_gives_nothing_else() -> None:
    """「申込書を送ります」 with scan001.pdf alone: it is the application."""
    reading = mail_with({"scan001.pdf": SCAN}, "保証の申込書をお送りします。")
    assert troubles(reading) == [("", "unreadable")]
    full = mail_with({"scan001.pdf": SCAN}, "申込書です。\r\n工事名：市道改良工事\r\n")
    assert troubles(full) == []
    assert full.attachments[0].unread


@pytest.mark.parametrize("name", ["請求書.doc", "契約書写.pdf", "工程表.jpg"])
def test_a_paper_by_its_own_name_needs_no_word(name: str) -> None:
    """A bill is passed on; nobody expected it to be read."""
    reading = mail_with({name: SCAN}, "申込書は別に送ります。")
    assert troubles(reading) == []
    assert reading.attachments[0].unread == ""
    assert "unread" not in reading.attachments[0].to_json()


def test_a_picture_in_an_archive_says_so_too() -> None:
    """A file in a file has its own reason."""
    packed = archive({"保証申込書.png": b"\x89PNG\r\n" + bytes(60)})
    reading = mail_with({"a.zip": packed}, "申込書です。")
    (_, inner) = reading.attachments
    assert inner.unread == "写真や画像の文字は読み取れません"
    assert troubles(reading) == [("", "unreadable")]


def test_a_paper_in_a_reply_is_no_question() -> None:
    """Papers that come with an answer are papers, whatever they are called."""
    reading = mail_with({"申請書.jpg": b"\xff\xd8\xff"}, "お送りします。", "Re: 申込")
    assert troubles(reading) == []
    assert reading.attachments[0].unread


def test_a_long_pdf_says_so() -> None:
    """More pages than an application has: a paper, with a word why."""
    from io import BytesIO

    writer = PdfWriter()
    for _ in range(8):
        writer.add_blank_page(99, 99)
    out = BytesIO()
    writer.write(out)
    reading = mail_with({"申込書一式.pdf": out.getvalue()}, "申込書です。")
    assert "枚数の多すぎる" in reading.problems[0].text
