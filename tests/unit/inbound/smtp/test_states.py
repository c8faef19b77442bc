"""The table of states: nothing leads out of the end, and every state is reached."""

from mailbot.inbound.smtp.states import OUT_OF_ORDER, TRANSITIONS, State


def test_every_state_is_reached_and_left() -> None:
    """Whatever a session waits for can come, and can be over."""
    moves = [move for row in TRANSITIONS.values() for move in row.items()]

    assert {after for _, after in moves} == set(State)
    assert {before for before, _ in moves} == set(State)
    assert {after for before, after in moves if before is State.ENDED} == {State.ENDED}


def test_a_mail_is_kept_only_when_it_is_whole() -> None:
    """The one way to KEEPING is the end of the content, and 354 the one way there."""
    into = {
        state: {
            (event, before)
            for event, row in TRANSITIONS.items()
            for before, after in row.items()
            if after is state
        }
        for state in State
    }

    assert into[State.KEEPING] == {("whole", State.CONTENT)}
    assert into[State.CONTENT] == {("content", State.ENVELOPE)}
    assert {before for _, before in into[State.ENVELOPE]} == {
        State.SENDER,
        State.ENVELOPE,
    }


def test_a_command_either_leads_on_or_is_answered_why_not() -> None:
    """No state both obeys a command and calls it out of order; none does neither."""
    waiting = set(TRANSITIONS["reset"])
    for event, said in OUT_OF_ORDER.items():
        goes = set(TRANSITIONS[event]) & waiting
        assert goes.isdisjoint(said)
        assert goes | set(said) == waiting
