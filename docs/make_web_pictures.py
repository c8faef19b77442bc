"""Draw the page of the viewing platform for `docs/pictures/`: a telephone, a desk.

Run `python -m docs.make_web_pictures` after a change to `templates/web/`; it needs
Chromium and a Japanese font (`chromium`, `fonts-noto-cjk`).  A guarantee of the
fictional surety is issued in a folder of its own, and looked up as an obligee does.
"""

import io
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from mailbot.log import configure
from tests.support.chromium import chromium
from tests.support.peers import find
from tests.unit.web.house import House, Issued

PICTURES = Path(__file__).parent / "pictures"
PHONE, DESK = 390, 1280


def draw(browser: Browser, house: House, one: Issued, width: int) -> tuple[bytes, ...]:
    """Return the form and the certificate as pictures of one width."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{house.address}?n={one.number}")
    form = page.screenshot(full_page=True)
    page.fill("#key", one.key)
    page.click("form.card button")
    page.wait_for_url("**/certificate")
    return form, page.screenshot(full_page=True)


def main() -> int:
    """Write both pictures; 1 without a browser."""
    program = find("chromium")
    if program is None:
        print("chromium is not installed", file=sys.stderr)
        return 1
    configure("pretty", "error", io.StringIO())
    with tempfile.TemporaryDirectory() as folder, House(Path(folder)) as house:
        one, *_ = house.issue()
        with chromium(program) as browser:
            form, _ = draw(browser, house, one, PHONE)
            _, certificate = draw(browser, house, one, DESK)
    for name, picture in {"form": form, "certificate": certificate}.items():
        path = PICTURES / f"verify-{name}.png"
        path.write_bytes(picture)
        print(path.relative_to(PICTURES.parents[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
