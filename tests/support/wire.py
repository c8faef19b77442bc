"""Wire forms: one letter as the bytes of many mail programs, made the same each time.

A letter of `tests/corpus` says what a clerk wrote. Here it gets the headers, MIME
shape, transfer encoding, charset and quoting of a mail program. Japanese sets are
encoded as those programs do (ISO-2022-JP with NEC and IBM signs and half-width kana),
which no codec of Python does.
"""

from __future__ import annotations

import base64
import html
import quopri
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

SURETY = "みちのく建設業保証 宮城支店"
DESK = "moushikomi@hosho.example.jp"
WRITER = "soumu@kensetsu.example.jp"

Place = Literal["none", "above", "below", "inside"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody wrote, and how the reading of it must be.

    `form` is the mail of ours that is answered; `place` is where the answer stands;
    `markup` is the whole letter where a program wrote it as HTML.
    """

    name: str
    why: str
    body: str
    subject: str = "保証の申込み"
    form: str = ""
    place: Place = "none"
    headers: dict[str, str] = field(default_factory=dict)
    markup: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """A charset: its label in the header ("" for none), the real codec, the CTE."""

    label: str
    codec: str
    transfer: str


CODINGS = (
    Coding("utf-8", "utf-8", "base64"),
    Coding("UTF-8", "utf-8", "quoted-printable"),
    Coding("utf-8", "utf-8", "8bit"),
    Coding("iso-2022-jp", "jis", "7bit"),
    Coding("ISO-2022-JP", "jis", "base64"),
    Coding("shift_jis", "cp932", "base64"),
    Coding("windows-31j", "cp932", "8bit"),
    Coding("Shift_JIS", "cp932", "quoted-printable"),
    Coding("euc-jp", "euc", "8bit"),
    Coding("EUC-JP", "euc", "base64"),
    Coding("cp932", "cp932", "8bit"),
    Coding("", "jis", "7bit"),
    Coding("", "utf-8", "8bit"),
    Coding("", "cp932", "8bit"),
    Coding("iso-2022-jp", "utf-8", "8bit"),
    Coding("us-ascii", "jis", "7bit"),
    Coding("iso-8859-1", "utf-8", "base64"),
    Coding("iso-2022-jp", "cp932", "8bit"),
)
"""The last seven have a missing or a wrong label, as real mails have."""


# --- codecs -----------------------------------------------------------------------


def encode(text: str, codec: str) -> bytes:
    """Encode a text; raises UnicodeEncodeError for what a codec does not have."""
    if codec == "jis":
        return b"\r\n".join(_jis(line) for line in text.split("\r\n"))
    if codec == "euc":
        return b"".join(_euc(sign) for sign in text)
    return text.encode(codec)


def _nec_selected() -> dict[str, bytes]:
    """Map the IBM signs (髙 﨑) to the rows 89–92 in which JIS mails carry them."""
    table: dict[str, bytes] = {}
    for lead in (0xED, 0xEE):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            octets = bytes((lead, trail))
            try:
                table[octets.decode("cp932")] = octets
            except UnicodeDecodeError:
                continue
    return table


_NEC = _nec_selected()


def _cell(sign: str) -> tuple[int, int]:
    """Give row and cell (0x21…) of a sign by the table of CP932."""
    octets = _NEC.get(sign) or sign.encode("cp932")
    if len(octets) != 2:
        raise UnicodeEncodeError("jis", sign, 0, 1, "no double-byte sign")
    lead, trail = octets
    row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2
    if trail >= 0x9F:
        row, cell = row + 1, trail - 0x9F
    else:
        cell = trail - (0x40 if trail < 0x7F else 0x41)
    if row >= 94:
        raise UnicodeEncodeError("jis", sign, 0, 1, "outside of the table")
    return row + 0x21, cell + 0x21


def _jis(text: str) -> bytes:
    """Encode one line as ISO-2022-JP, kana of JIS X 0201 included."""
    out, state = bytearray(), b"\x1b(B"
    for sign in text:
        if sign.isascii():
            shift, octets = b"\x1b(B", sign.encode("ascii")
        elif "｡" <= sign <= "ﾟ":
            shift, octets = b"\x1b(I", bytes((ord(sign) - 0xFF61 + 0x21,))
        else:
            shift, octets = b"\x1b$B", bytes(_cell(sign))
        if shift != state:
            out += shift
            state = shift
        out += octets
    return bytes(out) + (b"\x1b(B" if state != b"\x1b(B" else b"")


def _euc(sign: str) -> bytes:
    if sign.isascii():
        return sign.encode("ascii")
    if "｡" <= sign <= "ﾟ":
        return bytes((0x8E, ord(sign) - 0xFF61 + 0xA1))
    row, cell = _cell(sign)
    return bytes((row + 0x80, cell + 0x80))


def header(text: str, coding: Coding) -> str:
    """Write an unstructured header in encoded words (RFC 2047), folded."""
    if text.isascii():
        return text
    label = coding.label if coding.label not in {"", "us-ascii"} else "utf-8"
    codec = coding.codec if label == coding.label else "utf-8"
    if label == "iso-8859-1" or codec != _true(label):
        label, codec = "utf-8", "utf-8"
    words = []
    for at in range(0, len(text), 12):
        octets = encode(text[at : at + 12], codec)
        words.append(f"=?{label}?B?{base64.b64encode(octets).decode()}?=")
    return "\r\n ".join(words)


def _true(label: str) -> str:
    """Give the codec that a label stands for."""
    names = {"iso-2022-jp": "jis", "euc-jp": "euc", "utf-8": "utf-8"}
    return names.get(label.lower(), "cp932")


# --- mail programs ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Client:
    """A mail program: its headers, its MIME shape and its way of quoting.

    `head` stands above the quotation, `mark` before each of its lines; `foot` is what
    the program adds below the letter.
    """

    name: str
    mailer: str
    head: str = ""
    mark: str = "> "
    shape: Literal["plain", "alternative", "html", "flowed"] = "plain"
    foot: str = ""
    re: str = "Re: "


CLIENTS = (
    Client(
        "gmail",
        "",
        "2026年3月2日(月) 10:12 {surety} <{desk}>:\n",
        shape="alternative",
    ),
    Client(
        "outlook-ja",
        "Microsoft Outlook 16.0",
        "________________________________\n差出人: {surety} <{desk}>\n"
        "送信日時: 2026年3月2日 10:12\n宛先: 総務 <{writer}>\n件名: {subject}\n",
        "",
        "alternative",
        re="RE: ",
    ),
    Client(
        "outlook-en",
        "Microsoft Outlook 15.0",
        "-----Original Message-----\nFrom: {surety} <{desk}>\n"
        "Sent: Monday, March 2, 2026 10:12 AM\nTo: 総務 <{writer}>\n"
        "Subject: {subject}\n",
        "",
        re="RE: ",
    ),
    Client(
        "apple-mail",
        "Apple Mail (2.3774.600.62)",
        "> 2026/03/02 10:12、{surety} <{desk}>のメール:\n> ",
    ),
    Client(
        "iphone",
        "iPhone Mail (22D72)",
        "> 2026/03/02 10:12、{surety} <{desk}>のメール：\n> ",
        foot="\niPhoneから送信",
    ),
    Client(
        "thunderbird",
        "Mozilla Thunderbird",
        "On 2026/03/02 10:12, {surety} wrote:",
        shape="flowed",
    ),
    Client(
        "yahoo",
        "YahooMailWebService/0.8.111",
        "----- Original Message -----\nFrom: {desk}\nTo: {writer}\n"
        "Date: 2026/3/2, Mon 10:12\nSubject: {subject}\n",
    ),
    Client(
        "becky",
        "Becky! ver. 2.81.04 [ja]",
        'On Mon, 2 Mar 2026 10:12:32 +0900\n"{surety}" <{desk}> wrote:\n',
    ),
    Client("hidemaru", "Hidemaru Mail 7.20", "{surety}さん wrote:", ">"),
    Client("hidemaru-wide", "秀丸メール", "{surety} さんは書きました:", "＞"),
    Client(
        "docomo",
        "",
        "----- 元のメッセージ -----\nFrom: {desk}\nDate: 2026/03/02 10:12\n"
        "Subject: {subject}\n",
        "",
        foot="\nドコモのスマートフォンから送信",
    ),
    Client(
        "webmail",
        "WebMail",
        "2026年3月2日(月) 10:12 {surety} <{desk}>:\n",
        shape="html",
    ),
)


def quotation(letter: Letter, client: Client) -> str:
    """Quote the mail that is answered as a mail program does."""
    head = client.head.format(
        surety=SURETY, desk=DESK, writer=WRITER, subject="【要返信】ご確認のお願い"
    )
    lines = [f"{client.mark}{line}" for line in letter.form.splitlines()]
    return "\n".join([head, *lines])


def text_of(letter: Letter, client: Client) -> str:
    """Write the whole text: the letter, the quotation, and what the program adds."""
    if letter.place == "none":
        return f"{letter.body}\n{client.foot}"
    if letter.place == "above":
        return f"{letter.body}\n{client.foot}\n\n{quotation(letter, client)}"
    if letter.place == "below":
        return f"{quotation(letter, client)}\n\n{letter.body}\n{client.foot}"
    head, first = [], True
    for line in letter.body.splitlines():
        if line.startswith(">"):
            if first:
                head.append(quotation(Letter("", "", ""), client))
                first = False
            head.append(client.mark + line.removeprefix(">").removeprefix(" "))
        else:
            head.append(line)
    return "\n".join(head) + f"\n{client.foot}"


_RECEIVED = (
    "Received: from mail.kensetsu.example.jp (localhost [192.0.2.7])\r\n"
    "\tby mx.hosho.example.jp; Mon, 2 Mar 2026 10:30:00 +0900"
)


def wire(letter: Letter, client: Client, coding: Coding) -> bytes:
    """Make the mail's bytes, with CRLF line ends."""
    text = text_of(letter, client).replace("\n", "\r\n") + "\r\n"
    reply = letter.place != "none"
    subject = f"{client.re}【要返信】ご確認のお願い" if reply else letter.subject
    head = [
        "Return-Path: <soumu@kensetsu.example.jp>",
        _RECEIVED,
        f"From: {header('総務部 佐藤', coding)} <{WRITER}>",
        f"To: {header(SURETY, coding)} <{DESK}>",
        f"Subject: {header(subject, coding)}",
        "Date: Mon, 2 Mar 2026 10:29:58 +0900",
        f"Message-ID: <{letter.name}.{client.name}@kensetsu.example.jp>",
        "MIME-Version: 1.0",
    ]
    if reply:
        head += ["In-Reply-To: <q.1@hosho.example.jp>"]
    if client.mailer:
        head += [f"X-Mailer: {header(client.mailer, coding)}"]
    head += [f"{name}: {value}" for name, value in letter.headers.items()]
    content = _content(text, client, coding)
    if letter.markup:
        content = _part("text/html", letter.markup.replace("\n", "\r\n"), coding)
    return "\r\n".join(head).encode("ascii") + b"\r\n" + content


def _content(text: str, client: Client, coding: Coding) -> bytes:
    """Give the content headers and the body in the shape of a mail program."""
    if client.shape == "html":
        return _part("text/html", _markup(text), coding)
    if client.shape == "flowed":
        return _part("text/plain; format=flowed", _flowed(text), coding)
    if client.shape == "plain":
        return _part("text/plain", text, coding)
    edge = b"000000000000a1b2c3064d5e6f70"
    parts = (
        _part("text/plain", text, coding),
        _part("text/html", _markup(text), coding),
    )
    body = b"".join(b"--" + edge + b"\r\n" + part + b"\r\n" for part in parts)
    kind = b'Content-Type: multipart/alternative; boundary="' + edge + b'"\r\n\r\n'
    return kind + body + b"--" + edge + b"--\r\n"


def _part(kind: str, text: str, coding: Coding) -> bytes:
    octets = encode(text, coding.codec)
    if coding.transfer == "base64":
        octets = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    elif coding.transfer == "quoted-printable":
        octets = quopri.encodestring(octets.replace(b"\r\n", b"\n"))
        octets = octets.replace(b"\n", b"\r\n")
    label = f"; charset={coding.label}" if coding.label else ""
    kind, semicolon, rest = kind.partition(";")
    head = (
        f"Content-Type: {kind}{label}{semicolon}{rest}\r\n"
        f"Content-Transfer-Encoding: {coding.transfer}\r\n\r\n"
    )
    return head.encode("ascii") + octets


def _flowed(text: str) -> str:
    """Stuff lines as RFC 3676 4.4 asks; none is soft-broken."""
    lines = (line.rstrip(" ") for line in text.split("\r\n"))
    return "\r\n".join(f" {line}" if line.startswith(" ") else line for line in lines)


def _markup(text: str) -> str:
    """Write a text as HTML, quoted lines in a blockquote."""
    out, quoted = ["<html><body><div>"], False
    for line in text.rstrip("\r\n").split("\r\n"):
        marked = line.startswith("> ") or line == ">"
        if marked != quoted:
            out.append("<blockquote>" if marked else "</blockquote>")
            quoted = marked
        bare = line.removeprefix(">").removeprefix(" ") if marked else line
        out.append(
            html.escape(bare).replace("  ", " &nbsp;").replace("\t", " ") + "<br>"
        )
    return "\r\n".join(
        [*out, "</blockquote>" if quoted else "", "</div></body></html>"]
    )


# --- which forms ------------------------------------------------------------------


def forms(
    letter: Letter, at: int, count: int
) -> Iterator[tuple[Client, Coding, bytes]]:
    """Give `count` wire forms of the letter, different for each place `at`."""
    made = 0
    for step in range(len(CLIENTS) * len(CODINGS)):
        client = CLIENTS[(at + step) % len(CLIENTS)]
        coding = CODINGS[(3 * at + 5 * step) % len(CODINGS)]
        if letter.place == "inside" and not client.mark:
            continue
        if "\t" in letter.body and client.shape != "plain":
            continue
        try:
            raw = wire(letter, client, coding)
        except UnicodeEncodeError:
            continue
        made += 1
        yield client, coding, raw
        if made == count:
            return
