"""The pages as HTML: templates and words of `templates/web/verify/`, filled in.

Everything is escaped.  The style sheet has its digest in its address, so that a browser
may keep it for ever.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mailbot.core.office.office import Surety
from mailbot.web.verify.presenter import Language

LANGUAGES: tuple[Language, ...] = ("ja", "en")
PATH = "/verify"
CERTIFICATE = f"{PATH}/certificate"
PDF = f"{CERTIFICATE}.pdf"
RECEIPT = f"{PATH}/receipt"
LEAVE = f"{PATH}/leave"


_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
"""Signs that are not seen and turn, break or hide what stands beside them."""


def _shown(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value)
    return value


class Pages:
    """Renders.  Safe to share between threads."""

    def __init__(self, folder: Path, surety: Surety) -> None:
        self._words: Mapping[str, Mapping[str, Any]] = {
            language: tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))
            for language in LANGUAGES
        }
        self.style = (folder / "style.css").read_bytes()
        self.icon = (folder / "icon.svg").read_bytes()
        digest = hashlib.sha256(self.style).hexdigest()[:16]
        self.style_path = f"{PATH}/style-{digest}.css"
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            finalize=_shown,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            surety=surety, path=PATH, style_path=self.style_path
        )

    def render(self, page: str, language: Language, **values: object) -> str:
        """Return a page (form, certificate, message) in one language."""
        words = self._words[language]
        template = self._environment.get_template(f"{page}.html")
        suffix = "?lang=en" if language == "en" else ""
        return template.render(
            w=words,
            language=language,
            other="en" if language == "ja" else "ja",
            suffix=suffix,
            **values,
        )
