"""Sentences: what they state, ask, agree to, or say out of courtesy.

`sentences` cuts them, `read_sentences` takes values from them.  Pure.
"""
