"""検証: what was issued, what was altered, and what is none of ours, each answered so.

One desk for all of them: nobody writes anything that another test minds.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from mailbot.core.model.guarantee import Guarantee
from mailbot.documents.demo_certificate import demo_pkcs12
from mailbot.documents.maker import Maker
from mailbot.documents.signers import CertificateSigner, pkcs12_signer
from mailbot.documents.typst import TypstRenderer
from tests.support.actors import BANK, CITY, Actor, Relay, application
from tests.support.letters import Letter, read_notice
from tests.support.live import NOON, LiveDesk

NUMBER = "00427-000001"
WRONG = "Qw3rtyUiopAs"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the desk and of everybody's mailbox."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def desk(home: Path) -> Iterator[LiveDesk]:
    """Give a desk that has issued two guarantees."""
    with LiveDesk(home) as one:
        relay = Relay(lambda: one.port)
        hoshi = Actor("阿武隈星建設 髙橋", "soumu@abukumaboshi.example.jp", home)
        relay.hand_over(hoshi.writes(application(bank=BANK)))
        relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
        hoshi.letter(5)
        one.rest()
        yield one


@pytest.fixture(scope="module")
def city(home: Path) -> Actor:
    """Give the obligee."""
    return Actor("角田市 契約係", CITY, home)


@pytest.fixture(scope="module")
def stranger(home: Path) -> Actor:
    """Give somebody whom nobody knows."""
    return Actor("野良建設", "info@nora-kensetsu.example.jp", home)


@pytest.fixture
def key(desk: LiveDesk) -> str:
    """Give the key of the first guarantee."""
    with desk.app.store.snapshot() as tx:
        return tx.keys.reveal(1)


def reasons(desk: LiveDesk) -> list[str]:
    """Return what people have to do, oldest first."""
    return [task.reason for task in desk.tasks()]


def document(desk: LiveDesk, kind: str = "key_notice", guarantee: int = 1) -> bytes:
    """Return a document as it was issued."""
    with desk.app.store.snapshot() as tx:
        found = tx.documents.get(guarantee, kind)
        assert found is not None
        return tx.blobs.raw(found.digest)


def flat(letter: Letter) -> str:
    """Return the text of a letter without its line ends and blanks."""
    return "".join(letter.text.split())


def check(desk: LiveDesk, relay: Relay, who: Actor, files: dict[str, bytes]) -> Letter:
    """Send files with 検証 and return the answer."""
    before = len(who.letters())
    relay.hand_over(who.writes("検証", "検証", files=files))
    letter = who.letter(before + 1)
    desk.rest()
    return letter


def test_true_notice_agrees(
    desk: LiveDesk, relay: Relay, city: Actor, key: str
) -> None:
    """The notice as it came is ours, untouched, and as it was issued."""
    before = reasons(desk)
    letter = check(desk, relay, city, {"お知らせ.pdf": document(desk)})

    assert "当社が発行した書面に相違ありません" in letter.text
    assert "有効です" in letter.text
    assert key not in letter.text + letter.html
    assert ("applied", "verified") == desk.came()[-1]
    assert before == reasons(desk)


def test_every_notice_of_a_mail_is_checked(
    desk: LiveDesk, relay: Relay, city: Actor
) -> None:
    """Two notices, as the submission brought them: each has its result."""
    files = {"前払.pdf": document(desk), "契約.pdf": document(desk, guarantee=2)}

    letter = check(desk, relay, city, files)

    assert 2 == letter.text.count("当社が発行した書面に相違ありません")
    assert "1. 前払.pdf" in letter.text
    assert "2. 契約.pdf" in letter.text


def test_certificate_with_our_signature_agrees(
    desk: LiveDesk, relay: Relay, city: Actor
) -> None:
    """A certificate has no key; our own signature on it opens the record."""
    letter = check(desk, relay, city, {"証書.pdf": document(desk, "certificate")})

    assert "当社が発行した書面に相違ありません" in letter.text


def forger(folder: Path) -> CertificateSigner:
    """Return somebody else who can sign."""
    octets = demo_pkcs12(folder / "forger.p12", "別の保証株式会社", NOON)
    return pkcs12_signer(octets, "", "", lambda: NOON)


def forged(
    desk: LiveDesk,
    folder: Path,
    change: Callable[[Guarantee], Guarantee] = lambda one: one,
    key: str = "",
) -> bytes:
    """Set the first notice anew with something changed, under a foreign signature."""
    with desk.app.store.snapshot() as tx:
        case = tx.cases.get(1)
        true_key = tx.keys.reveal(1)
    maker = Maker(desk.app.office, TypstRenderer(), forger(folder))
    made = maker.make(case, change(case.guarantees[0]), key or true_key)
    return next(one.pdf for one in made.documents if one.kind == "key_notice")


def test_altered_field_is_named(
    desk: LiveDesk, relay: Relay, city: Actor, tmp_path: Path
) -> None:
    """One field altered: it differs, by name and by what the file says; staff hear."""
    pdf = forged(
        desk,
        tmp_path,
        lambda one: replace(one, terms=replace(one.terms, project_name="別の工事")),
    )

    letter = check(desk, relay, city, {"a.pdf": pdf})

    assert "相違があります" in letter.text
    assert "工事名：ファイルの記載は「別の工事」です" in letter.text
    assert "受注者名（保証契約者）：" not in letter.text
    assert "notice_differs" == reasons(desk)[-1]


def test_another_suretys_signature_is_named(
    desk: LiveDesk, relay: Relay, city: Actor, tmp_path: Path
) -> None:
    """The same words under another signature: the fields agree, and it is not ours."""
    letter = check(desk, relay, city, {"a.pdf": forged(desk, tmp_path)})

    assert "当社の署名ではありません" in letter.text
    assert "一致しています" in letter.text
    assert "相違ありません" not in letter.text


def test_copy_saved_anew_agrees_without_signature(
    desk: LiveDesk, relay: Relay, city: Actor
) -> None:
    """A mail gateway that saves files anew breaks the signature, and not the words."""
    copy = io.BytesIO()
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(document(desk))).pages:
        writer.add_page(page)
    writer.write(copy)

    letter = check(desk, relay, city, {"a.pdf": copy.getvalue()})

    assert "文字の内容は一致していますが" in letter.text
    assert "相違があります" not in letter.text


def test_wrong_key_in_a_notice_tells_nothing_of_the_record(
    desk: LiveDesk, relay: Relay, city: Actor, tmp_path: Path
) -> None:
    """A notice with another key is a guess: nothing but that the pair opens nothing."""
    pdf = forged(
        desk,
        tmp_path,
        lambda one: replace(one, terms=replace(one.terms, project_name="別の工事")),
        WRONG,
    )

    letter = check(desk, relay, city, {"a.pdf": pdf})

    assert "番号と認証キーでは、保証証書を表示できません" in flat(letter)
    assert "ファイルの記載は" not in flat(letter)
    with desk.app.store.snapshot() as tx:
        assert 1 == tx.lookups.tallies(NUMBER, f"mail:{city.address}").client.failures


def encrypted(pdf: bytes) -> bytes:
    """Lock a PDF with a password."""
    out = io.BytesIO()
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("himitsu", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"PK\x03\x04 no PDF at all", "PDFファイルではない"),
        (b"%PDF-1.7\n" + b"\xff" * 5_000, "当社の書面として読み取れません"),
        (b"%PDF-1.7\n/ByteRange [0 1 2 3]", "当社の書面として読み取れません"),
    ],
)
def test_what_is_no_document_of_ours_is_said(
    desk: LiveDesk, relay: Relay, city: Actor, octets: bytes, told: str
) -> None:
    """Another kind of file, rubbish, and half a PDF are each answered kindly."""
    before = reasons(desk)
    letter = check(desk, relay, city, {"a.pdf": octets})

    assert told in flat(letter)
    assert before == reasons(desk)


def test_locked_file_is_said_to_be_locked(
    desk: LiveDesk, relay: Relay, city: Actor
) -> None:
    """Our notices have no password: one that has is not opened, whatever it holds."""
    letter = check(desk, relay, city, {"a.pdf": encrypted(document(desk))})

    assert "パスワードで保護されている" in letter.text


def test_mail_without_a_file_is_told_how(
    desk: LiveDesk, relay: Relay, city: Actor
) -> None:
    """検証 alone is answered with what to attach."""
    letter = check(desk, relay, city, {})

    assert "添付されていませんでした" in letter.text


def test_stranger_has_nothing_verified(
    desk: LiveDesk, relay: Relay, stranger: Actor
) -> None:
    """Who is no obligee gets the answer of a wrong pair, and no file is opened."""
    letter = check(desk, relay, stranger, {"a.pdf": document(desk)})

    assert "お知らせできませんでした" in letter.text
    assert "一致" not in letter.text
    assert read_notice(document(desk))[0] == NUMBER
