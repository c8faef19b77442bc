"""The spine: load, read, decide, commit, in one transaction.

`intake` is the way of an event; the other files load what a decision needs and write
what it came to.
"""
