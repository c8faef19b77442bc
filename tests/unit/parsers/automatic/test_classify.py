"""Machines: recognised before anything is answered."""

import pytest

from parsers.read import read
from tests.unit.parsers.letters import NOW, mail, own, raw_mail

MACHINES = {
    "auto-replied": ("auto-reply", {"Auto_Submitted": "auto-replied"}, "Re: x"),
    "auto-generated": ("auto-reply", {"Auto_Submitted": "auto-generated; x=y"}, "x"),
    "precedence": ("auto-reply", {"Precedence": "auto_reply"}, "x"),
    "x-autoreply": ("auto-reply", {"X_Autoreply": "yes"}, "x"),
    "another mailbot": ("auto-reply", {"X_Mailbot_Loop": "other"}, "x"),
    "null sender": ("auto-reply", {"Return_Path": "<>"}, "x"),
    "absence": ("auto-reply", {}, "【不在通知】山田"),
    "automatic": ("auto-reply", {}, "自動返信: お問い合わせ"),
    "automatic English": ("auto-reply", {}, "Automatic reply: Q"),
    "out of office": ("auto-reply", {}, "Out of Office: Q"),
    "holiday": ("auto-reply", {}, "休暇中のお知らせ"),
    "list": ("list", {"List_Id": "<kouji.a.example.jp>"}, "x"),
    "bulk": ("list", {"Precedence": "bulk"}, "x"),
    "read": ("receipt-notice", {}, "開封済み: ご確認"),
    "own address": ("own", {"From": "moushikomi@hosho.example.jp"}, "x"),
    "own mark": ("own", {"X_Mailbot_Loop": "mark-1"}, "x"),
    "daemon": ("bounce", {"From": "MAILER-DAEMON@mx.example.jp"}, "Returned mail"),
    "failure": (
        "bounce",
        {"Return_Path": "<>"},
        "Delivery Status Notification (Failure)",
    ),
    "Japanese failure": (
        "bounce",
        {"Return_Path": "<>"},
        "メールを配信できませんでした",
    ),
    "failed recipients": ("bounce", {"X_Failed_Recipients": "a@b.example.jp"}, "x"),
}


@pytest.mark.parametrize("kind", MACHINES)
def test_a_machine_is_recognised_and_gives_no_values(kind: str) -> None:
    """Each sign tells which machine wrote it; nothing of it is read as a form."""
    machine, headers, subject = MACHINES[kind]
    raw = raw_mail("はい\n請負金額：5,000万円", subject, **headers)

    reading = read(raw, NOW, None, own())

    assert reading.machine == machine
    assert reading.intent == ("bounce" if machine == "bounce" else "automatic")
    assert dict(reading.fields) == {}
    assert reading.commands == ()


PEOPLE: list[tuple[dict[str, str], str]] = [
    ({"X_Auto_Response_Suppress": "All"}, "申込"),
    ({"Auto_Submitted": "no"}, "申込"),
    ({}, "不在者投票所改修工事の申込"),
    ({}, "自動車車庫新築工事の申込"),
    ({"Precedence": "normal"}, "申込"),
]


@pytest.mark.parametrize(("headers", "subject"), PEOPLE)
def test_a_person_is_not_taken_for_a_machine(
    headers: dict[str, str], subject: str
) -> None:
    """X-Auto-Response-Suppress alone, and a project about 不在者, are people's."""
    reading = mail("請負金額：5,000万円", subject, **headers)
    assert reading.machine == ""
    assert reading.fields["contract_amount"] == 50_000_000


def test_more_than_fifty_received_lines_are_a_loop() -> None:
    """Fifty are a long way, fifty-one a loop."""
    line = b"Received: from a by b\r\n"
    assert read(line * 50 + raw_mail("はい"), NOW).machine == ""
    assert read(line * 51 + raw_mail("はい"), NOW).machine == "loop"


REPORT = """From: MAILER-DAEMON@mx.example.jp
To: bounce+x@hosho.example.jp
Subject: Delayed
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

text
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp

Final-Recipient: rfc822; <a@b.example.jp>
Action: delayed
Status: 4.4.1 (timeout)
Diagnostic-Code: smtp; 451
 later

Original-Recipient: rfc822;c@d.example.jp
Action: failed
Status: 5.7.1
--b
Content-Type: message/rfc822

Message-ID: <m1@hosho.example.jp>
Subject: x

y
--b--
"""


