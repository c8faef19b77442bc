"""Replies: what the sender wrote, apart from quotations, attributions and signatures.

`quoting`, `attribution` and `signature` find the borders; `bare_answers` and
`inline_answers` read what stands inside or below a form of ours.  Pure.
"""
