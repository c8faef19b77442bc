"""The rules R-01 … and what they find: catalogue, checks, limits, examples.

A check is a function from a draft to findings; the words are the templates'.  Pure.
"""
