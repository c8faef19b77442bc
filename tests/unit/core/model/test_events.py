"""What the database calls the kinds of events: for ever, whatever the classes are."""

from typing import get_args

from mailbot.core.model.events import Event

CODES = [
    "Approved",
    "Assigned",
    "CameDue",
    "Cancelled",
    "CertificateArrived",
    "ChangeCancelled",
    "Corrected",
    "DeliverySettled",
    "Forwarded",
    "Handed",
    "MailRead",
    "Noted",
    "PaperPrinted",
    "PremiumPaid",
    "ReceiptConfirmed",
    "Received",
    "Refused",
    "Rekeyed",
    "Released",
    "Retried",
    "Returned",
    "StaffWrote",
    "TakenUp",
    "TaskDone",
]
"""Append to it; what once stood here stands in databases."""


def test_codes_of_events_never_change() -> None:
    """Each class of event has a code of its own, and none that is stored has gone."""
    codes = [vars(kind)["code"] for kind in get_args(Event)]

    assert sorted(codes) == CODES
