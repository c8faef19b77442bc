"""The SMTP and LMTP server (RFC 5321, RFC 2033): 250 only after the commit.

Without a socket: `session` answers commands (`dialogue`, `states`, `arguments`,
`replies`, `credentials`) with `actions`. With one: `server` listens as `listener` says,
`connection` does what its session asks, `connections` limit each other. `dot_reader`,
`spool` and `mail_keeper` take mails in, `authenticator` checks passwords.
"""
