"""By which channel an obligee takes a submission, and with what.

A new channel is a word of `Channel`, and its words in `templates/mail/*/words.toml`;
one that we send ourselves also `core/decisions/submission.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Channel = Literal["mail", "portal", "e-contract", "carry-in", "fax"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an obligee takes delivery of one product's key notice."""

    channel: Channel
    address: str = ""
    """A mail address; for `portal` and `e-contract` the address of the page, or ""."""
    section: str = ""
    """The desk it goes to, as written above the mail (財政課 契約係)."""
    subject: str = "電子保証（認証キー）のお知らせ　{project_name}"
    """Subject pattern; the places to fill are PLACES."""
    body: tuple[str, ...] = ()
    """Lines that this obligee wants in the mail, with the same places to fill."""
    papers: tuple[str, ...] = ()
    """Papers that must come with the notice (前払金請求書 …)."""
    refuses: tuple[str, ...] = ()
    """Kinds of papers that it does not take by mail (請求書): not passed on."""
    needs: tuple[str, ...] = ()
    """Application fields that this obligee needs ("project_number", "person")."""
    duties: tuple[str, ...] = ()
    """What the contractor has to do besides, in Japanese (到着確認の電話 …)."""
