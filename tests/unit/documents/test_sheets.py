"""Documents: what stands on them; they are archival, accessible, repeatable."""

import io
import re
from dataclasses import replace
from threading import Thread

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from mailbot.documents.glyphs import MissingGlyph
from mailbot.documents.sheets import Former
from mailbot.documents.typst import TypstRenderer
from parsers.reading import Product
from tests.unit.documents.sheets import (
    CERTIFICATE,
    KEY,
    LETTERHEAD,
    NOTICE,
    metadata,
    pages,
    running,
    saying,
)


@pytest.fixture(scope="module")
def renderer() -> TypstRenderer:
    """Give one warm press for all tests here."""
    return TypstRenderer()


def test_notice_holds_every_fact_the_obligee_needs(renderer: TypstRenderer) -> None:
    """The five facts, the address of the platform and the telephone can be read."""
    (text,) = pages(renderer.key_notice(NOTICE))

    assert "工事名 市道中央線道路改良工事" in text
    assert "角田土木株式会社" in text
    assert "商品（保証区分） 前払金保証" in text
    assert "保証契約番号 00427-000318" in text
    assert KEY in text
    assert "https://hosho.example.jp/verify" in text
    assert "022-000-0000" in text
    assert "令和8年3月2日" in text


def test_notice_says_what_the_flyer_says(renderer: TypstRenderer) -> None:
    """Title, both ways of handing in, completion and request stand as on the flyer."""
    text = running(pages(renderer.key_notice(NOTICE))[0])

    for sentence in (
        "電子保証にかかる「認証キー」のお知らせ",
        "電子証書を「保証確認サービス」に掲載しましたので、お知らせします。",
        "次のいずれかの方法でこのPDFファイルを発注者様にご提出ください。",
        "①　電子契約システムへのアップロード　又は②　電子メールに添付して送信",
        "発注者様への「保証契約番号」と「認証キー」のご提出をもって、",
        "前払金請求手続（前払金保証）、又は請負契約締結手続（契約保証）が完了",
        "ご不明な点がございましたら、当社の営業部・支店までお問い合わせください。",
        "（JVの場合は代表者）",
        "【発注者様へのお願い】",
        "「保証契約番号」と「認証キー」をもって電子証書を閲覧ください。",
    ):
        assert sentence in text


def test_key_is_one_word_with_a_reading_aid(renderer: TypstRenderer) -> None:
    """A copied key has no space in it, and under it stands the kind of each letter."""
    document = renderer.key_notice(replace(NOTICE, key="0O1lI5S8B2Zz"))
    (text,) = pages(document)

    assert "0O1lI5S8B2Zz" in text
    assert "数大数小大数大数大数大小" in text.replace(" ", "")


def test_certificate_holds_every_row(renderer: TypstRenderer) -> None:
    """The rows of 保証証書 can be read, days in era form and yen with their commas."""
    (text,) = pages(renderer.certificate(CERTIFICATE))

    for row in (
        "（前払金保証）",
        "保証契約番号 00427-000318",
        "保証契約者 角田土木株式会社",
        "被保証者 角田市長",
        "保証金額 金20,000,000円",
        "保証期間 令和8年3月2日から　令和8年12月25日まで",
        "工事名 市道中央線道路改良工事",
        "請負金額 50,000,000円",
        "工期 自　令和8年3月9日　　至　令和8年12月24日",
        "請負契約日 令和8年2月27日",
        "預託金融機関 見本銀行　角田支店",
        "当社は、前払金保証契約に基づき上記のとおり保証契約を締結し、その責に",
        "取締役社長　奥州 藤吾",
        "取扱箇所　宮城支店",
        "TEL：022-000-0000　　FAX：022-000-0001",
    ):
        assert row in text


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ("advance", "前払金保証"),
        ("interim", "中間前払金保証"),
        ("performance", "契約保証"),
    ],
)
def test_both_sheets_name_the_product(
    renderer: TypstRenderer, product: Product, name: str
) -> None:
    """Each product is called what the flyer and the obligees call it."""
    notice = pages(renderer.key_notice(saying(NOTICE, product=product)))[0]
    certificate = pages(renderer.certificate(saying(CERTIFICATE, product=product)))[0]

    assert f"商品（保証区分） {name}\n" in notice
    assert f"（{name}）" in certificate
    assert f"当社は、{name}契約に基づき" in certificate


