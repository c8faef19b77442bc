"""A key ring belongs to one database: it is made with it, and never for one that is."""

import gzip
import json
from pathlib import Path

import pytest

from mailbot.app import build
from mailbot.cli.app import run
from mailbot.security.vault import KeyRing, Vault, VaultError
from mailbot.store.store import Store
from tests.support.live import settings_for
from tests.unit.store.making import KEY, arrival, open_database, open_store

KEPT = Path(__file__).parent / "kept"
Output = pytest.CaptureFixture[str]


def start(data: Path) -> None:
    """Start a desk, and stop it again."""
    build(settings_for(data)).store.close()


def old_desk(data: Path) -> Path:
    """Give the folder of a desk that an earlier program left (revision 0004)."""
    data.mkdir(exist_ok=True)
    (data / "mailbot.db").write_bytes(
        gzip.decompress((KEPT / "0004.db.gz").read_bytes())
    )
    ring = data / "keys.json"
    ring.write_bytes((KEPT / "0004.keys.json").read_bytes())
    ring.chmod(0o600)
    return data


def test_new_desk_makes_its_ring_once(tmp_path: Path) -> None:
    """The first start makes a ring beside the new database; the second one keeps it."""
    start(tmp_path)
    ring = (tmp_path / "keys.json").read_bytes()

    start(tmp_path)

    assert ring == (tmp_path / "keys.json").read_bytes()


def test_no_ring_is_made_for_a_database_that_is_there(tmp_path: Path) -> None:
    """A lost ring is not made anew: what comes meanwhile would be lost with it."""
    start(tmp_path)
    (tmp_path / "keys.json").unlink()

    with pytest.raises(VaultError, match="put it back from where it is kept safe"):
        start(tmp_path)

    assert not (tmp_path / "keys.json").exists()


def test_no_ring_is_made_while_the_database_lies_in_its_log(tmp_path: Path) -> None:
    """A database whose pages are all in the write-ahead log yet is there, too."""
    (tmp_path / "mailbot.db").touch()
    (tmp_path / "mailbot.db-wal").write_bytes(b"pages")

    with pytest.raises(VaultError, match="missing"):
        start(tmp_path)

    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize(
    "verb", [["serve"], ["log"], ["check"], ["approve", "2026-000001", "--by", "千葉"]]
)
def test_every_verb_says_that_the_ring_is_missing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Output,
    verb: list[str],
) -> None:
    """No verb makes a ring or goes on without it; each says in one line what to do."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    start(tmp_path)
    (tmp_path / "keys.json").unlink()

    assert run(verb) == 1

    told = capsys.readouterr()
    assert "put it back from where it is kept safe" in told.out + told.err
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize("verb", [["serve"], ["log"], ["keys", "list"]])
def test_wrong_ring_is_said_at_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Output,
    verb: list[str],
) -> None:
    """Another installation's ring is refused in one line before anything is sealed."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    start(tmp_path)
    (tmp_path / "keys.json").unlink()
    KeyRing.generate().write(tmp_path / "keys.json")

    assert run(verb) == 1

    (line,) = [one for one in capsys.readouterr().err.splitlines() if "ring" in one]
    assert "does not belong to the database" in line


def test_names_of_keys_are_never_the_same(tmp_path: Path) -> None:
    """Two rings share no name: bytes of the one do not seem to be the other's."""
    rings = [KeyRing.generate().with_new_key() for _ in range(20)]
    names = [name for ring in rings for name in ring.names()]
    assert len(set(names)) == len(names) == 40

    sealed = Vault(rings[0]).seal(b"plain", "blob:1")
    with pytest.raises(VaultError, match="is not on the key ring"):
        Vault(rings[1]).open(sealed, "blob:1")
    rings[0].write(tmp_path / "keys.json")
    assert KeyRing.at(tmp_path / "keys.json").names() == rings[0].names()


def test_database_of_an_earlier_program_opens(tmp_path: Path) -> None:
    """Its mail and its key, sealed by a key that is called k1, are read as before."""
    data = old_desk(tmp_path / "desk")

    app = build(settings_for(data))
    with app.store.snapshot() as tx:
        guarantee_id = tx.guarantees.id_of("00427-000001")
        assert guarantee_id is not None
        assert tx.keys.reveal(guarantee_id) == KEY
        assert b"From: " in tx.blobs.raw(tx.mails.get(1).digest)
        assert tx.mails.verify() == []
        assert tx.audit.verify() == []
    app.store.close()

    assert ["k1"] == list(json.loads((data / "keys.json").read_bytes())["keys"])
    start(data)


def test_wrong_ring_of_an_earlier_program_is_known(tmp_path: Path) -> None:
    """Both rings call their key k1, and no mark is there yet: its mails tell."""
    data = old_desk(tmp_path / "desk")
    (data / "keys.json").unlink()
    KeyRing(b"r" * 32, {"k1": b"1" * 32}).write(data / "keys.json")

    with pytest.raises(VaultError, match="does not belong to the database"):
        start(data)


def test_mark_tells_nothing_of_the_ring(tmp_path: Path) -> None:
    """What the database keeps is a keyed hash, and it is the same after a rotation."""
    store = open_store(tmp_path)
    with store.transaction() as tx:
        tx.incoming.keep(arrival())
    store.close()
    ring = KeyRing.at(tmp_path / "keyring.json")
    ring.with_new_key().replace(tmp_path / "keyring.json")

    again = Store.open(
        f"sqlite:///{tmp_path / 'mailbot.db'}",
        Vault(KeyRing.at(tmp_path / "keyring.json")),
        lambda: arrival().arrived_at,
    )
    again.require_ring()
    again.close()
    database = open_database(tmp_path)
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, value FROM marks").all()
    database.close()
    assert [("ring", Vault(ring).ring_mark)] == [tuple(row) for row in rows]
