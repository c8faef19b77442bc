"""The key notice and the signed certificate, beside three other makers of PDF.

Every maker sets the same notice: the letter, the table with five rows, the QR code, the
sender, with another number each time and everything warm.  What a maker cannot do
(archival and accessible at once, an embedded Japanese font) stands in the table.

    python bench/documents.py [ROUNDS]

The peers are no dependencies of ours: install `weasyprint reportlab fpdf2` beside the
program to have them measured.  Prints a markdown table; ratios are to our notice in the
same run.
"""

from __future__ import annotations

import html
import importlib
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docs import make_pictures as samples
from mailbot.core.office.era_dates import era_date
from mailbot.documents.demo_certificate import demo_pkcs12
from mailbot.documents.qr import drawing
from mailbot.documents.sheets import Certificate, KeyNotice
from mailbot.documents.signers import pkcs12_signer
from mailbot.documents.typst import TypstRenderer

ROUNDS = 200
SLOW_ROUNDS = 5
"""Rounds of a peer that takes more than a second a sheet."""

LETTER = """\
電子証書を「みちのく保証確認サービス」に掲載しましたので、お知らせします。
つきましては、お客様にて下記内容をご確認いただき、次のいずれかの方法でこのPDFファイルを発注者様にご提出ください。
①　電子契約システムへのアップロード　又は
②　電子メールに添付して送信
電子保証のご利用にあたっては、発注者様への「保証契約番号」と「認証キー」のご提出をもって、手続が完了いたします。
ご不明な点がございましたら、当社の営業部・支店までお問い合わせください。""".splitlines()
REQUEST = (
    "「みちのく保証確認サービス」にログインし、上記の「保証契約番号」と「認証キー」をもって"
    "電子証書を閲覧ください。認証キーは、大文字と小文字を区別して入力してください。"
)

Make = Callable[[KeyNotice], bytes]


@dataclass(frozen=True, slots=True)
class Maker:
    """One way to make the notice.  `standards` and `fonts` are what comes out."""

    name: str
    make: Make
    standards: str
    fonts: str
    rounds: int


def notice(number: int) -> KeyNotice:
    """Give the sheet with one number."""
    return replace(
        samples.NOTICE,
        letterhead=replace(samples.LETTERHEAD, demo=False),
        facts=replace(
            samples.FACTS,
            project_name=f"市道中央線道路改良工事（第{number}工区）",
            number=f"00427-{number:06d}",
        ),
    )


def certificate(number: int) -> Certificate:
    """Give a certificate with one number."""
    sheet = notice(number)
    return Certificate(
        letterhead=sheet.letterhead,
        facts=sheet.facts,
        platform_name=sheet.platform_name,
        copy=False,
    )


def rows(sheet: KeyNotice) -> tuple[tuple[str, str], ...]:
    """Give the table of the notice."""
    return (
        ("工事名", sheet.facts.project_name),
        ("受注者名（JVの場合は代表者）", sheet.facts.contractor_name),
        ("商品（保証区分）", "前払金保証"),
        ("保証契約番号", sheet.facts.number),
        ("認証キー", sheet.key),
    )


def sender(sheet: KeyNotice) -> tuple[str, ...]:
    """Give the lines of the sender."""
    return (
        sheet.letterhead.address,
        sheet.facts.issuer,
        f"取扱箇所　{sheet.facts.branch}　電話 {sheet.letterhead.tel}",
    )


def font() -> Path:
    """Name the Japanese font that we use, for whoever can read it."""
    fonts = importlib.import_module("pylopdf_fonts_jp")
    return Path(fonts.sans_path())


def weasyprint_maker() -> Maker:
    """Set the notice from HTML."""
    weasyprint: Any = importlib.import_module("weasyprint")
    text: Any = importlib.import_module("weasyprint.text.fonts")
    faces = text.FontConfiguration()
    style = weasyprint.CSS(
        string=f"@font-face {{ font-family: N; src: url({font().as_uri()}) }}"
        "body { font: 10.5pt N } table { border-collapse: collapse; width: 100% }"
        "td, th { border: 0.4pt solid #888; padding: 3mm; text-align: left }",
        font_config=faces,
    )

    def make(sheet: KeyNotice) -> bytes:
        document = weasyprint.HTML(string=_page(sheet))
        return bytes(
            document.write_pdf(
                stylesheets=[style],
                font_config=faces,
                pdf_variant="pdf/a-3a",
                pdf_tags=True,
            )
        )

    version = weasyprint.__version__
    return Maker(f"WeasyPrint {version}", make, "A-3a", "embedded", SLOW_ROUNDS)


def _page(sheet: KeyNotice) -> str:
    letter = "".join(f"<p>{html.escape(line)}</p>" for line in LETTER)
    table = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
        for name, value in rows(sheet)
    )
    end = "<br>".join(html.escape(line) for line in sender(sheet))
    return (
        f'<html lang="ja"><title>お知らせ {sheet.facts.number}</title><body>'
        f"<p>{era_date(sheet.facts.dated)}</p><h1>電子保証にかかる「認証キー」のお知らせ</h1>"
        f"{letter}<table>{table}</table><h2>【発注者様へのお願い】</h2><p>{REQUEST}</p>"
        f'<div style="width:25mm">{drawing(sheet.view_url)}</div><p>{end}</p>'
    )


