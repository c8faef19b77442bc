"""The premium statement, and the certificate after a change: what each says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mailbot.core.office.premium import Step
from mailbot.documents.sheets import Former, Succession
from mailbot.documents.typst import TypstRenderer
from tests.unit.documents.sheets import (
    CERTIFICATE,
    CHANGED,
    STATEMENT,
    metadata,
    pages,
    running,
)


@pytest.fixture(scope="module")
def renderer() -> TypstRenderer:
    """Give one warm press for all tests here."""
    return TypstRenderer()


def test_statement_shows_how_the_premium_came_about(renderer: TypstRenderer) -> None:
    """Each slice with its rate, the sum once, and nothing beside it (R-11)."""
    (text,) = pages(renderer.statement(STATEMENT))

    for row in (
        "保証料計算書",
        "（前払金保証）",
        "角田土木株式会社　本社経理部",
        "御中",
        "保証契約番号 00427-000318",
        "発注者 角田市長",
        "保証金額 20,000,000円",
        "保証期間 令和8年3月2日から　令和8年12月25日まで",
        "支払方法 一括納付（1か月分の保証料をまとめてお納めいただきます。）",
        "10,000,000円以下の部分 10,000,000円 0.40％ 40,000円",
        "10,000,000円を超える部分 10,000,000円 0.30％ 30,000円",
        "保証料（非課税） 70,000円",
        "適用料率　料率 2026-01",
        "保証料のほかに、費用はいただきません。領収証は、書面でお渡しします。",
    ):
        assert row in text
    assert "デモ" not in text
    assert "期数" not in text
    assert "最低" not in text


def test_statement_by_a_demo_tariff_says_so(renderer: TypstRenderer) -> None:
    """A fictional rate is never taken for a real one."""
    sheet = replace(STATEMENT, tariff_is_demo=True, tariff_version="デモ料率（架空）")
    (text,) = pages(renderer.statement(sheet))

    assert "適用料率　デモ料率（架空）" in text
    assert "架空のもの（デモ料率）" in text


def test_statement_names_every_slice_and_period(renderer: TypstRenderer) -> None:
    """A middle slice has both its bounds; periods and odd rates stand as they are."""
    charges = (
        Step(0, 5_000_000, Decimal("0.00125"), 2, Decimal("12500.00")),
        Step(5_000_000, 5_000_000, Decimal("0.001"), 2, Decimal(10_000)),
        Step(10_000_000, 333, Decimal("0.0005"), 2, Decimal("0.333")),
    )
    (text,) = pages(renderer.statement(replace(STATEMENT, charges=charges)))

    assert "5,000,000円以下の部分 5,000,000円 0.125％ 2 12,500円" in text
    assert "5,000,000円を超え10,000,000円以下の部分" in running(text)
    assert "5,000,000円 0.10％ 2 10,000円" in text
    assert "10,000,000円を超える部分 333円 0.05％ 2 0.333円" in text


def test_statement_says_when_the_minimum_was_charged(renderer: TypstRenderer) -> None:
    """1,000 yen for a slice of 40 yen is explained, not only asked for."""
    charges = (Step(0, 10_000, Decimal("0.004"), 1, Decimal(40)),)
    sheet = replace(STATEMENT, charges=charges, minimum=1_000, premium=1_000)
    (text,) = pages(renderer.statement(sheet))

    assert "全額 10,000円 0.40％ 40円" in text
    assert "最低保証料 1,000円" in text
    assert "保証料（非課税） 1,000円" in text


def test_statement_without_slices_prints_the_sum_alone(renderer: TypstRenderer) -> None:
    """Where the tariff of the approval is gone, only what was agreed is printed."""
    (text,) = pages(renderer.statement(replace(STATEMENT, charges=())))

    assert "保証料（非課税） 70,000円" in text
    assert "の部分" not in text


@pytest.mark.parametrize(
    ("before", "row"),
    [(70_000, "差引　追加の保証料 30,000円"), (120_000, "お返しする保証料 20,000円")],
)
def test_changed_statement_asks_or_gives_back(
    renderer: TypstRenderer, before: int, row: str
) -> None:
    """After a change the difference is what the contractor pays, or gets back."""
    sheet = replace(STATEMENT, premium=100_000, charged_before=before, entry=2)
    document = renderer.statement(sheet)
    (text,) = pages(document)

    assert f"既にご請求した保証料 {before:,}円" in text
    assert row in text
    assert document.name == "保証料計算書2_00427-000318.pdf"
    assert document.ascii_name == "statement-2_00427-000318.pdf"


def test_changed_certificate_shows_both_values(renderer: TypstRenderer) -> None:
    """What changed stands with what it was; what did not, stands alone."""
    document = renderer.certificate(CHANGED)
    (text,) = pages(document)

    for row in (
        "変更保証証書",
        "変更前の証書 令和8年3月2日付け保証証書",
        "金24,000,000円",
        "（変更前　金20,000,000円）",
        "（変更前　令和8年12月25日まで）",
        "当社は、前払金保証契約を上記のとおり変更し、その責に任じます。",
    ):
        assert row in text
    assert text.count("変更前") == 3
    assert "変更保証証書" in (metadata(document).title or "")
    assert document.name == "保証証書_変更2_00427-000318.pdf"
    assert document.ascii_name == "certificate-2_00427-000318.pdf"


@pytest.mark.parametrize(
    ("why", "changed", "title", "rows"),
    [
        (
            "correction",
            False,
            "保証証書（前払金保証）（訂正）",
            (
                "訂正前の証書 令和8年3月2日付け保証証書",
                "（訂正前　市道中央腺道路改良工事）",
                "保証証書の記載を上記のとおり訂正し、その責に任じます。",
            ),
        ),
        (
            "cancel_change",
            False,
            "保証証書（前払金保証）（変更取消）",
            (
                "取消前の証書 令和8年3月2日付け保証証書",
                "前払金保証契約の変更を取り消し、上記のとおりその責に任じます。",
            ),
        ),
        ("correction", True, "変更保証証書（前払金保証）（訂正）", ()),
    ],
)
def test_a_correction_is_no_change(
    renderer: TypstRenderer,
    why: Succession,
    title: str,
    rows: tuple[str, ...],
    *,
    changed: bool,
) -> None:
    """訂正 and 変更取消 keep the title of the certificate that they put right."""
    former = Former(
        dated=date(2026, 3, 2),
        project_name="市道中央腺道路改良工事",
        why=why,
        changed=changed,
    )
    document = renderer.certificate(replace(CERTIFICATE, entry=2, former=former))
    (text,) = pages(document)

    flat = "".join(text.split())
    assert title in flat
    assert ("変更保証証書" in flat) is changed
    for row in rows:
        assert "".join(row.split()) in flat
    word = {"correction": "訂正", "cancel_change": "変更取消"}[why]
    assert document.name == f"保証証書_{word}2_00427-000318.pdf"


def test_only_a_changed_certificate_has_a_former_one() -> None:
    """Entry and former certificate come together, or the sheet is refused."""
    with pytest.raises(ValueError, match="former"):
        replace(CERTIFICATE, entry=2)
    with pytest.raises(ValueError, match="former"):
        replace(CERTIFICATE, former=Former(dated=date(2026, 3, 2)))


def test_paper_certificate_has_a_place_for_the_seal(renderer: TypstRenderer) -> None:
    """印 stands on paper only; its copy names no platform either."""
    paper = replace(CERTIFICATE, platform_name="")

    assert "印" in pages(renderer.certificate(paper))[0]
    assert "印" not in pages(renderer.certificate(CERTIFICATE))[0]
    copy = pages(renderer.certificate(replace(paper, copy=True)))[0]
    assert "書面で発行した保証証書と同一" in copy
    assert "「」" not in copy
