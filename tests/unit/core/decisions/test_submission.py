"""Each shipped obligee gets its submission just as its profile says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.configuration.load_office import load_office
from mailbot.configuration.load_settings import load_settings
from mailbot.core.model.certificate_facts import facts_of
from mailbot.core.model.effects import Send
from mailbot.core.model.events import CertificateArrived
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import Approved
from mailbot.core.model.submission import SubmissionState
from mailbot.core.office.office import PLACES, Office
from parsers.reading import Attachment, Value
from tests.support.applications import for_both_products
from tests.support.talk import NOON, Talk, reading

SENDER = "soumu@abukumaboshi.example.jp"


@pytest.fixture(scope="module")
def office() -> Office:
    """Return the shipped office, issuing at once."""
    office = load_office(load_settings())
    return replace(office, policy=replace(office.policy, grace=timedelta(0)))


def submitted(office: Office, obligee: str, **more: Value) -> tuple[Talk, list[Send]]:
    """Hold the whole conversation; return it with the mails to the obligee."""
    talk = Talk(office, now=NOON + timedelta(days=45))
    talk.hears(reading("apply", {**for_both_products(obligee), **more}, sender=SENDER))
    talk.hears(reading("confirm", sender=SENDER))
    for one in talk.open.guarantees:
        if one.state is GuaranteeState.REVIEWING:  # no page says since when
            talk.happens(Approved("sato", one.id, ("R-14",), "委任状"))
    return talk, [
        effect
        for one in talk.open.guarantees
        for effect in talk.happens(CertificateArrived(one.id, talk.now)).effects
        if isinstance(effect, Send) and effect.kind == "submission"
    ]


def bring_form(talk: Talk) -> list[Send]:
    """Send the form that 本巣市 wants; return the mails that go out with it."""
    form = Attachment("様式.pdf", "application/pdf", 90_000, "d", "paper", "2")
    mail = reading("unknown", sender=SENDER, attachments=(form,))
    return [
        effect
        for effect in talk.hears(mail).effects
        if isinstance(effect, Send) and effect.kind == "submission"
    ]


@pytest.mark.parametrize(
    ("obligee", "expected"),
    [
        (
            "角田市長",
            [
                (
                    "zaisei@city.kakuda.example.jp",
                    "電子保証（認証キー）のお知らせ　市道枝野線道路改良工事",
                    ["advance", "performance"],
                )
            ],
        ),
        (
            "滋賀県知事",
            [
                (
                    "seikyu@pref.shiga.example.jp",
                    "【請求関係書類】道改第12号 市道枝野線道路改良工事",
                    ["advance"],
                ),
                (
                    "keiyaku@pref.shiga.example.jp",
                    "【電子保証】道改第12号 市道枝野線道路改良工事",
                    ["performance"],
                ),
            ],
        ),
        (
            "本巣市長",
            [
                (
                    "jigyou@city.motosu.example.jp",
                    "【電子保証(前払金)】道改第12号",
                    ["advance"],
                ),
                (
                    "zaisei@city.motosu.example.jp",
                    "【電子保証(契約)】道改第12号",
                    ["performance"],
                ),
            ],
        ),
    ],
)
def test_submission_follows_the_profile(
    office: Office, obligee: str, expected: list[tuple[str, str, list[str]]]
) -> None:
    """Address and subject of each product are the obligee's own (specification 1.7)."""
    talk, mails = submitted(office, obligee)
    if obligee == "本巣市長":
        assert mails == []
        mails = bring_form(talk)

    found = [
        (
            mail.to,
            mail.mail.content()["subject"],
            [one["product"] for one in mail.mail.content()["guarantees"]],  # type: ignore[attr-defined]  # JSON
        )
        for mail in mails
    ]
    assert found == expected
    assert all(mail.cc == (SENDER,) for mail in mails)


@pytest.mark.parametrize(
    ("representative", "named"),
    [
        ("㈱阿武隈星建設", "株式会社阿武隈星建設"),
        ("丸森見本建設㈱", "丸森見本建設㈱"),
    ],
)
def test_mail_names_the_contractor_that_the_notice_names(
    office: Office, representative: str, named: str
) -> None:
    """Of a joint venture its representative, by the registered name if it is theirs."""
    jv: dict[str, Value] = {
        "jv_name": "星・丸森特定建設工事共同企業体",
        "jv_representative": representative,
    }
    talk, mails = submitted(office, "角田市長", **jv)

    assert [one.mail.content()["contractor"] for one in mails] == [named]
    for one in talk.open.guarantees:
        assert facts_of(talk.open, one, office).contractor_name == named


def test_profile_that_needs_a_number_has_it_asked(office: Office) -> None:
    """滋賀県 wants the 工事番号: without it the contractor is asked."""
    fields = for_both_products("滋賀県知事")
    del fields["project_number"]
    talk = Talk(office, now=NOON + timedelta(days=45))

    talk.hears(reading("apply", fields, sender=SENDER))

    assert talk.open.asked == ("project_number",)


def test_every_profile_is_submitted_or_told_to_the_contractor(office: Office) -> None:
    """No shipped obligee is forgotten: each gets a mail, or the contractor a task."""
    for obligee in office.obligees.values():
        talk, mails = submitted(office, obligee.name)
        states = {one.state for one in talk.open.submissions}

        assert states, obligee.name
        assert bool(mails) == (SubmissionState.READY in states)


def test_patterns_name_only_what_is_filled(office: Office) -> None:
    """No subject or body line leaves the house with an unfilled place in it."""
    for obligee in office.obligees.values():
        _, mails = submitted(office, obligee.name)
        for mail in mails:
            lines = [mail.mail.content()["subject"], *mail.mail.content()["body"]]  # type: ignore[misc]  # JSON
            for place in PLACES:
                assert not any("{" + place + "}" in str(line) for line in lines)
