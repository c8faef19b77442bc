"""How far the sender of a mail is proved: by a relay of ours, or by signing in.

`sender` judges each mail, `users` reads the file of those who may sign in, `passwords`
checks one. May import `configuration`, `core`, `errors`, `network` and `store`.
"""
