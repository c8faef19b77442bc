"""The pure core: what the office decides, as functions of values.

No socket, file, clock, environment, randomness or log here: time, ids and reference
data come in as arguments, decisions and effects go out as values.
"""
