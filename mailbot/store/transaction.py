"""A transaction: every verb of the store, on one connection, all or nothing."""

from __future__ import annotations

from mailbot.store.attempts import Attempts
from mailbot.store.casefiles import CaseFiles
from mailbot.store.custody import Custody
from mailbot.store.floods import Floods
from mailbot.store.issued import Issued
from mailbot.store.maillog import MailLog
from mailbot.store.trail import Trail


class Transaction(MailLog, CaseFiles, Issued, Attempts, Floods, Custody, Trail):
    """What `Store.transaction` and `Store.snapshot` give.

    In a snapshot only the verbs that read will work: the connection refuses to write.
    """
