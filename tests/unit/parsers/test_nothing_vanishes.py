"""Nothing of a letter vanishes: a line put anywhere is read, or left for a person.

Lines about the matter, made of its words and of values that stand nowhere else, are put
between any two lines of the letters of the corpus.  Their words must then stand in a
value or its evidence, in a problem or the remainder, or give a command; and above them
no はい counts.
"""

import json
import random
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import fold
from parsers.message import body
from parsers.read import read
from parsers.reading import Context, Reading
from tests.unit.parsers.letters import raw_mail

FOLDER = Path(__file__).parents[2] / "corpus"
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

WHAT = [
    *(
        "前払金保証金額",
        "請負金額",
        "契約保証金額",
        "契約日",
        "工期",
        "着工日",
        "工事名",
        "発注者",
    ),
    *(
        "預託金融機関",
        "請求先",
        "支払方法",
        "証書",
        "金額",
        "発行",
    ),
]
NEW = [
    *(
        "7,654,300円",
        "765万円",
        "七百六十五万円",
        "令和8年11月17日",
        "R8.11.17",
        "11月17日",
    ),
    *(
        "令和8年11月17日から令和9年7月19日",
        "大崎信用金庫 鳴子支店",
        "鳴子町長",
        "現金",
    ),
    *("鳴子川護岸工事", "0229-87-6543", "鳴子興産株式会社"),
]
SAID = [
    *("{what}は{new}です。", "{what}：{new}", "{what}を{new}に訂正してください。"),
    *(
        "{what}は{new}に変わりました",
        "※{what} {new}",
        "・{what}＝{new}",
        "{what}が{new}でない",
    ),
    *(
        "追伸　{what}は{new}でお願いします。",
        "（{what}は{new}の予定です）",
        "{what}　{new}",
    ),
    *(
        "やはり{what}は{new}にします。",
        "{new}でお願いします",
        "{what}は{new}でよろしいですか？",
    ),
    *(
        "{what}の件、{new}と伺いました。",
        "P.S. {what} {new}",
        "ただし、{what}は{new}とする。",
    ),
    *(
        "{what}について電話をください。",
        "{what}はまだ決まっていません。",
        "{what}は後で送ります。",
    ),
]
PLAIN = [
    *(
        "発行は少し待ってください。",
        "まだ送信しないでください",
        "やはり見送ります。",
    ),
    *(
        "契約書の写しは郵送します。",
        "鳴子の現場に変えてください",
        "今回は申し込みません",
    ),
]
LINES = st.one_of(
    st.builds(
        lambda said, what, new: said.format(what=what, new=new),
        *map(st.sampled_from, (SAID, WHAT, NEW)),
    ),
    st.sampled_from(PLAIN),
)


def letters() -> Iterator[dict[str, Any]]:
    """Give the letters of the corpus that are written without a quotation."""
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        for one in data["letter"]:
            quotes = any(map(_QUOTED.match, one["body"].split("\n")))
            if not (
                one.get("form") or quotes or one["intent"] in {"automatic", "bounce"}
            ):
                yield one


_QUOTED: Final = re.compile(
    r"\s*[>＞|｜]|-{3,}|差出人|From:|On .*|.*wrote:|.*<\S+@\S+>:"
)


LETTERS = list(letters())


def reading_of(one: dict[str, Any], text: str) -> Reading:
    """Read a letter of the corpus with another text."""
    asked = tuple(one.get("asked", ()))
    headers = {"In_Reply_To": "<q@hosho.example.jp>"} if "asked" in one else {}
    raw = raw_mail(text, one.get("subject", "保証の申込み"), **headers)
    return read(raw, NOW, Context(asked) if "asked" in one else None)


def bare(text: str) -> str:
    """Give the letters and figures of a text."""
    return body.bare(fold.squeeze(text)).replace("ー", "")


