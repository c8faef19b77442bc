"""From はい to the issue."""

from __future__ import annotations

from mailbot.core.decisions.issue import accept
from mailbot.core.model.decision_context import DecisionContext, NewIds
from mailbot.core.model.draft import complete
from mailbot.core.model.effects import DropDues
from mailbot.core.model.events import MailRead
from tests.support.talk import COMPLETE, NOON, Talk, called, issues, reading, sent


def test_what_the_model_refuses_is_held_and_said() -> None:
    """An application that no rule stopped and that cannot be: a person, and a mail."""
    talk = Talk()
    talk.hears(reading("apply", {k: COMPLETE[k] for k in COMPLETE if k != "work_end"}))
    draft = complete(talk.open, talk.office, talk.office.contractors["hoshizora"])
    context = DecisionContext(talk.office, NOON, NewIds(2, "2026-000002", 11, 21))

    decision = accept(draft, (), MailRead(2, reading("confirm"), "proved"), context)

    assert decision.case is not None
    assert decision.case.held == "not_an_application"
    assert (sent(decision), called(decision)) == (["person"], ["not_an_application"])
    assert DropDues() in decision.effects
    assert issues(decision) == []
