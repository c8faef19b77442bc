"""Every alteration of a fact is found, and named by its row.

A desk that has issued is altered with another program, one change at a time: each
column of each table that a person relies on, rows taken out, put in and exchanged,
entries of the ledger cut and forged, bytes exchanged, the whole file put back.
"""

# ruff: noqa: S608 - statements are made of the names of our own tables and columns

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.demo.mail_client import Writer
from mailbot.security.ledger import Ledger
from mailbot.security.vault import KeyRing, Vault
from mailbot.store.anchor import Anchor
from mailbot.store.ledger import WATCHED
from mailbot.store.ledger_check import Fault, Verified
from mailbot.store.ledger_trust import NotTrusted
from mailbot.store.store import Store
from tests.support.actors import BANK, DESK, application
from tests.support.live import NOON
from tests.unit.store.making import arrival

CONTRACTOR = Writer("株式会社阿武隈星建設", "soumu@abukumaboshi.example.jp")
NUMBER = "00427-000001"
Connection = sqlite3.Connection


def open_store(folder: Path, *, trusted: bool = False) -> Store:
    """Open the store of a desk; `trusted` as `serve` does, who looks at the anchor."""
    vault = Vault(KeyRing.at(folder / "keys.json"), folder / "keys.json")
    store = Store.open(
        f"sqlite:///{folder / 'mailbot.db'}",
        vault,
        lambda: NOON,
        anchor_log=folder / "elsewhere" / "anchors",
    )
    if trusted:
        store.require_trust()
    return store


def talk(folder: Path, *texts: str) -> None:
    """Have a contractor write, answering the newest mail each time."""
    parlour = Parlour.opened(None, folder, lambda: NOON)
    try:
        for text in texts:
            mine = [mail for to, mail in parlour.post() if to == CONTRACTOR.address]
            letter = CONTRACTOR.letter(DESK, "保証の申込み", text, NOON)
            if mine and text == "はい":
                letter = CONTRACTOR.answer(mine[-1], text, NOON)
            parlour.hand_in(bytes(letter))
    finally:
        parlour.close()


def verified(folder: Path) -> Verified:
    """Verify the database of a folder."""
    store = open_store(folder)
    try:
        return store.verify()
    finally:
        store.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a desk that has issued two guarantees; only to be copied."""
    folder = tmp_path_factory.mktemp("kept")
    again = application(bank=BANK, project="市道桜線舗装工事")
    talk(
        folder, application(bank=BANK), "はい", again, "定例会議の日程をご連絡します。"
    )
    store = open_store(folder, trusted=True)
    with store.transaction() as tx:
        tx.incoming.keep_all([arrival("同じもの"), arrival("同じもの")])
        tx.tasks.open("look", {"why": "試験"}, 1, 1, "look:1")
    store.close()
    return folder


@pytest.fixture
def desk(kept: Path, tmp_path: Path) -> Path:
    """Give a desk of one's own, to be altered."""
    return Path(shutil.copytree(kept, tmp_path / "desk"))


