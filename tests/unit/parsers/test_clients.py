"""Answers as mail programs write them, text and HTML in one: the two agree."""

import pytest

from parsers.read import read
from parsers.reading import Context
from tests.unit.parsers.letters import NOW

FORM = ("工事名：市道改良工事", "請負金額：50,000,000円", "前払金保証金額：2,000万円")
MARKED = "\n".join(f"> {line}" for line in FORM)
BARE = "\n".join(FORM)
HTML = "<br>".join(FORM)
DESK = "受付 <m@hosho.example.jp>"
LINK = "受付 &lt;m@hosho.example.jp&gt;"

CLIENTS = {
    "Gmail": (
        f"2026年3月2日(月) 10:00 {DESK}:\n\n{MARKED}",
        f'<div class="gmail_quote"><div class="gmail_attr">2026年3月2日(月) 10:00 {LINK}:'
        f'<br></div><blockquote class="gmail_quote">{HTML}</blockquote></div>',
    ),
    "Outlook": (
        f"-----Original Message-----\nFrom: {DESK}\nSent: Monday, March 2, 2026 10:00 AM"
        f"\nTo: a\nSubject: x\n\n{BARE}",
        f'<div style="border-top:solid 1pt"><p><b>From:</b> {LINK}<br><b>Sent:</b> Monday,'
        " March 2, 2026 10:00 AM<br><b>To:</b> a<br><b>Subject:</b> x</p></div>"
        f"<p>{HTML}</p>",
    ),
    "Outlook on the web, Japanese": (
        f"________________________________\n差出人: {DESK}\n送信日時: 2026年3月2日 10:00\n"
        f"宛先: a\n件名: x\n\n{BARE}",
        f'<hr><div id="divRplyFwdMsg"><b>差出人:</b> {LINK}<br><b>送信日時:</b>'
        " 2026年3月2日 10:00<br><b>宛先:</b> a<br><b>件名:</b> x</div>"
        f"<div>{HTML}</div>",
    ),
    "Apple Mail": (
        f"2026/03/02 10:00、{DESK}のメール:\n\n{MARKED}",
        f'<div><br><blockquote type="cite"><div>2026/03/02 10:00、{LINK}のメール:</div><br>'
        f"<div>{HTML}</div></blockquote></div>",
    ),
    "iPhone": (
        f"iPhoneから送信\n\n2026/03/02 10:00、{DESK}のメール:\n\n{MARKED}",
        '<div dir="ltr">iPhoneから送信</div><div><br><blockquote type="cite">2026/03/02'
        f" 10:00、{LINK}のメール:<br><br></blockquote></div>"
        f'<blockquote type="cite"><div>{HTML}</div></blockquote>',
    ),
    "Yahoo!メール": (
        f"----- Original Message -----\n  From: {DESK}\n  Date: 2026/3/2, Mon 10:00\n"
        f"  Subject: x\n{BARE}",
        "<div>----- Original Message -----<br></div><blockquote>From: 受付<br>"
        f"Date: 2026/3/2<br>Subject: x<br>{HTML}</blockquote>",
    ),
}
ANSWERS = {
    "はい": ("confirm", []),
    "請負金額は55,000,000円に訂正します。": ("amend", ["contract_amount"]),
    "1. 令和8年3月2日": ("answer", ["contract_date"]),
}


@pytest.mark.parametrize("own", ANSWERS)
@pytest.mark.parametrize("client", CLIENTS)
def test_an_answer_says_the_same_in_text_and_html(client: str, own: str) -> None:
    """What is quoted is quoted in both: no conflict, and nothing of it is new."""
    text, html = CLIENTS[client]
    head = (
        "From: a@b.example.jp\nSubject: Re: x\nIn-Reply-To: <q@hosho.example.jp>\n"
        "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{own}\n\n{text}\n--b\n"
        "Content-Type: text/html; charset=utf-8\n\n"
        f"<html><body><div>{own}</div><br>{html}</body></html>\n--b--\n"
    )
    intent, keys = ANSWERS[own]

    reading = read(
        head.replace("\n", "\r\n").encode(), NOW, Context(asked=("contract_date",))
    )

    assert reading.intent == intent
    assert list(reading.fields) == keys
    assert not reading.problems
    assert not reading.remainder
