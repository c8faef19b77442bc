"""Pages by HTTP: they read the store and write events, nothing else.

`server` listens and limits, `middleware` surrounds every answer, `proxies` tells who
asks, `forms` reads what was posted. `verify/` is the obligees' page; the console,
not built yet, will stand beside it. `server/server.py` opens both. May
import `core`, `errors`, `network`, `parsers`, `registry`, `security` and `store`.
"""
