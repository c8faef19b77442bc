"""Draw `docs/states.md`: every state and every move, from the tables that decide.

Run `make docs` after a change of a table; a test compares the page with the tables.
"""

import inspect
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from mailbot.core.model import case, change_request, guarantee, submission

PAGE = Path(__file__).parent / "states.md"

State = TypeVar("State", bound=StrEnum)


def page() -> str:
    """Make the page of states: a drawing and a sentence for each, and every move."""
    head = """# States

This page is made from the code: `make docs` writes it anew, a test compares it.

What may happen to each thing is a table in the code; no other move exists. After the
contractor's はい each guarantee of a case, and each submission, goes on by itself; a
change (変更) is a request on one issued guarantee.
"""
    return head + "".join(
        (
            _machine("Case", case.CaseState, case.TRANSITIONS),
            _machine("Guarantee", guarantee.GuaranteeState, guarantee.TRANSITIONS),
            _machine("Change", change_request.ChangeState, change_request.TRANSITIONS),
            _machine("Submission", submission.SubmissionState, submission.TRANSITIONS),
        )
    )


def _machine(
    title: str, kind: type[State], moves: Mapping[State, Mapping[str, State]]
) -> str:
    meaning = _meanings(kind)
    rows = "\n".join(f"| `{one.value}` | {meaning[one.value]} |" for one in kind)
    arrows = "\n".join(
        f"    {before.value} --> {after.value}: {verb}"
        for before, after_by_verb in moves.items()
        for verb, after in after_by_verb.items()
    )
    ends = "\n".join(f"    {one.value} --> [*]" for one in kind if not moves[one])
    return f"""
## {title}

```mermaid
stateDiagram-v2
{arrows}
{ends}
```

| state | meaning |
|---|---|
{rows}
"""


def _meanings(kind: type[StrEnum]) -> dict[str, str]:
    """Read the sentence that stands beside each state in the code."""
    line = re.compile(r'^    [A-Z_]+ = "(\w+)"  # (.+)$', re.MULTILINE)
    return dict(line.findall(inspect.getsource(kind)))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
