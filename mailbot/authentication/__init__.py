"""Who speaks: the sender's class from a relay's results or a sign-in; users, passwords."""
