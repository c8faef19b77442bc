"""One letter of each kind, as the core decides it, for the tests of the composer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from mailbot.assets import assets
from mailbot.composer import application_workbook
from mailbot.composer.composer import Composed, Composer, Letterhead, Stamp, Thread
from mailbot.composer.mime import Enclosure
from mailbot.core.mails.stored import send_from_json
from mailbot.core.model.effects import Send
from mailbot.core.office.office import (
    Bracket,
    Branch,
    Contractor,
    Office,
    Surety,
    Tariff,
)
from tests.unit.composer.afterwards import after_yes
from tests.unit.composer.questions import to_obligees

COMPOSER = Composer(assets("templates"))
KEY = "Z28YUE4J3Bux"
SENDER = "soumu@abukumaboshi.example.jp"
OBLIGEE = "zaisei@city.kakuda.example.jp"
NUMBER, SECOND = "00427-000318", "00427-000319"

BRANCH = Branch(
    id="miyagi",
    name="宮城支店",
    tel="022-000-0000",
    fax="022-000-0001",
    mail="miyagi@hosho.example.jp",
    address="宮城県仙台市青葉区見本町一丁目2番3号",
    number_prefix="00427",
)
CONTRACTOR = Contractor(
    "abukumaboshi", "株式会社阿武隈星建設", "miyagi", addresses=(SENDER,)
)
OFFICE = Office(
    surety=Surety(
        name="みちのく建設業保証株式会社",
        president="取締役社長　奥州 藤吾",
        address="宮城県仙台市青葉区見本町一丁目2番3号",
        domain="hosho.example.jp",
        desk="moushikomi@hosho.example.jp",
        platform_name="保証確認サービス",
        portal_url="https://hosho.example.jp/verify",
    ),
    branches={"miyagi": BRANCH},
    contractors={"abukumaboshi": CONTRACTOR},
    obligees={},
    tariff=Tariff(
        version="デモ料率 2026-01",
        valid_from=date(2026, 1, 1),
        demo=True,
        brackets={"advance": (Bracket(None, Decimal("0.001")),)},
        minimum=1000,
    ),
)
SHEET = Letterhead(OFFICE, BRANCH, CONTRACTOR, receipt="2026-000123", live=True)
STAMP = Stamp(
    at=datetime(2026, 3, 2, 3, 4, 5, tzinfo=UTC),
    message_id="m3v8r2ct.3@hosho.example.jp",
    boundary_seed="effect-7",
    mail_from="bounce+41@hosho.example.jp",
    reply_to="moushikomi+m3v8r2ct@hosho.example.jp",
    loop_mark="5e6f7a8b",
)
THREAD = Thread(
    subject="電子保証の申込みについて",
    message_id="<20260302091432.4C1A.SOUMU@abukumaboshi.example.jp>",
    references=("first@abukumaboshi.example.jp",),
)
NOTICE = Enclosure(
    name=f"認証キーのお知らせ_{NUMBER}.pdf",
    ascii_name=f"key-notice_{NUMBER}.pdf",
    type="application/pdf",
    content=b"%PDF-1.7 a specimen\n" * 9,
)

Content = dict[str, object]


def row(
    field: str, value: object, source: str = "label", original: str = "", **more: object
) -> Content:
    """Return a row as the core writes it."""
    return {
        "field": field,
        "value": value,
        "source": source,
        "original": original,
        **more,
    }


def asked(field: str, code: str, read: str = "", **params: object) -> Content:
    """Return a question as the core writes it."""
    return {
        "field": field,
        "code": code,
        "rule": "R-01",
        "read": read,
        "params": params,
    }


UNDERSTOOD = [
    row("contractor_name", "株式会社阿武隈星建設"),
    row("obligee_name", "角田市長"),
    row("project_name", "市道枝野線道路改良工事"),
    row("project_number", "R7-道改-12"),
    row("contract_amount", 50_000_000, original="請負金額：5,000万円"),
    row("work_start", "2026-03-03", original="工期：R8.3.3～R9.3.25"),
    row("work_end", "2027-03-25", original="工期：R8.3.3～R9.3.25"),
    row("advance.form", "electronic", original="保証証書の形式：電子保証"),
    row("advance.amount", 20_000_000, original="前払金保証金額：20,000,000円"),
    row("department", "総務部"),
    row("person", "髙橋 美咲", original="担当者名：髙橋 美咲"),
]
WHOLE = [
    *UNDERSTOOD[:5],
    row("contract_date", "2026-03-02", original="請負契約日：令和8年3月2日"),
    row("contract_date_planned", value=False, source="default"),
    row("work_kind", "works", "project", "市道枝野線道路改良工事"),
    *UNDERSTOOD[5:9],
    row(
        "advance.bank",
        "七十七銀行　角田支店",
        original="預託金融機関：七十七銀行 角田支店",
    ),
    row("advance.redeposit", value=False, source="default"),
    row("advance.payment_method", "monthly", original="保証料支払方法：一括納付"),
    row("advance.bill_to", "株式会社阿武隈星建設", "registered"),
    row("advance.paper_statement", value=False, source="default"),
    row("performance.form", "paper", original="証書の形式：紙"),
    row("performance.amount", 4_000_000, was=5_000_000),
    row("performance.payment_method", "monthly", "prose", "支払いは一括納付で。"),
    row("performance.bill_to", "株式会社阿武隈星建設", "registered"),
    row("performance.paper_statement", value=False, source="default"),
    row("branch", "宮城支店", "registered"),
    row("notify", value=True, source="default"),
    row("notify_email", SENDER, "registered"),
    *UNDERSTOOD[9:],
    row("phone", "0224-00-1234"),
    row("submission", "forward", "default"),
]
WORK = "市道枝野線道路改良工事"
BOTH = [
    {"product": "advance", "number": NUMBER},
    {"product": "performance", "number": SECOND},
]
OVERVIEW: list[Content] = [
    {"field": "number", "value": NUMBER},
    {"field": "contractor_name", "value": "株式会社阿武隈星建設"},
    {"field": "jv_name", "value": ""},
    {"field": "project_name", "value": WORK},
    {"field": "obligee_name", "value": "角田市長"},
    {"field": "contract_amount", "value": 50_000_000},
    {"field": "amount", "value": 20_000_000},
    {"field": "product", "value": "advance"},
    {"field": "bank", "value": "七十七銀行　角田支店"},
]

PART: Content = {
    "product": "advance",
    "number": NUMBER,
    "amount": 20_000_000,
    "state": "issued",
    "arrived_at": "2026-03-02T02:05:00+00:00",
}
STANDING: Content = {
    "receipt": "2026-000123",
    "project": WORK,
    "obligee": "角田市長",
    "state": "submitted",
    "held": False,
    "opened_at": "2026-03-02T00:05:00+00:00",
    "asked": [],
    "guarantees": [PART],
    "submissions": ["sent"],
}
BEGUN: Content = {
    "receipt": "2026-000131",
    "project": "橋梁補修設計業務委託",
    "obligee": "本巣市長",
    "state": "collecting",
    "held": False,
    "opened_at": "2026-03-02T02:10:00+00:00",
    "asked": ["contract_date", "advance.bank"],
    "guarantees": [],
    "submissions": [],
}
CONTENTS: Mapping[str, Content] = {
    "help": {"contractor": "株式会社阿武隈星建設"},
    "questions": {
        "questions": [
            asked("contract_date", "ambiguous_date", "契約日＝8/3/1"),
            asked("advance.bank", "missing"),
            asked("advance.payment_method", "missing"),
        ],
        "rows": UNDERSTOOD,
        "subject_name": WORK,
        "round": 1,
        "remainder": ["なお、現場事務所の電話は来週開通します。"],
    },
    "readback": {
        "rows": WHOLE,
        "findings": [
            {
                "rule": "R-06",
                "code": "under_tenth",
                "field": "performance.amount",
                "params": {"ratio": "8.0%", "share": "10.0%"},
            },
            {
                "rule": "R-01",
                "code": "bank_widened",
                "field": "advance.bank",
                "params": {},
            },
        ],
        "ratios": {"advance.amount": "40.0%", "performance.amount": "8.0%"},
        "premiums": [
            {"product": "advance", "yen": 62_000, "tariff": "デモ料率 2026-01"},
            {"product": "performance", "yen": 12_400, "tariff": "デモ料率 2026-01"},
        ],
        "deliveries": [
            {
                "product": "advance",
                "channel": "mail",
                "obligee": "角田市",
                "section": "建設課",
                "address": "doboku@city.kakuda.example.jp",
            },
        ],
        "submission": "forward",
        "remainder": ["なお、現場事務所の電話は来週開通します。"],
        "subject_name": WORK,
    },
    "accepted": {
        "guarantees": [
            {
                "product": "advance",
                "form": "electronic",
                "amount": 20_000_000,
                "payment": "monthly",
                "state": "issuing",
            },
            {
                "product": "performance",
                "form": "paper",
                "amount": 5_000_000,
                "payment": "transfer",
                "state": "awaiting_premium",
            },
        ],
        "promise": "2026-03-02T17:00:00+09:00",
        "same_day": True,
        "held": False,
        "subject_name": WORK,
    },
    "completion": {
        "guarantees": [
            {
                "product": "advance",
                "form": "electronic",
                "number": NUMBER,
                "overview": OVERVIEW,
                "differences": [
                    {
                        "field": "advance.bank",
                        "applied": "七十七銀行 角田支店",
                        "issued": "七十七銀行　角田支店",
                    },
                    {
                        "field": "work_end",
                        "applied": "2027-03-25",
                        "issued": "2027-03-26",
                    },
                ],
                "arrived_at": "2026-03-02T02:05:00+00:00",
                "premium": 62_000,
                "payment": "monthly",
                "tariff": "デモ料率 2026-01",
                "on_paper": True,
                "periods": {
                    "from": "2026-03-02",
                    "until": "2027-03-26",
                    "work_start": "2026-03-03",
                    "work_end": "2027-03-26",
                    "signed": "2026-03-02",
                    "planned": True,
                },
            },
        ],
        "next": [
            {
                "product": "advance",
                "channel": "mail",
                "obligee": "角田市",
                "section": "建設課",
                "address": "doboku@city.kakuda.example.jp",
                "duties": ["到着の確認のお電話"],
                "papers": ["前払金請求書"],
                "submission": "forward",
            },
        ],
        "subject_name": WORK,
    },
    "submission": {
        "obligee": "角田市",
        "section": "財政課 契約係",
        "contractor": "株式会社阿武隈星建設",
        "person": "髙橋 美咲",
        "phone": "0224-00-1234",
        "project_name": WORK,
        "project_number": "R7-道改-12",
        "guarantees": BOTH,
        "subject": f"【電子保証】R7-道改-12 {WORK}",
        "body": [f"工事名：{WORK}", "担当者名・連絡先：髙橋 美咲（0224-00-1234）"],
        "key_in_text": False,
    },
    "submitted": {
        "submissions": [
            {
                "obligee": "角田市",
                "section": "財政課 契約係",
                "address": OBLIGEE,
                "guarantees": BOTH,
            },
        ],
        "at": "2026-03-02T11:20:00+09:00",
        "subject_name": WORK,
    },
    "received": {
        "obligee": "角田市",
        "guarantees": BOTH,
        "at": "2026-03-02T13:08:00+09:00",
        "subject_name": WORK,
    },
    "withdrawn": {"subject_name": WORK},
    "asked_back": {"kind": "", "subject_name": WORK},
    "obligee_noted": {"why": "", "subject_name": ""},
    "registration": {},
    "unclear": {
        "read": ["例の件、よろしくお願いします。"],
        "asked": ["contract_date", "advance.bank"],
        "state": "collecting",
        "subject_name": WORK,
    },
    "person": {
        "why": "call",
        "promise": "2026-03-02T17:00:00+09:00",
        "same_day": True,
        "open_now": True,
        "silent": True,
        "state": "confirming",
        "subject_name": WORK,
    },
    "staff": {
        "lines": [
            "お電話でお話しした件、発注者に確認しました。",
            "",
            "契約日は令和8年3月2日で差し支えないとのことです。",
        ],
        "by": "sato",
        "subject_name": WORK,
    },
    "which": {
        "cases": [
            {"receipt": "2026-000123", "project": WORK},
            {"receipt": "2026-000131", "project": "橋梁補修設計業務委託"},
        ]
    },
    "reminder": {
        "questions": [asked("advance.bank", "missing")],
        "rows": [],
        "state": "collecting",
        "round": 1,
        "expires": "2026-04-01",
        "subject_name": WORK,
    },
    "expired": {"days": 30, "subject_name": WORK},
    "status": {"cases": [STANDING, BEGUN], "asked": []},
    "list": {"cases": [BEGUN, STANDING]},
    "history": {
        "guarantees": [
            {
                **PART,
                "receipt": "2026-000123",
                "project": WORK,
                "form": "electronic",
                "entries": [
                    {
                        "kind": "new",
                        "at": "2026-03-02T02:05:00+00:00",
                        "amount": 20_000_000,
                        "until": "2027-03-25",
                    },
                    {
                        "kind": "change",
                        "at": "2026-06-01T02:05:00+00:00",
                        "amount": 24_000_000,
                        "until": "2027-06-30",
                    },
                ],
            }
        ],
        "asked": [NUMBER],
    },
    "resent": {"guarantees": [PART], "asked": [NUMBER], "to": SENDER},
    "statement": {
        "guarantees": [
            {
                **PART,
                "project": WORK,
                "premium": 62_000,
                "payment": "monthly",
                "bill_to": "株式会社阿武隈星建設",
                "from": "2026-03-03",
                "until": "2027-03-25",
                "tariff": "デモ料率 2026-01",
            }
        ],
        "asked": [NUMBER],
    },
    "estimate": {
        "premiums": [
            {
                "product": "advance",
                "amount": 20_000_000,
                "yen": 62_000,
                "tariff": "デモ料率 2026-01",
            }
        ],
        "applying": True,
        "subject_name": WORK,
    },
    "obligees": {
        "name": "角田",
        "obligees": [
            {
                "name": "角田市",
                "products": [
                    {"product": "advance", "since": "2026-03-01", "channel": "mail"},
                    {"product": "performance", "since": "2026-03-01", "channel": ""},
                ],
            }
        ],
    },
    "stopped": {"subject_name": WORK},
    **after_yes(NUMBER, WORK, OVERVIEW),
    **to_obligees(NUMBER, WORK),
}


def letter(kind: str, /, **changed: object) -> Send:
    """Return the sample letter of a kind, with some of its content changed."""
    to = OBLIGEE if kind == "submission" else SENDER
    cc = (SENDER,) if kind == "submission" else ()
    content = {**CONTENTS[kind], **changed}
    return send_from_json({"kind": kind, "content": content, "to": to, "cc": cc})


def composed(send: Send) -> Composed:
    """Compose a sample on the sample letterhead."""
    strangers = {"registration", "lookup", "verified", "obligee_noted"}
    no_case = {"which", "list", "obligees", *strangers}
    sheet = replace(SHEET, receipt="") if send.kind in no_case else SHEET
    if send.kind in strangers:
        sheet = replace(sheet, contractor=None)
    return COMPOSER.compose(
        send, sheet, STAMP, THREAD, enclosed(send.kind), {NUMBER: KEY}
    )


def enclosed(kind: str) -> tuple[Enclosure, ...]:
    """Return what comes with a letter of a kind."""
    if kind == "help":
        return (application_workbook.enclosed(OFFICE, COMPOSER.words),)
    return (NOTICE,) if kind in {"completion", "submission", "resent"} else ()
