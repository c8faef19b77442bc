"""The web side of the desk: pages that read the store and write events, nothing else.

`server` listens and drops slow clients, `middleware` stands around every answer,
`proxies` finds the client's address, `forms` reads what was sent.  `verify/` is the
public page of the viewing platform.
"""
