"""The words of our mails: what stands for a code, and how a value is written.

`Wording` is read once from `words.toml` beside the templates; everything else here is
pure formatting.  Money is in yen, days are days, moments are shown in Japan's time.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mailbot.composer import english
from mailbot.core.model.form_fields import KINDS
from mailbot.core.office.business_hours import TOKYO
from mailbot.core.office.era_dates import era_date
from mailbot.core.office.language import Language

_BEFORE_MEIJI = 1868
_WEEKDAYS = "月火水木金土日"
_FIGURES = "〇一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))
_MYRIADS = ((10**12, "兆"), (10**8, "億"), (10**4, "万"))
_NO_PARAMS: Mapping[str, object] = MappingProxyType({})
_PLACE = re.compile(r"\{(\w+)\}")
_PARTS = re.compile(r"[()（）,]\s*")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def yen(amount: int) -> str:
    """Return an amount of yen: 50,000,000円."""
    return f"{amount:,}円"


def yen_reading(amount: int) -> str:
    """Return a round amount in kanji (五千万円), "" where figures are clearer."""
    if amount < 10**4 or amount % 10**4 or amount >= 10**16:
        return ""
    text = ""
    for unit, name in _MYRIADS:
        count, amount = divmod(amount, unit)
        text += _thousands(count) + name if count else ""
    return f"{text}円"


def _thousands(number: int) -> str:
    text = "一" if number // _PLACES[0][0] == 1 else ""
    for unit, name in _PLACES:
        figure, number = divmod(number, unit)
        text += (_FIGURES[figure] if figure > 1 else "") + name if figure else ""
    return text + (_FIGURES[number] if number else "")


def full_day(day: date) -> str:
    """Return a day so that a slip shows: 令和8年3月2日（月）(2026-03-02)."""
    return f"{era_date(day)}（{_WEEKDAYS[day.weekday()]}）({day.isoformat()})"


def full_moment(moment: datetime) -> str:
    """Return an aware moment in Japan's time: … 11時05分."""
    local = moment.astimezone(TOKYO)
    return f"{full_day(local.date())} {local.hour}時{local.minute:02}分"


def as_day(value: object) -> date | None:
    """Return the day that an ISO string names, None for anything else.

    A day before Meiji, which no era form can name, is no day of ours either.
    """
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.year > _BEFORE_MEIJI else None


