"""The verbs of the command line, one file each.

Exit codes: 0 done, 1 something failed, 2 wrong usage, 75 try again later.
"""
