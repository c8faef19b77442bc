"""The Japanese decoder, row by row of what mailers really send."""

import pytest

from parsers.fold import UNREADABLE
from parsers.message.charset import decode

JIS = "iso-2022-jp"
ROWS = [
    ("① of NEC row 13 in JIS", b"\x1b$B-!\x1b(B", JIS, "①"),
    ("㈱ in JIS", b"\x1b$B-j\x1b(B", JIS, "㈱"),
    ("髙 of the NEC-selected IBM rows", b"\x1b$B|b\x1b(B", JIS, "髙"),
    ("half-width kana by ESC ( I", b"\x1b(I1\x1b(B", JIS, "ｱ"),
    ("8-bit half-width kana in a JIS mail", b"\xb1\xb2", JIS, "ｱｲ"),
    ("half-width kana by SO and SI", b"\x0e12\x0f", JIS, "ｱｲ"),
    ("JIS roman is read as ASCII", b"\x1b(J\\~\x1b(B", JIS, "\\~"),
    ("JIS78", b"\x1b$@$3\x1b(B", JIS, "こ"),
    ("JIS X 0212", b"\x1b$(D0!\x1b(B", JIS, "丂"),
    ("no reset before CRLF", b"\x1b$B$3$s\r\nABC", JIS, "こん\r\nABC"),
    ("no reset before LF, kana go on", b"\x1b$B$3\n$s\x1b(B", JIS, "こ\nん"),
    ("an odd byte", b"\x1b$B$3$\x1b(B", JIS, "こ\ufffd"),
    ("escapes stripped by a gateway", b"$B$3$s$K$A$O(B", JIS, "こんにちは"),
    ("UTF-8 labelled JIS", "送り状".encode(), JIS, "送り状"),
    ("EUC labelled JIS", b"\xbc\xa1\xa4\xce", JIS, "次の"),
    ("a cell that NEC and carriers both use", b"\x1b$By_\x1b(B", JIS, "﨏"),
    ("① labelled Shift_JIS", b"\x87\x40", "shift_jis", "①"),
    ("髙 in both of its places", b"\xfb\xfc\xee\xe0", "Shift_JIS", "髙髙"),
    ("wave dash and minus of CP932", b"\x81\x60\x81\x7c", "sjis", "～－"),
    ("① in EUC", b"\xad\xa1", "euc-jp", "①"),
    ("髙 in EUC", b"\xfc\xe2", "EUC-JP", "髙"),
    ("half-width kana in EUC", b"\x8e\xb1", "euc-jp", "ｱ"),
    ("JIS X 0212 in EUC", b"\x8f\xb0\xa1", "euc-jp", "丂"),
    ("windows-31j, unknown to Python 3.11", b"\x87\x8a", "windows-31j", "㈱"),
    ("x-sjis", b"\x87\x8a", "x-sjis", "㈱"),
    ("cp50221", b"\x1b$B-j\x1b(B", "cp50221", "㈱"),
    ("a label with an escape in its tail", b"\x1b$B$3\x1b(B", "_iso-2022-jp$ESC", "こ"),
    ("no label, JIS", b"\x1b$B$3$s\x1b(B", "", "こん"),
    ("no label, CP932 kanji only", "角田市長".encode("cp932"), "", "角田市長"),
    ("no label, EUC kanji only", "工事名".encode("euc-jp"), "", "工事名"),
    ("us-ascii with EUC inside", "株式会社".encode("euc-jp"), "us-ascii", "株式会社"),
    ("utf-8 with CP932 inside", "契約の件".encode("cp932"), "utf-8", "契約の件"),
    ("utf-8 labelled latin-1", "工事".encode(), "iso-8859-1", "工事"),
    ("real latin-1", b"caf\xe9", "iso-8859-1", "café"),
    ("a byte order mark", "\ufeff工事".encode(), "utf-8", "工事"),
    ("a text codec is never looked up", b"a\\ud800", "unicode_escape", "a\\ud800"),
    ("an undefined label", "工事".encode(), "undefined", "工事"),
]


@pytest.mark.parametrize(("raw", "label", "text"), [row[1:] for row in ROWS],
                         ids=[row[0] for row in ROWS])  # fmt: skip
def test_bytes_become_the_wanted_text(raw: bytes, label: str, text: str) -> None:
    """Each row of the table gives the right text, or one marked replacement."""
    assert decode(raw, label).text == text


def test_every_cell_python_knows_reads_the_same_but_for_six() -> None:
    """6,873 of 6,879 JIS cells agree with Python, 6 differ on purpose, 457 more are
    read (NEC row 13 and the IBM rows 89 to 92), and 1,500 hold no sign of CP932:
    together the 1,957 that Python cannot read.
    """
    same = differ = more = holes = 0
    for row in range(0x21, 0x7F):
        for column in range(0x21, 0x7F):
            raw = b"\x1b$B" + bytes((row, column)) + b"\x1b(B"
            ours = decode(raw, JIS).text
            try:
                theirs = raw.decode("iso2022_jp")
            except UnicodeDecodeError:
                more += ours != UNREADABLE
                holes += ours == UNREADABLE
                continue
            same += ours == theirs
            differ += ours != theirs
    assert (same, differ, more, holes) == (6873, 6, 457, 1500)
    assert more + holes == 94 * 94 - 6879 == 1957


def test_a_guess_is_recorded_and_a_true_label_is_not_one() -> None:
    """Staff can see that a text was decoded against its label."""
    guessed = decode("契約の件".encode("cp932"), "utf-8")
    assert (guessed.codec, guessed.guessed) == ("cp932", True)
    assert guessed.evidence == "cp932 (guessed)"
    assert not decode("契約の件".encode("cp932"), "shift_jis").guessed
    assert not decode("契約の件".encode(), "utf-8").guessed


def test_gaiji_and_lost_characters_are_counted() -> None:
    """A private-use character is readable by nobody and counts as replaced."""
    assert decode(b"\xf0\x40", "shift_jis").replaced == 1
    assert decode(b"\x1b$B$3$\x1b(B", JIS).replaced == 1
    assert decode("工事".encode(), "utf-8").replaced == 0


def test_a_name_keeps_its_own_character_through_every_encoding() -> None:
    """﨑 and 髙 stay what they are in JIS, CP932, EUC and UTF-8."""
    for name in ("髙橋", "山﨑", "㈱角田"):
        assert decode(name.encode("cp932"), "shift_jis").text == name
        assert decode(name.encode(), "utf-8").text == name
    assert decode(b"\x1b$B;3yu\x1b(B", JIS).text == "山﨑"
