"""Say which generated page is not what the code would write now.

    python -m docs.check_pages      exit code 1 and a line for each stale page

Pictures are not looked at: they need fonts and a browser.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from docs import make_commands, make_configuration, make_rules, make_states

PAGES = {
    make.PAGE: make.page
    for make in (make_commands, make_configuration, make_rules, make_states)
}


def stale(pages: Mapping[Path, str]) -> Iterator[Path]:
    """Yield each file whose text is not the page that it should hold."""
    for path, text in pages.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield path


def main() -> int:
    """Name the stale pages; 0 when every page is fresh."""
    found = list(stale({path: page() for path, page in PAGES.items()}))
    for path in found:
        print(f"{path.relative_to(Path.cwd())} is stale: run `make docs`")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
