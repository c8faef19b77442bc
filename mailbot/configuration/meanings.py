"""What an option means: the docstring below its field, read from the source.

Pydantic could collect them itself (`use_attribute_docstrings`), but at import: each
start of the program would parse the source of every table.  They are needed only for a
message about a wrong file and for the page of the documentation.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise
from textwrap import dedent

from pydantic import BaseModel


def meaning_of(model: type[BaseModel], option: str) -> str:
    """Return what an option of `model` means, on one line; "" where nothing says it."""
    owners = (one for one in model.__mro__ if option in inspect.get_annotations(one))
    return next((_meanings(one).get(option, "") for one in owners), "")


@cache
def _meanings(model: type) -> dict[str, str]:
    """Return the docstrings below the fields that the class itself declares."""
    try:
        source = inspect.getsource(model)
    except (OSError, TypeError):
        return {}  # A program without its source runs, and explains less.
    tree = ast.parse(dedent(source)).body[0]
    return {
        field.target.id: " ".join(below.value.value.split())
        for field, below in pairwise(
            tree.body if isinstance(tree, ast.ClassDef) else ()
        )
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }
