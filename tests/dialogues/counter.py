"""The counter of a dialogue: one key for all certificates, files known by name.

What the real one does with store, platform and PDFs is tested in tests/flow and
tests/unit/registry/test_lookup.py; here is what people read of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from mailbot.core.decisions.obligee_enquiry import obligee_at
from mailbot.core.model.case import Case
from mailbot.core.model.certificate_facts import face_of, facts_of
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.lookup_result import (
    Checked,
    Difference,
    Found,
    Inspection,
    LookupAnswer,
    RegistryEntry,
)
from mailbot.core.office.office import Office
from parsers.reading import Reading

KEY = "Z28YUE4J3Bux"

_NUMBER = "00427-000001"
_FILES = {
    "真正.pdf": Checked("真正.pdf", "seen", "valid", "key_notice", _NUMBER, "same"),
    "改変.pdf": Checked(
        "改変.pdf",
        "seen",
        "foreign",
        "key_notice",
        _NUMBER,
        "differs",
        (Difference("project_name", "別の工事"),),
    ),
    "写し.pdf": Checked("写し.pdf", "seen", "none", "key_notice", _NUMBER, "same"),
}


def found(reading: Reading, cases: Iterable[Case], office: Office) -> Found | None:
    """Return what an obligee's question comes to, as `registry.mail_requests` would."""
    if obligee_at(reading.envelope.sender or "", office) is None:
        return None
    if reading.intent == "verify":
        return Inspection(tuple(_FILES[one.name] for one in reading.attachments))
    for command in reading.commands:
        if command.name == "lookup" and command.args:
            opened = [
                _entry(case, one, office)
                for case in cases
                for one in case.guarantees
                if (one.number, KEY) == (command.args[0], command.secret)
            ]
            return LookupAnswer(tuple(opened))
    return None


def _entry(case: Case, one: Guarantee, office: Office) -> RegistryEntry:
    assert one.arrived_at is not None
    face = face_of(facts_of(case, one, office))
    return RegistryEntry(one.number, one.entry, one.arrived_at, face)
