"""Write `docs/commands.md`: what can be typed, from the command line itself.

Run `make docs` after a change of a verb; a test compares the page with it.
"""

from collections.abc import Iterator
from pathlib import Path

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from mailbot.cli.app import VERBS, whole

PAGE = Path(__file__).parent / "commands.md"

_HEAD = """# Commands

This page is made from the command line: `make docs` writes it anew, a test compares it.

Cases are named by receipt (`2026-000001`) or by the number of a guarantee
(`00427-000001`), in any width. Whoever changes something gives a name with `--by`: it
goes into the audit. Each such verb is an event, decided like a mail, in one transaction
beside a running `mailbot serve`; what a state does not allow changes nothing and says
why.

Exit codes: 0 done; 1 something failed, or would change (`replay`), or is not ours
(`verify`); 2 wrong usage; 75 try again later (the disk is full). `--json` gives one
JSON object a line.
"""


def page() -> str:
    """Make the page."""
    return _HEAD + "".join(_section(name, one) for name, one in verbs())


def verbs() -> Iterator[tuple[str, TyperCommand]]:
    """Yield every verb with its name, those of a group under both names."""
    for name in VERBS:
        yield from _of(whole(name), name)


def _of(one: object, name: str) -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(one, TyperGroup):
        for below, command in one.commands.items():
            yield from _of(command, f"{name} {below}")
    elif isinstance(one, TyperCommand):
        yield name, one


def parameters(one: TyperCommand) -> list[TyperArgument | TyperOption]:
    """Return what a verb takes, but for --help."""
    kinds = (TyperArgument, TyperOption)
    return [p for p in one.params if isinstance(p, kinds) and p.name != "help"]


def _section(name: str, one: TyperCommand) -> str:
    says = " ".join((one.help or "").split())
    shown = parameters(one)
    rows = "".join(map(_row, shown))
    head = "\n| argument or option | what it is |\n|---|---|\n" if rows else ""
    example = f"\n```sh\n{_example(one)}\n```\n" if _example(one) else ""
    return f"\n## mailbot {name}\n\n{says}\n{example}{head}{rows}"


def _example(one: TyperCommand) -> str:
    text = one.epilog or ""
    return text.partition(": ")[2].partition(";")[0]


def _row(one: TyperArgument | TyperOption) -> str:
    option = isinstance(one, TyperOption)
    name = ", ".join(one.opts) if option else (one.name or "").upper()
    told = one.help or ""
    must = " (needed)" if one.required and option else ""
    return f"| `{name}`{must} | {told} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
