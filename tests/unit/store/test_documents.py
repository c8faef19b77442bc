"""A document is made once, and the newest of its kind is given."""

from mailbot.store.records import Document
from mailbot.store.store import Store
from tests.unit.store.making import NOON


def test_document_is_made_once(issued: Store) -> None:
    """A second document of the same kind and entry does not replace the first."""
    notice = Document(1, "key_notice", 1, "認証キー.pdf", "", NOON)
    with issued.transaction() as tx:
        first = tx.documents.add(notice, b"%PDF-1 first")
        again = tx.documents.add(notice, b"%PDF-1 second")

        assert first == again
        assert b"%PDF-1 first" == tx.blobs.raw(first.digest)


def test_newest_document_is_given(issued: Store) -> None:
    """Without an entry the newest document of a kind is given."""
    with issued.transaction() as tx:
        for entry in (1, 2):
            tx.documents.add(
                Document(1, "certificate", entry, "a.pdf", "", NOON), b"%d" % entry
            )
        newest, first = (
            tx.documents.get(1, "certificate"),
            tx.documents.get(1, "certificate", 1),
        )

        assert tx.documents.get(1, "key_notice") is None
        assert 2 == len(tx.documents.of_guarantee(1))
    assert newest is not None
    assert first is not None
    assert (2, 1) == (newest.entry, first.entry)
