"""The public page of the viewing platform, as an application for the web server.

    GET  /verify[?n=NUMBER]   the form
    POST /verify              number and key ── wrong ──> the form, always the same
                                             ── right ──> a pass, and 303 to
    GET  /verify/certificate  the certificate and its history
    GET  /verify/certificate.pdf   the signed original
    POST /verify/receipt      受領 ──> an event of the case, 303 back
    POST /verify/leave        the pass is revoked

No page needs JavaScript, and none asks anything of another host.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp

from mailbot.errors import NotNow, StorageFull
from mailbot.store.faults import StorageBroken, StorageBusy
from mailbot.web.middleware import OuterMiddleware
from mailbot.web.verify.templates import CERTIFICATE, LEAVE, PATH, PDF, RECEIPT
from mailbot.web.verify.views import Views


def application(at: Views) -> ASGIApp:
    """Return the application."""
    inside = Starlette(
        routes=[
            Route("/", at.home),
            Route(PATH, at.form),
            Route(PATH, at.look_up, methods=["POST"]),
            Route(f"{PATH}/", at.home),
            Route(CERTIFICATE, at.certificate),
            Route(PDF, at.pdf),
            Route(RECEIPT, at.receive, methods=["POST"]),
            Route(LEAVE, at.leave, methods=["POST"]),
            Route(at.pages.style_path, at.style),
            Route(f"{PATH}/icon.svg", at.icon),
        ],
        exception_handlers={
            HTTPException: at.refused,
            Exception: at.refused,
            NotNow: at.busy,
            StorageBusy: at.busy,
            StorageBroken: at.busy,
            StorageFull: at.busy,
        },
    )
    inside.router.redirect_slashes = False
    return OuterMiddleware(inside, at.own_fault)
