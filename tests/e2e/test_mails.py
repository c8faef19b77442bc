"""Every mail as HTML in a real browser at the width of a phone, and by axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it ships no types
from playwright.sync_api import Browser, Page

from mailbot.core.mails.stored import KINDS
from mailbot.core.office.language import Language
from tests.support.chromium import chromium
from tests.support.peers import need
from tests.unit.composer.letters import composed, letter
from tests.unit.composer.test_mime import bodies, parsed

pytestmark = pytest.mark.e2e

_FONT_SIZES = """[...document.querySelectorAll('body *')]
    .filter(one => one.innerText && one.innerText.trim())
    .map(one => parseFloat(getComputedStyle(one).fontSize))"""
_PAINTED = "html { background: Canvas }"
"""What the browser paints anyway.  QUIRK: axe takes a page without it to be white."""
_WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a browser."""
    with chromium(need("chromium")) as opened:
        yield opened


@pytest.fixture(params=["light", "dark"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give the page of a telephone, by day and by night."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=request.param
    )
    yield context.new_page()
    context.close()


def html_of(kind: str, language: Language) -> str:
    """Give the HTML of the sample letter of a kind."""
    return bodies(parsed(composed(replace(letter(kind), language=language))))[1]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_is_read_on_a_phone(phone: Page, kind: str, language: Language) -> None:
    """Axe finds nothing; nobody scrolls sideways; no letter is below 16 px."""
    phone.set_content(html_of(kind, language))
    phone.add_style_tag(content=_PAINTED)

    found = Axe().run(phone)

    assert found.violations_count == 0, found.generate_report()
    assert phone.evaluate(_WIDTH) <= 390
    assert min(phone.evaluate(_FONT_SIZES)) >= 16
    phone.set_viewport_size({"width": 320, "height": 640})
    assert phone.evaluate(_WIDTH) <= 320


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_reader_hears_the_text_in_its_order(
    browser: Browser, kind: str
) -> None:
    """What is seen, copied from the page, is the plain text line by line."""
    page = browser.new_page()
    made = composed(letter(kind))
    page.set_content(bodies(parsed(made))[1])
    seen = re.sub(r"\s", "", page.inner_text("main"))
    page.close()

    at = 0
    for line in made.text.splitlines():
        if line.startswith("◆"):
            heard = seen.find(re.sub(r"\s", "", line[1:]), at)
            assert heard >= at, line
            at = heard
