"""What our English mails invite people to write is read."""

import pytest

from parsers.values import choices
from parsers.words import courtesy
from tests.unit.parsers.letters import mail, reply


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        "“Yes”",
        "Yes, please.",
        "Yes, please proceed.",
        "Yes, that is correct.\n\nThank you very much.",
        "Dear Sir or Madam,\n\nYes.\n\nBest regards,\nJohn Smith\nHoshizora Ltd",
        "Yes\n\nThank you,\nJohn Smith",
    ],
)
def test_a_plain_yes_is_a_yes(text: str) -> None:
    """Courtesy, a closing and a name around it leave nothing for a person."""
    reading = reply(text)

    assert reading.intent == "confirm"
    assert reading.remainder == ()


@pytest.mark.parametrize(
    "text",
    [
        "Yes, but the contract date is 3 March 2026.",
        "Yes, except for the amount",
        "Yes, if the premium is not higher",
        "Yes?",
        "Yes, not yet",
    ],
)
def test_a_yes_with_more_is_no_yes(text: str) -> None:
    """Whatever adds to a yes in other words is left for a person."""
    assert reply(text).intent != "confirm"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Withdraw", "withdraw"),
        ("Please withdraw the application.", "withdraw"),
        ("“Status”", "status"),
        ("Status, please", "status"),
        ("List", "list"),
        ("Help", "help"),
        ("Stop", "stop"),
        ("History 00427-000318", "history"),
        ("Statement 00427-000318", "statement"),
        ("Resend 00427-000318", "resend"),
        ("Change 00427-000318", "change"),
        ("Obligees 角田市", "obligees"),
    ],
)
def test_english_words_of_command_are_heard(text: str, intent: str) -> None:
    """With or without please, quotes and a full stop."""
    assert mail(text, subject="Guarantee").intent == intent


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Monthly", "monthly"), ("Cash", "cash"), ("by bank transfer", "transfer")],
)
def test_choices_are_read_in_any_case(text: str, meant: str) -> None:
    """A capital letter makes no other choice."""
    assert choices.payment(text) == meant
    assert choices.submission("Forward") == "forward"
    assert choices.submission("Self") == "self"
    assert choices.work_kind("Works") == "works"


def test_courtesy_is_courtesy_in_english_too() -> None:
    """A greeting says nothing; a greeting with a fact in it does."""
    assert courtesy.is_courtesy("Dear Mr. Sato,")
    assert courtesy.is_courtesy("We look forward to hearing from you.")
    assert not courtesy.is_courtesy("Thank you for changing the amount.")


def test_an_application_with_english_labels_is_read() -> None:
    """Labels in English alone, values as they stand in a Japanese contract."""
    reading = mail(
        "Dear Sir or Madam,\n\n"
        "Company name: 株式会社星空建設\n"
        "Obligee: 角田市長\n"
        "Project name: 市道枝野線道路改良工事\n"
        "Contract amount: JPY 50,000,000\n"
        "Contract date: 2 March 2026\n"
        "Work starts: March 3, 2026\n"
        "Work ends: 2027-03-25\n\n"
        "■Advance payment guarantee\n"
        "Form of certificate: electronic\n"
        "Guarantee amount: 20,000,000 yen\n"
        "Depository bank: 七十七銀行 角田支店\n"
        "Payment of premium: monthly\n\n"
        "Kind regards,\nJohn Smith",
        subject="Application",
    )

    assert reading.problems == ()
    assert reading.remainder == ()
    assert {key: str(value) for key, value in reading.fields.items()} == {
        "contractor_name": "株式会社星空建設",
        "obligee_name": "角田市長",
        "project_name": "市道枝野線道路改良工事",
        "contract_amount": "50000000",
        "contract_date": "2026-03-02",
        "work_start": "2026-03-03",
        "work_end": "2027-03-25",
        "advance.form": "electronic",
        "advance.amount": "20000000",
        "advance.bank": "七十七銀行 角田支店",
        "advance.payment_method": "monthly",
    }


def test_a_foreign_engineer_uses_other_words_for_the_same() -> None:
    """A short label is read where a colon makes it one; a sentence with it is not."""
    reading = mail(
        "We would like to apply for an advance payment guarantee.\n\n"
        "Client: 角田市長\nProject: 市道枝野線道路改良工事\n"
        "Contract amount: 50,000,000 yen\nContract date: 2026-02-27\n"
        "Construction period: 2026-03-03 - 2027-03-25\n"
        "Advance payment guarantee amount: JPY 20,000,000\n"
        "Payment method: monthly\n\n"
        "The project manager will call you.\n"
    )

    assert reading.fields["project_name"] == "市道枝野線道路改良工事"
    assert reading.fields["obligee_name"] == "角田市長"
    assert reading.fields["advance.payment_method"] == "monthly"
    assert reading.remainder == ("The project manager will call you.",)
