"""The views of the public page: one method for each request that a visitor may send.

Every blocking step runs in a thread; nothing about a visitor is kept but the pass that
the browser holds.  The log says what came of a lookup, never whose.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import quote, urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mailbot.core.model.events import ReceiptConfirmed
from mailbot.core.office.office import Office
from mailbot.network.addresses import client_of
from mailbot.registry.lookup import By, LookupResult
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction
from mailbot.web.forms import read_form
from mailbot.web.proxies import Proxies, client_address, from_elsewhere, scheme
from mailbot.web.verify.form import read_pair
from mailbot.web.verify.presenter import Language, moment, rows_of, yen
from mailbot.web.verify.record import Record, pdf_of, record_of
from mailbot.web.verify.session import Pass, Sessions
from mailbot.web.verify.templates import CERTIFICATE, PATH, Pages
from parsers.identifiers import number_of

log = structlog.get_logger(__name__)

_EXPLAINED = frozenset({400, 403, 404, 405, 408, 413, 429, 500, 503})
_SEE_OTHER = 303
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class CertificateLookup(Protocol):
    """Looks a certificate up, and counts who guesses."""

    def find(self, number: str, key: str, client: str, *, by: By) -> LookupResult:
        """Return the certificate to who has number and key."""


@dataclass(frozen=True, slots=True)
class Views:
    """Answers requests; `routes` says which.  `handle_event` decides one of a case."""

    store: Store
    office: Office
    lookup: CertificateLookup
    passes: Sessions
    handle_event: Callable[[Transaction, int, ReceiptConfirmed], object]
    now: Callable[[], datetime]
    proxies: Proxies
    pages: Pages

    async def home(self, request: Request) -> Response:
        """Lead to the page."""
        return RedirectResponse(_at(PATH, _language(request)), _SEE_OTHER)

    async def form(self, request: Request) -> Response:
        """Show the form, with the number that a QR code brought."""
        return self._form(request, number_of(request.query_params.get("n", "")))

    async def look_up(self, request: Request) -> Response:
        """Compare number and key; a visitor who has both gets a pass."""
        self._refuse_other_sites(request)
        fields = await read_form(request)
        asked = read_pair(fields.get("number", ""), fields.get("key", ""))
        shown = asked.number or fields.get("number", "")[:40]
        if asked.faults:
            return self._form(request, shown, 422, faults=asked.faults)
        client = client_of(client_address(request, self.proxies))
        looked = await asyncio.to_thread(
            self.lookup.find, asked.number, asked.key, client, by="web"
        )
        found = looked.entry is not None
        log.info("looked", found=found, tried=looked.tried)
        if found:
            answer = RedirectResponse(_at(CERTIFICATE, _language(request)), _SEE_OTHER)
            secure = self._secure(request)
            now = self.now()
            self.passes.set_cookie(answer, asked, now, secure=secure)
            return answer
        if not looked.tried:
            return self._refuse_for_now(request, looked)
        until = looked.held_until
        wait = moment(until, _language(request)) if until else ""
        return self._form(request, shown, 403, wrong=True, wait=wait)

    async def certificate(self, request: Request) -> Response:
        """Show the certificate of the pass."""
        held, record = await self._held_record(request)
        if held is None or record is None:
            return self._ask_again(request)
        return HTMLResponse(self._certificate(request, held, record))

    async def pdf(self, request: Request) -> Response:
        """Return the signed original."""
        held = self._pass(request)
        if held is None:
            return self._ask_again(request)
        found = await asyncio.to_thread(pdf_of, self.store, held.number, held.key_mark)
        if found is None:
            raise HTTPException(404)
        document, octets = found
        name = quote(document.name, safe="")
        plain = f"certificate_{held.number}.pdf"
        disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{name}"
        return Response(
            octets,
            media_type="application/pdf",
            headers={"Content-Disposition": disposition},
        )

    async def receive(self, request: Request) -> Response:
        """Take 受領 for the certificate that was shown; again changes nothing."""
        self._refuse_other_sites(request)
        fields = await read_form(request)
        held, record = await self._held_record(request)
        if held is None or record is None:
            return self._ask_again(request)
        entry = fields.get("entry", "")
        if not self.passes.is_form_token(held, entry, fields.get("token", "")):
            raise HTTPException(403)
        await asyncio.to_thread(self._receive, record, int(entry))
        answer = _at(CERTIFICATE, _language(request))
        return RedirectResponse(f"{answer}#receipt", _SEE_OTHER)

    async def leave(self, request: Request) -> Response:
        """Revoke the pass: the next person at this machine sees nothing."""
        self._refuse_other_sites(request)
        held = self._pass(request)
        if held is not None:
            self.passes.revoke(held, self.now())
        answer = RedirectResponse(_at(PATH, _language(request)), _SEE_OTHER)
        self.passes.clear_cookie(answer, secure=self._secure(request))
        return answer

    async def style(self, _request: Request) -> Response:
        """Return the style sheet, whose address changes with it."""
        return Response(self.pages.style, media_type="text/css", headers=_FOR_EVER)

    async def icon(self, _request: Request) -> Response:
        """Return the small picture of the browser's tab."""
        return Response(self.pages.icon, media_type="image/svg+xml")

    async def refused(self, request: Request, fault: Exception) -> Response:
        """Answer a refused request kindly, with the protocol's status and headers."""
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        headers = fault.headers if isinstance(fault, HTTPException) else None
        known = status if status in _EXPLAINED else 400
        return self._message(_language(request), known, dict(headers or {}))

    async def busy(self, request: Request, _fault: Exception) -> Response:
        """Answer 503: the store, or the platform behind us, does not answer now."""
        return self._message(_language(request), 503, {"Retry-After": "30"})

    def own_fault(self) -> Response:
        """Answer 500: the fault is ours."""
        return self._message("ja", 500, {})

    def _refuse_other_sites(self, request: Request) -> None:
        """Refuse what another site's page sends (decision 0009)."""
        origins = {
            f"{scheme(request, self.proxies)}://{request.headers.get('host')}",
            _origin(self.office.surety.portal_url),
        }
        if from_elsewhere(request, origins):
            raise HTTPException(403)

    def _secure(self, request: Request) -> bool:
        return scheme(request, self.proxies) == "https"

    def _pass(self, request: Request) -> Pass | None:
        now, secure = self.now(), self._secure(request)
        return self.passes.read(request, now, secure=secure)

    async def _held_record(self, request: Request) -> tuple[Pass | None, Record | None]:
        held = self._pass(request)
        if held is None:
            return None, None
        record = await asyncio.to_thread(
            record_of, self.store, held.number, held.key_mark
        )
        return held, record

    def _receive(self, record: Record, entry: int) -> None:
        """Put 受領 to the case, in one transaction."""
        if record.guarantee_id is None or record.case_id is None:
            return
        event = ReceiptConfirmed(record.guarantee_id, entry)
        with self.store.transaction() as tx:
            self.handle_event(tx, record.case_id, event)
        log.info("received", guarantee=record.guarantee_id, entry=entry)

    def _form(
        self, request: Request, number: str, status: int = 200, **said: object
    ) -> Response:
        values = {
            "faults": {},
            "wrong": False,
            "wait": "",
            "over": False,
            "number": number,
        }
        page = self.pages.render("form", _language(request), **{**values, **said})
        return HTMLResponse(page, status)

    def _ask_again(self, request: Request) -> Response:
        """Ask for number and key again: the pass is over, or nothing stands."""
        answer = self._form(request, "", 403, over=True)
        self.passes.clear_cookie(answer, secure=self._secure(request))
        return answer

    def _refuse_for_now(self, request: Request, looked: LookupResult) -> Response:
        until, language = looked.held_until, _language(request)
        seconds = (until - self.now()).total_seconds() if until else 60
        headers = {"Retry-After": str(max(int(seconds) + 1, 1))}
        wait = moment(until, language) if until else ""
        return self._message(language, 429, headers, wait)

    def _message(
        self,
        language: Language,
        status: int,
        headers: dict[str, str],
        wait: str = "",
    ) -> Response:
        page = self.pages.render("message", language, code=str(status), wait=wait)
        return HTMLResponse(page, status, headers)

    def _certificate(self, request: Request, held: Pass, record: Record) -> str:
        language, newest = _language(request), record.newest
        entry = str(newest.entry)
        said = {name: str(value) for name, value in newest.body.items()}
        branches = self.office.branches.values()
        received = record.received_at
        return self.pages.render(
            "certificate",
            language,
            said=said,
            why=record.why,
            changed=record.changed,
            rows=rows_of(newest, record.former, language),
            branch=next((b for b in branches if b.name == said.get("branch")), None),
            arrived=moment(newest.arrived_at, language),
            asked=moment(self.now(), language),
            until=moment(held.until, language),
            history=[
                (one.kind, moment(one.arrived_at, language), yen(one.amount, language))
                for one in record.history
            ],
            has_pdf=record.document is not None,
            can_receive=record.guarantee_id is not None,
            received=moment(received, language) if received else "",
            entry=entry,
            token=self.passes.form_token(held, entry),
        )


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("lang") == "en" else "ja"


def _at(path: str, language: Language) -> str:
    return f"{path}?lang=en" if language == "en" else path


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
