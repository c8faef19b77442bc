"""One letter of each kind that comes after はい, for the tests of the composer."""

from __future__ import annotations

from collections.abc import Mapping

Content = dict[str, object]
Contents = Mapping[str, Content]


def after_yes(number: str, work: str, overview: list[Content]) -> Contents:
    """Return what these letters say of one guarantee and its work."""
    both: list[Content] = [
        {"product": "advance", "number": number},
        {"product": "performance", "number": f"{number[:-1]}9"},
    ]
    changed = [
        *overview[:5],
        {"field": "contract_amount", "value": 62_500_000},
        {"field": "amount", "value": 25_000_000},
        *overview[7:],
    ]
    return {
        **_changed(number, work, changed),
        **_on_paper(number, work, overview),
        **_submitting(work, both),
        **_ended(work, both),
    }


def _changed(number: str, work: str, changed: list[Content]) -> Contents:
    return {
        "changed": {
            "kind": "change",
            "product": "advance",
            "guarantees": [
                {
                    "product": "advance",
                    "form": "electronic",
                    "number": number,
                    "overview": changed,
                    "differences": [],
                    "arrived_at": "2026-06-01T02:05:00+00:00",
                    "premium": 77_500,
                    "payment": "monthly",
                    "tariff": "デモ料率 2026-01",
                },
            ],
            "changes": [
                {"field": "contract_amount", "was": 50_000_000, "now": 62_500_000},
                {"field": "amount", "was": 20_000_000, "now": 25_000_000},
                {"field": "guarantee_until", "was": "2027-03-25", "now": "2027-05-31"},
            ],
            "premium": {
                "before": 62_000,
                "after": 77_500,
                "extra": 15_500,
                "refund": 0,
                "tariff": "デモ料率 2026-01",
            },
            "next": [
                {
                    "product": "advance",
                    "channel": "mail",
                    "obligee": "角田市",
                    "section": "建設課",
                    "address": "doboku@city.kakuda.example.jp",
                    "duties": [],
                    "papers": [],
                    "submission": "forward",
                },
            ],
            "subject_name": work,
        },
    }


def _on_paper(number: str, work: str, overview: list[Content]) -> Contents:
    return {
        "paper_ready": {
            "guarantees": [
                {
                    "product": "advance",
                    "form": "paper",
                    "number": number,
                    "overview": overview,
                    "differences": [],
                    "arrived_at": "2026-03-02T02:05:00+00:00",
                    "premium": 62_000,
                    "payment": "transfer",
                    "tariff": "デモ料率 2026-01",
                },
            ],
            "product": "advance",
            "changed": False,
            "owner": "角田市",
            "subject_name": work,
        },
    }


def _submitting(work: str, both: list[Content]) -> Contents:
    return {
        "papers_wanted": {
            "owner": "若葉野町",
            "section": "建設課",
            "collected": [
                {
                    "paper": "前払金請求書",
                    "file": "請求書（押印済）.pdf",
                    "named": True,
                },
                {"paper": "工程表", "file": "scan0001.pdf", "named": False},
            ],
            "missing": ["工事着手届"],
            "too_large": ["現場写真.pdf"],
            "limit": 10_000_000,
            "guarantees": both,
            "subject_name": work,
        },
        "submission_failed": {
            "owner": "角田市",
            "section": "財政課 契約係",
            "address": "zaisei@city.kakuda.example.jp",
            "obligee_phone": "0224-00-6789",
            "guarantees": both,
            "subject_name": work,
        },
    }


def _ended(work: str, both: list[Content]) -> Contents:
    return {
        "returned": {
            "text": [
                "工期の末日が、契約書の写しと異なるようです。",
                "契約書に記載の日付をお知らせください。",
            ],
            "subject_name": work,
        },
        "refused": {
            "product": "advance",
            "number": "",
            "of_change": False,
            "reason": "同じ工事の保証を、すでにお引き受けしているため",
            "subject_name": work,
        },
        "voided": {
            "guarantees": both[:1],
            "form": "electronic",
            "reason": "請負契約が解除されたため",
            "was_issued": True,
            "premium": {
                "before": 20_000,
                "refund": 9_974,
                "tariff": "デモ料率 2026-01（架空）",
            },
            "to_obligee": False,
            "project_name": work,
            "contractor": "株式会社阿武隈星建設",
            "subject_name": work,
        },
    }
