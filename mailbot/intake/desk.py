"""What decides an event: the office's reference data, the store, and the commit.

It reads no mail and does no work that follows.  Who only decides (a person of the
office, beside a running desk) loads no parser, sandbox, template or document for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mailbot.configuration.load_office import load_office
from mailbot.configuration.settings import Settings
from mailbot.core.decide import decide
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import Event
from mailbot.core.office.office import Office
from mailbot.intake.commit import Committer
from mailbot.intake.decision_input import desk_for
from mailbot.security import auth_keys
from mailbot.security.private_files import make_folder
from mailbot.security.vault import Vault
from mailbot.store.database import Moment, unwatched
from mailbot.store.keyring import vault_for
from mailbot.store.open_store import open_for_work, utc_now
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Desk:
    """Decides events that are no mails.  Safe to call from several threads."""

    office: Office
    store: Store
    committer: Committer

    def handle(self, tx: Transaction, case_id: int, event: Event) -> Decision:
        """Decide an event in the caller's transaction; `case_id` 0 is no case."""
        case = tx.cases.find(case_id)
        decision = decide(case, event, desk_for(tx, self.office, case))
        self.committer.commit(tx, event, decision)
        return decision


def open_desk(
    settings: Settings,
    now: Callable[[], datetime] = utc_now,
    at_commit: Callable[[Moment], None] = unwatched,
    office: Office | None = None,
) -> tuple[Desk, Vault]:
    """Open the database in its newest shape, and what seals it, to decide events.

    ConfigurationError when settings or data files are wrong.
    """
    office = office or load_office(settings)
    make_folder(settings.data)
    vault = vault_for(settings)
    store = open_for_work(settings, vault, now, at_commit)
    return Desk(office, store, Committer(office, auth_keys.draw)), vault
