"""Where mail and time come in: `smtp/` listens, `timer` fires, `handler` keeps.

Authenticates and keeps; decides nothing.  250 is said only after the commit.
"""
