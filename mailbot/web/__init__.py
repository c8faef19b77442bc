"""The web side of the desk: pages that read the store and write events, nothing else.

`door` listens and bears with nobody, `shell` stands around every answer, `peers` says
who asks, `forms` reads what was sent.  `verify/` is the public page of the viewing
platform.
"""
