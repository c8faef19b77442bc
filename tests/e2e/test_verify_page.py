"""The page of the viewing platform in a real browser: seen, printed, and by axe."""

import io
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it ships no types
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.support.chromium import chromium
from tests.support.peers import need
from tests.unit.web.house import WRONG, House, Issued

pytestmark = pytest.mark.e2e

LONG = "市道" + "あぶくま" * 40 + "線道路改良工事" + "A" * 60
State = Callable[[Page, House], None]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house whose first guarantee was changed, and has a very long name."""
    need("chromium")
    with House(tmp_path_factory.mktemp("house")) as built:
        built.issue()
        one = built.issued()[0]
        with built.app.store.transaction() as tx:
            case = tx.cases.get(1)
            part = case.guarantees[0]
            terms = replace(part.terms, amount=15_000_000, project_name=LONG)
            changed = part.move("change").enter("change", terms, built.clock.now)
            tx.cases.save(case.with_guarantee(changed.arrive(built.clock.now)))
            face = {
                **tx.certificates.entries(one.number)[0].body,
                "amount": 15_000_000,
                "project_name": LONG,
            }
            tx.certificates.add(one.number, 2, face, built.clock.now)
        yield built


@pytest.fixture(scope="module")
def browser(house: House) -> Iterator[Browser]:
    """Give a browser; the house was built before it has the thread's event loop."""
    assert house.port
    with chromium(need("chromium")) as opened:
        yield opened


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Give pages of a browser that knows nothing yet."""
    contexts = []

    def open_one(width: int = 390, **chosen: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, **chosen
        )
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def ask(page: Page, house: House, one: Issued, key: str, lang: str = "") -> None:
    """Open the page by its QR code, type the key, and send."""
    page.goto(f"{house.address}?n={one.number}{lang}")
    page.fill("#key", key)
    page.click("form.card button")
    page.wait_for_load_state()


def form(page: Page, house: House) -> None:
    """Show the form."""
    page.goto(house.address)


def faults(page: Page, house: House) -> None:
    """Show what cannot be right."""
    page.goto(house.address)
    page.click("form.card button")
    page.wait_for_load_state()


def wrong(page: Page, house: House) -> None:
    """Show that number and key do not belong together."""
    house.clock.passes(days=2)
    ask(page, house, house.issued()[0], WRONG)


def held(page: Page, house: House) -> None:
    """Show that nothing is taken for a while."""
    house.clock.passes(days=2)
    for _ in range(7):
        ask(page, house, house.issued()[0], WRONG)
    house_time_goes_on(house)


def certificate(page: Page, house: House) -> None:
    """Show a changed certificate with a very long name."""
    house.clock.passes(days=2)
    one = house.issued()[0]
    ask(page, house, one, one.key)


def english(page: Page, house: House) -> None:
    """Show the other certificate in English."""
    house.clock.passes(days=2)
    one = house.issued()[1]
    ask(page, house, one, one.key, "&lang=en")


def received(page: Page, house: House) -> None:
    """Show that receipt is confirmed."""
    certificate(page, house)
    if page.locator("form[action*=receipt]").count():
        page.click("form[action*=receipt] button")
        page.wait_for_load_state()
    page.wait_for_selector(".done")


def missing(page: Page, house: House) -> None:
    """Show that there is no such page."""
    page.goto(f"{house.address}/nothing")


def over(page: Page, house: House) -> None:
    """Show that the pass is over."""
    page.goto(f"{house.address}/certificate")


def house_time_goes_on(house: House) -> None:
    """Let the failures be forgotten, for whoever comes next."""
    house.clock.passes(days=2)


STATES: tuple[State, ...] = (
    *(form, faults, wrong, held, certificate, english, received, missing, over),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(
    open_page: OpenPage, house: House, state: State, scheme: str
) -> None:
    """No rule of axe is broken in any state of the page, light or dark."""
    page = open_page(color_scheme=scheme)
    state(page, house)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_wider_than_the_smallest_screen(
    open_page: OpenPage, house: House, state: State
) -> None:
    """At 320 px, and with letters of twice the size, nobody scrolls sideways."""
    page = open_page(320)
    state(page, house)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

    assert page.evaluate(wide) <= 0
    page.set_viewport_size({"width": 390, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(wide) <= 0


@pytest.mark.parametrize("state", STATES)
def test_everything_to_press_is_large_enough(
    open_page: OpenPage, house: House, state: State
) -> None:
    """Fields, buttons, and links that stand alone are 44 px high and wide."""
    page = open_page()
    state(page, house)

    for target in page.locator(
        "button, .button, nav a, input:not([type=hidden])"
    ).all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, target.inner_text()


def test_error_summary_has_the_focus_and_leads_to_the_field(
    open_page: OpenPage, house: House
) -> None:
    """After a mistake the summary has the focus; its links go to the fields."""
    page = open_page()
    faults(page, house)

    assert page.evaluate("document.activeElement.className") == "summary"
    assert page.title().startswith("エラー：")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "number"
    outline = "getComputedStyle(document.activeElement).outlineWidth"
    assert page.evaluate(outline) == "3px"


def test_whole_way_needs_the_keyboard_alone_and_no_script(
    open_page: OpenPage, house: House
) -> None:
    """Without JavaScript, by keys alone: number, key, certificate, 受領, leave."""
    asked: list[str] = []
    told: list[str] = []
    one = house.issued()[1]
    house.clock.passes(days=2)
    page = open_page(java_script_enabled=False)
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(house.address)
    page.focus("#number")
    page.keyboard.type(one.number)
    page.keyboard.press("Tab")
    page.keyboard.type(one.key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/certificate")
    page.focus("form[action*=receipt] button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".done")
    page.focus("form.leave button")
    page.keyboard.press("Space")
    page.wait_for_url("**/verify")
    page.go_back()

    assert "受領登録済み" not in page.content()
    assert {url.split("/")[2] for url in asked} == {f"127.0.0.1:{house.port}"}
    assert not any(one.key in url for url in asked)
    assert [one for one in told if "403" not in one] == []


def test_pdf_is_saved(open_page: OpenPage, house: House) -> None:
    """The button saves the signed original under its Japanese name."""
    one = house.issued()[1]
    house.clock.passes(days=2)
    page = open_page()
    ask(page, house, one, one.key)

    with page.expect_download() as saved:
        page.click(".button[href$='.pdf']")

    assert saved.value.suggested_filename == f"保証証書_{one.number}.pdf"
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-1.7")


def test_print_is_the_result_of_the_look(open_page: OpenPage, house: House) -> None:
    """What a clerk prints has number, moment and rows on a page, and no buttons."""
    one = house.issued()[1]
    house.clock.passes(days=2)
    page = open_page(1280)
    ask(page, house, one, one.key)

    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    drawn = "".join(sheet.extract_text() for sheet in sheets)
    # QUIRK: Chromium writes ⽇ (a radical) where the font draws 日 with the same glyph.
    text = "".join(unicodedata.normalize("NFKC", drawn).split())

    assert len(sheets) == 1
    for said in (
        one.number,
        "照会日時",
        "金5,000,000円",
        "この印刷物は照会結果の控えです",
    ):
        assert said in text
    for left_out in ("閲覧を終了する", "English", "保証証書（PDF）を保存する"):
        assert left_out not in text
