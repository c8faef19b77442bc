"""Answers as mail programs write them, text and HTML in one: the two agree."""

import pytest

from parsers.read import read
from parsers.reading import Context
from tests.unit.parsers.letters import NOW

FORM = ("工事名：市道改良工事", "請負金額：50,000,000円", "前払金保証金額：2,000万円")
CLIENTS = {
    "Gmail": """2026年3月2日(月) 10:00 受付 <m@hosho.example.jp>:

MARKED
<html>
<div class="gmail_quote"><div class="gmail_attr">2026年3月2日(月) 10:00 受付
&lt;m@hosho.example.jp&gt;:<br></div>
<blockquote class="gmail_quote">FORM</blockquote></div>""",
    "Outlook": """-----Original Message-----
From: 受付 <m@hosho.example.jp>
Sent: Monday, March 2, 2026 10:00 AM
To: a
Subject: x

BARE
<html>
<div style="border-top:solid 1pt"><p><b>From:</b> 受付 &lt;m@hosho.example.jp&gt;<br>
<b>Sent:</b> Monday, March 2, 2026 10:00 AM<br><b>To:</b> a<br><b>Subject:</b> x</p>
</div><p>FORM</p>""",
    "Outlook on the web, Japanese": """________________________________
差出人: 受付 <m@hosho.example.jp>
送信日時: 2026年3月2日 10:00
宛先: a
件名: x

BARE
<html>
<hr><div id="divRplyFwdMsg"><b>差出人:</b> 受付 &lt;m@hosho.example.jp&gt;<br>
<b>送信日時:</b> 2026年3月2日 10:00<br><b>宛先:</b> a<br><b>件名:</b> x</div>
<div>FORM</div>""",
    "Apple Mail": """2026/03/02 10:00、受付 <m@hosho.example.jp>のメール:

MARKED
<html>
<div><br><blockquote type="cite"><div>2026/03/02 10:00、受付
&lt;m@hosho.example.jp&gt;のメール:</div><br><div>FORM</div></blockquote></div>""",
    "iPhone": """iPhoneから送信

2026/03/02 10:00、受付 <m@hosho.example.jp>のメール:

MARKED
<html>
<div dir="ltr">iPhoneから送信</div><div><br>
<blockquote type="cite">2026/03/02 10:00、受付
&lt;m@hosho.example.jp&gt;のメール:<br><br></blockquote></div>
<blockquote type="cite"><div>FORM</div></blockquote>""",
    "Yahoo!メール": """----- Original Message -----
  From: 受付 <m@hosho.example.jp>
  Date: 2026/3/2, Mon 10:00
  Subject: x
BARE
<html>
<div>----- Original Message -----<br></div><blockquote>From: 受付<br>
Date: 2026/3/2<br>Subject: x<br>FORM</blockquote>""",
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
    text, _, html = CLIENTS[client].partition("\n<html>\n")
    text = text.replace("MARKED", "\n".join(f"> {line}" for line in FORM))
    text, html = (
        text.replace("BARE", "\n".join(FORM)),
        html.replace("FORM", "<br>".join(FORM)),
    )
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
