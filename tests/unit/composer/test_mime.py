"""The bytes of a mail: what any mail program, and the standard library, reads back."""

from __future__ import annotations

import email
import email.header
import email.policy
import re
from base64 import b64decode
from dataclasses import replace
from email.message import Message
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from typing_extensions import override

from mailbot.composer import mime
from mailbot.composer.composer import Composed, Thread
from mailbot.composer.mime import Enclosure, UnwritableAddressError
from mailbot.core.mails.conversation import WithdrawnMail
from mailbot.core.mails.stored import KINDS
from mailbot.core.model.effects import Send
from parsers.fold import visible
from parsers.read import read
from tests.unit.composer.letters import (
    COMPOSER,
    KEY,
    NOTICE,
    NUMBER,
    OBLIGEE,
    SENDER,
    SHEET,
    STAMP,
    THREAD,
    WORK,
    composed,
    letter,
)

LONG = "市道枝野線" * 60
HOSTILE = [
    "工事\r\nBcc: victim@example.jp",
    "工事\nX-Evil: 1",
    "工事\u2028\u2029\u0085Bcc: victim@example.jp",
    "工事\x00\x0b\x0c\x1b",
    "工事\u202e\u2066\u200f逆さ",
    "{{7*7}}{% raw %}${7*7}#{7*7}",
    "<script>alert(1)</script>&amp;\"'><img src=x>",
    "=?UTF-8?Q?a=0D=0ABcc:_x?=",
    "工事\ud800名",
    LONG,
    "x" * 300,
    "=HYPERLINK(1)",
    "」とだけ書いて{count}{0.__class__}%s",
]


def parsed(made: Composed) -> Message:
    """Read the mail back with the standard library."""
    return email.message_from_bytes(made.raw)


def decoded(message: Message, name: str) -> str:
    """Read a header back as a person sees it."""
    return str(email.header.make_header(email.header.decode_header(message[name])))


def bodies(message: Message) -> tuple[str, str]:
    """Return the text and the HTML of a mail."""
    found = {}
    for part in message.walk():
        if part.get_content_maintype() == "text":
            octets = part.get_payload(decode=True)
            assert isinstance(octets, bytes)
            found[part.get_content_subtype()] = octets.decode("utf-8")
    return found["plain"], found["html"]


