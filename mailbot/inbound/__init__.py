"""Where mail and time come in; everything is kept first and decided later.

`smtp/` takes mail, `handler` is what it needs of the rest, `timer` makes events of what
is due, `lanes` keep heavy mails from holding up light ones. Another source of mails
(IMAP) is a file here that hands its `Arrival` to the handler; `server/server.py` starts
it and `configuration/options.py` describes it. May import `core`,
`errors`, `network`, `sandbox` and `store`.
"""
