"""The past decided again by today's code; nothing is written.

`replay` goes event by event with the kept mails and their moments, on a store in
memory; `diff` shows what would be recorded otherwise. May import `core`, `intake`,
`security` and `store`.
"""