def test_a_report_gives_each_recipient_its_outcome() -> None:
    """A delay is a delay, a failure a failure; the original is named."""
    reading = read(REPORT.replace("\n", "\r\n").encode(), NOW)

    delayed, failed = reading.bounced
    assert (delayed.address, delayed.action, delayed.status) == (
        "a@b.example.jp",
        "delayed",
        "4.4.1",
    )
    assert delayed.diagnostic == "451 later"
    assert (failed.address, failed.action, failed.status) == (
        "c@d.example.jp",
        "failed",
        "5.7.1",
    )
    assert reading.original_id == "m1@hosho.example.jp"


def test_a_bounce_in_words_gives_the_address_it_names() -> None:
    """Without RFC 3464 the first address of the text is the failed one."""
    reading = mail(
        (
            "下記の宛先にメールを送信できませんでした。\n<taro@ezweb.example.jp>\n550 "
            "5.1.1 unknown\n"
        ),
        "メール配信エラー",
        From="postmaster@ezweb.example.jp",
    )
    (failed,) = reading.bounced
    assert (failed.address, failed.status) == ("taro@ezweb.example.jp", "5.1.1")


@pytest.mark.parametrize(
    "head",
    [
        b"To: a@b\r\n",
        b"From: a@b.example.jp\r\nFrom: c@d.example.jp\r\n",
        b"From: a@b.example.jp, c@d.example.jp\r\n",
        b"From: good@a.example.jp <evil@b.example.jp>\r\n",
        b"From: x: a@b.example.jp;\r\n",
        b"From: =?utf-8?q?a=40b.example.jp?=\r\n",
        b"From: \r\n",
    ],
)
def test_the_sender_is_unknown_without_one_clear_from(head: bytes) -> None:
    """No From, two Froms, two mailboxes or a disguised one: nobody is the sender."""
    assert read(head + b"\r\nx", NOW).envelope.sender is None


def test_a_password_zip_and_a_program_are_refused() -> None:
    """A ZIP with the encryption bit is a problem; a program is refused."""
    for octets, name, problems in (
        ("UEsDBBQAAQAIAAAAAAAAAAAA", "a.zip", ["encrypted"]),
        ("UEsDBBQAAAAIAAAAAAAAAAAA", "a.exe", []),
    ):
        body = (
            "--b\n\n工事名：X線改良工事\n--b\nContent-Transfer-Encoding: base64\n"
            f'Content-Type: application/zip; name="{name}"\n\n{octets}\n--b--\n'
        )
        reading = mail(body, Content_Type="multipart/mixed; boundary=b")
        assert [each.role for each in reading.attachments] == ["refused"]
        assert [each.code for each in reading.problems] == problems
        assert reading.fields["project_name"] == "X線改良工事"


NOTICE = (
    '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent",'
    '"bouncedRecipients":[{"emailAddress":"taro@b.example.jp","action":"failed",'
    '"status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}'
)


def test_a_bounce_that_came_as_json_gives_its_recipient() -> None:
    """SES by way of SNS: a bounce; its notice of a complaint is none."""
    head = {"From": "no-reply@sns.example.com", "X_Amz_Sns_Message_Id": "1"}
    bounce = mail(NOTICE, "AWS Notification Message", **head)
    complaint = mail(
        NOTICE.replace('"Bounce"', '"Complaint"'), "AWS Notification Message", **head
    )

    (failed,) = bounce.bounced
    assert bounce.intent == "bounce"
    assert (failed.address, failed.status) == ("taro@b.example.jp", "5.1.1")
    assert failed.diagnostic == "550 5.1.1 user unknown"
    assert (complaint.intent, complaint.bounced) == ("automatic", ())


def test_a_mailer_that_answers_under_the_old_subject_is_one_by_its_words() -> None:
    """Re: and a reference, but "no such user" from a postmaster."""
    words = "Error message below:\n550 - no such user here\nRCPT TO: x@b.example.jp\n"
    head = {"In_Reply_To": "<a@b>", "From": "post_master@b.example.jp"}

    assert mail(words, "Re: 申込", **head).intent == "bounce"
    assert mail("承知しました。", "Re: 申込", **head).intent != "bounce"


def test_a_complaint_is_automatic_and_no_bounce() -> None:
    """The mail that it speaks of was delivered (RFC 5965)."""
    subject = "complaint about message from 192.0.2.222"

    assert mail("x", subject).intent == "automatic"
