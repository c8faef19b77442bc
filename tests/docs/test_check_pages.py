"""A generated page that the code would write otherwise is found."""

from pathlib import Path

from docs.check_pages import PAGES, stale
from docs.make_rules import page


def test_fresh_pages_are_not_stale() -> None:
    """Each generated page in `docs/` is what `make docs` would write now."""
    assert len(PAGES) == 4
    assert [] == list(stale({path: make() for path, make in PAGES.items()}))


def test_changed_page_is_stale(tmp_path: Path) -> None:
    """A page with one word changed, and one that is missing, are named."""
    changed, fresh = tmp_path / "changed.md", tmp_path / "fresh.md"
    changed.write_text(page().replace("R-01", "R-00", 1), encoding="utf-8")
    fresh.write_text(page(), encoding="utf-8")
    pages = dict.fromkeys((changed, fresh, tmp_path / "missing.md"), page())

    assert [changed, tmp_path / "missing.md"] == list(stale(pages))
