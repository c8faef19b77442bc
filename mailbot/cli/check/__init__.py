"""`mailbot check`: what is wrong with an installation, and what to do about it.

`check` runs all, `result` is what each finds; every other file checks one thing.
"""
