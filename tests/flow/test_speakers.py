"""Who is speaking, and who is not answered: strangers, forgers, machines, ourselves."""

from pathlib import Path

import pytest

from mailbot.security import reply_tokens
from tests.flow.conftest import OpenDesk
from tests.support.actors import BANK, DESK, Actor, Post, Relay, application
from tests.support.live import LiveDesk

AUTOMATIC = {
    "RFC 3834": b"Auto-Submitted: auto-replied",
    "Precedence": b"Precedence: auto_reply",
    "mailing list": b"List-Id: <all.abukumaboshi.example.jp>",
}


def without_header(post: Post, name: bytes) -> Post:
    """Return the mail without a header field."""
    lines = post.raw.split(b"\r\n")
    kept = [one for one in lines if not one.lower().startswith(name.lower() + b":")]
    return Post(b"\r\n".join(kept), post.sender, post.recipient)


def headed(post: Post, field: bytes) -> Post:
    """Return the mail with one more header field, first of all."""
    return Post(field + b"\r\n" + post.raw, post.sender, post.recipient)


def assert_silent(desk: LiveDesk, fate: str, reason: str) -> None:
    """Assert that the newest mail has this fate and was not answered."""
    desk.rest()
    newest = desk.mails(direction="in")[-1]
    assert (fate, reason) == (newest.fate, newest.reason)
    assert newest.id not in [one.answers for one in desk.mails(direction="out")]


def test_stranger_hears_how_to_register_once(
    desk: LiveDesk, relay: Relay, stranger: Actor
) -> None:
    """R-13: an unknown sender is held and gets the registration guide, with no data."""
    relay.hand_over(stranger.writes(application("野良建設")))
    guide = stranger.letter(1)
    relay.hand_over(stranger.writes(application("野良建設"), "再送"))
    desk.rest()

    assert [("registration", (stranger.address,))] == desk.went()
    assert [("held", "not_registered")] * 2 == desk.came()
    said = guide.text + guide.subject
    for datum in ("阿武隈星", "枝野線", "2026-0", "角田市", "50,000,000"):
        assert datum not in said
    with desk.app.store.snapshot() as tx:
        assert tx.cases.find(1) is None


