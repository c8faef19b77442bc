"""Draw three mails for `docs/pictures/`, as a telephone shows them.

Run `python -m docs.make_mail_pictures` after a change to `templates/mail/`; it needs
Chromium and a Japanese font (`chromium`, `fonts-noto-cjk`).  The letters are the
samples of the tests: fictional, and so is the surety.
"""

import sys
from pathlib import Path
from typing import Final

from tests.support.chromium import chromium
from tests.support.peers import find
from tests.unit.composer.letters import composed, letter
from tests.unit.composer.test_mime import bodies, parsed

PICTURES = Path(__file__).parent / "pictures"
SHOWN: Final[tuple[str, ...]] = ("questions", "readback", "completion")
WIDTH, HEIGHT = 390, 844


def main() -> int:
    """Write the pictures; 1 without a browser."""
    program = find("chromium")
    if program is None:
        print("chromium is not installed", file=sys.stderr)
        return 1
    with chromium(program) as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for kind in SHOWN:
            page.set_content(bodies(parsed(composed(letter(kind))))[1])
            path = PICTURES / f"mail-{kind}.png"
            page.screenshot(path=path, full_page=True)
            print(path.relative_to(PICTURES.parents[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
