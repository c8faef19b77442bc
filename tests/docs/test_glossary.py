"""The words of the trade: each is a name in the code, and none is unexplained."""

import ast
import re

from tests.meta.sources import TOP, sources

ROW = re.compile(
    r"^\| (?P<japanese>[^|]+) \| (?P<names>[^|]+) \| (?P<meaning>[^|]+) \|$"
)


def rows() -> list[re.Match[str]]:
    """Return the rows of the glossary, without the heads of its tables."""
    page = (TOP / "docs" / "glossary.md").read_text(encoding="utf-8")
    found = [ROW.match(line) for line in page.splitlines() if line.startswith("| ")]
    return [row for row in found if row and row["names"] != "in code"]


def names_in_code() -> set[str]:
    """Return every name of the product: files, identifiers, stored words."""
    found: set[str] = set()
    for code in sources():
        if not code.path.startswith(("mailbot/", "parsers/")):
            continue
        found.update(code.module.split("."))
        for node in ast.walk(code.tree):
            names = (getattr(node, of, None) for of in ("id", "name", "attr", "arg"))
            found.update(name for name in names if isinstance(name, str))
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def words() -> list[str]:
    """Return the English words of the glossary."""
    return [word for row in rows() for word in re.findall(r"`([^`]+)`", row["names"])]


def test_every_word_is_a_name_in_the_code() -> None:
    """Each English word of the glossary is a name in `mailbot` or `parsers`."""
    known = names_in_code()

    assert len(words()) > 60
    assert [] == [word for word in words() if word not in known]


def test_every_word_is_explained_once() -> None:
    """No word stands in two rows, and every row has Japanese and one sentence."""
    assert sorted(words()) == sorted(set(words()))
    for row in rows():
        assert re.search(r"[\u3040-\u9fff]", row["japanese"]), row[0]
        assert row["meaning"].endswith("."), row[0]


def test_words_of_the_house_are_in_the_glossary() -> None:
    """Each word that CONTRIBUTING sets in italics is explained in the glossary."""
    page = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = page.partition("## Words")[2].partition("\n## ")[0]
    used = re.findall(r"(?<!\*)\*([a-z_]+)\*(?!\*)", section)

    assert "docs/glossary.md" in section
    assert len(used) > 15
    assert [] == [word for word in used if word not in words()]
