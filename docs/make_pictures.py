"""Draw the documents of `docs/pictures/`: each sheet as a picture to look at.

Run `python -m docs.make_pictures` after a change to `templates/documents/`; it needs
`pdftoppm` (poppler).  The samples are fictional, and so is the surety.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from mailbot.core.model.certificate_facts import CertificateFacts
from mailbot.core.office.premium import Step
from mailbot.documents.sheets import (
    Certificate,
    Document,
    Former,
    KeyNotice,
    Letterhead,
    Statement,
)
from mailbot.documents.typst import TypstRenderer

PICTURES = Path(__file__).parent / "pictures"
RESOLUTION = 80  # Dots per inch: an A4 page on a screen.

LETTERHEAD = Letterhead(
    president="取締役社長　奥山 恵",
    address="宮城県仙台市青葉区見本町0丁目0番0号",
    demo=True,
    tel="022-000-0427",
    fax="022-000-0428",
)
FACTS = CertificateFacts(
    product="advance",
    contractor_name="髙﨑建設株式会社",
    jv_name="",
    obligee_name="角田市長",
    amount=20_000_000,
    contract_amount=50_000_000,
    project_name="市道中央線道路改良工事",
    guarantee_from=date(2026, 3, 2),
    guarantee_until=date(2026, 12, 25),
    work_start=date(2026, 3, 2),
    work_end=date(2026, 12, 25),
    contract_date=date(2026, 2, 27),
    contract_date_planned=False,
    bank="青葉山銀行　角田支店",
    dated=date(2026, 3, 2),
    issuer="みちのく建設業保証株式会社",
    branch="宮城支店",
    number="00427-000318",
)

NOTICE = KeyNotice(
    letterhead=LETTERHEAD,
    facts=FACTS,
    key="Z28YUE4J3Bux",
    platform_name="みちのく保証確認サービス",
    portal_url="https://hosho.example.jp/verify",
)
CERTIFICATE = Certificate(
    letterhead=LETTERHEAD,
    facts=FACTS,
    platform_name="みちのく保証確認サービス",
    copy=False,
)
CHANGED = replace(
    CERTIFICATE,
    facts=replace(
        FACTS,
        amount=24_000_000,
        contract_amount=60_000_000,
        guarantee_until=date(2027, 2, 26),
        work_end=date(2027, 2, 26),
        dated=date(2026, 9, 1),
    ),
    entry=2,
    former=Former(
        dated=date(2026, 3, 2),
        amount=20_000_000,
        contract_amount=50_000_000,
        guarantee_until=date(2026, 12, 25),
        work_end=date(2026, 12, 25),
    ),
)
STATEMENT = Statement(
    letterhead=LETTERHEAD,
    facts=FACTS,
    bill_to="髙﨑建設株式会社",
    payment="monthly",
    charges=(
        Step(0, 10_000_000, Decimal("0.0040"), 1, Decimal(40_000)),
        Step(10_000_000, 10_000_000, Decimal("0.0030"), 1, Decimal(30_000)),
    ),
    minimum=None,
    premium=70_000,
    tariff_version="デモ料率 2026-01（架空）",
    tariff_is_demo=True,
)


INTERIM = replace(
    CERTIFICATE,
    facts=replace(FACTS, product="interim", number="00427-000321", amount=10_000_000),
)
ON_PAPER = replace(
    CERTIFICATE,
    facts=replace(
        FACTS,
        product="performance",
        number="00427-000319",
        amount=5_000_000,
        bank="",
        contract_date=None,
    ),
    platform_name="",
)
VENTURE = replace(
    CERTIFICATE,
    facts=replace(
        FACTS,
        number="00427-000320",
        jv_name="髙﨑・丸森特定建設工事共同企業体",
        obligee_name="宮城県知事",
        project_name="一般国道349号道路改良（債務）その3工事",
    ),
)
REDUCED = replace(
    STATEMENT,
    facts=replace(FACTS, amount=8_000_000, dated=date(2026, 9, 1)),
    charges=(Step(0, 8_000_000, Decimal("0.0040"), 1, Decimal(32_000)),),
    premium=32_000,
    charged_before=70_000,
    entry=2,
)


def documents(renderer: TypstRenderer) -> Iterator[tuple[str, Document]]:
    """Set every sheet and every variant of one; yield it with its picture's name."""
    yield "key-notice", renderer.key_notice(NOTICE)
    yield "certificate", renderer.certificate(CERTIFICATE)
    yield "certificate-copy", renderer.certificate(replace(CERTIFICATE, copy=True))
    yield "certificate-changed", renderer.certificate(CHANGED)
    yield "certificate-interim", renderer.certificate(INTERIM)
    yield "certificate-performance-paper", renderer.certificate(ON_PAPER)
    yield "certificate-venture", renderer.certificate(VENTURE)
    yield "statement", renderer.statement(STATEMENT)
    yield "statement-changed", renderer.statement(REDUCED)


def main() -> None:
    """Write the pictures."""
    for name, document in documents(TypstRenderer()):
        draw(document.pdf, PICTURES / name)


def draw(pdf: bytes, target: Path) -> None:
    """Write the first page of `pdf` as `target` with the ending `.png`."""
    target.parent.mkdir(exist_ok=True)
    subprocess.run(
        ["pdftoppm", "-r", str(RESOLUTION), "-png", "-singlefile", "-", str(target)],
        input=pdf,
        check=True,
    )


if __name__ == "__main__":
    main()
