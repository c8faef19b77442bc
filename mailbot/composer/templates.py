"""A language of our mails: its words, and each template in two forms.

Every kind has one template, which is set twice, as plain text and as HTML, by macros of
the same names; layout and macros are the same for every language, its words fill them.
Templates are read at once, so that an upgrade below a working program changes nothing,
and compiled when they are first used: a program uses few of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from mailbot.composer import wording
from mailbot.composer.text_layout import flow, stripped, wrap
from mailbot.composer.wording import Wording
from mailbot.core.office.language import Language

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_UNBREAKABLE = re.compile(
    r"\(\d{4}-\d{2}-\d{2}\)|(?<![\w-])\d{2,5}(?:-\d{2,6}){1,2}(?![\w-])"
    r"|\d{1,2}:\d{2}(?:–\d{1,2}:\d{2})?|\d{1,2}時\d{2}分",
    re.ASCII,
)
"""ISO days, telephone, receipt and guarantee numbers, hours."""
_FOREIGN = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\uff10-\uff9f]+")
_TEXT_OF_PAGE = re.compile(r">[^<>]+<")
_UNBROKEN = r'<span style="white-space:nowrap">\g<0></span>'


class Templates:
    """The templates of one language in one form ("txt", "html"), by kind."""

    def __init__(self, root: Path, words: Wording, form: str) -> None:
        """Read all of them.  Layout and macros are the same for every language."""
        folder = root / words.language
        # Those of the language come last: they go before others of the same name.
        self._files = {
            file.name: (file.read_text("utf-8"), str(file), None)
            for place in (root, folder)
            for file in place.glob("*.j2")
        }
        self._words = words
        self._form = form

    def __contains__(self, kind: str) -> bool:
        return f"{kind}.j2" in self._files

    def __getitem__(self, kind: str) -> Template:
        """Return the template of a kind; jinja2.TemplateNotFound when there is none."""
        return self._environment.get_template(f"{kind}.j2")

    def compile_all(self) -> None:
        """Compile every template; jinja2.TemplateError when one cannot be."""
        for name in self._files:
            self._environment.get_template(name)

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, FunctionLoader, StrictUndefined

        form, words = self._form, self._words
        environment = Environment(
            loader=FunctionLoader(self._files.get),
            autoescape=form == "html",  # noqa: S701 - the other form is plain text
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        # The plain text keeps its author's line breaks, HTML breaks them itself.
        spaced = words.language == "en"
        laid = partial(flow, spaced=spaced) if form == "html" else stripped
        environment.filters["whole"] = _whole
        environment.filters["laid"] = lambda text: type(text)(laid(text))
        environment.globals["say"] = words.letter
        environment.globals["language"] = words.language
        environment.globals["m"] = environment.get_template(f"macros.{form}.j2").module
        environment.globals["layout"] = f"layout.{form}.j2"
        return environment


class LanguageTemplates:
    """The words and templates of one language."""

    def __init__(self, root: Path, language: Language) -> None:
        """Read `words.toml` and every template of a language."""
        self.words = wording.load(root / "mail" / language)
        self.text = Templates(root / "mail", self.words, "txt")
        self.html = Templates(root / "mail", self.words, "html")

    def plain(self, kind: str, context: Mapping[str, object]) -> str:
        """Set the plain text: short lines, complete in itself."""
        return wrap(self.text[kind].render(context))

    def heading(self, kind: str, context: Mapping[str, object]) -> tuple[str, str]:
        """Set what a subject begins with, and what its mail is about."""
        text = self.text[kind]
        action = _block(text, "action", context)
        return _block(text, "tag", context), action.strip()

    def parts(self, kind: str, context: Mapping[str, object]) -> tuple[str, Markup]:
        """Set the words of a kind alone, without its letter: as text, and as HTML."""
        html = _block(self.html[kind], "body", context)
        return (
            _block(self.text[kind], "body", context),
            Markup(html),  # noqa: S704 - set by a template that escapes
        )

    def page(self, kind: str, context: Mapping[str, object]) -> str:
        """Set the HTML page that says the same."""
        html = _compact(self.html[kind].render(context))
        return _in_japanese(html) if self.words.language == "en" else html


@cache
def language_templates(root: Path, language: Language) -> LanguageTemplates:
    """Return a language of ours, read once for all who write in this process."""
    return LanguageTemplates(root, language)


def _block(template: Template, name: str, context: Mapping[str, object]) -> str:
    block = template.blocks.get(name)
    return "".join(block(template.new_context(dict(context)))) if block else ""


def _whole(text: str) -> Markup:
    """Return `text` as HTML in which no day and no number is broken at its hyphens."""
    return Markup(_UNBREAKABLE.sub(_UNBROKEN, str(escape(text))))  # noqa: S704 - escaped


def _in_japanese(html: str) -> str:
    """Return an English page in which each Japanese word says that it is one.

    A screen reader then speaks it as Japanese, and its signs get Japanese shapes.
    """
    head, main, page = html.partition("<main")
    marked = r'<span lang="ja">\g<0></span>'
    page = _TEXT_OF_PAGE.sub(lambda text: _FOREIGN.sub(marked, text[0]), page)
    return head + main + page


def _compact(html: str) -> str:
    return "\n".join(line for line in html.split("\n") if line.strip()) + "\n"
