"""Papers that come with a mail: each has its fate, said before it happens (1.8)."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.model.effects import Send
from mailbot.core.model.events import CertificateArrived
from mailbot.core.model.staff_events import PremiumPaid
from mailbot.core.office.office import Office
from parsers.reading import Attachment, Reading, Value
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    called,
    mail_of,
    make_office,
    reading,
    rows_of,
    sent,
)

BOTH: dict[str, Value] = {
    **COMPLETE,
    "performance.form": "electronic",
    "performance.amount": 5_000_000,
    "performance.payment_method": "monthly",
}


def file(name: str, octets: int = 90_000) -> Attachment:
    """Return a file of a mail; its part and digest follow from its name."""
    return Attachment(name, "application/pdf", octets, name, "paper", f"2.{name}")


def application(fields: dict[str, Value], *names: str) -> Reading:
    """Return an application with these files."""
    return reading("apply", fields, attachments=tuple(map(file, names)))


def office(refuses: tuple[str, ...] = (), limit: int = 10_000_000) -> Office:
    """Return an office whose city refuses these kinds of papers."""
    base = make_office()
    city = base.obligees["kakuda"]
    ways = {p: replace(w, refuses=refuses) for p, w in city.deliveries.items()}
    changed = replace(city, deliveries=ways, size_limit=limit)
    return replace(base, obligees={**base.obligees, "kakuda": changed})


def submissions(talk: Talk) -> dict[str, list[str]]:
    """Let the certificates arrive; return the papers of each mail to the city."""
    found: dict[str, list[str]] = {}
    for one in talk.open.guarantees:
        for effect in talk.happens(CertificateArrived(one.id, talk.now)).effects:
            if isinstance(effect, Send) and effect.kind == "submission":
                found[effect.to] = [paper.name for paper in effect.papers]
    return found


def fates(mail: Send) -> dict[str, str]:
    """Return what is said of each file."""
    return {str(one["file"]): str(one["fate"]) for one in rows_of(mail, "papers")}


def test_each_desk_gets_its_own_papers_in_one_mail() -> None:
    """The claim goes with the advance, the contract's copy with the performance."""
    talk = Talk()
    told = talk.hears(application(BOTH, "前払金請求書.pdf", "契約書写.pdf"))
    talk.hears(reading("confirm"))

    assert set(fates(mail_of(told, "readback")).values()) == {"passed_on"}
    assert submissions(talk) == {
        "doboku@city.kakuda.example.jp": ["前払金請求書.pdf"],
        "zaisei@city.kakuda.example.jp": ["契約書写.pdf"],
    }


def test_a_kind_that_the_obligee_refuses_is_not_passed_on_and_said_so() -> None:
    """The profile's word: such a paper is handed in by the contractor."""
    talk = Talk(office(refuses=("請求書",)))
    told = talk.hears(application(COMPLETE, "前払金請求書.pdf", "様式1.pdf"))
    talk.hears(reading("confirm"))

    assert fates(mail_of(told, "readback")) == {
        "前払金請求書.pdf": "not_taken",
        "様式1.pdf": "passed_on",
    }
    assert submissions(talk) == {"doboku@city.kakuda.example.jp": ["様式1.pdf"]}


def test_who_submits_keeps_their_papers() -> None:
    """自分で提出: nothing is passed on, and the read-back says that it is kept."""
    talk = Talk()
    fields: dict[str, Value] = {**COMPLETE, "submission": "self"}
    told = talk.hears(application(fields, "前払金請求書.pdf"))
    talk.hears(reading("confirm"))

    assert fates(mail_of(told, "readback")) == {"前払金請求書.pdf": "kept"}
    assert submissions(talk) == {}


def test_papers_that_come_alone_are_read_back() -> None:
    """A mail with a file and no word is no riddle: the read-back names the file."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    told = talk.hears(reading("unknown", attachments=(file("様式1.pdf"),)))

    assert sent(told) == ["readback"]
    assert fates(mail_of(told, "readback")) == {"様式1.pdf": "passed_on"}


def test_papers_between_the_yes_and_the_issue_are_kept_and_passed_on() -> None:
    """While the premium is awaited, what comes is said and joins the notice."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "advance.payment_method": "transfer"}))
    talk.hears(reading("confirm"))

    told = talk.hears(reading("unknown", attachments=(file("前払金請求書.pdf"),)))
    talk.happens(PremiumPaid("sato", 11, 20_000, NOON, "bank:1"))

    assert sent(told) == ["papers_wanted"]
    assert fates(mail_of(told, "papers_wanted")) == {"前払金請求書.pdf": "passed_on"}
    assert submissions(talk) == {"doboku@city.kakuda.example.jp": ["前払金請求書.pdf"]}


def test_a_paper_that_one_mail_cannot_hold_is_a_persons() -> None:
    """The notice goes without it, and somebody is called by the file's name."""
    talk = Talk(office(limit=1_000_000))
    large = replace(file("様式1.pdf"), octets=900_000)
    talk.hears(reading("apply", COMPLETE, attachments=(large,)))
    talk.hears(reading("confirm"))

    decision = talk.happens(CertificateArrived(11, talk.now))

    assert mail_of(decision, "submission").papers == ()
    assert "papers_too_large" in called(decision)


def test_portal_and_paper_are_read_back_as_the_contractors() -> None:
    """Where no notice is ours to send, the read-back says 自分で提出."""
    talk = Talk()
    told = talk.hears(reading("apply", {**COMPLETE, "advance.form": "paper"}))

    rows = rows_of(mail_of(told, "readback"), "rows")
    assert [r["value"] for r in rows if r["field"] == "submission"] == ["self"]
