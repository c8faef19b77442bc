"""The way of an event: load, read, decide, commit, in one transaction.

`intake` is that way. `case_lookup`, `reply_context`, `decision_input` and `traffic`
load what a decision needs, `redact_keys` masks our own keys, `commit` writes what was
decided. `desk` decides the events that are no mail. May import `authentication`,
`composer`, `configuration`, `core`, `network`, `parsers`, `sandbox`, `security` and
`store`.
"""
