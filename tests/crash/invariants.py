"""What must hold after any conversation, however often the desk was killed in it.

Each rule takes what remains and yields its faults; `faults` asks them all.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mailbot.security.vault import KeyRing, Vault
from mailbot.store.blobs import digest_of
from mailbot.store.ledger_check import Verified
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction
from tests.support.actors import Actor, Post
from tests.support.letters import read_notice
from tests.support.live import NOON

ANSWERS = {
    "questions": 1,
    "readback": 1,
    "accepted": 1,
    "completion": 1,
    "submission": 1,
    "submission_copy": 1,
    "submitted": 1,
    "received": 1,
}
"""Our mails in the conversation of `reviving.converse`, by kind."""

PRODUCTS = ("advance", "performance")


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left on disk, and what the senders' mail server remembers."""

    data: Path
    taken: Sequence[Post]
    tx: Transaction
    facts: Verified

    def rows(self, query: str) -> list[Mapping[str, Any]]:
        """Return the rows of a query."""
        found = self.tx.connection.execute(sa.text(query)).mappings()
        return [dict(row) for row in found]

    def mailboxes(self) -> list[Path]:
        """Return the Maildirs."""
        return sorted((self.data / "outbound").iterdir())


Rule = Callable[[Remains], Iterator[str]]


def acknowledged_mail_is_kept_once(left: Remains) -> Iterator[str]:
    """Mail that got its 250 is in the log once, byte for byte, and no other is."""
    kept = Counter(
        row["digest"]
        for row in left.rows("SELECT digest FROM mails WHERE direction = 'in'")
    )
    taken = {digest_of(post.raw): post for post in left.taken}
    for digest, post in taken.items():
        if kept[digest] != 1:
            yield f"a mail of {post.sender} is kept {kept[digest]} times"
        elif left.tx.blobs.raw(digest) != post.raw:
            yield f"a mail of {post.sender} was changed"
    yield from (f"mail {d} was never sent" for d in kept.keys() - taken.keys())


def every_mail_has_its_fate(left: Remains) -> Iterator[str]:
    """In: decided; out: sent."""
    for row in left.rows("SELECT id, direction, fate, reason FROM mails"):
        wanted = "applied" if row["direction"] == "in" else "sent"
        if row["fate"] != wanted:
            yield f"mail {row['id']} is {row['fate']}: {row['reason']}"


def every_event_happened_once(left: Remains) -> Iterator[str]:
    """One event a mail; a case's events are numbered without a gap."""
    for row in left.rows(
        "SELECT m.id, count(e.id) AS n FROM mails m LEFT JOIN events e"
        " ON e.mail_id = m.id WHERE m.direction = 'in' GROUP BY m.id"
    ):
        if row["n"] != 1:
            yield f"mail {row['id']} was decided {row['n']} times"
    for row in left.rows(
        "SELECT case_id, count(*) AS n, max(seq) AS last FROM events"
        " WHERE case_id IS NOT NULL GROUP BY case_id"
    ):
        if row["n"] != row["last"]:
            yield f"case {row['case_id']} has {row['n']} events up to {row['last']}"


def every_guarantee_is_issued_once(left: Remains) -> Iterator[str]:
    """One guarantee a product, numbered without a gap, and its key opens it."""
    issued = left.rows("SELECT id, product, state, number FROM guarantees ORDER BY id")
    if tuple(sorted(row["product"] for row in issued)) != PRODUCTS:
        yield f"there are guarantees for {[row['product'] for row in issued]}"
    numbers = {f"00427-{n:06d}" for n in range(1, len(issued) + 1)}
    if {row["number"] for row in issued} != numbers:
        yield f"the numbers are {[row['number'] for row in issued]}"
    for row in issued:
        if row["state"] != "issued":
            yield f"guarantee {row['id']} is {row['state']}"
        elif (
            left.tx.certificates.view(row["number"], left.tx.keys.reveal(row["id"]))
            is None
        ):
            yield f"the key of guarantee {row['id']} opens nothing"


def every_paper_is_made_once(left: Remains) -> Iterator[str]:
    """One entry of each kind in history, on the platform and among the documents."""
    count = len(left.rows("SELECT id FROM guarantees"))
    for table, group in (
        ("history", "guarantee_id"),
        ("certificates", "number"),
        ("documents WHERE kind = 'key_notice'", "guarantee_id"),
        ("documents WHERE kind = 'certificate'", "guarantee_id"),
    ):
        groups = left.rows(f"SELECT count(*) AS n FROM {table} GROUP BY {group}")  # noqa: S608 - names from above
        if [row["n"] for row in groups] != [1] * count:
            yield f"{table} has {[row['n'] for row in groups]} for {count}"


