"""The rows that mails show: `application`, `change`, `enquiry` and `obligee`.

`rows` holds what all of them use, `guide` what the help mail shows.
"""
