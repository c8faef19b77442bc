"""English: the labels, greetings and plain words of those who write it.

Data beside the Japanese of `vocabulary`, `courtesy` and `commands`: our English mails
invite exactly these words.  Only whole words of a closed list count; a sentence with
any other word in it is no consent and no courtesy, and stays for a person.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers import fold

if TYPE_CHECKING:
    from parsers.reading import Product

COMMON: Final = {
    "contractor_name": "Company name, Contractor, Contractor name, Name of contractor",
    "obligee_name": (
        "Obligee, Obligee name, Name of obligee, Employer, Employer name, Client"
    ),
    "project_name": (
        "Project name, Name of project, Name of works, Work name, Project"
    ),
    "project_number": "Project number, Project no., Project no",
    "contract_amount": "Contract amount, Contract price, Contract sum",
    "contract_date": "Contract date, Date of contract",
    "contract_date_status": "Contract date status",
    "notice_date": "Date of public notice, Public notice date",
    "work_period": (
        "Contract period, Work period, Construction period, Period of works, Period,"
        " Project period, Period of the works, Term of works"
    ),
    "work_start": "Work starts, Start of work, Work start date, Commencement date",
    "work_end": "Work ends, End of work, Work end date, Completion date",
    "jv_name": "JV name, Joint venture name, Name of joint venture",
    "jv_representative": "JV representative, Joint venture representative",
    "jv_members": "JV members, Joint venture members",
    "work_kind": "Kind of work, Type of work",
    "low_price": "Low-price bid, Low price bid",
    "advance_planned": "Advance planned, Advance payment planned",
    "branch": "Branch",
    "notify": "Notice of issue",
    "notify_email": "E-mail address, Email address",
    "department": "Department",
    "title": "Job title",
    "person": "Contact person, Person in charge",
    "phone": "Telephone number, Phone number",
    "message": "Message to us",
    "submission": "Submission to the obligee, Submission to obligee",
}
"""English labels of the fields that are said once, separated by commas."""
OF_PRODUCT: Final = {
    "form": "Form of certificate, Certificate form, Form",
    "payment_method": (
        "Payment of premium, Premium payment, Payment method, Method of payment"
    ),
    "bill_to": "Bill premium to",
    "paper_statement": "Paper statement",
    "guarantee_until": "Guarantee until, Guarantee valid until",
}
"""The same of the fields that each product has."""
OF_ADVANCES: Final = {
    "bank": "Depository bank, Bank",
    "redeposit": "Redeposit",
}
"""The same of the fields of the two advances."""
AMOUNTS: Final = {
    "advance": "Advance payment amount, Advance payment guarantee amount",
    "interim": "Interim payment amount, Interim payment guarantee amount",
    "performance": "Performance amount, Performance guarantee amount",
}
"""The amount of each product; in its section, Guarantee amount."""
ANY_AMOUNT: Final = "Guarantee amount, Guaranteed amount"
PRODUCT_NAMES: Final = {
    "advance": "Advance payment guarantee",
    "interim": "Interim payment guarantee",
    "performance": "Performance guarantee, Performance bond",
}
FISCAL_YEAR: Final = "Amount for this fiscal year"
GUARANTEE_NUMBER: Final = "Guarantee number, Guarantee no."
CONDITIONS: Final = {
    "half_period": "Half of the period has passed",
    "scheduled_work": "Work of the first half is done",
    "half_cost": "Half of the amount is done",
    "advance_paid": "Advance payment received",
}
"""The four declarations of an interim payment."""


def words(listed: str) -> list[str]:
    """Return the comparing forms of labels that are separated by commas."""
    return [fold.squeeze(word) for word in listed.split(",")]


# --- courtesy ---------------------------------------------------------------------

COURTESY: Final = (
    r"(?i-x:dear\s[a-z .]{1,40}|to whom it may concern|hello|hi"
    r"|good (?:morning|afternoon|evening|day)"
    r"|(?:with )?(?:best|kind|warm)?(?:est)? ?regards|best wishes"
    r"|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|respectfully"
    r"|(?:many )?thanks?(?: you)?(?: (?:very|so) much)?(?: (?:again|in advance))?"
    r"(?: for your (?:kind )?(?:e-?mail|mail|message|reply|help|support|cooperation"
    r"|confirmation|assistance|understanding|prompt reply|quick reply))?"
    r"|(?:please (?:find|see)|here is|this is) (?:our|my|the) application"
    r"(?: for (?:an? )?(?:[a-z]+ ){1,3}guarantee)?(?: (?:below|attached))?"
    r"|(?:please find|please see) below|(?:we|i) look forward to (?:hearing from you"
    r"|your (?:reply|confirmation|answer))|(?:we|i) hope this (?:e-?mail|mail|message)"
    r" finds you well|(?:we|i) would like to apply for (?:the following|an? )?"
    r"(?:[a-z]+ ){0,3}guarantees?(?: as follows)?)[.]?"
)
"""One clause that says nothing about the matter; its spaces count."""

_CLOSING: Final = re.compile(
    r"(?:with )?(?:best|kind|warm)?(?:est)? ?regards|best wishes"
    r"|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|respectfully"
    r"|thanks|thank you|many thanks",
    re.IGNORECASE,
)
MAX_NAME: Final = 60
"""Characters of a line of a signature, at most."""


def closes(text: str) -> bool:
    """Return whether a line closes a letter: below it stands only who wrote."""
    return bool(_CLOSING.fullmatch(fold.trim(text).rstrip(",.!")))


# --- commands and consent ---------------------------------------------------------

_LEAD: Final = re.compile(r"(?:please|kindly)\s+", re.IGNORECASE)
_TAIL: Final = re.compile(
    r"(?:\s+(?:the|this|my|our) (?:application|request|case))?"
    r"(?:[\s,]*(?:please|thank you|thanks))?[.!]*$",
    re.IGNORECASE,
)
_AGREES: Final = frozenset(
    """
    yes please proceed go ahead that this it is are all everything correct right fine
    good looks confirmed confirm we i agree agreed accept the details contents
    application as above read back thank thanks you very much and with ok okay
    """.split()  # noqa: SIM905 - words of a list, to be edited as words
)
_QUOTES: Final = "\"'“”‘’"
MAX_PLAIN: Final = 100


def plain(text: str) -> str:
    """Return a command without its courtesy: `Please withdraw` is `withdraw`."""
    bare = text.strip(_QUOTES + " ")
    if len(bare) > MAX_PLAIN or not bare[:1].isascii():
        return text
    return _TAIL.sub("", _LEAD.sub("", bare, count=1), count=1).strip(_QUOTES + " ")


def agrees(clause: str) -> bool:
    """Return whether a word or clause belongs to a plain yes, and adds nothing."""
    return all(
        word in _AGREES
        for word in clause.lower().strip(_QUOTES).replace("-", " ").split()
    )


_APPLIES: Final = re.compile(
    r"(?:we|i) (?:would like|want|wish|hereby)(?: to)? apply for (?:an? |the )?"
    r"(?P<product>advance payment|interim payment|performance) (?:guarantee|bond)"
    r"(?: ?[(（][^()（）]{1,30}[)）])?(?: (?:as follows|as below|for the following"
    r" (?:works?|project|contract)))?[.:]?",
    re.IGNORECASE,
)
_APPLIED: Final[dict[str, Product]] = {
    "advance payment": "advance",
    "interim payment": "interim",
    "performance": "performance",
}


def applies(sentence: str) -> Product | None:
    """Return the product that an English sentence applies for, and says no more."""
    match = _APPLIES.fullmatch(fold.trim(sentence))
    return _APPLIED[match["product"].lower()] if match else None