def every_answer_is_given_once(left: Remains) -> Iterator[str]:
    """One mail for each `Send` that was decided on, and one of each kind in all."""
    kinds = Counter(
        row["kind"]
        for row in left.rows("SELECT kind FROM mails WHERE direction = 'out'")
    )
    if kinds != ANSWERS:
        yield f"mails were sent: {dict(kinds)}"
    keys = {row["effect_key"] for row in left.rows("SELECT effect_key FROM mails")}
    with_effects = left.rows("SELECT DISTINCT case_id FROM events")
    for case_id in (row["case_id"] for row in with_effects if row["case_id"]):
        for event in left.tx.events.of_case(case_id):
            for place, effect in enumerate(event.effects):
                key = f"event:{event.id}:{place}"
                if effect["effect"] == "Send" and key not in keys:
                    yield f"the mail of {key} was never made"


def every_delivery_is_settled(left: Remains) -> Iterator[str]:
    """Nothing is unknown or on its way: a Maildir always tells."""
    for row in left.rows("SELECT id, phase FROM deliveries WHERE phase != 'accepted'"):
        yield f"delivery {row['id']} is {row['phase']}"


def every_mailbox_has_each_mail_once(left: Remains) -> Iterator[str]:
    """Files and deliveries are the same; no Message-ID is in a mailbox twice."""
    files = 0
    for mailbox in left.mailboxes():
        letters = Actor("", mailbox.name, left.data).letters()
        files += len(letters)
        ids = Counter(one.header("Message-ID") for one in letters)
        yield from (
            f"{mailbox.name} has {i} {n} times" for i, n in ids.items() if n > 1
        )
        for letter in letters:
            if not left.rows(
                f"SELECT id FROM mails WHERE digest = '{digest_of(letter.raw)}'"  # noqa: S608 - a digest is hexadecimal
            ):
                yield f"{mailbox.name} has a mail that was never composed"
        yield from (f"{path} is half written" for path in (mailbox / "tmp").iterdir())
    deliveries = len(left.rows("SELECT id FROM deliveries"))
    if files != deliveries:
        yield f"{files} files for {deliveries} deliveries"


def every_notice_shows_the_key_that_was_issued(left: Remains) -> Iterator[str]:
    """Contractor and obligee hold the number and key that we keep."""
    ids = {row["number"]: row["id"] for row in left.rows("SELECT * FROM guarantees")}
    for mailbox in left.mailboxes():
        for letter in Actor("", mailbox.name, left.data).letters():
            for pdf in letter.notices:
                number, key = read_notice(pdf)
                if number not in ids or left.tx.keys.reveal(ids[number]) != key:
                    yield f"{mailbox.name} has another key for {number}"


def nothing_is_left_to_do(left: Remains) -> Iterator[str]:
    """No job waits, works or has failed, and nobody has to look at anything."""
    for row in left.rows("SELECT id, kind, state FROM jobs WHERE state != 'done'"):
        yield f"job {row['id']} ({row['kind']}) is {row['state']}"
    yield from (f"a person must look: {task.reason}" for task in left.tx.tasks.find())


def chains_hold(left: Remains) -> Iterator[str]:
    """Neither the audit nor the mail log has a row that does not follow."""
    yield from (f"audit: {broken}" for broken in left.tx.audit.verify())
    yield from (f"mail log: {broken}" for broken in left.tx.mails.verify())


def facts_are_as_they_were_written(left: Remains) -> Iterator[str]:
    """Every row beside its seal, all bytes by their digests: nothing is at fault."""
    yield from (f"{one.table} {one.row}: {one.fault}" for one in left.facts.faults)


def database_is_sound(left: Remains) -> Iterator[str]:
    """SQLite finds its own pages and references in order."""
    for pragma in ("integrity_check", "foreign_key_check"):
        for row in left.rows(f"PRAGMA {pragma}"):
            if list(row.values()) != ["ok"]:
                yield f"{pragma}: {row}"


RULES: tuple[Rule, ...] = (
    acknowledged_mail_is_kept_once,
    every_mail_has_its_fate,
    every_event_happened_once,
    every_guarantee_is_issued_once,
    every_paper_is_made_once,
    every_answer_is_given_once,
    every_delivery_is_settled,
    every_mailbox_has_each_mail_once,
    every_notice_shows_the_key_that_was_issued,
    nothing_is_left_to_do,
    chains_hold,
    facts_are_as_they_were_written,
    database_is_sound,
)


def faults(data: Path, taken: Sequence[Post]) -> list[str]:
    """Return every fault that any rule finds; best: none."""
    vault = Vault(KeyRing.at(data / "keys.json"))
    store = Store.open(f"sqlite:///{data / 'mailbot.db'}", vault, lambda: NOON)
    try:
        with store.snapshot() as tx:
            left = Remains(data, taken, tx, store.verify())
            return [fault for rule in RULES for fault in rule(left)]
    finally:
        store.close()
