"""One certificate, shown in five places: whatever was agreed, all say the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from mailbot.assets import assets
from mailbot.composer.tables import obligee
from mailbot.composer.wording import Wording, load
from mailbot.core.mails.certificate import Periods, issued
from mailbot.core.mails.obligee_enquiry import CertificateEntry
from mailbot.core.model.case import Case
from mailbot.core.model.guarantee import Guarantee, GuaranteeEntry, Terms
from mailbot.core.office.era_dates import era_date
from mailbot.documents.embedded_json import embedded_json
from mailbot.documents.maker import Maker
from mailbot.documents.printed_values import (
    Sheet,
    certificate_values,
    cleaned,
    notice_values,
    statement_values,
)
from mailbot.documents.sheets import Certificate, Document, KeyNotice, Statement
from mailbot.documents.typst import TypstRenderer
from mailbot.store.records import Certificate as Entry
from mailbot.web.verify.presenter import Row, rows_of
from tests.support.talk import COMPLETE, NOON, Talk, make_office, reading
from tests.unit.documents.sheets import Unsigned

KEY = "Z28YUE4J3Bux"
OFFICE = make_office()


class Drawer(TypstRenderer):
    """Keeps the sheets that it is given, and sets none."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []

    def _keep(self, sheet: Sheet) -> Document:
        self.sheets.append(sheet)
        return Document("certificate", sheet.facts.number, b"", "", "")

    @override
    def certificate(self, sheet: Certificate) -> Document:
        return self._keep(sheet)

    @override
    def key_notice(self, sheet: KeyNotice) -> Document:
        return self._keep(sheet)

    @override
    def statement(self, sheet: Statement) -> Document:
        return self._keep(sheet)


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest certificate wherever it is shown: paper, JSON, page and mails."""

    certificate: Mapping[str, object]
    statement: Mapping[str, object]
    notice: Mapping[str, object]
    embedded: Mapping[str, Mapping[str, object]]
    face: Mapping[str, object]
    page: Mapping[str, Row]
    mail: Mapping[str, str]
    overview: Mapping[str, object]
    periods: Periods


@cache
def words() -> Wording:
    """Return the words of Japanese mails."""
    return load(assets("templates") / "mail" / "ja")


@cache
def agreed() -> Case:
    """Return a case with one guarantee, confirmed."""
    talk = Talk(OFFICE)
    talk.hears(reading("apply", COMPLETE))
    talk.hears(reading("confirm"))
    return talk.open


def shown(guarantee: Guarantee) -> Shown:
    """Have every certificate of the history made, and look at the newest."""
    faces = []
    drawer = Drawer()
    for entry in range(1, guarantee.entry + 1):
        history = guarantee.history[:entry]
        then = replace(guarantee, history=history, terms=history[-1].terms)
        drawer.sheets.clear()
        faces.append(Maker(OFFICE, drawer, Unsigned()).make(agreed(), then, KEY).face)
    certificate, statement, notice, *_ = (cleaned(one) for one in drawer.sheets)
    assert isinstance(certificate, Certificate)
    assert isinstance(statement, Statement)
    assert isinstance(notice, KeyNotice)
    entries = [
        Entry(guarantee.number, place, NOON, None, json.loads(json.dumps(face)))
        for place, face in enumerate(faces, 1)
    ]
    former = entries[-2] if len(entries) > 1 else None
    newest = entries[-1]
    told = issued(agreed(), guarantee, OFFICE)
    assert told.periods is not None
    row = CertificateEntry(
        number=newest.number, entry=newest.entry, at="", face=newest.body
    )
    return Shown(
        certificate_values(certificate),
        statement_values(statement),
        notice_values(notice),
        {
            "certificate": json.loads(embedded_json(certificate)),
            "statement": json.loads(embedded_json(statement)),
            "notice": json.loads(embedded_json(notice)),
        },
        entries[-1].body,
        {one.label: one for one in rows_of(entries[-1], former, "ja")},
        {one.label: one.value for one in obligee.certificate(row, words())},
        {one.field: one.value for one in told.overview},
        told.periods,
    )


NAMES = st.text(min_size=1, max_size=40).map(lambda text: f"見本{text}工事")
YEN = st.integers(1, 10**14)
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
TERMS = st.builds(
    Terms,
    contractor_name=st.sampled_from(["株式会社星空建設", "有限会社\u3000見本土木"]),
    obligee_name=NAMES,
    project_name=NAMES,
    contract_amount=YEN,
    amount=YEN,
    work_start=DAYS,
    work_end=DAYS,
    guarantee_until=DAYS,
    contract_date=st.none() | DAYS,
    contract_date_planned=st.booleans(),
    bank=st.just("") | NAMES,
    jv_name=st.just("") | NAMES,
    jv_representative=st.sampled_from(["", "㈱星空建設", "株式会社金津工業"]),
    premium=YEN,
    tariff_version=st.just("2026-01"),
    guarantee_from=st.none() | DAYS,
)


@st.composite
def guarantees(draw: st.DrawFn) -> Guarantee:
    """Draw a guarantee with a number and a history of one to three entries."""
    terms = draw(TERMS)
    history = [GuaranteeEntry("new", terms, NOON)]
    for kind in draw(st.lists(st.sampled_from(["change", "correction"]), max_size=2)):
        other = draw(TERMS)
        names = draw(st.sets(st.sampled_from(sorted(Terms.__slots__))))
        terms = replace(terms, **{one: getattr(other, one) for one in names})
        at = NOON + timedelta(days=len(history))
        history.append(GuaranteeEntry(kind, terms, at))  # type: ignore[arg-type]  # of the two kinds
    return replace(
        agreed().guarantees[0],
        product=draw(st.sampled_from(["advance", "interim", "performance"])),
        number=f"00427-{draw(st.integers(0, 999_999)):06d}",
        approved_at=NOON,
        terms=terms,
        history=tuple(history),
    )


def joined(pieces: object) -> str:
    """Return a printed name, whose pieces may break, as one text."""
    return "".join(pieces) if isinstance(pieces, list) else ""


@given(guarantees())
def test_sheet_json_platform_page_and_mail_say_the_same(one: Guarantee) -> None:
    """Number, names, amounts and days are one value, wherever a reader looks."""
    seen = shown(one)
    amount, whole = one.terms.amount, one.terms.contract_amount

    assert seen.certificate["amount"] == f"金{amount:,}円"
    assert seen.page["amount"].text == seen.certificate["amount"]
    assert seen.statement["amount"] == seen.mail["保証金額"] == f"{amount:,}円"
    assert seen.certificate["contract_amount"] == f"{whole:,}円"
    assert seen.page["contract_amount"].text == seen.certificate["contract_amount"]
    assert seen.mail["請負金額"] == seen.certificate["contract_amount"]
    for told in (seen.face, seen.embedded["certificate"]):
        assert (told["amount"], told["contract_amount"]) == (amount, whole)
    assert seen.embedded["statement"]["amount"] == amount
    assert seen.overview["amount"] == amount
    assert seen.overview["contract_amount"] == whole
    _same_names(seen)
    _same_days(seen)


def _same_names(seen: Shown) -> None:
    for name, label in (
        ("contractor_name", "受注者名（保証契約者）"),
        ("jv_name", "JV名"),
        ("obligee_name", "発注者（被保証者）"),
        ("project_name", "工事名"),
        ("bank", "預託金融機関"),
    ):
        told = seen.face[name]
        assert joined(seen.certificate[name]) == told, name
        assert seen.embedded["certificate"].get(name, "") == told, name
        assert seen.mail.get(label, "") == seen.overview[name] == told, name
        where = "representative" if seen.face["jv_name"] else "contractor_name"
        row = seen.page.get(where if name == "contractor_name" else name)
        assert (row.text if row else "") == told, name
        for sheet, kind in ((seen.statement, "statement"), (seen.notice, "notice")):
            if name in sheet:
                assert joined(sheet[name]) == seen.embedded[kind][name] == told, name


def _same_days(seen: Shown) -> None:
    for name, label in (
        ("guarantee_from", "保証期間の始期"),
        ("guarantee_until", "保証期間の終期"),
        ("work_start", "工期の始期"),
        ("work_end", "工期の終期"),
        ("contract_date", "請負契約日"),
    ):
        told = str(seen.face[name])
        planned = name == "contract_date" and "contract_date_planned" in seen.face
        day = era_date(date.fromisoformat(told)) if told else ""
        printed = f"{day}（予定）" if planned else day
        assert (seen.certificate[name] or "") == printed, name
        assert seen.embedded["certificate"].get(name, "") == told, name
        assert seen.mail.get(label, "").startswith(day), name
        assert ("予定" in seen.mail.get(label, "")) == planned, name
        assert any(printed in row.text for row in seen.page.values()), name
        assert seen.statement.get(name, printed) == printed, name
    mailed = seen.periods
    assert (mailed.first, mailed.until, mailed.work_start, mailed.work_end) == tuple(
        seen.face[name]
        for name in ("guarantee_from", "guarantee_until", "work_start", "work_end")
    )
    assert mailed.signed == seen.face["contract_date"]
    assert mailed.planned == ("contract_date_planned" in seen.face)
    dated = seen.face["dated"]
    assert {one["dated"] for one in seen.embedded.values()} == {dated}
    number = seen.page["number"].text
    assert {one["number"] for one in seen.embedded.values()} == {number}


@given(guarantees())
def test_paper_and_page_name_the_same_former_values(one: Guarantee) -> None:
    """What stands beside a changed value is what it was, on both; nothing else is."""
    seen = shown(one)
    former = seen.certificate["former"]
    was = former if isinstance(former, Mapping) else {}
    page = seen.page

    assert (page["former"].text if "former" in page else "") == was.get("dated", "")
    for name in ("amount", "contract_amount", "contract_date"):
        if name in page:
            assert page[name].was == (was.get(name) or ""), name
    for name in ("obligee_name", "project_name", "bank"):
        if name in page:
            assert page[name].was == joined(was.get(name)), name
    until, start, end = (
        was.get(name) or "" for name in ("guarantee_until", "work_start", "work_end")
    )
    assert page["guarantee_period"].was == (f"{until}まで" if until else "")
    ends = (f"{start}から" if start else "", f"{end}まで" if end else "")
    assert page["work_period"].was == "　".join(filter(None, ends))


def test_certificate_is_dated_by_the_day_of_its_decision() -> None:
    """In Japan: 00:30 on the third of March is still the second in UTC."""
    one = agreed().guarantees[0]
    late = datetime.fromisoformat("2026-03-02T15:30:00+00:00")
    entry = GuaranteeEntry("new", one.terms, late)

    seen = shown(replace(one, number="00427-000001", history=(entry,)))

    assert seen.face["dated"] == "2026-03-03"
    assert seen.certificate["dated"] == "令和8年3月3日"
