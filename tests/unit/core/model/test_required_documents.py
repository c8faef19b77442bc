"""Papers: collected from several mails, forwarded once, within an obligee's limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailbot.core.model.effects import PaperRef
from mailbot.core.model.events import CameDue, CertificateArrived, Ticket
from mailbot.core.model.required_documents import encoded, papers_in
from mailbot.core.model.staff_events import Forwarded
from mailbot.core.model.submission import SubmissionState
from mailbot.core.office.office import Office, Policy
from parsers.reading import Attachment
from tests.support.talk import (
    COMPLETE,
    NOON,
    SENDER,
    Talk,
    called,
    confirmed,
    issues,
    mail_of,
    make_office,
    reading,
    sent,
)

BOTH_PAPERS = ("前払金請求書", "工程表")


def wanting(*papers: str, size_limit: int = 10_000_000) -> Office:
    """Return an office whose obligee wants papers with the notice."""
    office = make_office(Policy(grace=timedelta(0)))
    kakuda = office.obligees["kakuda"]
    advance = replace(kakuda.deliveries["advance"], papers=papers)
    kakuda = replace(
        kakuda,
        deliveries={**kakuda.deliveries, "advance": advance},
        size_limit=size_limit,
    )
    return replace(office, obligees={**office.obligees, "kakuda": kakuda})


def paper(name: str, octets: int = 90_000, part: str = "2") -> Attachment:
    """Return a file of a mail that may be a paper."""
    return Attachment(name, "application/pdf", octets, f"{name}{octets}", "paper", part)


def test_of_an_archive_its_members_are_the_papers() -> None:
    """請求書.pdf in a ZIP is forwarded as itself; a ZIP that was not opened, whole."""
    bill = replace(paper("請求書.pdf", part="2.1"), within="書類.zip")
    form = replace(paper("申込書.xlsx", part="2.2"), within="書類.zip", role="source")
    held = (paper("書類.zip"), bill, form, paper("もう一つ.zip", part="3"))

    found = papers_in(replace(reading("confirm"), attachments=held), 1)

    assert [one.name for one in found] == ["請求書.pdf", "もう一つ.zip"]
    assert [one.part for one in found] == ["2.1", "3"]


def collecting(*papers: str, size_limit: int = 10_000_000) -> Talk:
    """Bring a conversation to a submission that waits for papers."""
    talk = confirmed(Talk(wanting(*papers, size_limit=size_limit)))
    talk.happens(CertificateArrived(11, NOON))
    return talk


def state(talk: Talk) -> SubmissionState:
    """Return where the one submission stands."""
    (one,) = talk.open.submissions
    return one.state


def test_nothing_is_submitted_before_the_papers_are_there() -> None:
    """The completion says what to send; the obligee gets nothing yet."""
    talk = confirmed(Talk(wanting("前払金請求書")))

    decision = talk.happens(CertificateArrived(11, NOON))

    assert sent(decision) == ["completion"]
    steps = mail_of(decision, "completion").mail.content()["next"]
    assert [one["papers"] for one in steps] == [["前払金請求書"]]  # type: ignore[attr-defined]  # JSON
    assert state(talk) is SubmissionState.COLLECTING_PAPERS


def test_a_reply_with_the_paper_forwards_everything_once() -> None:
    """The paper goes with the notice, in one mail, as the file that it is."""
    talk = collecting("前払金請求書")

    decision = talk.hears(reading("unknown", attachments=(paper("請求書.pdf"),)))

    mail = mail_of(decision, "submission")
    assert sent(decision) == ["submission"]
    assert mail.papers == (PaperRef(talk.mails, "2", "請求書.pdf"),)
    assert [ref.kind for ref in mail.documents] == ["key_notice"]
    assert state(talk) is SubmissionState.READY


def test_papers_come_in_several_mails() -> None:
    """Each mail is answered with what is there and what is missing still."""
    talk = collecting(*BOTH_PAPERS)

    first = talk.hears(reading("answer", attachments=(paper("工程表.xlsx"),)))
    second = talk.hears(reading("submit", attachments=(paper("seikyu 請求書.pdf"),)))

    wanted = mail_of(first, "papers_wanted").mail.content()
    assert wanted["missing"] == ["前払金請求書"]
    assert wanted["collected"] == [
        {"paper": "工程表", "file": "工程表.xlsx", "named": True}
    ]
    assert sent(second) == ["submission"]
    names = [one.name for one in mail_of(second, "submission").papers]
    assert names == ["seikyu 請求書.pdf", "工程表.xlsx"]


def test_a_file_without_a_telling_name_counts_once_and_is_named() -> None:
    """scan0001.pdf is taken for what is missing, and the mail says so."""
    talk = collecting(*BOTH_PAPERS)

    decision = talk.hears(reading("unknown", attachments=(paper("scan0001.pdf"),)))

    content = mail_of(decision, "papers_wanted").mail.content()
    assert content["collected"] == [
        {"paper": "前払金請求書", "file": "scan0001.pdf", "named": False}
    ]
    assert content["missing"] == ["工程表"]


def test_the_same_file_twice_is_one_paper() -> None:
    """A file that is sent again does not stand for a second paper."""
    talk = collecting(*BOTH_PAPERS)
    talk.hears(reading("unknown", attachments=(paper("scan0001.pdf"),)))

    decision = talk.hears(reading("unknown", attachments=(paper("scan0001.pdf"),)))

    assert mail_of(decision, "papers_wanted").mail.content()["missing"] == ["工程表"]


def test_a_paper_that_came_with_the_application_need_not_be_sent_again() -> None:
    """A 請求書 among the files of an earlier mail is found by its name."""
    talk = Talk(wanting("前払金請求書"))
    talk.hears(reading("apply", COMPLETE, attachments=(paper("請求書.pdf"),)))
    talk.hears(reading("confirm"))

    decision = talk.happens(CertificateArrived(11, NOON))

    assert sent(decision) == ["completion", "submission"]
    assert mail_of(decision, "submission").papers == (PaperRef(1, "2", "請求書.pdf"),)


def test_a_drawing_of_the_application_is_no_paper() -> None:
    """A file that came before it was wanted counts by its name only."""
    talk = Talk(wanting("前払金請求書"))
    talk.hears(reading("apply", COMPLETE, attachments=(paper("図面.pdf"),)))
    talk.hears(reading("confirm"))

    assert sent(talk.happens(CertificateArrived(11, NOON))) == ["completion"]


def test_a_file_beyond_the_obligees_limit_is_told_to_both() -> None:
    """Too large: the contractor is told which file, and a person sees it."""
    talk = collecting("前払金請求書", size_limit=1_000_000)

    decision = talk.hears(
        reading("unknown", attachments=(paper("請求書.pdf", 900_000),))
    )

    content = mail_of(decision, "papers_wanted").mail.content()
    assert content["too_large"] == ["請求書.pdf"]
    assert called(decision) == ["papers_too_large"]
    assert state(talk) is SubmissionState.COLLECTING_PAPERS


def test_a_smaller_copy_of_a_large_file_completes() -> None:
    """After the large file the smaller one is taken, and all is forwarded."""
    talk = collecting("前払金請求書", size_limit=1_000_000)
    talk.hears(reading("unknown", attachments=(paper("請求書.pdf", 900_000),)))

    decision = talk.hears(
        reading("unknown", attachments=(paper("請求書 小.pdf", 90_000),))
    )

    assert sent(decision) == ["submission"]


def test_submit_without_a_file_says_what_is_missing() -> None:
    """提出 without papers is answered with the list of those that are wanted."""
    talk = collecting("前払金請求書")

    decision = talk.hears(reading("submit"))

    assert sent(decision) == ["papers_wanted"]
    assert mail_of(decision, "papers_wanted").to == SENDER


def test_sentences_beside_a_paper_are_a_persons() -> None:
    """A mail that says more than its file is shown to a person; nothing is sent."""
    talk = collecting("前払金請求書")

    decision = talk.hears(
        reading(
            "unknown",
            attachments=(paper("請求書.pdf"),),
            remainder=("請求の宛先を変えてください。",),
            text="請求の宛先を変えてください。",
        )
    )

    assert "submission" not in sent(decision)
    assert decision.fate == "held"


def test_a_person_may_send_without_the_papers() -> None:
    """Staff forward what is there; nothing waits for papers afterwards."""
    talk = collecting("前払金請求書")

    decision = talk.happens(Forwarded("佐藤", 21))

    assert sent(decision) == ["submission"]
    assert talk.happens(Forwarded("佐藤", 21)).reason == "not_forwardable"
    assert issues(decision) == []


def test_papers_that_do_not_come_are_a_persons() -> None:
    """Three business days later a person hears of a submission that still waits."""
    talk = collecting("前払金請求書")

    decision = talk.happens(CameDue("papers", 21))

    assert called(decision) == ["papers_wanted"]


def test_papers_are_taken_from_the_contractor_only() -> None:
    """A stranger with the token brings nothing into the obligee's mail."""
    talk = collecting("前払金請求書")
    ticket = Ticket("case", 1, talk.open.revision)
    stranger = reading(
        "unknown", sender="x@elsewhere.example", attachments=(paper("請求書.pdf"),)
    )

    decision = talk.hears(stranger, ticket)

    assert sent(decision) == []
    assert state(talk) is SubmissionState.COLLECTING_PAPERS


def test_a_file_grows_by_its_encoding() -> None:
    """57 octets are one line of 76 signs and a line end in a mail (RFC 2045 6.8)."""
    assert encoded(57) == 78
    assert encoded(58) == 78 + 4 + 2
    assert encoded(0) == 0
