"""PURE. Labelled values in one kind of writing each; the rest is left.

`text` reads lines, `entry` understands one, `columns` reads tables, `loose` pairs
without a colon, `references` the numbers that say what a mail is about. May import
`fold`, `form`, `message`, `reading`, `values` and `words`.
"""
