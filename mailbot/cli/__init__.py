"""The command line: `app` lists the verbs; a verb has the file of its name.

`options` are shared arguments, `terminal` is where a verb writes, `open_store` opens
what a verb only looks at. Verbs of staff turn into events of the core. Exit codes: 0
done, 1 something failed, 2 wrong usage, 75 try again later. May import every other
room.
"""
