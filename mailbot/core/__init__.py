"""PURE. What the office decides: (case, event, context) to (case, effects).

No socket, file, clock, environment, chance or log: time, ids and reference data are
arguments. `decide` is the one entrance; `timeline` tells how long a case stood where.
`model/` are the values, `office/` the surety's own data, `rules/` the checks, `mails/`
what each mail says, `decisions/` one subject a file.
"""