def sql(folder: Path) -> Connection:
    """Open the database as somebody else's program does."""
    connection = sqlite3.connect(folder / "mailbot.db", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    return connection


@dataclass(frozen=True, slots=True)
class Alteration:
    """Statements of another program, and the row that must be named for them."""

    name: str
    table: str
    row: str
    statements: tuple[tuple[str, tuple[object, ...]], ...]

    def make(self, connection: Connection) -> None:
        """Alter the database."""
        for statement, values in self.statements:
            connection.execute(statement, values)


def another(value: object) -> object:
    """Return another value of the same kind, as an alteration that is not obvious."""
    match value:
        case bool() | int():
            return int(value) + 1
        case str() if value[-1:].isdigit():
            return value[:-1] + str((int(value[-1]) + 1) % 10)
        case str():
            return f"{value}x"
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case _:
            return 1


def of_columns(connection: Connection) -> Iterator[Alteration]:
    """Yield an alteration of each column of each watched table that has a row."""
    for table in WATCHED:
        name, key = table.name, table.primary_key.columns.keys()[0]
        newest = f"SELECT {key} FROM {name} ORDER BY {key} DESC LIMIT 1"
        found = connection.execute(newest).fetchone()
        for column in table.columns.keys() if found else ():
            if column != key:
                this = f"SELECT {column} FROM {name} WHERE {key} = ?"
                (value,) = connection.execute(this, found).fetchone()
                change = f"UPDATE {name} SET {column} = ? WHERE {key} = ?"
                say = (change, (another(value), found[0]))
                yield Alteration(f"{name}.{column}", name, str(found[0]), (say,))


def of_rows(connection: Connection) -> Iterator[Alteration]:
    """Yield for each table: its last row taken out, and two rows exchanged."""
    for table in WATCHED:
        name, key = table.name, table.primary_key.columns.keys()[0]
        ids = [one for (one,) in connection.execute(f"SELECT {key} FROM {name}")]
        if ids:
            say = (f"DELETE FROM {name} WHERE {key} = ?", (ids[-1],))
            yield Alteration(f"{name}: row deleted", name, str(ids[-1]), (say,))
        if len(ids) > 1:
            free = "zzz" if isinstance(ids[0], str) else 10**9
            change = f"UPDATE {name} SET {key} = ? WHERE {key} = ?"
            ways = ((free, ids[0]), (ids[0], ids[1]), (ids[1], free))
            says = tuple((change, way) for way in ways)
            yield Alteration(f"{name}: rows exchanged", name, str(ids[0]), says)


_PUT_IN = (
    ("events", "id, at, kind, actor, sender_class, payload, effects", "seq"),
    ("history", "guarantee_id, kind, at, body", "entry"),
    ("certificates", "number, arrived_at, body", "entry"),
    ("deliveries", "mail_id, phase, attempts, reply, queue_id", "recipient"),
)
_FORGED = (
    ("entry altered", "UPDATE ledger SET rows = '[]' WHERE seq = 5", "5"),
    ("time altered", "UPDATE ledger SET at = at || '0' WHERE seq = 5", "5"),
    ("link altered", "UPDATE ledger SET link = 'A' WHERE seq = 5", "5"),
    ("entry deleted", "DELETE FROM ledger WHERE seq = 5", "5"),
    ("end cut", "DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)", ""),
    ("emptied", "DELETE FROM ledger", ""),
    ("entry added", "INSERT INTO ledger SELECT seq+1,at,rows,'x' FROM ledger", ""),
)
_BYTES = (
    ("bytes altered", "UPDATE blobs SET sealed = zeroblob(60) WHERE digest = ?"),
    ("length altered", "UPDATE blobs SET octets = octets + 1 WHERE digest = ?"),
    ("key altered", "UPDATE blobs SET key_id = 'k9' WHERE digest = ?"),
    ("bytes deleted", "DELETE FROM blobs WHERE digest = ?"),
    (
        "bytes of another",
        """UPDATE blobs SET (sealed, key_id) = (SELECT sealed, key_id FROM blobs b
        WHERE b.digest != blobs.digest LIMIT 1) WHERE digest = ?""",
    ),
)


def of_the_rest(connection: Connection) -> Iterator[Alteration]:
    """Yield what is no column: rows put in, bytes, and the ledger's own entries."""
    for table, columns, free in _PUT_IN:
        names = columns.removeprefix("id, ")
        put = (
            f"INSERT INTO {table} (id, {free}, {names}) "
            f"SELECT 990, 77, {names} FROM {table} LIMIT 1"
        )
        yield Alteration(f"{table}: row put in", table, "990", ((put, ()),))
    (digest,) = connection.execute("SELECT digest FROM mails WHERE id = 1").fetchone()
    for name, say in _BYTES:
        yield Alteration(f"blobs: {name}", "blobs", digest, ((say, (digest,)),))
    for name, say, row in _FORGED:
        only = f"{say} ORDER BY seq DESC LIMIT 1" if say.startswith("INSERT") else say
        yield Alteration(f"ledger: {name}", "ledger", row, ((only, ()),))


def test_every_alteration_is_found(desk: Path) -> None:
    """Each of more than 140 alterations, alone, is found and its row is named."""
    connection = sql(desk)
    kinds = (of_columns, of_rows, of_the_rest)
    made = [one for kind in kinds for one in kind(connection)]
    connection.close()
    original = (desk / "mailbot.db").read_bytes()
    unseen = []
    for one in made:
        connection = sql(desk)
        one.make(connection)
        connection.close()
        found = {(fault.table, fault.row) for fault in verified(desk).faults}
        if (one.table, one.row) not in found:
            unseen.append(f"{one.name}: {sorted(found)[:3]}")
        (desk / "mailbot.db").write_bytes(original)

    print(f"{len(made) - len(unseen)} of {len(made)} alterations found")  # noqa: T201 - the figure
    assert unseen == []
    assert len(made) >= 140
    assert verified(desk).faults == ()


def test_nothing_is_wrong_with_what_mailbot_wrote(desk: Path) -> None:
    """After a whole conversation, and after a second one, no fact is at fault."""
    before = verified(desk)
    talk(desk, "状況")

    after = verified(desk)

    assert before.faults == after.faults == ()
    assert after.facts > before.facts > 50
    assert after.since == NOON.isoformat()


def test_database_put_back_is_refused(desk: Path) -> None:
    """A copy of yesterday gives no numbers today: `serve` says what to do."""
    yesterday = (desk / "mailbot.db").read_bytes()
    (desk / "mailbot.db").write_bytes(yesterday)
    talk(desk, application(bank=BANK, project="県道改良工事"), "はい")
    (desk / "mailbot.db").write_bytes(yesterday)

    with pytest.raises(NotTrusted, match=r"is older than its anchor .* audit accept"):
        talk(desk, "はい")
    assert verified(desk).faults[0].table == "ledger"


def test_database_put_back_with_its_anchor_is_found_by_the_second_file(
    desk: Path,
) -> None:
    """Who puts the anchor back too does not reach the file on the other machine."""
    names = ("mailbot.db", "mailbot.db.anchor")
    yesterday = {name: (desk / name).read_bytes() for name in names}
    store = open_store(desk, trusted=True)
    with store.transaction() as tx:
        tx.audit.enter("staff:x", "seen", "case:1")
    store.close()
    for name, octets in yesterday.items():
        (desk / name).write_bytes(octets)

    assert verified(desk).faults[0].fault.startswith("is older than its anchor")


def test_accepted_database_gives_no_number_twice(desk: Path) -> None:
    """Who accepts a copy of yesterday goes on after the last number that was given."""
    yesterday = (desk / "mailbot.db").read_bytes()
    store = open_store(desk, trusted=True)
    with store.transaction() as tx:
        given = [tx.counters.take("number:00427") for _ in range(3)]
    store.close()
    (desk / "mailbot.db").write_bytes(yesterday)

    store = open_store(desk)
    with pytest.raises(NotTrusted):
        store.require_trust()
    raised = store.accept("千葉", "故障したディスクを交換", {})
    store.require_trust()
    with store.transaction() as tx:
        fresh = tx.counters.take("number:00427")
        entry = [*tx.audit.entries()][-1]
    store.close()

    assert [*raised] == ["number:00427"]
    assert fresh == given[-1] + 1
    assert (entry.actor, entry.action) == ("staff:千葉", "ledger_accepted")
    assert verified(desk).faults == ()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda anchor: anchor.unlink(), "has no anchor beside it"),
        (lambda anchor: anchor.write_bytes(b"?"), "has an anchor that cannot be read"),
        (lambda anchor: anchor.write_bytes(b""), "has an anchor that cannot be read"),
    ],
)
def test_anchor_that_is_gone_is_no_anchor(
    desk: Path, harm: Callable[[Path], None], says: str
) -> None:
    """A database in another place, or whose anchor was taken, is looked at first."""
    shutil.rmtree(desk / "elsewhere", ignore_errors=True)
    harm(desk / "mailbot.db.anchor")

    store = open_store(desk)
    with pytest.raises(NotTrusted, match=says):
        store.require_trust()
    store.close()


