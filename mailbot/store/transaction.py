"""A transaction by its parts: one noun each, on one connection, all or nothing."""

from __future__ import annotations

from mailbot.store.audit import Audit
from mailbot.store.authentication_keys import AuthenticationKeys
from mailbot.store.blobs import Blobs
from mailbot.store.cases import Cases
from mailbot.store.certificates import Certificates
from mailbot.store.counters import Counters
from mailbot.store.deliveries import Deliveries
from mailbot.store.documents import Documents
from mailbot.store.events import Events
from mailbot.store.guarantees import Guarantees
from mailbot.store.incoming import IncomingMails
from mailbot.store.jobs import Jobs
from mailbot.store.lookup_attempts import LookupAttempts
from mailbot.store.mail_counts import MailCounts
from mailbot.store.mail_log import MailLog
from mailbot.store.outgoing import OutgoingMails
from mailbot.store.part import OpenTransaction
from mailbot.store.sealing_keys import SealingKeys
from mailbot.store.tasks import Tasks
from mailbot.store.timers import Timers


class Transaction:
    """What `Store.transaction` and `Store.snapshot` give.

    In a snapshot only the verbs that read will work: the connection refuses to write.
    A room that needs one part is handed that part, and not the whole.
    """

    def __init__(self, opened: OpenTransaction) -> None:
        self.connection = opened.connection
        self.after_commit = opened.after_commit
        self.now = opened.now
        self.blobs = Blobs(opened)
        self.counters = Counters(opened)
        self.keys = AuthenticationKeys(opened)
        self.sealing = SealingKeys(opened)
        self.mails = MailLog(opened)
        self.deliveries = Deliveries(opened, self.keys)
        self.incoming = IncomingMails(opened, self.blobs, self.mails, self.keys)
        self.outgoing = OutgoingMails(opened, self.blobs, self.mails, self.deliveries)
        self.cases = Cases(opened)
        self.guarantees = Guarantees(opened, self.counters, self.keys)
        self.documents = Documents(opened, self.blobs)
        self.certificates = Certificates(opened, self.keys)
        self.events = Events(opened)
        self.tasks = Tasks(opened)
        self.timers = Timers(opened)
        self.jobs = Jobs(opened)
        self.audit = Audit(opened)
        self.lookups = LookupAttempts(opened)
        self.counts = MailCounts(opened)
