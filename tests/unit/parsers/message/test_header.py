"""Header values: encoded words, parameters, addresses, file names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.message import header

WORDS = [
    (b"=?UTF-8?B?6KuL5rGC5pu4?=", "請求書"),
    (b"=?UTF-8?B?6KuL5rE=?= =?UTF-8?B?guabuA==?=", "請求書"),
    (b"=?UTF-8?B?6KuL5?= =?UTF-8?B?rGC5pu4?=", "請求書"),
    (b"=?UTF-8?Q?=E8=AB=8B=E6=B1=82?= =?UTF-8?Q?=E6=9B=B8?=", "請求書"),
    (b"=?ISO-2022-JP?B?GyRCLWp8YhsoQg==?=", "㈱髙"),
    (b"=?iso-2022-jp?B?GyRCOSk7?= =?iso-2022-jp?B?dhsoQg==?=", "工事"),
    (b"=?cp932?Q?=8D=48=8E=96?=", "工事"),
    (b"=?Shift_JIS?B?7uCLtA==?=", "髙橋"),
    (b"Re: =?UTF-8?B?5bel5LqL?= (a b)", "Re: 工事 (a b)"),
    (b"=?UTF-8*ja?B?5bel5LqL?=", "工事"),
    (b"=?x-unknown?B?5bel5LqL?=", "工事"),
    ("工事名".encode(), "工事名"),
    ("工事名".encode("cp932"), "工事名"),
    ("工事の件".encode("euc-jp"), "工事の件"),
    (b"\x1b$B9);v\x1b(B", "工事"),
    (b"=?UTF-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
    ("a\u2028b\u202ec".encode(), "a b c"),
    (b"=?unicode_escape?q?=5Cud800?=", "\\ud800"),
    (b"=?UTF-8?B??=", ""),
    (b"=?UTF-8?B?=?=", ""),
    (b"=?", "=?"),
    (b"", ""),
]


@pytest.mark.parametrize(("raw", "text"), WORDS)
def test_an_unstructured_header_is_one_decoded_line(raw: bytes, text: str) -> None:
    """Words split inside a character join, and no line break can come out."""
    assert header.text(raw) == text


ADDRESSES = [
    (b"soumu@a.example.jp", "soumu@a.example.jp", ""),
    (b"=?UTF-8?B?6auY?= <soumu@a.example.jp>", "soumu@a.example.jp", "高"),
    (b'"Sato, T." <s@a.example.jp>', "s@a.example.jp", "Sato, T."),
    (b"s@a.example.jp (Sato (Taro))", "s@a.example.jp", ""),
    (b"foo..bar@docomo.example.jp", "foo..bar@docomo.example.jp", ""),
    (b".foo.@au.example.jp", ".foo.@au.example.jp", ""),
    (b'"s@a.example.jp" <s@a.example.jp>', "s@a.example.jp", "s@a.example.jp"),
    (b"s@a.example.jp <s@a.example.jp>", "s@a.example.jp", "s@a.example.jp"),
    ("表示 <s@a.example.jp>".encode("cp932"), "s@a.example.jp", "表示"),
]
DOUBTFUL = [
    b"victim@good.example <attacker@evil.example>",
    b"a@b.example@evil.example",
    b"list: a@b.example, c@d.example;",
    b"undisclosed-recipients:;",
    b"a@",
    b"<a@",
    b"To: foo <",
    b'"',
    b"(c):",
    b"a:b:c@d;;",
    b"<[x]@y>",
    b"=?utf-8?q?a=40b.example?=",
    b"a@b.example <c@d.example> <e@f.example>",
    b"no address at all",
    b"",
]


@pytest.mark.parametrize(("raw", "address", "name"), ADDRESSES)
def test_one_plain_mailbox_is_sound(raw: bytes, address: str, name: str) -> None:
    """The address and the decoded name of an ordinary From."""
    assert header.mailboxes(raw) == (header.Mailbox(address, name),)


@pytest.mark.parametrize("raw", DOUBTFUL)
def test_a_doubtful_address_is_never_sound(raw: bytes) -> None:
    """Groups, two addresses in one and broken writing leave the sender unknown."""
    assert not any(box.sound for box in header.mailboxes(raw))


def test_two_mailboxes_are_two() -> None:
    """A From with two mailboxes can be told from one."""
    assert [box.address for box in header.mailboxes(b"a@b.jp, c@d.jp")] == [
        "a@b.jp",
        "c@d.jp",
    ]


NAMES = [
    (b"attachment; filename*=UTF-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf", "請求書.pdf"),
    (b"attachment; filename*0*=UTF-8''%E8%AB; filename*1*=%8B.pdf", "請.pdf"),
    (b"attachment; filename*0*=windows-31j''%95; filename*1*=%5C.pdf", "表.pdf"),
    (b"attachment; filename*1=b.pdf; filename*0=a", "ab.pdf"),
    (b'attachment; filename="=?UTF-8?B?6KuL5rGC5pu4LnBkZg==?="', "請求書.pdf"),
    (b"attachment; filename==?UTF-8?B?6KuL5rGC5pu4LnBkZg==?=", "請求書.pdf"),
    (b'attachment; filename="' + "表.pdf".encode("cp932") + b'"', "表.pdf"),
    (b'attachment; filename="a\\"b.pdf"', "a_b.pdf"),
    (b'attachment; filename="../../etc/passwd"', "passwd"),
    (b'attachment; filename="C:\\\\temp\\\\x.exe"', "x.exe"),
    ('attachment; filename="a\u202efdp.exe"'.encode(), "a fdp.exe"),
    (b'attachment; filename="a\0b.pdf"', "a b.pdf"),
    (b"attachment; filename*=UTF-8''a%0D%0Ab.pdf", "a b.pdf"),
    (b"attachment; filename*", ""),
    (b"attachment; filename*0*", ""),
    (b"attachment;;;;", ""),
]


@pytest.mark.parametrize(("raw", "name"), NAMES)
def test_a_file_name_is_decoded_and_cleaned(raw: bytes, name: str) -> None:
    """RFC 2231, RFC 2047 in quotes or bare, raw bytes; never a path or a control."""
    assert header.file_name(header.parameters(raw).get("filename")) == name


def test_a_long_file_name_keeps_its_ending() -> None:
    """A name is cut to 120 characters, and .pdf stays .pdf."""
    cut = header.file_name("工" * 300 + ".pdf")
    assert len(cut) == header.MAX_FILE_NAME
    assert cut.endswith(".pdf")


@given(st.binary(max_size=300))
def test_any_bytes_give_header_values(raw: bytes) -> None:
    """No header value raises, and none comes out with a control or a surrogate."""
    for text in (
        header.text(raw),
        *header.parameters(raw).named.values(),
        *(box.name + box.address for box in header.mailboxes(raw)),
    ):
        assert not any(
            ord(sign) < 0x20 or 0xD800 <= ord(sign) < 0xE000 for sign in text
        )