def test_torn_anchor_has_another_place(desk: Path) -> None:
    """Whatever half of the file is lost, the other half is a good anchor."""
    store = open_store(desk, trusted=True)
    for _ in range(2):
        with store.transaction() as tx:
            tx.audit.enter("staff:x", "seen", "case:1")
    store.close()
    made = Ledger(Vault(KeyRing.at(desk / "keys.json")).ledger_key)
    anchor = Anchor(desk / "mailbot.db", made)
    octets = anchor.path.read_bytes()
    places, torn = [octets[:65_536], octets[65_536:]], b"7".ljust(65_536)

    found = []
    for left in (places, (torn, places[1]), (places[0], b"7"), (torn, torn)):
        anchor.path.write_bytes(b"".join(left))
        said = anchor.read()
        found.append(said.head.seq if said else 0)

    newest = found[0]
    assert newest > 2
    assert sorted(found[1:]) == [0, newest - 1, newest]


def test_database_that_was_taken_away_is_not_begun_anew(desk: Path) -> None:
    """An empty database beside the old anchor would begin with number 1 again."""
    (desk / "mailbot.db").unlink()

    with pytest.raises(NotTrusted, match="is older than its anchor"):
        talk(desk, "はい")


def test_other_history_of_the_same_length_is_found(desk: Path) -> None:
    """Two copies that went on apart: one's anchor is not the other's."""
    other = Path(shutil.copytree(desk, desk.parent / "other"))
    for folder, who in ((desk, "staff:a"), (other, "staff:b")):
        store = open_store(folder, trusted=True)
        with store.transaction() as tx:
            tx.audit.enter(who, "seen", "case:1")
        store.close()
    (desk / "mailbot.db").write_bytes((other / "mailbot.db").read_bytes())

    store = open_store(desk)
    with pytest.raises(NotTrusted, match="does not have the entry"):
        store.require_trust()
    store.close()


