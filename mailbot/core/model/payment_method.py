"""The ways in which a premium is paid.

A new one also needs its words: `parsers/values/choices.py` (what contractors write),
`templates/mail/*/words.toml` and `templates/documents/statement.typ` (what is shown);
whether it is paid before the issue is asked in `core/decisions/billing.py`.
"""

from __future__ import annotations

from typing import Literal

PaymentMethod = Literal["monthly", "transfer", "cash", "cheque"]
