"""A key notice of nobody, to see whether fonts and templates are there."""

from __future__ import annotations

from datetime import date

from mailbot.core.model.certificate_facts import CertificateFacts
from mailbot.documents.sheets import KeyNotice, Letterhead


def sample_notice(number: str = "00000-000000") -> KeyNotice:
    """Return a sheet whose every value is made up, marked as a specimen."""
    day = date(2026, 1, 1)
    facts = CertificateFacts(
        product="advance",
        contractor_name="株式会社見本建設",
        jv_name="",
        obligee_name="見本市長",
        amount=20_000_000,
        contract_amount=50_000_000,
        project_name="市道見本線道路改良工事",
        guarantee_from=day,
        guarantee_until=day,
        work_start=day,
        work_end=day,
        contract_date=day,
        contract_date_planned=False,
        bank="見本銀行",
        dated=day,
        issuer="見本保証株式会社",
        branch="見本支店",
        number=number,
    )
    return KeyNotice(
        letterhead=Letterhead(
            president="取締役社長　見本 太郎",
            address="仙台市",
            demo=True,
            tel="022-000-0000",
            fax="022-000-0001",
        ),
        facts=facts,
        key="SampleKey000",
        platform_name="見本確認サービス",
        portal_url="https://hosho.example.jp/verify",
    )
