"""A browser for tests and pictures: the machine's Chromium, without what it fetches."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    """Give the browser at `program`, without a window.

    QUIRK: while it is open this thread has a running event loop, in which nothing else
    may be run: sign documents before.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS])
        yield browser
        browser.close()
