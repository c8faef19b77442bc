"""An obligee's browser, for the demo: it opens the page, fills in the form, reads.

It knows the page by its address alone, follows redirects, keeps cookies, and runs no
script: there is none.
"""

from __future__ import annotations

from html.parser import HTMLParser

import httpx
from typing_extensions import override

from mailbot.errors import MailbotError

_SECONDS = 30.0
_REFUSED = 403


class NoPage(MailbotError):  # noqa: N818 - a state: the page is not there
    """The page did not answer as it must."""


def look_up(address: str, number: str, key: str) -> list[tuple[str, str]]:
    """Open the page as the QR code does, type the key, and return what is shown.

    The rows of the certificate as (label, text); none where it is refused.
    NoPage when the page does not work.
    """
    try:
        with httpx.Client(
            follow_redirects=True, trust_env=False, timeout=_SECONDS
        ) as browser:
            form = browser.get(address, params={"n": number})
            if number not in form.raise_for_status().text:
                raise NoPage("The page did not fill the number in.")
            typed = {"number": number, "key": key}
            page = browser.post(address, data=typed)
    except httpx.HTTPError as fault:
        raise NoPage(f"The page failed: {type(fault).__name__}.") from None
    if page.status_code == _REFUSED:
        return []
    rows = _Rows()
    rows.feed(page.text)
    if not rows.found:
        raise NoPage(f"The page answered {page.status_code} and shows nothing.")
    return rows.found


class _Rows(HTMLParser):
    """Collects the terms of a page with their descriptions."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inside = ""
        self._said = {"dt": "", "dd": ""}

    @override
    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self._said:
            self._inside, self._said[tag] = tag, ""

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "dd":
            self.found.append((self._said["dt"].strip(), self._said["dd"].strip()))
        if tag in self._said:
            self._inside = ""

    @override
    def handle_data(self, data: str) -> None:
        if self._inside:
            self._said[self._inside] += data
