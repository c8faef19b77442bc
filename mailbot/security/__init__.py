"""Keys and secrets: `vault` seals what is kept, `reply_tokens` bind replies.

`auth_keys` draws authentication keys; `audit_chain` and `ledger` make tampering
visible; `private_files` are readable by nobody else. May import `errors`.
"""
