"""The command `mailbot`.  `python -m mailbot` is the same."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line; errors of ours are one clear line, never a trace."""
    # Else pydantic looks through every package installed, at each start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Else the collector walks, again and again, all that importing makes to stay.
    gc.disable()
    from mailbot.cli.app import run

    sys.exit(run())


if __name__ == "__main__":
    main()
