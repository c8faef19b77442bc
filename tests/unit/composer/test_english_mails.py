"""The English mails: each reads as a person has approved it, and is whole in itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.assets import assets
from mailbot.composer import wording
from mailbot.composer.composer import Composed, Composer
from mailbot.composer.text_layout import columns
from mailbot.core.mails.stored import KINDS
from mailbot.core.model.effects import Send
from tests.unit.composer.letters import (
    NOTICE,
    SHEET,
    STAMP,
    asked,
    composed,
    letter,
    row,
)
from tests.unit.composer.test_mime import bodies, parsed

GOLDEN = Path(__file__).parent / "golden" / "en"
ROOT = assets("templates")
JAPANESE = wording.load(ROOT / "mail" / "ja").words
ENGLISH = wording.load(ROOT / "mail" / "en").words
TO_OBLIGEES = {"submission", "lookup", "verified", "obligee_noted"}
CONTRACTORS = [kind for kind in KINDS if kind not in TO_OBLIGEES]
_PLACE = re.compile(r"\{(\w+)\}")
_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_CITED = re.compile(r"「[^」]*」|“[^”]*”|\([^()]*\)|（[^（）]*）")


def in_english(send: Send) -> Composed:
    """Compose a mail for a contractor who writes English."""
    return composed(replace(send, language="en"))


@pytest.mark.parametrize("kind", CONTRACTORS)
def test_each_english_mail_reads_as_its_golden_says(kind: str) -> None:
    """Every kind that goes to a contractor is there in English, word for word."""
    made = in_english(letter(kind))
    got = f"{made.subject}\n\n{made.text}"

    GOLDEN.joinpath(f"{kind}.got").write_text(got, "utf-8")

    assert GOLDEN.joinpath(f"{kind}.txt").read_text("utf-8") == got


def texts(words: object) -> Iterator[str]:
    """Give every text of the words."""
    if isinstance(words, dict):
        for one in words.values():
            yield from texts(one)
    elif isinstance(words, list):
        for one in words:
            yield from texts(one)
    else:
        yield str(words)


@pytest.mark.parametrize("table", sorted(set(ENGLISH) - {"fields"}))
def test_our_own_sentences_are_english(table: str) -> None:
    """Only what is cited or bracketed, or known to our reader, is Japanese."""
    for text in texts(ENGLISH[table]):
        ours = _CITED.sub("", text)
        assert not _HIRAGANA.search(ours) or "記入欄" in ours, text


@pytest.mark.parametrize("kind", CONTRACTORS)
def test_no_english_line_is_wider_than_a_screen(kind: str) -> None:
    """Seventy columns, as in Japanese; a subject within sixty characters."""
    made = in_english(letter(kind))

    assert max(map(columns, made.text.split("\n"))) <= 70
    assert columns(made.subject) <= 120


@pytest.mark.parametrize("kind", CONTRACTORS)
def test_the_language_of_an_english_page_is_said(kind: str) -> None:
    """A screen reader speaks the page as English."""
    _, html = bodies(parsed(in_english(letter(kind))))

    assert '<html lang="en">' in html


@pytest.mark.parametrize("kind", sorted(TO_OBLIGEES))
@pytest.mark.parametrize("house", ["ja", "en"])
def test_obligees_are_written_to_in_japanese(kind: str, house: str) -> None:
    """Whatever the contractor writes and the settings say."""
    composer = Composer(ROOT, "en" if house == "en" else "ja")
    send = replace(letter(kind), language="en")

    made = composer.compose(send, SHEET, STAMP, enclosures=(NOTICE,))

    assert "いつもお世話になっております。" in made.text


def test_a_cancellation_is_told_each_in_their_language() -> None:
    """The contractor's `voided` is English, the obligee's (by its token) Japanese."""
    own = replace(letter("voided"), language="en")
    theirs = replace(letter("voided", to_obligee=True), purpose="submission")

    composer = Composer(ROOT, "en")

    assert "has been cancelled" in composer.compose(own, SHEET, STAMP).text
    assert "取り消されました" in composer.compose(theirs, SHEET, STAMP).text


def test_the_settings_make_every_mail_english() -> None:
    """With language = "en" a contractor whose language is not known reads English."""
    made = Composer(ROOT, "en").compose(letter("accepted"), SHEET, STAMP)

    assert "We have accepted your application" in made.text


def shape(words: object, name: str = "") -> set[str]:
    """Name every key of the words."""
    if not isinstance(words, dict):
        return {name}
    return {each for key, one in words.items() for each in shape(one, f"{name}/{key}")}


def test_both_languages_have_the_same_words() -> None:
    """A word that one language has, the other has too; none is forgotten."""
    ours = {key for key in shape(ENGLISH) if not key.startswith("/commands")}
    theirs = {key for key in shape(JAPANESE) if not key.startswith("/commands")}

    assert theirs - ours <= {
        key for key in theirs if key.endswith(("/expects", "/example", "/yes", "/no"))
    }
    assert ours - theirs <= {key for key in ours if key.endswith("/expects")}
    assert len(ENGLISH["commands"]) == len(JAPANESE["commands"])


@pytest.mark.parametrize("table", ["letter", "said"])
def test_both_languages_fill_the_same_places(table: str) -> None:
    """No sentence loses a value in translation."""
    for name, words in JAPANESE[table].items():
        assert set(_PLACE.findall(words)) == set(
            _PLACE.findall(ENGLISH[table][name])
        ), name


@pytest.mark.parametrize("code", sorted(JAPANESE["problems"]))
def test_problems_ask_for_the_same_parameters(code: str) -> None:
    """Each sentence on a problem shows the same figures in both languages."""
    both = [
        sorted(_PLACE.findall("".join(words["problems"][code]["says"])))
        for words in (JAPANESE, ENGLISH)
    ]

    assert both[0] == both[1]


def test_one_question_is_one_point() -> None:
    """Singular and plural, and the short way to answer."""
    one = in_english(letter("questions", questions=[asked("advance.bank", "missing")]))
    three = in_english(letter("questions"))

    assert "about one point." in one.text
    assert "nothing but:\n\nDepository bank (預託金融機関): 七十七銀行" in one.text
    assert "about 3 points." in three.text


def test_an_example_of_a_form_is_one_word() -> None:
    """An example that was worked out is written as somebody would answer it."""
    form = asked("advance.form", "obligee_not_electronic", example="paper")
    text = in_english(letter("questions", questions=[form])).text

    assert "(保証証書の形式): paper\n" in text


def test_a_day_stands_in_both_calendars() -> None:
    """The contract has the era, the reader the month: a read-back shows both."""
    rows = [row("contract_date", "2026-03-02"), row("contract_amount", 50_500_000)]
    text = in_english(letter("readback", rows=rows, findings=[])).text

    assert "2 March 2026 (Mon)\n　※ 令和8年3月2日" in text
    assert "50,500,000 yen\n　※ 50.5 million yen" in text


@pytest.mark.parametrize(
    ("kind", "changed", "says"),
    [
        ("completion", {"guarantees": []}, "The guarantee certificate has been issued"),
        ("changed", {"kind": "correction"}, "We have corrected"),
        ("changed", {"kind": "cancel_change"}, "has been cancelled"),
        (
            "history",
            {"guarantees": [], "asked": ["00427-000999"]},
            "could not find the",
        ),
        ("resent", {"guarantees": [], "asked": []}, "could not find a guarantee"),
        ("list", {"cases": []}, "no applications of yours"),
        ("obligees", {"obligees": []}, "could not find “角田”"),
        ("paper_ready", {"changed": True}, "changed guarantee is ready"),
        ("person", {"open_now": False}, "during opening hours"),
        ("readback", {"late": "yes"}, "counts only in reply to the newest"),
        ("readback", {"late": "answer"}, "one of our earlier mails"),
        ("refused", {"of_change": True}, "remains valid as it is"),
        ("reminder", {"state": "confirming"}, "waiting for your\n“Yes”"),
        ("status", {"cases": []}, "There is no application under way"),
        ("voided", {"was_issued": False}, "application has been cancelled"),
        ("withdrawn", {"why": "twin"}, "the same as your earlier application"),
        ("accepted", {"held": True}, "A member of our staff will check it"),
    ],
)
def test_each_case_has_its_english_sentence(
    kind: str, changed: dict[str, object], says: str
) -> None:
    """What differs from case to case is said, and rendered without a gap."""
    assert says in in_english(letter(kind, **changed)).text
