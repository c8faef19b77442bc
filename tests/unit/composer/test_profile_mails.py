"""The mail to each shipped obligee, whole, beside the rule that it follows.

The folder `profiles` has a page for each: what the profile says, then the mail as the
obligee reads it.  Whoever changes a profile looks at its page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.assets import assets
from mailbot.composer.composer import Composer, Letterhead
from mailbot.composer.mime import Enclosure
from mailbot.configuration.load_office import load_office
from mailbot.configuration.load_settings import load_settings
from mailbot.core.decisions.submission_mail import PRODUCT_WORDS
from mailbot.core.model.effects import Send
from mailbot.core.model.events import CertificateArrived
from mailbot.core.office.obligee_channel import Delivery
from mailbot.core.office.office import Obligee, Office
from parsers.reading import PRODUCTS, Attachment
from tests.support.applications import for_both_products
from tests.support.talk import NOON, Talk, reading
from tests.unit.composer.letters import STAMP

PROFILES = Path(__file__).parent / "profiles"
SENDER = "soumu@abukumaboshi.example.jp"
COMPOSER = Composer(assets("templates"))
OFFICE = load_office(load_settings())
WORDS = {
    "advance": "前払金保証",
    "interim": "中間前払金保証",
    "performance": "契約保証",
}
KEY = "Z28YUE4J3Bux"


def submitted(obligee: Obligee) -> tuple[Talk, list[Send]]:
    """Hold the whole conversation, papers too; return it with the obligee's mails."""
    office: Office = replace(
        OFFICE, policy=replace(OFFICE.policy, review="never", grace=timedelta(0))
    )
    talk = Talk(office, now=NOON + timedelta(days=45))
    talk.hears(reading("apply", for_both_products(obligee.name), sender=SENDER))
    talk.hears(reading("confirm", sender=SENDER))
    for place, one in enumerate(talk.open.guarantees, 1):
        number = replace(one, number=f"00427-{place:06d}")
        talk.case = talk.open.with_guarantee(number)
    made = [CertificateArrived(one.id, talk.now) for one in talk.open.guarantees]
    decisions = [talk.happens(event) for event in made]
    wanted = [name for one in talk.open.submissions for name in one.wanted]
    if wanted:
        files = tuple(_file(name, place) for place, name in enumerate(wanted, 2))
        paper = reading("unknown", sender=SENDER, attachments=files)
        decisions.append(talk.hears(paper))
    mails = [
        effect
        for decision in decisions
        for effect in decision.effects
        if isinstance(effect, Send) and effect.kind == "submission"
    ]
    return talk, mails


def _file(name: str, part: int) -> Attachment:
    return Attachment(
        f"{name}.pdf", "application/pdf", 90_000, name, "paper", f"{part}"
    )


def page(obligee: Obligee) -> str:
    """Return the page of an obligee: its rule, then the mails that follow it."""
    talk, mails = submitted(obligee)
    lines = [
        f"# {obligee.name}",
        "",
        f"出典：{obligee.source}",
        f"開始：{_begun(obligee)}",
    ]
    if not talk.open.guarantees:
        return "\n".join([*lines, "", "お申込みは確認待ちになる。", ""])
    for delivery, names in _ways(obligee):
        lines += ["", *_rule(delivery, names)]
    if not mails:
        lines += ["", "当社からは送らない。お客様が提出する。"]
    for mail in mails:
        lines += ["", "-" * 60, *_letter(talk, mail)]
    return "\n".join([*lines, ""])


def _begun(obligee: Obligee) -> str:
    first = obligee.acceptances[0]
    basis = {"contract": "契約日", "notice": "通知日", "tender": "公告日"}[first.basis]
    return (
        f"{first.since}（{basis}）" if first.since else "記載なし（担当者が確認する）"
    )


def _ways(obligee: Obligee) -> Iterator[tuple[Delivery, list[str]]]:
    ways: dict[Delivery, list[str]] = {}
    for product in PRODUCTS:
        if delivery := obligee.deliveries.get(product):
            ways.setdefault(delivery, []).append(PRODUCT_WORDS[product])
    yield from ways.items()


def _rule(delivery: Delivery, names: list[str]) -> Iterator[str]:
    yield f"{'・'.join(names)}：{delivery.channel}"
    for label, text in (
        ("宛先", f"{delivery.address} {delivery.section}".strip()),
        ("件名", delivery.subject if delivery.channel == "mail" else ""),
        ("本文", " / ".join(delivery.body)),
        ("書類", "、".join(delivery.papers)),
        ("必要項目", "、".join(delivery.needs)),
        ("お客様にお願いすること", "".join(delivery.duties)),
    ):
        if text:
            yield f"  {label}：{text}"


def _letter(talk: Talk, mail: Send) -> Iterator[str]:
    contractor = OFFICE.contractors[talk.open.contractor_id]
    branch = OFFICE.branches[contractor.branch]
    sheet = Letterhead(OFFICE, branch, contractor, "2026-000001", live=True)
    numbers = {g.id: g.number for g in talk.open.guarantees}
    notices = tuple(
        Enclosure(
            f"認証キーのお知らせ_{numbers[ref.guarantee_id]}.pdf",
            f"key-notice_{numbers[ref.guarantee_id]}.pdf",
            "application/pdf",
            b"%PDF",
        )
        for ref in mail.documents
    )
    papers = tuple(
        Enclosure(ref.name, f"paper_{ref.part}.pdf", "application/pdf", b"%PDF")
        for ref in mail.papers
    )
    keys = {numbers[ref.guarantee_id]: KEY for ref in mail.documents}
    made = COMPOSER.compose(mail, sheet, STAMP, None, (*notices, *papers), keys)
    yield f"To: {mail.to}"
    yield f"Cc: {', '.join(mail.cc)}"
    yield f"Subject: {made.subject}"
    yield ""
    yield made.text.rstrip()


@pytest.mark.parametrize(
    ("number", "obligee"),
    list(enumerate(OFFICE.obligees.values(), 1)),
    ids=list(OFFICE.obligees),
)
def test_each_obligee_gets_the_mail_of_its_page(number: int, obligee: Obligee) -> None:
    """Subject, address and lines are those of the profile, as a person approved."""
    name = f"{number:02}-{obligee.id}"
    got = page(obligee)

    PROFILES.joinpath(f"{name}.got").write_text(got, "utf-8")

    assert PROFILES.joinpath(f"{name}.txt").read_text("utf-8") == got


def test_no_page_is_left_over() -> None:
    """Every page belongs to a profile that ships."""
    names = {f"{n:02}-{one}.txt" for n, one in enumerate(OFFICE.obligees, 1)}

    assert {path.name for path in PROFILES.glob("*.txt")} == names
