"""PURE. The form that a mail fills in: finds become fields with evidence.

`finds` are what readers hand over, `collector` makes fields of them, `gathered` is what
is known so far; `field_values` types each, `products` and `conflicts` settle doubts,
`marked_options` reads 電子に○, `evidence` is the place. May import `fold`, `message`,
`reading`, `values` and `words`.
"""
