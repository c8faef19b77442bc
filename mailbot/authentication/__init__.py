"""Who speaks: the class of a sender, from a relay's results or a sign-in.

`sender` judges, `users` reads the file of those who may sign in, `passwords` checks.
"""