class Page(HTMLParser):
    """Collects the tags and the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    @override
    def handle_data(self, data: str) -> None:
        self.words += data


def page(html: str) -> Page:
    """Parse an HTML text."""
    reader = Page()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_is_well_formed(kind: str) -> None:
    """CRLF only, no long line, no defect, ASCII on the wire."""
    made = composed(letter(kind))
    message = parsed(made)

    assert made.raw.isascii()
    assert b"\n" not in made.raw.replace(b"\r\n", b"")
    assert b"\r" not in made.raw.replace(b"\r\n", b"")
    assert max(map(len, made.raw.split(b"\r\n"))) <= 200
    assert not [part.defects for part in message.walk() if part.defects]
    assert message["MIME-Version"] == "1.0"
    assert len(message.keys()) == len({name.lower() for name in message.keys()})  # noqa: SIM118 - headers repeat


@pytest.mark.parametrize("kind", KINDS)
def test_text_comes_first_and_says_what_html_says(kind: str) -> None:
    """The plain text is complete: every word of the HTML stands in it too."""
    made = composed(letter(kind))
    both = next(
        part
        for part in parsed(made).walk()
        if part.get_content_type() == "multipart/alternative"
    )
    kinds = [part.get_content_type() for part in both.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]

    text, html = bodies(parsed(made))
    said = re.sub(r"[\s\u3000・]", "", text)
    after_title = html.partition("</h1>")[2]
    for line in page(after_title).words.split("\n"):
        words = re.sub(r"[\s\u3000・]", "", line)
        assert words.rstrip("：") in said or words == "項目", line
    assert text.replace("\r\n", "\n") == made.text


@pytest.mark.parametrize("kind", KINDS)
def test_html_is_simple_and_accessible(kind: str) -> None:
    """Language, one h1, headers with scope; nothing active, nothing from elsewhere."""
    _, html = bodies(parsed(composed(letter(kind))))
    tags = page(html).tags
    names = [name for name, _ in tags]

    assert ("html", {"lang": "ja"}) in tags
    assert names.count("h1") == 1
    scopes = {attrs.get("scope") for name, attrs in tags if name == "th"}
    assert scopes <= {"row", "col", "rowgroup"}
    assert not {"script", "img", "style", "link", "form", "iframe"} & set(names)
    assert not any(key.startswith("on") for _, attrs in tags for key in attrs)
    assert "color:" not in html
    assert 'content="light dark"' in html


def test_the_same_arguments_give_the_same_bytes() -> None:
    """A retry sends what was sent; another seed moves only the boundaries."""
    send = letter("completion")

    first, second = composed(send), composed(send)
    other = COMPOSER.compose(
        send, SHEET, replace(STAMP, boundary_seed="8"), THREAD, (NOTICE,)
    )

    assert first == second
    assert other.raw != first.raw
    assert other.text == first.text


def test_headers_of_an_answer() -> None:
    """Thread, token address, date of Japan, and the marks that stop machines."""
    made = composed(letter("questions"))
    message = parsed(made)

    assert message["From"].endswith("<moushikomi@hosho.example.jp>")
    assert decoded(message, "From").startswith("みちのく建設業保証株式会社 宮城支店")
    assert message["To"] == SENDER
    assert message["Cc"] is None
    assert message["Reply-To"] == STAMP.reply_to
    assert decoded(message, "Subject") == made.subject
    assert made.subject == (
        "【電子保証】【要返信】ご確認のお願い（3点）― "
        "市道枝野線道路改良工事 [受付 2026-000123]"
    )
    assert message["Date"] == "Mon, 02 Mar 2026 12:04:05 +0900"
    assert message["Message-ID"] == "<m3v8r2ct.3@hosho.example.jp>"
    assert message["In-Reply-To"] == THREAD.message_id
    assert message["References"].split() == [
        "<first@abukumaboshi.example.jp>",
        THREAD.message_id,
    ]
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "DR, RN, NRN, OOF, AutoReply"
    assert message["X-Mailbot-Loop"] == "5e6f7a8b"
    assert message["Precedence"] is None
    assert message["Return-Path"] is None
    assert made.mail_from == STAMP.mail_from
    assert made.recipients == (SENDER,)


def test_a_mail_that_answers_nothing_has_no_thread() -> None:
    """Without a thread there is neither In-Reply-To nor References."""
    message = parsed(COMPOSER.compose(letter("withdrawn"), SHEET, STAMP))

    assert message["In-Reply-To"] is None
    assert message["References"] is None


@pytest.mark.parametrize("kind", KINDS)
def test_who_caused_a_mail_is_declared(kind: str) -> None:
    """Answers are auto-replied, what nobody asked for is auto-generated (RFC 3834)."""
    generated = {
        *("submission", "submitted", "completion", "received", "changed"),
        *("paper_ready", "submission_failed", "returned", "refused", "voided"),
        *("reminder", "expired", "staff"),
    }
    expected = "auto-generated" if kind in generated else "auto-replied"

    assert parsed(composed(letter(kind)))["Auto-Submitted"] == expected


def test_a_submission_is_ours_on_behalf_of_the_contractor() -> None:
    """From is our address (DMARC), the name says for whom, the contractor is in Cc.

    It is not delivered there: the contractor gets a copy with another token.
    """
    made = composed(letter("submission"))
    message = parsed(made)

    assert decoded(message, "From") == (
        "株式会社阿武隈星建設（代理送信） <moushikomi@hosho.example.jp>"
    )
    assert message["Cc"] == SENDER
    assert made.recipients == (OBLIGEE,)
    assert made.subject == f"【電子保証】R7-道改-12 {WORK}"


@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_asks_for_no_bounces(kind: str) -> None:
    """Suppressing "All" or "NDR" would hide that a submission was lost (report 607)."""
    wanted = parsed(composed(letter(kind)))["X-Auto-Response-Suppress"]
    names = {one.strip() for one in wanted.split(",")}

    assert names <= {"DR", "RN", "NRN", "OOF", "AutoReply"}


def test_an_obligees_mail_system_may_report_the_delivery() -> None:
    """A delivery report of a submission is wanted; out-of-office notes are not."""
    send = replace(letter("submission"), purpose="submission")
    message = parsed(COMPOSER.compose(send, SHEET, STAMP))

    assert message["X-Auto-Response-Suppress"] == "RN, NRN, OOF, AutoReply"


def test_the_copy_of_a_submission_says_that_it_is_one() -> None:
    """A copy asks nobody for 受領, and its subject begins with 【写し】."""
    send = letter("submission", is_copy=True)
    made = composed(replace(send, to=SENDER, cc=(), purpose="case"))

    assert made.subject.startswith("【写し】")
    assert "発注者へお送りしたメールの写しです" in made.text
    assert "「受領」とだけ" not in made.text
    assert made.recipients == (SENDER,)


def test_an_attachment_carries_its_name_in_three_ways() -> None:
    """RFC 2231, RFC 2047 and plain ASCII: some program needs each of them."""
    (part,) = [p for p in parsed(composed(letter("completion"))).walk() if _is_pdf(p)]
    disposition = part["Content-Disposition"]

    assert part.get_payload(decode=True) == NOTICE.content
    assert 'filename="key-notice_00427-000318.pdf"' in disposition
    (extended,) = re.findall(r"filename\*=UTF-8''(\S+)", disposition)
    assert unquote(extended) == NOTICE.name
    (words,) = re.findall(r'name="([^"]+)"', part["Content-Type"])
    joined = "".join(words.split())
    octets = re.findall(r"=\?UTF-8\?B\?([^?]+)\?=", joined)
    assert b"".join(map(b64decode, octets)).decode() == NOTICE.name


def _is_pdf(part: Message) -> bool:
    return part.get_content_type() == "application/pdf"


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("kind", ["readback", "completion", "submission"])
def test_hostile_names_are_only_names(kind: str, hostile: str) -> None:
    """No name adds a header, a tag, a line or a value: it is shown as it is."""
    send = letter(
        kind,
        subject_name=hostile,
        project_name=hostile,
        contractor=hostile,
        section=hostile,
        subject=hostile,
        rows=[{"field": "project_name", "value": hostile, "source": "label"}],
        remainder=[hostile],
        body=[hostile],
    )
    contractor = SHEET.contractor
    assert contractor is not None
    sheet = replace(SHEET, contractor=replace(contractor, name=hostile))
    plain = parsed(composed(letter(kind)))
    enclosed = (NOTICE, Enclosure(hostile, hostile, "application/pdf", b"%PDF"))

    made = COMPOSER.compose(send, sheet, STAMP, THREAD, enclosed)

    message = parsed(made)
    assert message.keys() == plain.keys()
    assert max(map(len, made.raw.split(b"\r\n"))) <= 998
    assert not re.search("[\r\n\x00-\x1f\x85\u2028-\u202e\u2066-\u2069]", made.subject)
    text, html = bodies(message)
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x85\u2028-\u202e]", text)
    assert "49" not in text.replace(NUMBER, "")
    tags = {name for name, _ in page(html).tags}
    assert not {"script", "img"} & tags


def test_markup_in_a_name_is_shown_literally() -> None:
    """{{7*7}} and <script> arrive as they were written."""
    name = "<b>{{7*7}}</b>工事"
    text, html = bodies(parsed(composed(letter("withdrawn", subject_name=name))))

    assert f"工事名：{name}" in text
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;工事" in html


def test_a_long_work_name_is_cut_and_nothing_else() -> None:
    """Tag, action and receipt number stay whole within 60 full-width characters."""
    made = composed(letter("questions", subject_name=LONG))

    assert made.subject.startswith("【電子保証】【要返信】ご確認のお願い（3点）― 市道")
    assert made.subject.endswith("… [受付 2026-000123]")
    assert len(made.subject) <= 68
    assert LONG[:200] in made.text.replace("\n\u3000", "")


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example.jp\r\nBcc: c@d.example.jp",
        "a b@example.jp",
        "a@",
        "@example.jp",
        "no-at-sign",
        "佐藤@example.jp",
        "a@b.example.jp,c@d.example.jp",
        "a" * 65 + "@example.jp",
        "",
    ],
)
def test_what_is_no_address_is_never_written(address: str) -> None:
    """A mail to such an address is a person's task, not a header."""
    with pytest.raises(UnwritableAddressError):
        COMPOSER.compose(Send(WithdrawnMail(), address), SHEET, STAMP)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("foo..bar@docomo.example.jp", '"foo..bar"@docomo.example.jp'),
        (".foo@ezweb.example.jp", '".foo"@ezweb.example.jp'),
        ('"a b"@example.jp', None),
        ("a+b=c@example.jp", "a+b=c@example.jp"),
        ("a@[192.0.2.1]", "a@[192.0.2.1]"),
        ("keiri@見本建設.jp", "keiri@xn--b0t65pg33ausa.jp"),
        ("a@" + "あ" * 70 + ".jp", None),
    ],
)
def test_odd_but_real_addresses_are_quoted(address: str, written: str | None) -> None:
    """Old carrier addresses with .. are written so that a relay takes them."""
    if written is None:
        with pytest.raises(UnwritableAddressError):
            mime.address_of(address)
    else:
        assert mime.address_of(address) == written


