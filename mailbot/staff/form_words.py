"""The words of the application form, by which staff know its fields."""

from __future__ import annotations

from mailbot.assets import assets
from mailbot.composer.wording import Wording, load


def form_words() -> Wording:
    """Return the labels and values of the form, as the contractor reads them."""
    return load(assets("templates") / "mail" / "ja")
