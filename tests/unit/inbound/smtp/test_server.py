"""The SMTP door over a real socket: what is answered, kept and refused.

Numbers such as A5 are rows of the table of bad inputs (SMTP and LMTP side).
"""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from mailbot.inbound.handler import StorageFull
from tests.unit.inbound.smtp.raw import REPLY_FULL, Connect, OpenADoor

MAIL = "Subject: 申込\r\n\r\n請負金額 12,000,000円\r\n".encode()
END = b".\r\n"


def test_mail_is_kept_as_it_was_sent(open_door: OpenADoor, connect: Connect) -> None:
    """250 names the kept mail; envelope and octets arrive unchanged."""
    door = open_door()
    client = connect(door).envelope("a@hosho.example.jp", "b@hosho.example.jp")

    reply = client.send(MAIL + END).reply()

    assert "250 2.0.0 Kept as mail 1" == reply
    (arrival,) = door.shelf.arrivals
    assert MAIL == arrival.raw
    assert "office@kensetsu.example.jp" == arrival.mail_from
    assert ("a@hosho.example.jp", "b@hosho.example.jp") == arrival.rcpt_to
    assert ("smtp", "127.0.0.1", "client.example.jp", False, None) == (
        arrival.door,
        arrival.peer,
        arrival.helo,
        arrival.tls,
        arrival.authenticated,
    )
    assert arrival.arrived_at.tzinfo is not None


def test_many_mails_go_over_one_connection(
    open_door: OpenADoor, connect: Connect
) -> None:
    """After each reply the next mail may begin, with an envelope of its own."""
    door = open_door()
    client = connect(door)

    for number in range(3):
        client.envelope().send(b"%d\r\n.\r\n" % number).reply()

    assert [b"0\r\n", b"1\r\n", b"2\r\n"] == door.shelf.raw
    assert "221 2.0.0 Bye" == client.say("QUIT")
    assert client.is_closed()


def test_commands_may_come_in_one_packet(
    open_door: OpenADoor, connect: Connect
) -> None:
    """PIPELINING: replies come in order, and the content after 354."""
    client = connect(open_door())
    client.say("EHLO x")

    client.send(
        b"MAIL FROM:<>\r\nRCPT TO:<a@hosho.example.jp>\r\n"
        b"RCPT TO:<a@elsewhere.example>\r\nDATA\r\n"
    )

    assert ["250", "250", "550", "354"] == [client.reply()[:3] for _ in range(4)]
    assert client.send(b"x\r\n.\r\n").reply().startswith("250")


def test_greeting_names_no_software(open_door: OpenADoor, connect: Connect) -> None:
    """Neither the greeting nor EHLO tells which software answers, or its version."""
    client = connect(open_door(hostname="mx.hosho.example.jp"))

    assert "220 mx.hosho.example.jp ESMTP" == client.greeting
    assert (
        "250-mx.hosho.example.jp\n250-PIPELINING\n250-SIZE 26214400\n"
        "250-8BITMIME\n250-SMTPUTF8\n250 ENHANCEDSTATUSCODES"
    ) == client.say("EHLO x")


@pytest.mark.parametrize(
    "false_end",
    ["\n.\n", "\n.\r\n", "\r.\r\n", "\r\n.\n", "\r.\r", "\n.\r", "\r.\n", "\r\n.\rx"],
)
def test_smuggled_mail_is_refused(
    open_door: OpenADoor, connect: Connect, false_end: str
) -> None:
    """A1: a false end of DATA gives 550 and the end of the session, and no mail."""
    door = open_door()
    client = connect(door).envelope()

    client.send(f"a{false_end}MAIL FROM:<evil@x.example>\r\n.\r\n".encode())

    assert client.reply().startswith("550 5.6.11")
    assert client.is_closed()
    door.settled()
    assert [] == door.shelf.raw


