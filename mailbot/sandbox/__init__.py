"""Mails of strangers are read in a confined child process with limits.

`sandbox` starts it and asks, `child_process` is the parent's side, `child` runs inside;
`confinement`, `libraries` and `malloc` take away what it does not need. `safe_pickle`
reads its answers, `pdf` examines one PDF in it, `memory_budget` bounds mails held in
memory. May import `core`, `documents`, `errors` and `parsers`.
"""
