"""Find what is shipped beside the code: `templates/` and `config/`.

A wheel carries both under `mailbot/_data/`; in a checkout they are top-level folders.
Nothing is read or written here: the answer is a path, the same in every run.
"""

from pathlib import Path
from typing import Literal

Kind = Literal["templates", "config"]

_HERE = Path(__file__).resolve().parent


def assets(kind: Kind, package: Path = _HERE) -> Path:
    """Name the folder that holds the templates or the configuration.

    `package` is the folder of the package `mailbot`; only tests give another.  Raises
    FileNotFoundError when neither place has the folder: the installation is broken.
    """
    places = (package / "_data" / kind, package.parent / kind)
    for place in places:
        if place.is_dir():
            return place
    tried = " or ".join(str(place) for place in places)
    raise FileNotFoundError(f"{kind} not found in {tried}; install mailbot again")
