"""`mailbot explain`: why a rule, a case or a mail is as it is."""

import json
from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.core.rules.catalogue import RULES, SOURCES
from tests.unit.cli.conftest import CONTRACTOR, DESK, NOON, RECEIPT, application
from tests.unit.staff.conftest import BANK, told

Output = pytest.CaptureFixture[str]


def explained(capsys: Output, *arguments: str) -> str:
    """Run the verb, and return what it said."""
    assert run(["explain", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", ["R-08", "r8", "Ｒ－０８", "obligee_unknown"])
def test_a_rule_is_told_with_source_weight_and_message(
    capsys: Output, name: str
) -> None:
    """By its id in any width, or by the code of one of its findings."""
    said = explained(capsys, name)

    assert said.startswith("R-08: Electronic form needs an obligee")
    assert "S Q7: the flyer, question 7" in said
    assert "refuse: refused, with the reason" in said
    assert "当社の電子保証対応発注者の一覧に見当たりませんでした。" in said


def test_all_rules_are_listed_with_their_sources(capsys: Output) -> None:
    """Without an argument: every rule in one line, and what each source is."""
    said = explained(capsys)

    assert all(f"{rule.id} " in said for rule in RULES)
    assert all(text in said for text in SOURCES.values())


def test_every_rule_cites_a_source_that_is_explained() -> None:
    """No rule has a source that nobody can look up."""
    assert {rule.source for rule in RULES} <= SOURCES.keys()


def test_every_rule_is_told_as_json(capsys: Output) -> None:
    """One object a rule, with what the contractor reads for each finding."""
    lines = explained(capsys, "rules", "--json").splitlines()
    rules = {one["rule"]: one for one in map(json.loads, lines)}

    assert list(rules) == [rule.id for rule in RULES]
    assert "限度を超えています" in rules["R-04"]["findings"]["over_cap"]
    assert "{" not in rules["R-04"]["findings"]["over_cap"]


def test_a_case_is_explained_by_what_happened(desk: Path, capsys: Output) -> None:
    """Events in order, the rule behind the question, and who has it now."""
    del desk
    said = explained(capsys, RECEIPT)

    assert said.startswith(f"{RECEIPT}: issued, with a person here")
    assert "預託金融機関（前払金保証）: 七十七銀行 角田支店" in said
    assert "mail 3, part 1, line 1: 「預託金融機関：七十七銀行 角田支店」" in said
    assert "      our default" in said
    asked = said.index("R-01 [S] 預託金融機関（前払金保証）: missing, asked.")
    confirmed = said.index("mail 5 (contractor): confirmed -> issuing, with the robot")
    assert asked < confirmed < said.index("CertificateArrived (worker): issued")
    assert "writes again after はい" in said


def test_a_held_case_names_rule_source_and_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """Why it waits: R-17 with its source, the bank as written, and the verb to use."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    unknown = "預託金融機関：存在しない銀行 本店"
    told(tmp_path, f"{application(NOON)}\n{unknown}\n", "はい")
    said = explained(capsys, RECEIPT)

    assert "waits for review (R-17 [S] bank unknown)" in said
    assert "R-17 [S] 預託金融機関（前払金保証）: bank_unknown" in said
    assert "「存在しない銀行 本店」, a person decides." in said
    assert f"mailbot approve {RECEIPT} --by NAME" in said
    page = json.loads(explained(capsys, RECEIPT, "--json"))
    assert [one["rule"] for one in page["rules_today"]] == ["R-17"]
    assert page["holder"] == "staff"

    assert run(["show", RECEIPT]) == 0
    shown = capsys.readouterr().out
    assert "What the rules find\n  R-17 [S] 預託金融機関" in shown
    assert run(["log"]) == 0
    assert "waits for review (R-17 [S] bank unknown)" in capsys.readouterr().out


def test_each_value_of_a_kept_mail_has_its_place(desk: Path, capsys: Output) -> None:
    """Part, line, the words themselves, rule and decoding, and what became of it."""
    del desk
    said = explained(capsys, "mail 3")

    assert said.startswith("mail 3: read as an answer to our questions")
    assert "預託金融機関（前払金保証）: 七十七銀行 角田支店" in said
    assert "part 1, line 1: 「預託金融機関：七十七銀行 角田支店」" in said
    assert "rule label: a label of the form beside its value; decoded as utf-8" in said
    assert "became   read and acted upon" in said


def test_the_rules_that_an_answer_met_stand_below_the_mail(
    desk: Path, capsys: Output
) -> None:
    """Mail 1 lacked its bank: R-01, with its source."""
    del desk
    said = explained(capsys, "1")

    assert "Rules that the answer met\n  R-01 [S] 預託金融機関" in said


def test_a_file_is_explained_without_a_desk(tmp_path: Path, capsys: Output) -> None:
    """Values, what was not taken and why, from a file that no desk has seen."""
    text = f"{application(NOON)}\n{BANK}\n".replace("工期：自 ", "工期：自 8/3/1 ")
    mail = CONTRACTOR.letter(DESK, "保証の申込み", text, NOON)
    file = tmp_path / "letter.eml"
    file.write_bytes(bytes(mail))
    said = explained(capsys, str(file))

    assert "read as an application" in said
    assert "請負金額: 50,000,000円" in said
    assert "Not taken, and why" in said
    page = json.loads(explained(capsys, str(file), "--json"))
    assert page["reading"]["application"]["contract_amount"] == 50_000_000
    assert page["rules"] == []


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("R-99", "There is no rule R-99: they go to R-"),
        ("99", "There is no mail 99."),
        ("2", "Mail 2 is one of ours"),
        ("2026-000099", "There is no case 2026-000099."),
        ("banana", "banana is no rule (R-08), no case"),
    ],
)
def test_what_there_is_not_is_said(
    desk: Path, capsys: Output, what: str, said: str
) -> None:
    """One line for a rule, a mail, a case that is not there, and for nonsense."""
    del desk
    assert run(["explain", what]) == 1
    assert said in capsys.readouterr().err
