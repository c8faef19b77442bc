"""PURE. The text behind a label becomes yen, a day, a choice, or a problem.

A reader answers with the value, with a flaw (`flaws`: it says something, but not one
thing) or with None (it says nothing), and never guesses. `money`, `dates`, `eras`,
`lengths`, `periods`, `choices`, `names` and `numbers` are the kinds. May import `fold`,
`identifiers` and `reading`.
"""