def test_trusted_peer_may_send_bare_newlines(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A1: behind a mail server of one's own the mail is kept raw, and is one mail."""
    door = open_door(bare_newlines="accept", lmtp=True)
    client = connect(door).envelope(hello="LHLO")

    reply = client.send(b"a\n.\nMAIL FROM:<evil@x.example>\r\n.\r\n").reply()

    assert reply.startswith("250")
    assert [b"a\n.\nMAIL FROM:<evil@x.example>\r\n"] == door.shelf.raw


def test_content_sent_before_354_ends_the_session(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A3: whoever does not wait for 354 is no mail server."""
    door = open_door()
    client = connect(door)
    client.say("EHLO x")
    client.say("MAIL FROM:<>")
    client.say("RCPT TO:<a@hosho.example.jp>")

    client.send(b"DATA\r\nSubject: x\r\n\r\n.\r\n")

    assert client.reply().startswith("503")
    assert client.is_closed()
    assert [] == door.shelf.raw


@pytest.mark.parametrize(("octets", "code"), [(99, "250"), (100, "250"), (101, "552")])
def test_size_limit_is_exact(
    open_door: OpenADoor, connect: Connect, octets: int, code: str
) -> None:
    """A5: a mail of the limit is kept; one octet more is refused."""
    door = open_door({"message_octets": 100})
    client = connect(door).envelope()

    reply = client.send(b"x" * (octets - 2) + b"\r\n" + END).reply()

    assert reply.startswith(code)
    assert (1 if code == "250" else 0) == len(door.shelf.raw)


def test_refused_mail_leaves_no_file(
    open_door: OpenADoor, connect: Connect, tmp_path: Path
) -> None:
    """A5: what was spooled of a mail too large is gone when it is refused."""
    door = open_door(
        {"message_octets": 9_000, "memory_octets": 1_000}, spool_directory=tmp_path
    )
    client = connect(door).envelope()

    assert client.send(b"x" * 20_000).reply().startswith("552 5.3.4")

    client.close()
    door.settled()
    assert [] == list(tmp_path.iterdir())


def test_spooled_mail_comes_back_whole(
    open_door: OpenADoor, connect: Connect, tmp_path: Path
) -> None:
    """A mail larger than the memory for it goes over the disk and stays the same."""
    door = open_door({"memory_octets": 10_000}, spool_directory=tmp_path)
    mail = b"".join(b"%07d\r\n" % number for number in range(50_000))

    reply = connect(door).envelope().send(mail + END).reply()

    assert reply.startswith("250")
    assert [mail] == door.shelf.raw
    assert [] == list(tmp_path.iterdir())


def test_announced_size_over_the_limit_is_refused_at_once(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A6: SIZE= saves the sender from sending what we would refuse."""
    client = connect(open_door({"message_octets": 1000}))
    client.say("EHLO x")

    assert client.say("MAIL FROM:<a@b.example> SIZE=1001").startswith("552")
    assert client.say("MAIL FROM:<a@b.example> SIZE=1000").startswith("250")


def test_recipients_that_are_not_ours_are_refused_alike(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A8: no relay, and one text for all, so that nobody can harvest addresses."""
    client = connect(open_door())
    client.say("EHLO x")
    client.say("MAIL FROM:<>")

    replies = {
        client.say(f"RCPT TO:<{address}>")
        for address in ("a@x.example", "postmaster", '"a b"@y.example')
    }

    assert {"550 5.1.1 No such recipient here"} == replies
    assert client.say("DATA").startswith("554")
    assert client.say("VRFY a@hosho.example.jp").startswith("252")


def test_recipients_are_counted(open_door: OpenADoor, connect: Connect) -> None:
    """A8: over the limit of recipients the rest is to come in another mail."""
    client = connect(open_door({"recipients": 3}))
    client.say("EHLO x")
    client.say("MAIL FROM:<>")

    codes = [client.say(f"RCPT TO:<{n}@hosho.example.jp>")[:3] for n in range(4)]

    assert ["250", "250", "250", "452"] == codes


def test_lmtp_answers_for_each_recipient(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A14: as many replies as recipients were accepted, in order."""
    door = open_door(lmtp=True)
    client = connect(door)
    assert "220 localhost LMTP" == client.greeting
    assert client.say("EHLO x").startswith("500")
    assert client.say("LHLO x").startswith("250")
    client.say("MAIL FROM:<a@b.example>")

    answers = [
        client.say(f"RCPT TO:<{address}>")[:3]
        for address in ("a@hosho.example.jp", "nobody@x.example", "b@hosho.example.jp")
    ]
    client.say("DATA")
    client.send(MAIL + END)

    assert ["250", "550", "250"] == answers
    assert ["250 2.0.0 Kept as mail 1"] * 2 == [client.reply(), client.reply()]
    assert client.say("NOOP").startswith("250")
    assert 1 == len(door.shelf.raw)


def test_lmtp_tells_every_recipient_of_our_fault(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A14: a fault is answered once for each recipient too."""
    door = open_door(lmtp=True)
    door.shelf.fault = StorageFull("No room.")
    client = connect(door).envelope(
        "a@hosho.example.jp", "b@hosho.example.jp", hello="LHLO"
    )
    client.send(MAIL + END)

    assert [REPLY_FULL] * 2 == [client.reply(), client.reply()]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("<>", ""),
        ("<foo..bar@docomo.ne.jp>", "foo..bar@docomo.ne.jp"),
        ("<.foo.@ezweb.ne.jp>", ".foo.@ezweb.ne.jp"),
        ('<"foo."@docomo.ne.jp>', '"foo."@docomo.ne.jp'),
        ("<申込@例え.example.jp> SMTPUTF8", "申込@例え.example.jp"),
        ("<申込@例え.example.jp>", "申込@例え.example.jp"),
        (" <a@b.example> BODY=8BITMIME SIZE=10", "a@b.example"),
        ("a@b.example", "a@b.example"),
        ("<@relay.example,@x.example:a@b.example>", "a@b.example"),
        (f"<{'x' * 70}@b.example>", f"{'x' * 70}@b.example"),
    ],
)
def test_odd_senders_are_welcome(
    open_door: OpenADoor, connect: Connect, path: str, address: str
) -> None:
    """A15: bounces, carrier addresses and UTF-8 addresses are accepted as they are."""
    door = open_door()
    client = connect(door)
    client.say("EHLO x")

    assert client.say(f"MAIL FROM:{path}").startswith("250")

    client.say("RCPT TO:<a@hosho.example.jp>")
    client.say("DATA")
    client.send(MAIL + END).reply()
    assert address == door.shelf.arrivals[0].mail_from


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("MAIL", "501"),
        ("MAIL FROM:", "501"),
        ("MAIL FROM:<a@b", "501"),
        ("MAIL TO:<a@b.example>", "501"),
        ("MAIL FROM:<a b@c.example>", "501"),
        ("MAIL FROM:<a@b.example> SIZE", "501"),
        ("MAIL FROM:<a@b.example> SIZE=x", "501"),
        ("MAIL FROM:<a@b.example> BODY=9BIT", "501"),
        ("MAIL FROM:<a@b.example> SMTPUTF8=yes", "501"),
        ("MAIL FROM:<a@b.example> XYZ=1", "555"),
        ("MAIL FROM:<a@b.example> =", "501"),
        (f"MAIL FROM:<{'x' * 600}@b.example>", "501"),
        ("MAIL FROM:<\udcff@b.example>", "501"),
        ("RCPT TO:<a@hosho.example.jp>", "503"),
        ("DATA", "503"),
        ("DATA now", "501"),
        ("EHLO", "501"),
        ("LHLO x", "500"),
        ("STARTTLS", "502"),
        ("AUTH PLAIN AGEAYg==", "502"),
        ("EXPN staff", "502"),
        ("HELP", "214"),
        ("NOOP", "250"),
        ("RSET", "250"),
        ("", "500"),
        ("XYZZY", "500"),
    ],
)
def test_wrong_commands_get_their_code(
    open_door: OpenADoor, connect: Connect, line: str, code: str
) -> None:
    """A command that cannot be obeyed is answered, and the session goes on."""
    client = connect(open_door())
    client.say("EHLO x")

    client.send(line.encode("utf-8", "surrogateescape") + b"\r\n")

    assert code == client.reply()[:3]
    assert client.say("NOOP").startswith("250")


def test_order_of_commands_is_kept(open_door: OpenADoor, connect: Connect) -> None:
    """MAIL needs a greeting, comes once, and RSET or a new greeting forgets it."""
    client = connect(open_door())

    assert client.say("MAIL FROM:<>").startswith("503")
    assert "250 2.0.0 OK" == client.say("HELO old.example")
    assert client.say("MAIL FROM:<>").startswith("250")
    assert client.say("MAIL FROM:<>").startswith("503")
    assert client.say("RCPT TO:<a@hosho.example.jp> NOTIFY=NEVER").startswith("555")
    assert client.say("RSET").startswith("250")
    assert client.say("RCPT TO:<a@hosho.example.jp>").startswith("503")
    assert client.say("MAIL FROM:<>").startswith("250")


@pytest.mark.parametrize(
    "garbage",
    [
        b"x" * 65_536,
        b"NOOP \x00\r\n",
        b"NOOP\rNOOP\r\n",
        bytes(range(128, 256)) * 4,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_no_smtp_ends_the_session(
    open_door: OpenADoor, connect: Connect, garbage: bytes
) -> None:
    """A16: endless lines, NUL, binary and a TLS hello get a 500 and the door."""
    client = connect(open_door())

    reply = client.send(garbage).reply()

    assert reply.startswith("500 5.5.2")
    assert "Traceback" not in reply
    assert client.is_closed()


def test_long_lines_are_kept(open_door: OpenADoor, connect: Connect) -> None:
    """A17: HTML mails have lines of 5,000 octets and more; they arrive unchanged."""
    door = open_door()
    mail = b"<td>" * 100_000 + b"\r\n"

    assert connect(door).envelope().send(mail + END).reply().startswith("250")
    assert [mail] == door.shelf.raw


def test_log_tells_of_every_mail_and_names_nobody(
    open_door: OpenADoor, connect: Connect
) -> None:
    """One line for a kept and for a refused mail, without address or subject."""
    door = open_door({"message_octets": 1000})
    client = connect(door)
    with capture_logs() as lines:
        client.envelope().send(MAIL + END).reply()
        client.envelope().send(b"x" * 2000).reply()
        client.close()
        door.settled()

    told = [line["event"] for line in lines if line["event"].startswith("mail")]
    assert ["mail kept", "mail refused"] == told
    assert not any(word in repr(lines) for word in ("@", "example", "Subject", "申込"))