def test_a_thread_from_outside_cannot_break_a_header() -> None:
    """Ids that no header can carry are left out; of a long chain the ends are kept."""
    chain = tuple(f"<{n}@example.jp>" for n in range(100))
    thread = Thread("x", "bad id\r\nBcc: x", ("<[x]@y>", *chain, "y" * 2000))

    message = parsed(COMPOSER.compose(letter("accepted"), SHEET, STAMP, thread))

    assert message["In-Reply-To"] is None
    assert message["Bcc"] is None
    found = message["References"].split()
    assert found[0] == "<[x]@y>"
    assert found[-1] == "<99@example.jp>"
    assert len(found) == 20


def test_a_long_ascii_subject_is_folded() -> None:
    """A subject of one unbroken word is encoded rather than sent as a long line."""
    made = composed(letter("submission", subject="x" * 300))

    assert decoded(parsed(made), "Subject") == "x" * 300
    assert composed(letter("submission", subject="plain words " * 20)).raw.isascii()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nb.pdf", "a b.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "file"),
        ("請求書" * 40 + ".pdf", "請求書" * 18 + "請求.pdf"),
        ("x" * 80, "x" * 60),
    ],
)
def test_file_names_are_names(name: str, safe: str) -> None:
    """No path, no control, no hidden direction, and the ending survives."""
    assert mime.safe_name(name) == safe


