"""Where mail and time come in; everything is kept first and decided later.

`smtp/` takes mail, `handler` is what it needs of the rest, `timer` makes events of what
is due, `lanes` keep heavy mails from holding up light ones. May import `core`,
`errors`, `network`, `sandbox` and `store`.
"""
