"""The command `mailbot`.  `python -m mailbot` is the same."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; errors of ours are one clear line, never a trace."""
    from mailbot.cli.app import run

    sys.exit(run())


if __name__ == "__main__":
    main()
