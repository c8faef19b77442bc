"""PURE. The rules R-01 … and what each finds: ask, warn, hold or refuse.

`catalogue` lists them all with source and weight. A check is a function from a draft to
findings (`application_rules`, `record_rules`, `date_rules`, `amount_rules` …); the
words are the templates'. May import `model`, `office` and `parsers`.
"""
