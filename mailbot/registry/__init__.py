"""The viewing platform: certificates registered, viewed, voided, with history.

`contract` says what it must do; `builtin` and `http` do it, `select` chooses. `lookup`
guards number and key against guessing, `mail_requests` answers 照会 and 検証, `compare`
lays a certificate beside the record. May import `configuration`, `core`, `documents`,
`errors`, `parsers`, `sandbox` and `store`.
"""
