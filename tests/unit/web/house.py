"""A desk with issued guarantees, and its page behind a real socket on loopback.

Mails are handed in without SMTP (as `mailbot chat` does); the page is the real one,
opened by the same function that `mailbot serve` calls.
"""

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

from mailbot.app import App
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.demo.mail_client import ClientMail, Writer
from mailbot.configuration.options import WebSettings
from mailbot.core.model.guarantee import Guarantee
from mailbot.server.server import open_web
from mailbot.web.verify.views import CertificateLookup
from tests.support.actors import BANK, DESK, application
from tests.support.live import NOON

CONTRACTOR = ("阿武隈星建設 髙橋", "soumu@abukumaboshi.example.jp")
WRONG = "AAAAbbbb2222"
T = TypeVar("T")


@dataclass(slots=True)
class Clock:
    """The time in the house: it stands still until a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def passes(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@dataclass(frozen=True, slots=True)
class Issued:
    """A guarantee that stands, and the key to it."""

    guarantee: Guarantee
    key: str = field(repr=False)

    @property
    def number(self) -> str:
        """The guarantee's number."""
        return self.guarantee.number


class House:
    """The desk and its page.  `close` ends both."""

    def __init__(
        self, folder: Path, viewing: CertificateLookup | None = None, **web: Any
    ) -> None:
        self.clock = Clock()
        self.parlour = Parlour.opened(None, folder, self.clock)
        chosen = WebSettings(**{"listen": "127.0.0.1:0", **web})
        settings = self.parlour.app.settings.model_copy(update={"web": chosen})
        looks: Any = viewing or self.parlour.app.lookup
        self.app: App = replace(self.parlour.app, settings=settings, lookup=looks)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._door = self._run(open_web(self.app))
        self.port = self._door.port

    def __enter__(self) -> Self:
        """Give the house."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the house."""
        self._run(self._door.close(1.0))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.parlour.close()

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}/verify"

    def issue(self, text: str = "") -> tuple[Issued, ...]:
        """Have a contractor apply and say はい; return what was issued."""
        writer = Writer(*CONTRACTOR)
        known = {one.number for one in self.issued()}
        said = text or application(bank=BANK)
        mail = writer.letter(DESK, "申込みの件", said, self.clock.now)
        self.parlour.hand_in(bytes(mail))
        read_back = self.post()[-1]
        yes = writer.answer(read_back, "はい", self.clock.now)
        self.parlour.hand_in(bytes(yes))
        return tuple(one for one in self.issued() if one.number not in known)

    def issued(self) -> tuple[Issued, ...]:
        """Return every guarantee with a key."""
        with self.app.store.snapshot() as tx:
            parts = [one for case in tx.cases.newest() for one in case.guarantees]
            return tuple(
                Issued(one, tx.keys.reveal(one.id))
                for one in parts
                if one.number and one.form == "electronic"
            )

    def post(self, to: str = CONTRACTOR[1]) -> list[ClientMail]:
        """Return what came to somebody since the last look."""
        return [letter for name, letter in self.parlour.post() if name == to]

    def client(self, **chosen: Any) -> httpx.Client:
        """Return a browser without JavaScript."""
        return httpx.Client(
            **{
                "base_url": f"http://127.0.0.1:{self.port}",
                "follow_redirects": True,
                "trust_env": False,
                "timeout": 20,
                **chosen,
            }
        )

    @contextmanager
    def opened(self, one: Issued, **chosen: Any) -> Iterator[httpx.Client]:
        """Give a browser that shows a certificate."""
        with self.client(**chosen) as client:
            shown = look(client, one.number, one.key)
            assert shown.url.path == "/verify/certificate", shown.text
            yield client

    def _run(self, step: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(step, self._loop).result(30)


def look(client: httpx.Client, number: str, key: str, **more: Any) -> httpx.Response:
    """Send the form."""
    return client.post("/verify", data={"number": number, "key": key}, **more)


def press(client: httpx.Client) -> httpx.Response:
    """Press 受領 as it stands on the page of the certificate."""
    page = client.get("/verify/certificate").text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page))
    return client.post("/verify/receipt", data=hidden)


def words(page: httpx.Response) -> str:
    """Return what a page says, as one line without markup."""
    text = re.sub(r"<[^>]+>", " ", page.text.partition("<body>")[2])
    return " ".join(unescape(text).split())
