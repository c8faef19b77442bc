"""What an operator does to a whole installation: `rotate_keys`.

May import `errors`, `security` and `store`.
"""
