"""PURE. Reading mail: octets in, a reading out, and never an exception.

No network, disk, clock or log; `mailbot` is never imported. `read` is the entrance,
`letter` reads what a person wrote, `alternatives` compares text and HTML, `reading` is
the result. `identifiers` and `key_masking` know numbers and keys, `fold` compares. On
the way: `message/`, `automatic/`, `reply/`, `layout/`, `prose/`, `commands/`, `files/`,
`form/`, `values/`, with the data of `words/`.
"""
