"""A kind of mail is one class, its templates and their goldens; they fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from inspect import getattr_static
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

import pytest
from jinja2 import Environment, nodes

from mailbot.assets import assets
from mailbot.core.mails.stored import KINDS
from mailbot.core.model.mail_kind import Mail

MAIL = assets("templates") / "mail"
GOLDEN = Path(__file__).parents[1] / "unit" / "composer" / "golden"
PARSER = Environment(autoescape=True)
PARTS = {
    *("changing", "late", "nonumber", "notfound", "remainder"),
    "certificate_part",
}
"""Templates that others include."""


def languages(kind: type[Mail]) -> tuple[str, ...]:
    """Return the languages of a kind: obligees are written to in Japanese."""
    return ("ja",) if kind.to_obligees else ("ja", "en")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_has_its_templates_and_goldens(kind: type[Mail]) -> None:
    """Whatever the core may send can be composed, and a person has read it."""
    for language in languages(kind):
        golden = GOLDEN if language == "ja" else GOLDEN / language
        assert (MAIL / language / f"{kind.kind}.j2").is_file()
        assert (golden / f"{kind.kind}.txt").is_file()


def test_no_template_and_no_golden_is_left_over() -> None:
    """What a kind leaves behind when it goes would be read as if it were sent."""
    for language in ("ja", "en"):
        kinds = {k for k, one in KINDS.items() if language in languages(one)}
        golden = GOLDEN if language == "ja" else GOLDEN / language
        assert {one.stem for one in (MAIL / language).glob("*.j2")} - PARTS == kinds
        assert {one.stem for one in golden.glob("*.txt")} == kinds


def test_a_class_of_the_room_is_a_kind() -> None:
    """Every class that names a kind is found, and no two have one name."""
    found = list(named(Mail))

    assert len(found) == len(KINDS) > 30
    assert {one.kind: one for one in found} == dict(KINDS)


def named(base: type[Mail]) -> Iterator[type[Mail]]:
    """Yield the classes below `base` that name a kind and are no leftovers of slots."""
    for one in base.__subclasses__():
        yield from named(one)
        if one.kind and "__slots__" in vars(one):
            yield one


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_template_asks_for_what_its_mail_has(kind: type[Mail]) -> None:
    """No branch of a template, taken or not, names a field that the class lacks."""
    for language in languages(kind):
        lacking = Reader(language).lacking(f"{kind.kind}.j2", {"c": kind})
        assert list(lacking) == []


def test_a_field_that_a_mail_lacks_is_found() -> None:
    """The reader of templates sees fields, fields of rows, and of their rows."""
    reader = Reader("ja")
    page = """{% if false %}{{ c.no }}{% endif %}
    {% for one in c.guarantees %}{{ one.product }}{{ one.nor }}
    {% for two in one.overview %}{{ two.neither }}{% endfor %}{% endfor %}"""

    lacking = reader.of(PARSER.parse(page), {"c": KINDS["completion"]})

    assert list(lacking) == [
        "CompletionMail.no",
        "IssuedGuarantee.nor",
        "ShownValue.neither",
    ]


class Reader:
    """Reads templates of one language and names what they ask for in vain."""

    def __init__(self, language: str) -> None:
        self._folder = MAIL / language

    def lacking(self, name: str, known: Mapping[str, object]) -> Iterator[str]:
        """Yield the fields that a template names and that are not there."""
        page = (self._folder / name).read_text("utf-8")
        yield from self.of(PARSER.parse(page), known)

    def of(self, node: nodes.Node, known: Mapping[str, object]) -> Iterator[str]:
        """Yield the same of a part of a template, where `known` names have types."""
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
            known = {**known, node.target.name: item_of(self._type(node.iter, known))}
        if isinstance(node, nodes.Include) and isinstance(node.template, nodes.Const):
            yield from self.lacking(node.template.value, known)
        if isinstance(node, nodes.Getattr):
            whose = self._type(node.node, known)
            if whose is not None and not has(whose, node.attr):
                yield f"{getattr(whose, '__name__', whose)}.{node.attr}"
        for inner in node.iter_child_nodes():
            yield from self.of(inner, known)

    def _type(self, node: nodes.Node, known: Mapping[str, object]) -> object:
        """Return the class of a value, None where it cannot be told."""
        if isinstance(node, nodes.Name):
            return known.get(node.name)
        if isinstance(node, nodes.Getitem):
            found = self._type(node.node, known)
            return found if isinstance(node.arg, nodes.Slice) else item_of(found)
        if isinstance(node, nodes.Getattr):
            whose = self._type(node.node, known)
            return None if whose is None else field_of(whose, node.attr)
        return None


def has(whose: object, name: str) -> bool:
    """Tell whether a value has an attribute; of a tuple nobody asks for one."""
    if not (isinstance(whose, type) and is_dataclass(whose)):
        return True
    return name in {one.name for one in fields(whose)} or bool(
        getattr_static(whose, name, None)
    )


def field_of(whose: object, name: str) -> object:
    """Return the class of a field, None where it is none of ours."""
    if not (isinstance(whose, type) and is_dataclass(whose)):
        return None
    return bare(get_type_hints(whose).get(name))


def item_of(kind: object) -> object:
    """Return the class of what a tuple holds."""
    held = get_args(kind) if get_origin(kind) is tuple else ()
    return bare(held[0]) if held else None


def bare(kind: object) -> object:
    """Return a type without Annotated and None."""
    if get_origin(kind) is Annotated:
        return bare(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        inner = [one for one in get_args(kind) if one is not NoneType]
        return bare(inner[0]) if len(inner) == 1 else None
    return kind