def filled(sentence: str, params: Mapping[str, object]) -> str:
    """Return a sentence of ours with its places filled.

    Not `str.format`: a place is a plain name, and what fills it is never looked into.
    """
    return _PLACE.sub(lambda place: str(params.get(place.group(1), "")), sentence)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """Every word that stands for a code, as `words.toml` has it; equal to itself."""

    # Any: the file's shape is held by a test that asks for every key, not by types.
    words: Mapping[str, Any]
    language: Language = "ja"

    # --- amounts, days and moments, as this language writes them ----------------------

    def yen(self, amount: int) -> str:
        """Return an amount of yen: 50,000,000円."""
        return english.yen(amount) if self.language == "en" else yen(amount)

    def yen_reading(self, amount: int) -> str:
        """Return a round amount in words, "" where figures are clearer."""
        reading = english.yen_reading if self.language == "en" else yen_reading
        return reading(amount)

    def day(self, day: date) -> str:
        """Return a day so that a slip shows."""
        return english.full_day(day) if self.language == "en" else full_day(day)

    def iso_day(self, value: object) -> str:
        """Return the day that an ISO string names, "" for anything else."""
        day = as_day(value)
        return self.day(day) if day else ""

    def short_day(self, day: date) -> str:
        """Return a day as the certificate prints it."""
        return english.short_day(day) if self.language == "en" else era_date(day)

    def era(self, value: object) -> str:
        """Return the day of contracts and certificates (令和8年3月2日) beside ours.

        "" where our own form of a day has it already.
        """
        day = as_day(value) if self.language == "en" else None
        return era_date(day) if day else ""

    def moment(self, value: object) -> str:
        """Return an ISO moment as people read it, "" when there is none."""
        if not (text := _text(value)):
            return ""
        moment = datetime.fromisoformat(text)
        if self.language == "en":
            return english.full_moment(moment)
        return full_moment(moment)

    # --- words and sentences of ours --------------------------------------------------

    def said(self, name: str, **places: object) -> str:
        """Return a word or sentence of the mails' tables with its places filled."""
        return filled(self.words["said"][name], places)

    def letter(self, name: str, **places: object) -> str:
        """Return a word or sentence of the letter itself with its places filled."""
        return filled(self.words["letter"][name], places)

    def joined(self, texts: Iterable[str]) -> str:
        """Return several things as an enumeration."""
        return str(self.words["letter"]["joiner"]).join(texts)

    def _field(self, key: str) -> Mapping[str, str]:
        words = self.words
        found: Mapping[str, str] = (
            words["fields"].get(key)
            or words["others"].get(key)
            or words["problems"].get(key, words["problems"]["other"])
        )
        return found

    def label(self, key: str) -> str:
        """Return a field's label on the form.

        A code that belongs to no field (questions on the whole mail) has its title.
        """
        found = self._field(key)
        return found.get("label") or found.get(
            "title", self.words["problems"]["other"]["title"]
        )

    def full_label(self, key: str) -> str:
        """Return the label with its product, where the label does not tell it."""
        label, product = self.label(key), key.partition(".")[0]
        name = self.product(product).partition("（")[0]
        own = self.words["own_words"].get(product, name)
        if "." not in key or own in label:
            return label
        return self.said("of_product", label=label, product=name)

    def product(self, code: str) -> str:
        """Return a product's name (商品名)."""
        return str(self.words["products"].get(code, code))

    def show(self, key: str, value: object) -> str:
        """Return a field's value as people read it."""
        if isinstance(value, bool):
            return self._yes_no(key, value=value)
        if isinstance(value, int):
            return self.yen(value)
        day = as_day(value) if KINDS.get(key) == "date" else None
        if day:
            return self.day(day)
        last = key.rpartition(".")[2]
        if last == "product":
            return self.product(_text(value))
        choices = self.words["choices"].get(last, {})
        return str(choices.get(value, value))

    def _yes_no(self, key: str, *, value: bool) -> str:
        field = self._field(key)
        answer = "yes" if value else "no"
        return field.get(answer) or self.said(answer)

    def written(self, key: str, value: object) -> Iterator[str]:
        """Yield how a value may be written beside the way in which we show it."""
        if isinstance(value, int) and not isinstance(value, bool):
            yield yen(value)
        elif day := as_day(value):
            yield english.short_day(day)
        else:
            yield from _PARTS.split(self.show(key, value))

    def expects(self, key: str, code: str = "") -> str:
        """Return what is expected of a field, or of the answer to a problem."""
        return self._hint("expects", key, code)

    def example(
        self, key: str, code: str = "", params: Mapping[str, object] = _NO_PARAMS
    ) -> str:
        """Return an example of what is expected, "" where there is none.

        One worked out for this application (`params`) goes before those of the words.
        """
        if "example" in params:
            return self._as_answer(key, params["example"])
        return self._hint("example", key, code)

    def _as_answer(self, key: str, value: object) -> str:
        """Return a value as somebody would write it: no weekday, nothing beside it."""
        if day := as_day(value) if KINDS.get(key) == "date" else None:
            return self.short_day(day)
        return self.show(key, value).partition(" (")[0]

    def _hint(self, name: str, key: str, code: str) -> str:
        field = self._field(key)
        kind = self.words["kinds"][KINDS.get(key, "text")]
        problem = self.problem(code)
        if key not in self.words["fields"]:
            kind = {}
        found = problem.get(name) or field.get(name) or kind.get(name, "")
        return filled(found, field)

    def problem(self, code: str) -> Mapping[str, Any]:
        """Return the words of a problem or finding, {} for a code without words."""
        found: Mapping[str, Any] = self.words["problems"].get(code, {})
        return found

    def says(self, code: str, params: Mapping[str, object]) -> str:
        """Return what is wrong, in kind sentences.

        A sentence that needs a parameter which is absent is left out; a code without
        words gets the general sentence, so that no mail is lost for want of one.
        """
        problem = self.problem(code) or self.words["problems"]["other"]
        known = {key: self._param(key, one) for key, one in params.items()}
        return str(self.words["letter"]["between"]).join(
            filled(sentence, known)
            for sentence in problem["says"]
            if all(known.get(place) for place in _PLACE.findall(sentence))
        )

    def _param(self, key: str, value: object) -> str:
        if isinstance(value, (list, tuple)):
            return self.said("or").join(self._param(key, one) for one in value)
        if day := as_day(value):
            return self.short_day(day)
        if isinstance(value, int):
            return self.yen(value)
        return self.product(str(value)) if key == "product" else str(value)

    def fill(self, key: str) -> tuple[str, ...]:
        """Return the lines of the form on which a question is answered."""
        if key in self.words["fields"]:
            return (f"{self.label(key)}{self.letter('colon')}",)
        return tuple(self.problem(key).get("fill", ()))

    def source(self, code: str) -> str:
        """Return where a value comes from, "" where the contractor wrote it."""
        return str(self.words["sources"].get(code, ""))


def load(folder: Path) -> Wording:
    """Read `words.toml` of a language's folder; OSError or TOMLDecodeError."""
    words = tomllib.loads((folder / "words.toml").read_text("utf-8"))
    return Wording(words, "en" if folder.name == "en" else "ja")