def test_the_mail_survives_a_strict_parser() -> None:
    """The library's modern policy, which raises on much, finds text and file too."""
    made = composed(letter("submission"))
    strict = email.policy.EmailPolicy(raise_on_defect=True)
    message = email.message_from_bytes(made.raw, policy=strict)

    assert str(message["Subject"]) == made.subject
    assert KEY not in str(message["Subject"])
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == made.text


@pytest.mark.parametrize("kind", KINDS)
def test_text_of_a_sent_mail_is_known_without_reading_it(kind: str) -> None:
    """What a reply is laid beside is the text as sent, and what a reader would read."""
    made = composed(letter(kind))
    text = mime.sent_text(made.raw)

    assert text == made.text
    assert visible(text).strip() == read(made.raw, STAMP.at).text


def test_text_of_a_sent_mail_with_files_is_known(
    request: pytest.FixtureRequest,
) -> None:
    """A file beside the text changes nothing of it."""
    raw = b"Subject: x\r\n" + mime.body(WORK, "<p>x</p>", (NOTICE,), request.node.name)
    assert mime.sent_text(raw) == WORK


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"From: somebody@example.jp\r\n\r\nhello\r\n",
        mime.body(WORK, "<p>x</p>", (), "seed").partition(b"--=_alternative_")[0],
        mime.body(WORK, "<p>x</p>", (), "seed").replace(b"base64", b"8bit"),
    ],
)
def test_mail_of_another_writer_has_no_known_text(raw: bytes) -> None:
    """Whatever this writer has not written is left to the reader."""
    assert mime.sent_text(raw) is None
