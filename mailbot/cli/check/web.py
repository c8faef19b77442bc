"""The page of the viewing platform: is it on, and does its address lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from mailbot.cli.check.ports import bound
from mailbot.cli.check.result import Checked, fail, ok, warn
from mailbot.configuration.settings import Settings

_SECONDS = 3.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def web(settings: Settings) -> Iterator[Checked]:
    """Check that the port is free or served, and that keys are typed over HTTPS."""
    chosen = settings.web
    if not chosen.listen:
        told = settings.surety.portal_url
        yield ok("web", f"web.listen is empty: no page here; mails name {told}")
        return
    host, _, port = chosen.listen.rpartition(":")
    where = host.strip("[]"), int(port)
    yield bound("web", where, "web.listen", lambda: _ours(*where))
    address = urlsplit(settings.surety.portal_url)
    local = address.hostname in _LOOPBACK
    if address.scheme != "https" and not local:
        do = "put a proxy with HTTPS before the page, and name it in surety.portal_url"
        yield fail("web", f"{settings.surety.portal_url} takes keys in clear", do)
    elif not local and not chosen.trusted_proxies:
        do = "name the proxy in web.trusted_proxies"
        said = "all visitors come from the proxy's address, and are held together"
        yield warn("web", said, do)
    else:
        yield ok("web", f"obligees look up at {settings.surety.portal_url}")


def _ours(host: str, port: int) -> bool:
    """Tell our own page from another program by what it answers."""
    import httpx

    where = f"[{host}]" if ":" in host else host
    try:
        page = httpx.get(
            f"http://{where}:{port}/verify", timeout=_SECONDS, trust_env=False
        )
    except httpx.HTTPError:
        return False
    return 'action="/verify"' in page.text
