"""Replay: what was decided, decided again by today's code, on a store in memory.

`replay.py` goes event by event: the same bytes, the same moment, today's rules, on a
`ScratchStore`.  `diff.py` lays what is recorded now beside what was recorded then.
"""
