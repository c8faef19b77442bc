"""Applications that are complete, as values of a reading."""

from datetime import date

from parsers.reading import Value


def for_both_products(obligee: str) -> dict[str, Value]:
    """Return a complete application for both products at one obligee."""
    return {
        "contractor_name": "株式会社阿武隈星建設",
        "obligee_name": obligee,
        "project_name": "市道枝野線道路改良工事",
        "project_number": "道改第12号",
        "contract_amount": 50_000_000,
        "contract_date": date(2026, 4, 10),
        "notice_date": date(2026, 3, 2),
        "work_start": date(2026, 4, 11),
        "work_end": date(2027, 3, 25),
        "person": "髙橋 美咲",
        "phone": "0224-00-1234",
        "advance.form": "electronic",
        "advance.amount": 15_000_000,
        "advance.bank": "七十七銀行 角田支店",
        "advance.payment_method": "monthly",
        "performance.form": "electronic",
        "performance.amount": 5_000_000,
        "performance.payment_method": "monthly",
    }
