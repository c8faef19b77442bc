"""A name with a character that no face draws: the issue stops, and a person knows."""

from mailbot.core.model.guarantee import GuaranteeState
from tests.support.actors import BANK, Actor, Relay, application
from tests.support.live import LiveDesk

PICTOGRAM = "🏗"
"""A crane: people do write it, and no Japanese face draws it."""


def test_character_without_a_glyph_calls_a_person_at_once(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """One task that names field and character; nothing made, sent or tried again."""
    text = application(project=f"市道枝野線{PICTOGRAM}工事", bank=BANK)
    relay.hand_over(hoshi.writes(text))
    relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
    hoshi.letter(2)
    desk.rest()

    with desk.app.store.snapshot() as tx:
        case = tx.cases.get(1)
        tasks = tx.tasks.find()
        documents = [tx.documents.of_guarantee(one.id) for one in case.guarantees]
    assert {GuaranteeState.ISSUING} == {one.state for one in case.guarantees}
    assert len(case.guarantees) == len(tasks)
    for task in tasks:
        assert (task.reason, task.case_id) == ("missing_glyph", 1)
        assert task.detail["field"] == "project_name"
        assert task.detail["characters"] == [f"{PICTOGRAM} (U+1F3D7)"]
    assert not any(documents)
    assert ["readback", "accepted"] == [kind for kind, _ in desk.went()]
