"""照会 and 検証: an obligee learns what is so, and nobody else learns anything."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from mailbot.core.guarantee import Guarantee
from mailbot.outbound.documents.demo_identity import demo_pkcs12
from mailbot.outbound.documents.render import Press
from mailbot.outbound.documents.signing import Pkcs12Signer
from mailbot.outbound.making import Maker
from tests.actors import BANK, Actor, Relay, application
from tests.letters import Letter, read_notice
from tests.live import NOON, LiveDesk

NUMBER = "00427-000001"
WRONG = "Qw3rtyUiopAs"
Answer = Callable[[str, str], Letter]


def issued(desk: LiveDesk, relay: Relay, hoshi: Actor) -> str:
    """Bring an application to its certificates; return the key of the first one."""
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    hoshi.letter(5)
    desk.rest()
    with desk.app.store.snapshot() as tx:
        return tx.reveal_key(1)


def document(desk: LiveDesk, kind: str = "key_notice", guarantee: int = 1) -> bytes:
    """Return a document as it was issued."""
    with desk.app.store.snapshot() as tx:
        found = tx.document(guarantee, kind)
        assert found is not None
        return tx.raw(found.digest)


def bare(letter: Letter) -> str:
    """Return the text of a letter without what every letter has of its own."""
    return re.sub(r"[0-9]{1,2}時[0-9]{2}分", "", letter.text)


def flat(letter: Letter) -> str:
    """Return the text of a letter without its line ends and blanks."""
    return "".join(letter.text.split())


def ask(desk: LiveDesk, relay: Relay, who: Actor, line: str) -> Letter:
    """Write one line to the desk and return the answer."""
    before = len(who.letters())
    relay.hand_over(who.writes(line, "照会"))
    letter = who.letter(before + 1)
    desk.rest()
    return letter


def check(desk: LiveDesk, relay: Relay, who: Actor, files: dict[str, bytes]) -> Letter:
    """Send files with 検証 and return the answer."""
    before = len(who.letters())
    relay.hand_over(who.writes("検証", "検証", files=files))
    letter = who.letter(before + 1)
    desk.rest()
    return letter


def test_obligee_looks_a_certificate_up(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """照会 with number and key: what the certificate says, no PDF, and no key."""
    key = issued(desk, relay, hoshi)

    letter = ask(desk, relay, city, f"照会 {NUMBER} {key}")

    assert "保証証書の照会へのお答え" in letter.subject
    for told in ("20,000,000円", "角田市長", "市道枝野線道路改良工事", NUMBER):
        assert told in letter.text
    assert [] == letter.files
    assert key not in letter.text + letter.html + letter.subject
    assert ("applied", "lookup") == desk.came()[-1]


def test_key_may_be_written_as_the_notice_prints_it(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """A reply to the submission itself, number and key on labelled lines."""
    key = issued(desk, relay, hoshi)
    submission = city.letter(1)
    text = f"照会\n保証契約番号：{NUMBER}\n認証キー：{key}"

    relay.hand_over(city.replies(submission, text))

    assert "20,000,000円" in city.letter(2).text


def test_every_refusal_is_one_answer(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor, stranger: Actor
) -> None:
    """Wrong key, unknown number, a contractor, a stranger with the right pair: no
    answer tells one from another.
    """
    key = issued(desk, relay, hoshi)

    answers = [
        ask(desk, relay, city, f"照会 {NUMBER} {WRONG}"),
        ask(desk, relay, city, f"照会 00427-999999 {key}"),
        ask(desk, relay, city, f"照会 {NUMBER} {key.swapcase()}"),
        ask(desk, relay, stranger, f"照会 {NUMBER} {key}"),
        ask(desk, relay, stranger_too(stranger), f"照会 {NUMBER} {WRONG}"),
    ]

    assert 1 == len({letter.subject for letter in answers})
    assert 1 == len({bare(letter) for letter in answers})
    assert "20,000,000" not in answers[0].text
    assert WRONG not in answers[0].text


def stranger_too(stranger: Actor) -> Actor:
    """Return another stranger."""
    return Actor("通りすがり", "x@elsewhere.example", stranger.home)


def test_contractor_is_refused_without_a_task(
    desk: LiveDesk, relay: Relay, hoshi: Actor, mihon: Actor
) -> None:
    """A contractor with somebody's number and key is told what anybody is told."""
    key = issued(desk, relay, hoshi)

    letter = ask(desk, relay, mihon, f"照会 {NUMBER} {key}")

    assert "お知らせできませんでした" in letter.text
    assert "20,000,000" not in letter.text
    assert () == desk.tasks()


def test_stranger_is_a_task(desk: LiveDesk, relay: Relay, stranger: Actor) -> None:
    """A section whose address nobody has entered is found by a person."""
    ask(desk, relay, stranger, f"照会 {NUMBER} {WRONG}")

    assert ["not_registered"] == [task.reason for task in desk.tasks()]