def test_forged_ledger_needs_the_ring(desk: Path) -> None:
    """Who alters a row and enters it without the key is found at both."""
    forger = Ledger(b"f" * 32)
    connection = sql(desk)
    connection.execute("UPDATE guarantees SET amount = 1 WHERE id = 1")
    row = connection.execute("SELECT * FROM guarantees WHERE id = 1").fetchone()
    last = connection.execute(
        "SELECT seq, link, at FROM ledger ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    rows = f'[["guarantees","1","{forger.seal("guarantees", row)}"]]'
    link = forger.link(last[1], last[0] + 1, last[2], rows)
    entry = (last[0] + 1, last[2], rows, link)
    connection.execute("INSERT INTO ledger VALUES (?, ?, ?, ?)", entry)
    connection.close()

    found = verified(desk).faults

    assert Fault("guarantees", "1", "altered") in found
    assert Fault("ledger", str(last[0] + 1), "altered") in found


def test_verb_that_did_not_look_moves_no_anchor(desk: Path) -> None:
    """A copy of yesterday is not made the true one by whoever writes into it first."""
    yesterday = (desk / "mailbot.db").read_bytes()
    store = open_store(desk, trusted=True)
    for _ in range(3):
        with store.transaction() as tx:
            tx.audit.enter("staff:x", "seen", "case:1")
    store.close()
    (desk / "mailbot.db").write_bytes(yesterday)
    anchor = (desk / "mailbot.db.anchor").read_bytes()
    store = open_store(desk)
    with store.transaction() as tx:
        tx.audit.enter("staff:x", "raw_viewed", "mail:1")

    assert (desk / "mailbot.db.anchor").read_bytes() == anchor
    with pytest.raises(NotTrusted):
        store.require_trust()
    store.close()


def test_row_put_back_to_what_it_was_is_found(desk: Path) -> None:
    """A single row of yesterday in the database of today is no longer true."""
    connection = sql(desk)
    before = connection.execute("SELECT fate FROM mails WHERE id = 1").fetchone()
    connection.close()
    store = open_store(desk)
    with store.transaction() as tx:
        tx.mails.settle(1, "held", "looked_at")
    store.close()
    connection = sql(desk)
    connection.execute("UPDATE mails SET fate = ? WHERE id = 1", before)
    connection.close()

    assert ("mails", "1") in {(one.table, one.row) for one in verified(desk).faults}