def test_performance_has_no_bank_and_may_precede_its_contract(
    renderer: TypstRenderer,
) -> None:
    """A row without a value is left out, not printed empty."""
    sheet = saying(CERTIFICATE, product="performance", bank="", contract_date=None)
    (text,) = pages(renderer.certificate(sheet))

    assert "預託金融機関" not in text
    assert "請負契約日" not in text


def test_paper_original_names_no_platform(renderer: TypstRenderer) -> None:
    """Only a certificate that stands on the platform says so."""
    paper = renderer.certificate(replace(CERTIFICATE, platform_name=""))

    assert "保証確認サービス" in pages(renderer.certificate(CERTIFICATE))[0]
    assert "保証確認サービス" not in pages(paper)[0]
    assert "代わり" not in pages(paper)[0]


def test_certificate_says_that_it_was_submitted_and_is_the_same(
    renderer: TypstRenderer,
) -> None:
    """The flyer's two sentences: submitted on their behalf, and the same as seen."""
    text = pages(renderer.certificate(CERTIFICATE))[0]
    copy = pages(renderer.certificate(replace(CERTIFICATE, copy=True)))[0]

    submitted = "お客様に代わり、発注者に対して当社が提出しています"
    assert submitted in text
    assert submitted in copy
    assert "本画面の情報は、発注者に提出した保証証書と同一です" in text
    assert "この写しの記載は、発注者に提出した保証証書と同一です" in copy


def test_a_planned_contract_date_says_so(renderer: TypstRenderer) -> None:
    """（予定） stands beside the day until the contract is signed (R-28)."""
    planned = saying(CERTIFICATE, contract_date_planned=True)

    assert "令和8年2月27日（予定）" in pages(renderer.certificate(planned))[0]
    assert "予定" not in pages(renderer.certificate(CERTIFICATE))[0]


def test_a_settled_contract_date_stands_with_what_it_was(
    renderer: TypstRenderer,
) -> None:
    """訂正 of a planned day prints both, even when it is the same day."""
    day = CERTIFICATE.facts.contract_date
    former = Former(
        dated=CERTIFICATE.facts.dated,
        contract_date=day,
        contract_date_planned=True,
        why="correction",
        changed=False,
    )
    settled = replace(CERTIFICATE, entry=2, former=former)

    assert (
        "（訂正前　令和8年2月27日（予定））" in pages(renderer.certificate(settled))[0]
    )


def test_joint_venture_stands_with_its_representative(renderer: TypstRenderer) -> None:
    """The certificate names the venture and, as 代表者, the one who signs for it."""
    sheet = saying(CERTIFICATE, jv_name="角田・丸森特定建設工事共同企業体")
    text = pages(renderer.certificate(sheet))[0]

    assert "角田・丸森特定建設工事共同企業体" in text
    assert "代表者　角田土木株式会社" in text


def test_copy_is_marked_across_the_page_and_in_words(renderer: TypstRenderer) -> None:
    """写し stands behind the text, in the head and in the title; the original has none.

    The mark behind the text is no content, so a reader of the tags needs the other.
    """
    copy = renderer.certificate(replace(CERTIFICATE, copy=True))
    original = renderer.certificate(CERTIFICATE)

    assert len(re.findall(r"^写し$", pages(copy)[0], re.MULTILINE)) == 2
    assert "代えることができません" in pages(copy)[0]
    assert "写し" in (metadata(copy).title or "")
    assert "写し" not in pages(original)[0] + (metadata(original).title or "")


@pytest.mark.parametrize("demo", [True, False])
def test_demo_says_so_on_every_sheet(renderer: TypstRenderer, *, demo: bool) -> None:
    """What a fictional surety makes can not be taken for a real certificate."""
    letterhead = replace(LETTERHEAD, demo=demo)
    for document in (
        renderer.key_notice(replace(NOTICE, letterhead=letterhead)),
        renderer.certificate(replace(CERTIFICATE, letterhead=letterhead)),
    ):
        assert demo is ("デモ（見本）" in pages(document)[0])


