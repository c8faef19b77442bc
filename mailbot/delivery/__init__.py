"""Final octets to their recipients, phase by phase; never sent twice by itself.

`transport` is the contract, `smtp` and `maildir` fulfil it, `safe_mode` stands before
them, `retry` says when to try again, `select` chooses by the settings. May import
`configuration`, `errors` and `security`.
"""