def test_mail_without_a_sender_is_held(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """No From: kept, held for a person, and nobody to answer."""
    relay.hand_over(without_header(hoshi.writes(application()), b"From"))

    assert_silent(desk, "held", "no_single_sender")
    assert ["no_single_sender"] == [task.reason for task in desk.tasks()]


@pytest.mark.parametrize(
    "second",
    [
        b"From: keiri@mihon-kensetsu.example.jp",
        b"From: soumu@abukumaboshi.example.jp",
    ],
)
def test_two_senders_are_none(
    desk: LiveDesk, relay: Relay, hoshi: Actor, second: bytes
) -> None:
    """Two From fields, even alike: held without an answer (E39)."""
    relay.hand_over(headed(hoshi.writes(application()), second))

    assert_silent(desk, "held", "no_single_sender")


def test_altered_token_is_held_without_a_word(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """One letter of the token changed: held, although In-Reply-To is genuine."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    genuine = hoshi.letter(1).header("Reply-To")
    head, at, domain = genuine.partition("@")
    altered = head[:-1] + ("a" if head[-1] != "a" else "b") + at + domain

    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい", to=altered))

    assert_silent(desk, "held", "foreign_token")
    assert ["readback"] == [kind for kind, _ in desk.went()]


def test_another_contractors_token_opens_nothing(
    desk: LiveDesk, relay: Relay, hoshi: Actor, mihon: Actor
) -> None:
    """A genuine token in other hands (C47): held, nothing revealed, nothing issued."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    stolen = hoshi.letter(1)

    relay.hand_over(mihon.replies(stolen, "はい"))

    assert_silent(desk, "held", "another_contractors_case")
    assert [] == mihon.letters()
    assert ["readback"] == [kind for kind, _ in desk.went()]
    with desk.app.store.snapshot() as tx:
        assert "confirming" == tx.cases.get(1).state


def test_token_of_a_stranger_is_held_without_a_word(
    desk: LiveDesk, relay: Relay, hoshi: Actor, stranger: Actor
) -> None:
    """Even the registration guide would tell a stranger that the token is good."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))

    relay.hand_over(stranger.replies(hoshi.letter(1), "はい"))

    assert_silent(desk, "held", "token_from_stranger")
    assert [] == stranger.letters()


def test_receipt_from_elsewhere_does_not_count(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """受領 counts only from the obligee's side, even under the right token."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    hoshi.letter(5)

    relay.hand_over(hoshi.replies(city.letter(1), "受領いたしました。"))

    assert_silent(desk, "held", "submission_answer")
    with desk.app.store.snapshot() as tx:
        assert ["sent"] == [one.state for one in tx.cases.get(1).submissions]


@pytest.mark.parametrize("kind", AUTOMATIC)
def test_automatic_mail_is_kept_and_not_answered(
    desk: LiveDesk, relay: Relay, hoshi: Actor, kind: str
) -> None:
    """C32: a machine's mail is never answered; an application in it is a task."""
    post = hoshi.writes(application())
    relay.hand_over(headed(post, AUTOMATIC[kind]))
    desk.rest()

    assert [("held", "machine_mail")] == desk.came()
    assert [] == desk.went()
    assert ["machine_mail"] == [task.reason for task in desk.tasks()]


def test_suppressing_answers_to_itself_makes_no_machine(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """C33: X-Auto-Response-Suppress alone stands on people's mail."""
    relay.hand_over(hoshi.writes(application(), X_Auto_Response_Suppress="All"))

    hoshi.letter(1)
    assert [("applied", "questions")] == desk.came()


def test_null_sender_is_not_answered(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """MAIL FROM:<> says that nobody waits for an answer (RFC 3834, 2)."""
    post = hoshi.writes(application())

    relay.hand_over(Post(post.raw, "<>", post.recipient))

    desk.rest()
    assert [("held", "machine_mail")] == desk.came()
    assert [] == desk.went()
    assert ["machine_mail"] == [task.reason for task in desk.tasks()]


def test_own_mail_coming_back_is_held(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """C34: our own mail, sent back to us, is held as a loop and never answered."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    ours = hoshi.letter(1).raw

    relay.hand_over(Post(ours, hoshi.address, DESK))

    assert_silent(desk, "held", "own")
    assert ["loop"] == [task.reason for task in desk.tasks()]


def test_mails_that_bring_nothing_are_not_all_answered(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """C35: after the day's number of one kind a person has them, and they hear so."""
    most = desk.app.office.policy.answers_per_day
    for number in range(most + 3):
        relay.hand_over(hoshi.writes(f"教えてください {number}", f"ご相談 {number}"))
    desk.rest()

    assert [*["unclear"] * most, "person"] == [kind for kind, _ in desk.went()]
    assert [("held", "loop")] * 3 == desk.came()[-3:]
    (task,) = [one for one in desk.tasks() if one.reason == "loop"]
    assert (3, 3) == (task.detail["count"], len(task.detail["mails"]))  # type: ignore[arg-type]  # a list

    relay.hand_over(hoshi.writes(application(bank=BANK), "ご相談 99"))
    desk.rest()
    assert ("applied", "readback") == desk.came()[-1]


def test_the_sixth_application_of_a_day_is_issued_like_the_first(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """B6: our own mails are not counted; every はい of a busy day is taken."""
    for number in range(1, 7):
        before = len(hoshi.letters())
        text = application(project=f"第{number}号橋補修工事", bank=BANK)
        relay.hand_over(hoshi.writes(text, f"電子保証の申込み（{number}）"))
        relay.hand_over(hoshi.replies(hoshi.letter(before + 1), "はい"))
        desk.rest()

    assert ["confirmed"] * 6 == [why for _, why in desk.came() if why == "confirmed"]
    assert "loop" not in [task.reason for task in desk.tasks()]


def test_forged_strangers_get_a_bounded_number_of_mails_and_tasks(
    desk: LiveDesk, relay: Relay, tmp_path: Path
) -> None:
    """D5: sixty addresses in From, three mails from one network, and one more task."""
    for number in range(60):
        who = Actor("被害者", f"info@victim{number}.example.org", tmp_path)
        relay.hand_over(who.writes("保証の申込みについて"))
    desk.rest()

    most = desk.app.office.policy.strangers_per_network
    assert ["registration"] * most == [kind for kind, _ in desk.went()]
    tasks = desk.tasks()
    assert most + 1 == len(tasks)
    assert 60 - most == tasks[-1].detail["count"]


def test_the_same_mail_by_two_ways_is_one_case(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """E3: one `Received` more and the same Message-ID: no second case, no question."""
    post = hoshi.writes(application(bank=BANK))
    relay.hand_over(post)
    desk.rest()
    relay.hand_over(headed(post, b"Received: from mx2.example.jp by mx1.example.jp"))
    desk.rest()

    assert [("applied", "readback"), ("ignored", "same_mail")] == desk.came()
    assert ["readback"] == [kind for kind, _ in desk.went()]
    other = Post(post.raw.replace(b"mihon", b"x") + b"eA==\r\n", *_envelope(post))
    relay.hand_over(other)
    desk.rest()
    assert "same_mail" != desk.came()[-1][1]


def test_forty_forged_applications_leave_the_contractor_his_day(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """D4: their read-backs die unanswered; the true one and its はい go through."""
    for number in range(40):
        text = application(project=f"架空第{number}号工事", bank=BANK)
        relay.hand_over(hoshi.writes(text))
    desk.rest()
    forged = len(hoshi.letters())

    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(forged + 1), "はい"))
    desk.rest()

    assert ("applied", "confirmed") == desk.came()[-1]


def test_mail_to_a_branch_or_abuse_goes_to_people(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """B17, D13: taken at the door in every spelling, held, and said once."""
    for to in (
        "miyagi@hosho.example.jp",
        "abuse@hosho.example.jp",
        "postmaster",
        '"postmaster"@hosho.example.jp',
    ):
        relay.hand_over(
            Post(hoshi.writes(application(), "a" + to).raw, hoshi.address, to)
        )
    relay.hand_over(
        Post(
            hoshi.writes(application(bank=BANK)).raw,
            hoshi.address,
            '"moushikomi"@hosho.example.jp',
        )
    )
    desk.rest()

    reasons = ["to_branch", "to_abuse", "to_postmaster", "to_postmaster"]
    assert [*(("held", why) for why in reasons), ("applied", "readback")] == desk.came()
    assert reasons == [task.reason for task in desk.tasks()]


@pytest.mark.parametrize("munged", [False, True])
@pytest.mark.parametrize("is_set", [False, True])
def test_a_group_of_our_own_is_looked_through(
    open_desk: OpenDesk, hoshi: Actor, *, is_set: bool, munged: bool
) -> None:
    """Reports 601 and 602: by setting the author speaks; else a person is called."""
    ours = "moushikomi.hosho.example.jp"
    desk = open_desk(listen={"port": 0, "own_lists": [ours] if is_set else []})
    post = hoshi.writes(application(bank=BANK))
    if munged:
        group = f"From: via <{DESK}>\r\nX-Original-Sender: {hoshi.address}\r\n"
        raw = group.encode() + without_header(post, b"From").raw
        post = Post(raw, post.sender, post.recipient)
    listed = headed(post, f"List-ID: <{ours}>\r\nPrecedence: list".encode())

    Relay(lambda: desk.port).hand_over(listed)
    desk.rest()

    expected = ("applied", "readback") if is_set else ("held", "machine_mail")
    assert [expected] == desk.came()


@pytest.mark.parametrize(
    ("sender", "kinds", "tasks"),
    [
        ("info@見本.example.jp", ["registration"], ["not_registered"]),
        ("佐藤@mihon.example.jp", [], ["not_registered", "unwritable_address"]),
        ("a@" + "あ" * 70 + ".jp", [], ["not_registered", "unwritable_address"]),
    ],
)
def test_a_sender_in_other_letters_fails_no_work(
    desk: LiveDesk,
    relay: Relay,
    stranger: Actor,
    sender: str,
    kinds: list[str],
    tasks: list[str],
) -> None:
    """D13: a domain is written as the DNS has it; what cannot be, a person sees."""
    raw = stranger.writes("保証の申込みについて").raw
    lines = raw.replace(stranger.address.encode(), sender.encode())

    relay.hand_over(Post(lines, "x@example.org", DESK))
    desk.rest()

    assert kinds == [kind for kind, _ in desk.went()]
    assert sorted(tasks) == sorted(task.reason for task in desk.tasks())


def _envelope(post: Post) -> tuple[str, str]:
    return post.sender, post.recipient


def test_our_own_relay_says_who_is_proved(open_desk: OpenDesk, hoshi: Actor) -> None:
    """C30: dmarc=pass of the pinned relay proves, dmarc=fail is held without a word."""
    listen = {
        "port": 0,
        "trusted_relays": ["127.0.0.0/8"],
        "authserv_id": "mx.hosho.example.jp",
    }
    desk = open_desk(listen=listen)
    relay = Relay(lambda: desk.port)
    for verdict in ("pass", "fail"):
        results = f"Authentication-Results: mx.hosho.example.jp; dmarc={verdict}"
        post = hoshi.writes(application(bank=BANK), "申込み")
        relay.hand_over(headed(post, results.encode()))
    desk.rest()

    classes = [mail.sender_class for mail in desk.mails(direction="in")]
    assert classes == ["proved", "failed"]
    assert desk.came() == [("applied", "readback"), ("held", "sender_failed")]
    assert len(hoshi.letters()) == 1


def test_bounce_of_a_submission_calls_a_person(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """C31: a report to the return path of the very delivery fails the submission."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    hoshi.letter(5)
    desk.rest()
    with desk.app.store.snapshot() as tx:
        submission = next(m for m in desk.mails() if m.kind == "submission")
        delivery = tx.deliveries.of_mail(submission.id)[0]
    verp = reply_tokens.address(
        desk.app.settings.surety.bounces,
        reply_tokens.Token("bounce", submission.id, delivery.id),
        desk.app.intake.secret,
    )

    relay.hand_over(Post(_report(verp, delivery.recipient), "<>", verp))
    assert_silent(desk, "bounced", "bounced")

    with desk.app.store.snapshot() as tx:
        assert ["failed"] == [one.state for one in tx.cases.get(1).submissions]
    (task,) = desk.tasks()
    assert (1, "kakuda") == (task.case_id, task.detail["obligee"])


def _report(verp: str, recipient: str) -> bytes:
    return f"""\
From: MAILER-DAEMON@mx.example.jp
To: {verp}
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn.1@mx.example.jp>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b--
""".replace("\n", "\r\n").encode()


def test_the_contractor_never_sees_the_obligees_token(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """The copy of a submission is a mail of its own: nothing in it proves 受領."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    hoshi.letter(5)
    desk.rest()
    secret = desk.app.intake.secret
    theirs = reply_tokens.find(city.letter(1).header("Reply-To"), secret)
    assert isinstance(theirs, reply_tokens.Token)
    assert theirs.purpose == "submission"

    for letter in hoshi.letters():
        for name in ("Reply-To", "Message-ID", "References", "In-Reply-To"):
            found = reply_tokens.find(letter.header(name), secret)
            assert not isinstance(found, reply_tokens.Token) or found.purpose == "case"

    copy = next(one for one in hoshi.letters() if "写し" in one.subject)
    forged = hoshi.replies(copy, "受領しました。")
    raw = forged.raw.replace(hoshi.address.encode(), city.address.encode())
    relay.hand_over(Post(raw, city.address, forged.recipient))
    desk.rest()
    with desk.app.store.snapshot() as tx:
        assert ["sent"] == [one.state for one in tx.cases.get(1).submissions]
    assert [task.reason for task in desk.tasks()] == ["token_from_stranger"]


def test_a_number_alone_withdraws_nothing(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """D4: a forged 取下げ with the receipt number is asked back, the case stands."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    hoshi.letter(1)
    forged = hoshi.writes("取り下げます。", "取下げ [受付 2026-000001]")
    relay.hand_over(Post(forged.raw, "x@evil.example.org", forged.recipient))
    question = hoshi.letter(2)
    desk.rest()
    with desk.app.store.snapshot() as tx:
        assert tx.cases.get(1).state == "confirming"

    relay.hand_over(hoshi.replies(question, "はい"))
    hoshi.letter(3)
    desk.rest()
    with desk.app.store.snapshot() as tx:
        assert tx.cases.get(1).state == "withdrawn"
