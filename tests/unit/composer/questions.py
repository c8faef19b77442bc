"""One letter of each kind that answers an obligee, for the tests of the composer."""

from __future__ import annotations

from collections.abc import Mapping

Content = dict[str, object]


def face(work: str) -> Content:
    """Return what a certificate says on the platform."""
    return {
        "product": "advance",
        "contractor_name": "株式会社阿武隈星建設",
        "jv_name": "",
        "obligee_name": "角田市長",
        "amount": 20_000_000,
        "contract_amount": 50_000_000,
        "project_name": work,
        "guarantee_from": "2026-03-02",
        "guarantee_until": "2027-03-25",
        "work_start": "2026-03-03",
        "work_end": "2027-03-25",
        "contract_date": "2026-03-02",
        "bank": "七十七銀行 角田支店",
        "dated": "2026-03-02",
        "issuer": "みちのく建設業保証株式会社",
        "branch": "宮城支店",
    }


def checked(name: str, **changed: object) -> Content:
    """Return what became of one file, all well unless `changed` says so."""
    return {
        "name": name,
        "state": "seen",
        "signature": "valid",
        "kind": "key_notice",
        "number": "00427-000318",
        "record": "same",
        "differing": [],
        "newest": True,
        "held_until": "",
        **changed,
    }


def to_obligees(number: str, work: str) -> Mapping[str, Content]:
    """Return what these letters say."""
    entry: Content = {"number": number, "entry": 1, "at": "2026-03-02T02:05:00+00:00"}
    newer: Content = {**entry, "entry": 2, "at": "2026-03-09T02:05:00+00:00"}
    differing = [
        {"name": "project_name", "shown": "別の工事"},
        {"name": "text", "shown": ""},
    ]
    return {
        "lookup": {
            "asked": True,
            "entries": [
                {**entry, "face": face(work)},
                {**newer, "face": {**face(work), "amount": 25_000_000}},
            ],
            "held_until": "",
            "subject_name": work,
        },
        "verified": {
            "files": [
                checked("認証キーのお知らせ.pdf"),
                checked("改変.pdf", signature="foreign", record="differs")
                | {"differing": differing},
                checked("写し.pdf", signature="none", newest=False),
                checked("別の番号.pdf", signature="altered", record="unopened"),
                checked("急ぎ.pdf", record="held")
                | {"held_until": "2026-03-02T04:00:00+00:00"},
                checked("証書.pdf", kind="certificate", signature="none")
                | {"record": "unasked"},
                checked("請求書.pdf", kind="", signature="none", record="unasked"),
                checked("鍵.pdf", state="encrypted"),
                checked("図.png", state="not_pdf"),
            ],
            "left": 2,
            "subject_name": "",
        },
    }
