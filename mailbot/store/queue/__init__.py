"""Jobs as rows: promised in the transaction that decided them.

`contract` says what an engine does, `sqlite` is ours, `statements` its SQL.
"""
