"""A key notice of nobody, to see whether fonts and templates are there."""

from __future__ import annotations

from datetime import date

from mailbot.documents.sheets import BranchFace, KeyNotice, SuretyFace


def sample_notice(number: str = "00000-000000") -> KeyNotice:
    """Return a sheet whose every value is made up, marked as a specimen."""
    return KeyNotice(
        surety=SuretyFace(
            "見本保証株式会社", "取締役社長　見本 太郎", "仙台市", demo=True
        ),
        branch=BranchFace("見本支店", "022-000-0000", "022-000-0001"),
        project_name="市道見本線道路改良工事",
        contractor_name="株式会社見本建設",
        product="advance",
        number=number,
        key="SampleKey000",
        platform_name="見本確認サービス",
        portal_url="https://hosho.example.jp/verify",
        dated=date(2026, 1, 1),
    )
