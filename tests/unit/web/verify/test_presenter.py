"""Every kind of entry of a history, wherever a history or its newest entry is shown."""

import json
import tomllib
from collections.abc import Sequence
from typing import get_args

import pytest

from mailbot.assets import assets
from mailbot.cli.app import run
from mailbot.cli.demo.mail_client import Writer
from mailbot.core.model.events import Event
from mailbot.core.model.guarantee import EntryKind, kind_on_paper
from mailbot.core.model.staff_events import (
    Cancelled,
    ChangeCancelled,
    Corrected,
    Rekeyed,
)
from mailbot.store.records import Certificate
from mailbot.web.verify.presenter import Language, rows_of
from tests.support.actors import DESK
from tests.support.live import NOON
from tests.unit.web.house import CONTRACTOR, House, Issued, look, words

CERTIFICATE = "/verify/certificate"
CITY = Writer("", "zaisei@city.kakuda.example.jp")
WRITER = Writer(*CONTRACTOR)
BY, WHY = "佐藤", "試験"
WAYS: tuple[tuple[str, ...], ...] = (
    ("change",),
    ("correction",),
    ("rekey",),
    ("change", "rekey"),
    ("rekey", "correction"),
    ("change", "cancel_change"),
    ("change", "cancel_change", "rekey"),
    ("rekey", "change", "rekey"),
)


def enter(house: House, one: Issued, kind: str) -> None:
    """Have one more entry come to a guarantee, as the contractor or staff does."""
    number = one.guarantee.id
    if kind == "change":
        asked = f"変更 {one.number}\n前払金保証金額：15,000,000円"
        house.parlour.hand_in(write("変更のお願い", asked, house))
        read_back = house.post()[-1]
        house.parlour.hand_in(bytes(WRITER.answer(read_back, "はい", house.clock.now)))
        house.clock.passes(minutes=1)
        return
    events: dict[str, Event] = {
        "correction": Corrected(
            BY, number, {"project_name": "市道枝野線道路改良工事（その２）"}, WHY
        ),
        "rekey": Rekeyed(BY, number, WHY),
        "cancel_change": ChangeCancelled(BY, number, WHY),
        "cancel": Cancelled(BY, number, WHY),
    }
    with house.app.store.transaction() as tx:
        assert house.app.intake.handle(tx, 1, events[kind]).fate == "applied", kind
    house.clock.passes(minutes=1)
    house.parlour.work()


def write(subject: str, text: str, house: House) -> bytes:
    """Return a new mail of the contractor."""
    return bytes(WRITER.letter(DESK, subject, text, house.clock.now))


def kinds(house: House, number: str) -> list[str]:
    """Return the kinds of a guarantee's entries, oldest first."""
    with house.app.store.snapshot() as tx:
        found = tx.guarantees.id_of(number)
        return [one.kind for one in tx.guarantees.history(found or 0)]


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_every_history_is_shown_everywhere(
    house: House,
    way: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Page (both languages), PDF, 履歴, 照会 and `show` answer, whatever the kind."""
    monkeypatch.setenv("MAILBOT_DATA", str(house.app.settings.data))
    for kind in way:
        enter(house, house.issued()[0], kind)
    one = house.issued()[0]
    assert kinds(house, one.number) == ["new", *way]
    house.post()

    with house.opened(one) as client:
        pages = [client.get(f"{CERTIFICATE}{more}") for more in ("", "?lang=en")]
        pdf = client.get(f"{CERTIFICATE}.pdf")
    assert [page.status_code for page in (*pages, pdf)] == [200, 200, 200]
    assert f"保証契約番号 {one.number}" in words(pages[0])
    assert pdf.content.startswith(b"%PDF")

    house.parlour.hand_in(write("お願い", f"履歴 {one.number}", house))
    (history,) = house.post()
    assert "No.1" in history.text
    ask = CITY.letter(DESK, "照会", f"照会 {one.number} {one.key}", house.clock.now)
    house.parlour.hand_in(bytes(ask))
    assert "市道枝野線道路改良工事" in house.post(CITY.address)[-1].text

    said = ""
    for option in ([], ["--json"]):
        assert run(["show", one.number, *option]) == 0
        said = capsys.readouterr().out
        assert one.number in said
        assert one.key not in said
    assert json.loads(said)["case"]["receipt"] == "2026-000001"


def test_cancelled_is_shown_to_staff_and_to_nobody_else(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """取消 after a new key: the page is closed, history and `show` still answer."""
    monkeypatch.setenv("MAILBOT_DATA", str(house.app.settings.data))
    one = house.issued()[0]
    for kind in ("rekey", "cancel"):
        enter(house, one, kind)
    one = house.issued()[0]
    house.post()

    with house.client() as client:
        assert look(client, one.number, one.key).status_code == 403
    house.parlour.hand_in(write("お願い", f"履歴 {one.number}", house))
    assert "取消" in house.post()[-1].text
    assert run(["show", one.number, "--json"]) == 0
    assert one.key not in capsys.readouterr().out


@pytest.mark.parametrize("kind", get_args(EntryKind))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_has_its_words(kind: EntryKind, language: str) -> None:
    """No kind of entry is without words on the page, on paper or in 履歴."""
    templates = assets("templates")
    page = tomllib.loads((templates / f"web/verify/{language}.toml").read_text("utf-8"))
    mail = tomllib.loads((templates / f"mail/{language}/words.toml").read_text("utf-8"))
    shown = kind_on_paper(kind)

    assert page["kinds"][shown]
    assert page["liability"][shown]
    assert shown == "new" or page["was"][shown]
    assert shown == "new" or page["former"][shown]
    assert mail["entry_kinds"][kind]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_entry_of_another_program_is_shown(language: Language) -> None:
    """Names that are missing have no row, and a day of another form stands as it is."""
    face = {"product": "advance", "amount": 20_000_000, "contract_date": "契約前"}
    entry = Certificate("00427-000001", 1, NOON, None, face)

    shown = {one.label: one.text for one in rows_of(entry, None, language)}

    assert shown["number"] == "00427-000001"
    assert shown["amount"] in {"金20,000,000円", "JPY 20,000,000"}
    assert shown["contract_date"] == "契約前"
    assert not {"bank", "project_name", "guarantee_period", "work_period"} & set(shown)
