"""Roundup's mail gateway, to be measured beside us: a tracker of its own, in process.

It files each mail as a new issue of a registered user, in one transaction of its SQLite
backend: it reads the mail, and neither decides nor answers.  What it would send to
others (its nosy reaction) is taken out, as its own demo does; what it logs is dropped.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import io
import logging
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TO_GET = "pip install roundup (2.6 was measured); it is no dependency of mailbot"


class Gateway:
    """A tracker in a folder, and the gateway that files into it."""

    def __init__(self, home: Path, sender: str) -> None:
        """Install the classic tracker with one user; ModuleNotFoundError without it."""
        configuration = importlib.import_module("roundup.configuration")
        config = configuration.CoreConfig()
        for name, value in (
            ("TRACKER_HOME", str(home)),
            ("MAIL_DOMAIN", "localhost"),
            ("TRACKER_WEB", "http://localhost/"),
            ("DATABASE", "db"),
            ("RDBMS_BACKEND", "sqlite"),
        ):
            config[name] = value
        importlib.import_module("roundup.init").install(str(home), str(_template()))
        for file in (home / "detectors").glob("nosyreaction.py*"):
            file.unlink()
        config.save(str(home / config.INI_FILE))
        instance = importlib.import_module("roundup.instance")
        password = importlib.import_module("roundup.password")
        logging.getLogger("roundup").setLevel(logging.CRITICAL)
        tracker = instance.open(str(home))
        tracker.init(password.Password("admin", config=config))
        db = tracker.open("admin")
        db.user.create(username="soumu", address=sender, roles="User")
        db.commit()
        db.close()
        options = argparse.Namespace(default_class="", set_value=[])
        gateway = importlib.import_module("roundup.mailgw")
        self._gateway: Any = gateway.MailGW(tracker, options)
        self._gateway.trapExceptions = 0

    def file(self, mails: Iterable[bytes]) -> float:
        """File mails, one after the other; return the seconds that it took."""
        began = time.perf_counter()
        for raw in mails:
            if not self._gateway.main(io.BytesIO(raw)):
                raise SystemExit("Roundup filed nothing: the measurement is void")
        return time.perf_counter() - began


def is_there() -> bool:
    """Tell whether Roundup is installed."""
    return importlib.util.find_spec("roundup") is not None


def _template() -> Path:
    package = Path(str(importlib.import_module("roundup").__file__)).parent
    for root in (Path(sys.prefix), package.parent):
        found = root / "share" / "roundup" / "templates" / "classic"
        if found.is_dir():
            return found
    raise SystemExit("Roundup is installed without its templates")
