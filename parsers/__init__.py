"""Reading mail: bytes and text in, readings out.

Everything under `parsers` is pure and total: no network, no disk, no clock, no log,
and no exception on any bytes.  It never imports `mailbot`.
"""
