"""The database: one transaction for case, events, effects and audit.

Only this room knows that there is one. `store` opens it, `transaction` is what callers
get, `schema` and `migrations/` its shape, `records` what it gives and takes.
`incoming`, `outgoing` and `mail_log` hold mails, `cases` and `guarantees` theirs,
`ledger` its seals, `queue/` the jobs. SQLite's own: `database`, `prepared`, `faults`,
`queue/sqlite`. May import `configuration`, `core`, `errors`,
`parsers` and `security`.
"""
