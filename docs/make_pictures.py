"""Draw the documents of `docs/pictures/`: each sheet as a picture to look at.

Run `python docs/make_pictures.py` after a change to `templates/documents/`; it needs
`pdftoppm` (poppler).  The samples are fictional, and so is the surety.
"""

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

from mailbot.outbound.documents.render import Press
from mailbot.outbound.documents.sheets import (
    BranchFace,
    Certificate,
    KeyNotice,
    SuretyFace,
)

PICTURES = Path(__file__).parent / "pictures"
RESOLUTION = 80  # Dots per inch: an A4 page on a screen.

SURETY = SuretyFace(
    name="みちのく建設業保証株式会社",
    president="取締役社長　奥山 恵",
    address="宮城県仙台市青葉区見本町0丁目0番0号",
    demo=True,
)
BRANCH = BranchFace(name="宮城支店", tel="022-000-0427", fax="022-000-0428")

NOTICE = KeyNotice(
    surety=SURETY,
    branch=BRANCH,
    project_name="市道中央線道路改良工事",
    contractor_name="髙﨑建設株式会社",
    product="advance",
    number="00427-000318",
    key="Z28YUE4J3Bux",
    platform_name="みちのく保証確認サービス",
    portal_url="https://hosho.example.jp/verify",
    dated=date(2026, 3, 2),
)
CERTIFICATE = Certificate(
    surety=SURETY,
    branch=BRANCH,
    product="advance",
    number="00427-000318",
    contractor_name="髙﨑建設株式会社",
    jv_name=None,
    obligee_name="角田市長",
    amount=20_000_000,
    contract_amount=50_000_000,
    project_name="市道中央線道路改良工事",
    guarantee_from=date(2026, 3, 2),
    guarantee_until=date(2026, 12, 25),
    work_start=date(2026, 3, 2),
    work_end=date(2026, 12, 25),
    contract_date=date(2026, 2, 27),
    bank="青葉山銀行　角田支店",
    dated=date(2026, 3, 2),
    platform_name="みちのく保証確認サービス",
    copy=False,
)


def main() -> None:
    """Write the three pictures."""
    press = Press()
    for name, document in (
        ("key-notice", press.key_notice(NOTICE)),
        ("certificate", press.certificate(CERTIFICATE)),
        ("certificate-copy", press.certificate(replace(CERTIFICATE, copy=True))),
    ):
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