def test_guesses_by_mail_are_held_off(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """After five wrong pairs even the right one is not looked at, and the answer says
    from when on it will be.
    """
    key = issued(desk, relay, hoshi)
    *_, last = (ask(desk, relay, city, f"照会 {NUMBER} {WRONG}") for _ in range(5))
    early = ask(desk, relay, city, f"照会 {NUMBER} {key}")

    assert "以降に承ります" in last.text
    assert bare(last) == bare(early)


def test_command_without_number_is_told_how(
    desk: LiveDesk, relay: Relay, city: Actor
) -> None:
    """照会 alone is answered with the line to write, and counts as no guess."""
    letter = ask(desk, relay, city, "照会")

    assert "照会 00000-000000" in letter.text


def test_true_notice_agrees(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """The notice as it came is ours, untouched, and as it was issued."""
    key = issued(desk, relay, hoshi)

    letter = check(desk, relay, city, {"お知らせ.pdf": document(desk)})

    assert "当社が発行した書面に相違ありません" in letter.text
    assert "有効です" in letter.text
    assert key not in letter.text + letter.html
    assert ("applied", "verified") == desk.came()[-1]
    assert () == desk.tasks()


def test_every_notice_of_a_mail_is_checked(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """Two notices, as the submission brought them: each has its result."""
    issued(desk, relay, hoshi)
    files = {"前払.pdf": document(desk), "契約.pdf": document(desk, guarantee=2)}

    letter = check(desk, relay, city, files)

    assert 2 == letter.text.count("当社が発行した書面に相違ありません")
    assert "1. 前払.pdf" in letter.text
    assert "2. 契約.pdf" in letter.text


def test_certificate_with_our_signature_agrees(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """A certificate has no key; our own signature on it opens the record."""
    issued(desk, relay, hoshi)

    letter = check(desk, relay, city, {"証書.pdf": document(desk, "certificate")})

    assert "当社が発行した書面に相違ありません" in letter.text


def forger(folder: Path) -> Pkcs12Signer:
    """Return somebody else who can sign."""
    octets = demo_pkcs12(folder / "forger.p12", "別の保証株式会社", NOON)
    return Pkcs12Signer(octets, "", "", lambda: NOON)


def forged(
    desk: LiveDesk,
    folder: Path,
    change: Callable[[Guarantee], Guarantee] = lambda one: one,
    key: str = "",
) -> bytes:
    """Set the first notice anew with something changed, under a foreign signature."""
    with desk.app.store.snapshot() as tx:
        case = tx.case(1)
        true_key = tx.reveal_key(1)
    maker = Maker(desk.app.office, Press(), forger(folder))
    made = maker.make(case, change(case.guarantees[0]), key or true_key)
    return next(one.pdf for one in made.documents if one.kind == "key_notice")


def test_altered_field_is_named(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor, tmp_path: Path
) -> None:
    """One field altered: it differs, by name and by what the file says; staff hear."""
    issued(desk, relay, hoshi)
    pdf = forged(
        desk,
        tmp_path,
        lambda one: replace(one, terms=replace(one.terms, project_name="別の工事")),
    )

    letter = check(desk, relay, city, {"a.pdf": pdf})

    assert "相違があります" in letter.text
    assert "工事名：ファイルの記載は「別の工事」です" in letter.text
    assert "受注者名（保証契約者）：" not in letter.text
    assert ["notice_differs"] == [task.reason for task in desk.tasks()]


def test_another_suretys_signature_is_named(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor, tmp_path: Path
) -> None:
    """The same words under another signature: the fields agree, and it is not ours."""
    issued(desk, relay, hoshi)

    letter = check(desk, relay, city, {"a.pdf": forged(desk, tmp_path)})

    assert "当社の署名ではありません" in letter.text
    assert "一致しています" in letter.text
    assert "相違ありません" not in letter.text


def test_copy_saved_anew_agrees_without_signature(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """A mail gateway that saves files anew breaks the signature, and not the words."""
    issued(desk, relay, hoshi)
    copy = io.BytesIO()
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(document(desk))).pages:
        writer.add_page(page)
    writer.write(copy)

    letter = check(desk, relay, city, {"a.pdf": copy.getvalue()})

    assert "文字の内容は一致していますが" in letter.text
    assert "相違があります" not in letter.text


def test_wrong_key_in_a_notice_tells_nothing_of_the_record(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor, tmp_path: Path
) -> None:
    """A notice with another key is a guess: nothing but that the pair opens nothing."""
    issued(desk, relay, hoshi)
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
        assert 1 == tx.tallies(NUMBER, f"mail:{city.address}").client.failures


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
    letter = check(desk, relay, city, {"a.pdf": octets})

    assert told in letter.text
    assert () == desk.tasks()


def test_locked_file_is_said_to_be_locked(
    desk: LiveDesk, relay: Relay, hoshi: Actor, city: Actor
) -> None:
    """Our notices have no password: one that has is not opened, whatever it holds."""
    issued(desk, relay, hoshi)

    letter = check(desk, relay, city, {"a.pdf": encrypted(document(desk))})

    assert "パスワードで保護されている" in letter.text


def test_mail_without_a_file_is_told_how(
    desk: LiveDesk, relay: Relay, city: Actor
) -> None:
    """検証 alone is answered with what to attach."""
    letter = check(desk, relay, city, {})

    assert "添付されていませんでした" in letter.text


def test_stranger_has_nothing_verified(
    desk: LiveDesk, relay: Relay, hoshi: Actor, stranger: Actor
) -> None:
    """Who is no obligee gets the answer of a wrong pair, and no file is opened."""
    issued(desk, relay, hoshi)

    letter = check(desk, relay, stranger, {"a.pdf": document(desk)})

    assert "お知らせできませんでした" in letter.text
    assert "一致" not in letter.text
    assert read_notice(document(desk))[0] == NUMBER
