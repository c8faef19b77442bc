"""The page of the viewing platform, over a real socket, as a browser uses it."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from mailbot.assets import assets
from mailbot.configuration.load_office import load_office
from mailbot.core.model.staff_events import Cancelled
from mailbot.core.model.submission import SubmissionState
from mailbot.documents.examine import examine
from mailbot.web.verify.templates import Pages
from tests.support.live import settings_for
from tests.unit.web.house import WRONG, House, Issued, look, press, words

CERTIFICATE = "/verify/certificate"


def case_of(house: House, one: Issued) -> tuple[list[int], list[SubmissionState]]:
    """Return the receipts of a guarantee, and where its submissions stand."""
    with house.app.store.snapshot() as tx:
        case = tx.cases.of_guarantee(one.guarantee.id)
        assert case is not None
        part = case.guarantee(one.guarantee.id)
        assert part is not None
        return [r.entry for r in part.receipts], [s.state for s in case.submissions]


def test_qr_code_fills_the_number_in(shared: House, one: Issued) -> None:
    """What the QR code of the notice opens is the form with the number in it."""
    with shared.client() as client:
        page = client.get("/verify", params={"n": one.number})

    assert page.status_code == 200
    assert f'name="number" type="text" inputmode="numeric" value="{one.number}"' in (
        page.text
    )
    assert 'autocomplete="off"' in page.text


@pytest.mark.parametrize("given", ["<b>", "1", "00427-0000019", "%00", "あ" * 500])
def test_what_is_no_number_is_not_filled_in(shared: House, given: str) -> None:
    """The form shows nothing of an address that holds no guarantee number."""
    with shared.client() as client:
        page = client.get("/verify", params={"n": given})

    assert page.status_code == 200
    assert 'value=""' in page.text


def test_number_and_key_open_the_certificate(shared: House, one: Issued) -> None:
    """The page shows each row of the paper, the moment of arrival, and the history."""
    with shared.opened(one) as client:
        said = words(client.get(CERTIFICATE))

    for row in (
        "保証証書（前払金保証）",
        f"保証契約番号 {one.number}",
        "保証契約者 株式会社阿武隈星建設",
        "被保証者 角田市長",
        "保証金額 金20,000,000円",
        "保証期間 令和8年3月2日から 令和9年3月2日まで",
        "工事名 市道枝野線道路改良工事",
        "請負金額 50,000,000円",
        "工期 令和8年3月3日から 令和9年3月2日まで",
        "請負契約日 令和8年3月2日",
        "預託金融機関 七十七銀行 角田支店",
        "電子保証発行日時 令和8年3月2日（月）12時00分00秒",
        "取締役社長 奥山 恵",
        "取扱箇所 宮城支店 TEL 022-000-0427 FAX 022-000-0428",
        "1 新規 令和8年3月2日（月）12時00分00秒 20,000,000円",
    ):
        assert row in said


def test_pdf_is_the_signed_original(shared: House, one: Issued) -> None:
    """The PDF of the page is the certificate as it was signed, byte by byte."""
    with shared.opened(one) as client:
        answer = client.get(f"{CERTIFICATE}.pdf")

    found = examine(answer.content)
    assert found.signature == "foreign"  # whole; nobody told `examine` who we are
    assert (found.kind, found.number) == ("certificate", one.number)
    assert "写し" not in found.page.text
    assert answer.headers["content-type"] == "application/pdf"
    assert f"certificate_{one.number}.pdf" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "given",
    ["　００４２７ー０００００１　", "00427000001", " 00427‐000001 ", "00427 - 000001"],
)
def test_number_is_taken_as_people_type_it(
    shared: House, one: Issued, given: str
) -> None:
    """Full width, any dash or none, and blanks around it are the same number."""
    with shared.client() as client:
        page = look(client, given, one.key)

    assert one.number == "00427-000001"
    assert page.url.path == CERTIFICATE


def test_key_is_taken_in_full_width_and_groups_but_not_in_another_case(
    shared: House, one: Issued
) -> None:
    """Wide letters and blanks are folded; capital and small letters never are."""
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in one.key)
    grouped = f" {one.key[:4]} {one.key[4:8]}　{one.key[8:]}\t"
    hyphened = f"{one.key[:4]}-{one.key[4:8]}－{one.key[8:]}"

    with shared.client() as client:
        assert look(client, one.number, wide).url.path == CERTIFICATE
    with shared.client() as client:
        assert look(client, one.number, grouped).url.path == CERTIFICATE
    with shared.client() as client:
        assert look(client, one.number, hyphened).url.path == CERTIFICATE
    with shared.client() as client:
        assert look(client, one.number, one.key.swapcase()).status_code == 403


def test_wrong_number_and_wrong_key_get_the_same_answer(house: House) -> None:
    """But for the number that was typed, nothing in two refusals differs."""
    one = house.issued()[0]
    with house.client() as client:
        wrong_key = look(client, one.number, WRONG)
        wrong_number = look(client, "00427-999999", one.key)

    assert wrong_key.status_code == wrong_number.status_code == 403
    assert wrong_key.text.replace(one.number, "") == wrong_number.text.replace(
        "00427-999999", ""
    )
    assert WRONG not in wrong_key.text
    assert one.key not in wrong_number.text
    plain = {"content-length", "date"}
    assert {**wrong_key.headers, **dict.fromkeys(plain)} == {
        **wrong_number.headers,
        **dict.fromkeys(plain),
    }


def test_cancelled_certificate_is_not_shown(house: House) -> None:
    """取消 closes the page of who looks at it, and the key opens nothing any more."""
    one = house.issued()[0]
    with house.opened(one) as client:
        with house.app.store.transaction() as tx:
            event = Cancelled("佐藤", one.guarantee.id, "解約")
            house.app.intake.handle(tx, 1, event)
        house.parlour.work()

        page, pdf = client.get(CERTIFICATE), client.get(f"{CERTIFICATE}.pdf")
        again = look(client, one.number, one.key)
        never = look(client, "00427-999999", one.key)

    assert (page.status_code, "もう一度入力してください" in page.text) == (403, True)
    assert pdf.status_code in {403, 404}
    assert again.status_code == never.status_code == 403
    assert words(again) == words(never)


def test_what_cannot_be_right_is_said_at_its_field_and_is_no_guess(
    shared: House,
) -> None:
    """Empty and misshapen fields are explained, and never compared with anything."""
    with shared.client() as client:
        empty = look(client, "", "")
        misshapen = look(client, "123", "short")
        for _ in range(20):
            look(client, "123", "short")
        patient = look(client, "00427-000001", WRONG)

    assert empty.status_code == misshapen.status_code == 422
    assert "保証契約番号を入力してください。" in empty.text
    assert "認証キーは英数字12文字です。" in misshapen.text
    assert 'role="alert" tabindex="-1" autofocus' in misshapen.text
    assert 'aria-describedby="key-hint key-fault" aria-invalid="true"' in misshapen.text
    assert "short" not in misshapen.text
    assert patient.status_code == 403


def test_who_guesses_is_held_and_told_until_when(house: House) -> None:
    """After some wrong pairs nothing is compared for a while, not even a right one."""
    one = house.issued()[0]
    with house.client() as client:
        answers = [look(client, one.number, WRONG).status_code for _ in range(7)]
        held = look(client, one.number, one.key)
        elsewhere = look(client, "00427-999999", WRONG)
        house.clock.passes(hours=2)
        later = look(client, one.number, one.key)

    assert answers[:5] == [403] * 5
    assert held.status_code == elsewhere.status_code == 429
    assert words(held) == words(elsewhere)
    assert "以降に、もう一度お試しください" in held.text
    assert 0 < int(held.headers["retry-after"]) <= 3600
    assert later.url.path == CERTIFICATE


def test_pass_ends_after_ten_minutes_and_when_one_leaves(house: House) -> None:
    """The certificate is shown for ten minutes, or until 閲覧を終了する."""
    one = house.issued()[0]
    with house.opened(one) as client:
        house.clock.passes(minutes=9, seconds=59)
        still = client.get(CERTIFICATE)
        house.clock.passes(seconds=1)
        over = client.get(CERTIFICATE)
        look(client, one.number, one.key)
        left = client.post("/verify/leave")
        after = client.get(CERTIFICATE)

    assert still.status_code == 200
    assert over.status_code == 403
    assert "10分" in over.text
    assert (left.status_code, left.url.path) == (200, "/verify")
    assert after.status_code == 403


def test_pass_that_was_left_opens_nothing_for_who_copied_it(house: House) -> None:
    """閲覧を終了する ends the pass here, not only in the browser that said so."""
    one = house.issued()[0]
    with house.opened(one) as client:
        copied = dict(client.cookies)
        client.post("/verify/leave")
        with house.client(cookies=copied) as other:
            pages = [other.get(CERTIFICATE), other.get(f"{CERTIFICATE}.pdf")]
        again = look(client, one.number, one.key)

    assert [page.status_code for page in pages] == [403, 403]
    assert again.url.path == CERTIFICATE


def test_another_key_ends_the_passes_of_the_old_one(house: House) -> None:
    """Who came in by a key that leaked sees nothing after the number has a new one."""
    one = house.issued()[0]
    with house.opened(one) as client:
        with house.app.store.transaction() as tx:
            tx.keys.renew(one.guarantee.id, lambda: "Abcdefgh1234")
        pages = [client.get(CERTIFICATE), client.get(f"{CERTIFICATE}.pdf")]

    assert [page.status_code for page in pages] == [403, 403]


def test_signs_that_turn_a_line_are_shown_as_what_they_are() -> None:
    """A name with U+202E does not read backwards on the page; a plain one is itself."""
    folder = assets("templates") / "web" / "verify"
    office = load_office(settings_for(Path()))
    pages = Pages(folder, office.surety)

    page = pages.render("form", "ja", **FORM, number="123\u202e456\u200f")

    assert "\u202e" not in page
    assert "\u200f" not in page
    assert "123\ufffd456\ufffd" in page


FORM = {"faults": {}, "wrong": False, "wait": "", "over": False}


def test_receipt_enters_as_an_event_and_the_contractor_is_told(house: House) -> None:
    """受領 is an event of the case: kept, told by mail, and shown on the page."""
    one, other = house.issued()
    house.post()
    with house.opened(one) as client:
        page = press(client)
    house.parlour.work()

    (told,) = house.post()
    assert "受領" in told.subject
    assert one.number in told.text
    assert other.number not in told.text
    assert "受領登録済み" in page.text
    assert "受領を登録する" not in page.text
    assert case_of(house, one) == ([1], [SubmissionState.SENT])
    with house.opened(other) as client:
        press(client)
    house.parlour.work()
    assert case_of(house, other) == ([1], [SubmissionState.RECEIVED])


def test_receipt_pressed_twice_is_told_once(house: House) -> None:
    """A double click, ten at once, or a reload: one receipt, one mail."""
    one = house.issued()[0]
    house.post()
    with house.opened(one) as client:
        page = client.get(CERTIFICATE).text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page))

        def send(_: int) -> int:
            return client.post("/verify/receipt", data=hidden).status_code

        with ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(send, range(10)))
    house.parlour.work()

    assert answers == [200] * 10
    assert len(house.post()) == 1
    assert case_of(house, one) == ([1], [SubmissionState.SENT])


def test_receipt_of_what_the_contractor_hands_over_is_kept_too(house: House) -> None:
    """A guarantee that we never submitted is received, and said so without a lie."""
    one = house.issued()[0]
    with house.app.store.transaction() as tx:
        case = tx.cases.get(1)
        handed = replace(case.submissions[0], state=SubmissionState.BY_CONTRACTOR)
        tx.cases.save(case.with_submission(handed))
    house.post()
    with house.opened(one) as client:
        press(client)
    house.parlour.work()

    (told,) = house.post()
    assert "代理送信は、これで完了です" not in told.text
    assert case_of(house, one) == ([1], [SubmissionState.BY_CONTRACTOR])


def test_key_is_in_no_address_page_or_cookie(shared: House, one: Issued) -> None:
    """After its one POST the key is nowhere: not in a page, an address or a cookie."""
    seen: list[str] = []

    def note(answer: httpx.Response) -> None:
        answer.read()
        seen.extend((str(answer.url), str(answer.headers), answer.text))

    with shared.opened(one, event_hooks={"response": [note]}) as client:
        client.get(CERTIFICATE)
        client.get("/verify")
        seen.extend(str(cookie) for cookie in client.cookies.jar)

    assert not any(one.key in text for text in seen)


def test_page_in_english_stays_english(shared: House, one: Issued) -> None:
    """?lang=en is kept from the form to the certificate; names stay Japanese."""
    with shared.client() as client:
        form = client.get("/verify?lang=en")
        page = client.post(
            "/verify?lang=en", data={"number": one.number, "key": one.key}
        )

    assert '<html lang="en">' in form.text
    assert 'action="/verify?lang=en"' in form.text
    assert "lang=en" in str(page.url)
    assert "Guaranteed amount JPY 20,000,000" in words(page)
    assert '<dd class="plain" lang="ja">角田市長' in page.text


def test_change_shows_what_it_was_before(house: House) -> None:
    """A changed certificate says what it was before, and its history has two lines."""
    one = house.issued()[0]
    with house.app.store.transaction() as tx:
        case = tx.cases.get(1)
        part = case.guarantees[0]
        terms = replace(part.terms, amount=15_000_000)
        changed = part.move("change").enter("change", terms, house.clock.now)
        tx.cases.save(case.with_guarantee(changed.arrive(house.clock.now)))
        face = {**tx.certificates.entries(one.number)[0].body, "amount": 15_000_000}
        tx.certificates.add(one.number, 2, face, house.clock.now)

    with house.opened(one) as client:
        said = words(client.get(CERTIFICATE))

    assert "変更保証証書（前払金保証）" in said
    assert "変更前の証書 令和8年3月2日付け保証証書" in said
    assert "保証金額 金15,000,000円 変更前 金20,000,000円" in said
    assert "2 変更 令和8年3月2日（月）12時00分00秒 15,000,000円" in said
    assert "PDFはまだ用意されていません" in said
