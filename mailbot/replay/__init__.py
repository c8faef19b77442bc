"""Rehearsal: what was decided, decided again by today's code, on a stage.

`stage.py` is the store as it was at each moment: it takes everything and keeps nothing.
`rehearse.py` goes event by event: the same bytes, the same moment, today's rules.
`differences.py` lays what would be recorded now beside what was recorded then.
"""