def heard(line: str, reading: Reading, before: Reading) -> bool:
    """Tell whether the words of a line stand in what is read, or gave a command."""
    shown = json.dumps(reading.to_json("-")["application"], ensure_ascii=False)
    places = [*reading.remainder, *(each.text for each in reading.problems), shown]
    places += [each.text for each in reading.evidence.values()]
    words = bare(line).removeprefix("ps").removeprefix("追伸")
    if words in "".join(map(bare, places)) or reading.commands != before.commands:
        return True
    asked = {bare(each.text) for each in set(reading.problems) - set(before.problems)}
    if any(text and text in words for text in asked):
        return True  # A problem names the field beside the text of its value.
    new = dict(reading.fields) != dict(before.fields)  # A value, read in a sentence.
    return new or dict(reading.products) != dict(before.products)


def put(one: dict[str, Any], line: str, at: int, blank: int) -> str:
    """Give a letter's text with a line put in, with blank lines around it."""
    rows = one["body"].strip("\n").split("\n")
    at %= len(rows) + 1
    between = [""] * blank
    return "\n".join([*rows[:at], *between, line, *between, *rows[at:]])


def lost(one: dict[str, Any], line: str, at: int, blank: int) -> str:
    """Give a letter in which a line is not heard; "" where it is."""
    before = reading_of(one, one["body"].strip("\n"))
    text = put(one, line, at, blank)
    reading = reading_of(one, text)
    agreed = before.intent == "confirm" and reading.intent == "confirm"
    if heard(line, reading, before) and not agreed:
        return ""
    return f"{one['name']}: {line}\n---\n{text}"


@settings(max_examples=150, derandomize=True)
@given(st.sampled_from(LETTERS), LINES, st.integers(0, 60), st.integers(0, 1))
def test_a_line_put_anywhere_is_heard(
    one: dict[str, Any], line: str, at: int, blank: int
) -> None:
    """It is in a value's evidence, a problem, the remainder, or a command."""
    assert lost(one, line, at, blank) == ""


MOST_LOST: Final = 1 / 500
"""LIMIT: a line that is joined with its neighbours to one sentence of other sense."""


@pytest.mark.long
def test_many_lines_put_anywhere_are_heard(rounds: int) -> None:
    """The same over the whole corpus again and again: hardly one of 500 is lost."""
    chance = random.Random(20260302)  # noqa: S311 - letters, no secrets
    missed = []
    for one in LETTERS * rounds:
        said, what, new = map(chance.choice, (SAID, WHAT, NEW))
        line = said.format(what=what, new=new)
        missed.append(lost(one, line, chance.randrange(60), chance.randrange(2)))

    assert sum(map(bool, missed)) <= MOST_LOST * len(missed), "\n".join(
        filter(None, missed)
    )


SENT = """みちのく建設業保証株式会社です。
次の内容でお申込みを承ります。

工事名：市道A線改良工事
請負金額：50,000,000円
前払金保証金額：12,300,000円
契約日：令和8年3月1日

よろしければ「はい」とだけ書いて、このメールにそのまま返信してください。
"""
HEAD = """________________________________
差出人: みちのく建設業保証 <moushikomi@hosho.example.jp>
送信日時: 2026年3月2日 10:20
宛先: keiri@kensetsu.example.jp
件名: 【申込確認】市道A線改良工事

"""


@settings(max_examples=100, derandomize=True)
@given(LINES, st.integers(3, 8))
def test_no_yes_counts_above_a_line_in_our_unmarked_mail(line: str, at: int) -> None:
    """Below three lines of ours, whatever else stands there is no quotation."""
    rows = SENT.split("\n")
    quoted = "\n".join([*rows[: at + 1], line, *rows[at + 1 :]])

    reading = read(
        raw_mail(f"はい\n\n{HEAD}{quoted}", In_Reply_To="<q@hosho.example.jp>"),
        NOW,
        Context(form=SENT, products=("advance",)),
    )

    assert reading.intent != "confirm", quoted
