"""A transaction: every verb of the store, on one connection, all or nothing."""

from __future__ import annotations

from mailbot.store.cases import CaseFiles
from mailbot.store.guarantees import Issued
from mailbot.store.lookup_attempts import Attempts
from mailbot.store.mail_counts import Floods
from mailbot.store.mail_log import MailLog
from mailbot.store.sealing_keys import SealingKeys
from mailbot.store.trail import Trail


class Transaction(MailLog, CaseFiles, Issued, Attempts, Floods, SealingKeys, Trail):
    """What `Store.transaction` and `Store.snapshot` give.

    In a snapshot only the verbs that read will work: the connection refuses to write.
    """
