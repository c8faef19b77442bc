"""PURE. The values of the trade, frozen, with their states and transitions.

`case`, `guarantee`, `submission`, `change_request`, `application`, `draft`; `events`
come in, `effects` go out, `decision_context` is what a decision may look at. No rule
and no mail. May import `office` and `parsers`.
"""
