"""The ways in which a premium is paid.

A new one also needs its words: `parsers/values/choices.py` and `words/phrases.py` (what
contractors write), `templates/mail/*/words.toml` and
`templates/documents/statement.typ` (what is shown).  Where and before what it is paid:
`decisions/billing.py`, `issue.py` and `amendment.py`, `composer/tables/application.py`,
`documents/maker.py`.
"""

from __future__ import annotations

from typing import Literal

PaymentMethod = Literal["monthly", "transfer", "cash", "cheque"]