def fpdf2_maker() -> Maker:
    """Set the notice cell by cell."""
    fpdf: Any = importlib.import_module("fpdf")
    segno: Any = importlib.import_module("segno")

    def make(sheet: KeyNotice) -> bytes:
        pdf = fpdf.FPDF()
        pdf.add_font("N", fname=str(font()))
        pdf.add_page()
        pdf.set_font("N", size=10)

        def line(text: str) -> None:
            pdf.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")

        for text in (
            era_date(sheet.facts.dated),
            "電子保証にかかる「認証キー」のお知らせ",
        ):
            line(text)
        for text in LETTER:
            line(text)
        with pdf.table(first_row_as_headings=False) as table:
            for pair in rows(sheet):
                row = table.row()
                for cell in pair:
                    row.cell(cell)
        line(REQUEST)
        picture = io.BytesIO()
        segno.make_qr(sheet.view_url).save(picture, kind="png", scale=4)
        pdf.image(picture, w=25)
        for text in sender(sheet):
            line(text)
        return bytes(pdf.output())

    return Maker(f"fpdf2 {fpdf.FPDF_VERSION}", make, "neither", "embedded", 10)


def reportlab_maker() -> Maker:
    """Set the notice from flowables, in the one Japanese face that it can name."""
    reportlab: Any = importlib.import_module("reportlab")
    metrics: Any = importlib.import_module("reportlab.pdfbase.pdfmetrics")
    faces: Any = importlib.import_module("reportlab.pdfbase.cidfonts")
    platypus: Any = importlib.import_module("reportlab.platypus")
    styles: Any = importlib.import_module("reportlab.lib.styles")
    barcodes: Any = importlib.import_module("reportlab.graphics.barcode.qr")
    shapes: Any = importlib.import_module("reportlab.graphics.shapes")
    metrics.registerFont(faces.UnicodeCIDFont("HeiseiKakuGo-W5"))
    style = styles.ParagraphStyle("n", fontName="HeiseiKakuGo-W5", wordWrap="CJK")
    grid = [("GRID", (0, 0), (-1, -1), 0.4, "#888888")]

    def make(sheet: KeyNotice) -> bytes:
        def paragraph(text: str) -> Any:
            return platypus.Paragraph(html.escape(text), style)

        code = shapes.Drawing(72, 72)
        code.add(barcodes.QrCodeWidget(sheet.view_url, barWidth=72, barHeight=72))
        cells = [[paragraph(one) for one in pair] for pair in rows(sheet)]
        out = io.BytesIO()
        platypus.SimpleDocTemplate(out).build(
            [
                *map(
                    paragraph, (era_date(sheet.facts.dated), "「認証キー」のお知らせ")
                ),
                *map(paragraph, LETTER),
                platypus.Table(cells, style=grid),
                paragraph(REQUEST),
                code,
                *map(paragraph, sender(sheet)),
            ]
        )
        return out.getvalue()

    name = f"ReportLab {reportlab.Version}"
    return Maker(name, make, "neither", "not embedded", 50)


def peers() -> Iterator[Maker]:
    """Give the peers that are installed; say which are not."""
    for found in (weasyprint_maker, fpdf2_maker, reportlab_maker):
        try:
            yield found()
        except ImportError as missing:
            sys.stderr.write(f"{missing.name} is not installed: it is left out.\n")


def ours(rounds: int, folder: Path) -> Iterator[tuple[str, Callable[[int], bytes]]]:
    """Give our notice, our certificate, and the certificate with its signature."""
    renderer = TypstRenderer()
    octets = demo_pkcs12(folder / "demo.p12", "bench", datetime.now(UTC))
    signer = pkcs12_signer(octets, "", "", lambda: datetime.now(UTC))

    def set_notice(number: int) -> bytes:
        return renderer.key_notice(notice(number)).pdf

    def set_certificate(number: int) -> bytes:
        return renderer.certificate(certificate(number)).pdf

    kept = [set_certificate(number) for number in range(rounds)]
    yield from (
        ("key notice", set_notice),
        ("certificate", set_certificate),
        ("signature alone", lambda number: signer.sign(kept[number])),
        ("certificate, signed", lambda n: signer.sign(set_certificate(n + rounds))),
    )


def median_ms(make: Callable[[int], bytes], rounds: int) -> tuple[float, float, int]:
    """Return the median and the fastest time in ms, and the octets of the last."""
    make(0)
    times, octets = [], 0
    for number in range(1, rounds):
        began = time.perf_counter()
        octets = len(make(number))
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), min(times), octets


def main(arguments: list[str]) -> None:
    """Measure, and print the table."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    print("| sheet | median ms | fastest ms | kB | standards | font | ratio |")
    print("|---|---:|---:|---:|---|---|---:|")
    base = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, make in ours(rounds, Path(folder)):
            took = median_ms(make, rounds)
            base = base or took[0]
            print(_line(f"mailbot: {name}", took, base, "A-3a + UA-1 | embedded"))
    for peer in peers():
        took = median_ms(_on_notices(peer.make), peer.rounds)
        print(_line(peer.name, took, base, f"{peer.standards} | {peer.fonts}"))


def _on_notices(make: Make) -> Callable[[int], bytes]:
    return lambda number: make(notice(number))


def _line(name: str, took: tuple[float, float, int], base: float, gives: str) -> str:
    median, fastest, octets = took
    return (
        f"| {name} | {median:,.1f} | {fastest:,.1f} | {octets / 1000:,.0f} | "
        f"{gives} | {median / base:,.1f} |"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
