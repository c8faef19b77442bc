"""What one kind of mail says: the base of the classes in `core/mails`, one a kind.

A mail is stored as JSON.  Its shape is that of the fields, by name; what is absent
(`Absent`, None) is left out of it, and what an older row lacks has its default.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, TypeVar, cast

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, TypeAdapter
from pydantic import WrapSerializer as Wrap
from typing_extensions import override

Some = TypeVar("Some")

Automatic = Literal["replied", "generated"]

Plain = str | int | bool | None
"""A value as JSON has it: days and moments as ISO strings."""

Absent = Annotated[Some | None, Field(exclude_if=lambda value: value is None)]
"""A value that is left out of the JSON where there is none."""


def _or_empty(value: object, write: SerializerFunctionWrapHandler) -> object:
    return {} if value is None else write(value)


OrEmpty = Annotated[
    Some | None, BeforeValidator(lambda value: value or None), Wrap(_or_empty)
]
"""A value for which an empty object stands in the JSON where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says: codes and values, never a key; the words are the templates'.

    A class names its `kind`, by which its templates are called and it is stored.
    `automatic` is who caused the mail (RFC 3834 5): "replied" to another one, or
    "generated".  With `to_obligees` a kind goes to obligees alone, who are written to
    in Japanese.  `subject_name` is the work that the subject names.
    """

    kind: ClassVar[str] = ""
    automatic: ClassVar[Automatic] = "replied"
    to_obligees: ClassVar[bool] = False

    subject_name: Absent[str] = None

    @override
    def __init_subclass__(
        cls,
        kind: str = "",
        automatic: Automatic = "replied",
        *,
        to_obligees: bool = False,
    ) -> None:
        if kind:  # slots make the class once more, without these words
            cls.kind, cls.automatic, cls.to_obligees = kind, automatic, to_obligees

    def content(self) -> dict[str, object]:
        """Return what the mail says as JSON has it: what is stored."""
        found = json_of(type(self)).dump_python(self, mode="json", by_alias=True)
        return cast("dict[str, object]", found)


_JSON: dict[type[Mail], TypeAdapter[Mail]] = {}


def json_of(kind: type[Mail]) -> TypeAdapter[Mail]:
    """Return what reads and writes the JSON of one kind, made once."""
    if kind not in _JSON:
        _JSON[kind] = TypeAdapter(kind)
    return _JSON[kind]
