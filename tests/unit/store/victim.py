"""A process that keeps, claims and settles until it is killed; run by test_crash.

Each line of standard input starts one: folder, which commit to die at (0 = never),
"before" or "after" it.  It says what it was promised, one line for each thing that has
been committed; then stands "end" with the signal that it died of.  The victims are
forked, so that Python starts but once.
"""

import os
import signal
import sys
from pathlib import Path

import alembic.command  # noqa: F401 - slow to import: once, before the forks

from mailbot.store.database import Moment
from mailbot.store.incoming import HANDLE
from mailbot.store.records import NewEvent, OutMail
from mailbot.store.store import Store
from tests.unit.store.making import NOON, Hands, arrival, case, vault_in

MAILS = 6


class Axe:
    """Kills the process at one commit, as the kernel would: no goodbye."""

    def __init__(self, commit: int, moment: str) -> None:
        self.left = commit
        self.moment = moment
        self.raised = False

    def __call__(self, moment: Moment) -> None:
        """Count commits; die at the one that was named."""
        if not self.raised or moment != self.moment:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def say(word: str, number: int) -> None:
    """Tell the parent, at once, what is promised from now on."""
    os.write(1, f"{word} {number}\n".encode())


def keep(store: Store) -> None:
    """Keep the mails, some of them twice."""
    for number in range(MAILS):
        with store.transaction() as tx:
            kept = tx.incoming.keep(arrival(f"申込 {number}", message_id=f"{number}@x"))
        say("kept", kept.mail_id)


def work(store: Store) -> None:
    """Handle every mail: one event, one answer, one audit entry each."""
    while claimed := store.engine.claim({HANDLE}, NOON):
        mail_id = int(str(claimed.payload["mail"]))
        with store.transaction() as tx:
            fresh = case(tx.cases.unused_ids()[0])
            tx.cases.save(fresh)
            tx.events.record(
                NewEvent(fresh.id, "MailRead", "contractor", mail_id=mail_id)
            )
            tx.guarantees.assign_number(fresh.id, "00427", lambda: os.urandom(6).hex())
            answer = f"answer to {mail_id}".encode()
            tx.outgoing.compose(
                OutMail(answer, ("a@b",), "readback", "", f"mail:{mail_id}")
            )
            tx.mails.settle(mail_id, "applied", "", fresh.id)
            tx.audit.enter("worker", "apply", f"mail:{mail_id}")
            store.engine.settle(tx, claimed)
        say("handled", mail_id)


def live(folder: Path, commit: int, moment: str) -> None:
    """Do the whole work, or die in it."""
    axe = Axe(commit, moment)
    url = f"sqlite:///{folder / 'mailbot.db'}"
    store = Store.open(url, vault_in(folder), Hands(), at_commit=axe)
    store.migrate()
    axe.raised = True
    with store.transaction() as tx:
        store.engine.recover(tx)
    keep(store)
    work(store)
    store.close()
    say("finished", 0)


def main() -> None:
    """Start a victim for every line, one after the other."""
    for line in sys.stdin:
        folder, commit, moment = line.split()
        child = os.fork()
        if child == 0:
            live(Path(folder), int(commit), moment)
            os._exit(0)
        say("end", os.waitpid(child, 0)[1] & 0x7F)


if __name__ == "__main__":
    main()