def test_files_are_named_for_people_and_for_old_programs(
    renderer: TypstRenderer,
) -> None:
    """Each document has a Japanese and an ASCII name, both with the number."""
    names = [
        (document.name, document.ascii_name)
        for document in (
            renderer.key_notice(NOTICE),
            renderer.certificate(CERTIFICATE),
            renderer.certificate(replace(CERTIFICATE, copy=True)),
        )
    ]

    assert names == [
        ("認証キーのお知らせ_00427-000318.pdf", "key-notice_00427-000318.pdf"),
        ("保証証書_00427-000318.pdf", "certificate_00427-000318.pdf"),
        ("保証証書_写し_00427-000318.pdf", "certificate-copy_00427-000318.pdf"),
    ]


def test_same_sheet_gives_the_same_bytes(renderer: TypstRenderer) -> None:
    """Another press, another order, another day: a resend is the same file."""
    first = renderer.key_notice(NOTICE).pdf
    renderer.key_notice(saying(NOTICE, project_name="別の工事"))

    assert (
        first
        == renderer.key_notice(NOTICE).pdf
        == TypstRenderer().key_notice(NOTICE).pdf
    )


def test_press_is_shared_by_threads(renderer: TypstRenderer) -> None:
    """Two threads at one press each get the sheet they asked for."""
    made: dict[str, bytes] = {}

    def make(number: str) -> None:
        for _ in range(5):
            made[number] = renderer.key_notice(saying(NOTICE, number=number)).pdf

    numbers = ("00427-000001", "00427-000002")
    threads = [Thread(target=make, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for number in numbers:
        assert made[number] == renderer.key_notice(saying(NOTICE, number=number)).pdf


def test_file_is_archival_and_accessible(renderer: TypstRenderer) -> None:
    """PDF/A-3a and PDF/UA-1 are declared; language, title and tags are there."""
    for document in (renderer.key_notice(NOTICE), renderer.certificate(CERTIFICATE)):
        root = PdfReader(io.BytesIO(document.pdf)).root_object
        stream = root["/Metadata"].get_object()
        assert isinstance(stream, StreamObject)
        xmp = stream.get_data().decode()

        assert "<pdfaid:part>3</pdfaid:part>" in xmp
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert str(root["/Lang"]).startswith("ja")
        assert "00427-000318" in (metadata(document).title or "")
        assert {"/H1", "/Table", "/TH", "/TD"} <= roles(root)


def roles(root: DictionaryObject) -> set[str]:
    """Collect the structure types of a tagged PDF."""
    found = set()
    ahead = [root["/StructTreeRoot"].get_object()]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ArrayObject):
            ahead += [child.get_object() for child in node]
        elif isinstance(node, DictionaryObject):
            found.add(str(node.get("/S")))
            ahead.append(node.get("/K", ArrayObject()).get_object())
    return found


def test_fonts_are_embedded(renderer: TypstRenderer) -> None:
    """No reader has to have our faces: each is in the file, as a subset."""
    page = PdfReader(io.BytesIO(renderer.key_notice(NOTICE).pdf)).pages[0]
    fonts = page["/Resources"]["/Font"].values()  # type: ignore[index] # pypdf: a dict
    names = {str(font.get_object()["/BaseFont"]) for font in fonts}

    assert len(names) == 2
    assert all(re.match(r"/[A-Z]{6}\+(NotoSansJP|DejaVuSansMono)", n) for n in names)


def test_key_stands_on_the_page_only(renderer: TypstRenderer) -> None:
    """No metadata, title or name holds the key, nor the bytes outside the page."""
    document = renderer.key_notice(NOTICE)
    reader = PdfReader(io.BytesIO(document.pdf))
    stream = reader.root_object["/Metadata"].get_object()
    assert isinstance(stream, StreamObject)

    assert KEY not in stream.get_data().decode()
    assert KEY not in str(reader.metadata)
    assert KEY.encode() not in document.pdf
    assert KEY not in document.name + document.ascii_name


def test_no_repr_and_no_error_shows_the_key(renderer: TypstRenderer) -> None:
    """Neither a sheet nor an exception about it can carry the key into a log."""
    assert KEY not in repr(NOTICE)
    assert "%PDF" not in repr(renderer.key_notice(NOTICE))
    with pytest.raises(ValueError, match="12 of") as refused:
        replace(NOTICE, key=KEY + "☃")
    assert KEY not in str(refused.value)
    with pytest.raises(MissingGlyph) as missing:
        renderer.key_notice(saying(NOTICE, project_name="😀工事"))
    assert KEY not in str(missing.value)
